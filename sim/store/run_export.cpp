// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/store/run_library.h"

#include <nlohmann/json.hpp>

namespace cs
{

namespace
{

using Json = nlohmann::ordered_json;

Json textOrParsed(const std::string &text)
{
    Json parsed = Json::parse(text, nullptr, false);
    return parsed.is_discarded() ? Json(text) : parsed;
}

Json runJson(const KeptRunWhole &kept)
{
    const KeptRun &run = kept.run;
    Json json { { "id", run.id }, { "created", utcText(run.createdMs) }, { "program_version", run.version },
        { "source", run.source }, { "strategy", run.strategy }, { "seed", run.seed },
        { "replications", run.replications }, { "fingerprint", run.fingerprint }, { "tags", run.tags },
        { "note", run.note } };
    if (run.point) {
        json["sweep"] = run.point->sweep;
        json["point"] = run.point->point;
    }
    // As text: the spelling of a scenario is its author's.
    json["scenario"] = kept.scenario;
    json["result"] = textOrParsed(kept.result);
    return json;
}

} // namespace

Result<std::string> RunLibrary::exportJson(std::span<const std::string> ids)
{
    Json json { { "format", "cache-strategist/runs" }, { "version", 1 }, { "runs", Json::array() } };
    for (const auto &id : ids) {
        const auto kept = get(id);
        if (!kept)
            return tl::unexpected(kept.error());
        json["runs"].push_back(runJson(*kept));
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace cs
