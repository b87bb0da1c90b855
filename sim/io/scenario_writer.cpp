// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/files.h"
#include "sim/io/json_merge.h"
#include "sim/io/scenario_fields.h"
#include "sim/io/scenario_file.h"
#include "sim/io/scenario_reader.h"
#include "sim/io/scenario_tree.h"

namespace cs
{

JsonTree scenarioTree(const Scenario &scenario)
{
    RecordWriter<Scenario> writer(scenario);
    writer.add("format", JsonTree::text(scenarioFormat));
    writer.add("version", JsonTree::raw("1"));
    Fields<Scenario>::list(writer);
    return std::move(writer).tree();
}

namespace
{

/// What a text means, when it can be read without complaint.
std::optional<Scenario> meaning(std::string_view text, std::optional<JsonDocument> &document)
{
    auto parsed = JsonDocument::parse(text);
    if (!parsed)
        return std::nullopt;
    document = std::move(*parsed);
    ReadErrors errors;
    auto scenario = readValues(*document, errors);
    return errors.all().empty() ? scenario : std::nullopt;
}

} // namespace

std::string writeScenario(const Scenario &scenario, std::string_view original)
{
    const JsonTree now = scenarioTree(scenario);
    std::optional<JsonDocument> document;
    if (const auto before = meaning(original, document)) {
        if (*before == scenario)
            return std::string(original);
        std::string text = mergedText(*document, scenarioTree(*before), now);
        // A spelled-out default may clash with what was edited; then saying the right thing comes before the old
        // layout.
        std::optional<JsonDocument> again;
        if (const auto after = meaning(text, again); after && scenarioTree(*after) == now)
            return text;
    }
    return printed(now, 0) + '\n';
}

Result<void> saveScenario(const std::string &path, const Scenario &scenario, std::string_view original)
{
    return writeFile(path, writeScenario(scenario, original));
}

} // namespace cs
