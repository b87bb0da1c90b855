// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/keep.h"
#include "app/cli/runs.h"
#include "sim/core/quantity.h"
#include "sim/results/main_figures.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

using namespace cs;

namespace
{

using Json = nlohmann::ordered_json;

struct ListOptions {
    RunsOptions runs;
    std::string scenario, strategy, tag, sweep, since, order;
    std::vector<std::string> where;
    std::optional<std::uint64_t> limit;
};

/// "hit_ratio>0.9", "latency_p99_s <= 300ms".
Result<FigureCondition> condition(const std::string &text)
{
    const auto at = text.find_first_of("<>=!");
    if (at == std::string::npos)
        return fail("\"" + text + "\" is no condition", "--where", "expected one such as hit_ratio>0.9");
    const auto end = text.find_first_not_of("<>=!", at);
    std::string sign = text.substr(at, end == std::string::npos ? end : end - at);
    const auto trimmed = [](std::string part) {
        part.erase(part.find_last_not_of(' ') + 1);
        part.erase(0, std::min(part.size(), part.find_first_not_of(' ')));
        return part;
    };
    if (sign == "==")
        sign = "=";
    const auto comparison = valueOf<Comparison>(sign);
    if (!comparison)
        return fail("\"" + sign + "\" compares nothing", "--where", "expected one of < <= = != >= >");
    const auto field = knownField(trimmed(text.substr(0, at)));
    if (!field)
        return fail("\"" + field.error().place + "\" " + field.error().message, "--where", field.error().hint);
    const auto value = parseFieldValue(*field, trimmed(end == std::string::npos ? std::string() : text.substr(end)));
    if (!value)
        return fail(value.error().message, "--where " + *field, value.error().hint);
    return FigureCondition { *field, *comparison, *value };
}

/// "2026-11-23", "2026-11-23T10:00", both in UTC, or how long ago: "7d".
Result<std::int64_t> timeOf(const std::string &text)
{
    if (const auto ago = parseDuration(text)) {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::milliseconds>(now).count() - ago->ns / 1'000'000;
    }
    int parts[6] = { 0, 0, 0, 0, 0, 0 };
    constexpr const char *before = "--T::";
    const char *at = text.data(), *const end = at + text.size();
    int count = 0;
    for (; count < 6; ++count) {
        if (count > 0) {
            if (at == end || (*at == 'Z' && at + 1 == end) || *at != before[count - 1])
                break;
            ++at;
        }
        const auto read = std::from_chars(at, end, parts[count]);
        if (read.ec != std::errc())
            break;
        at = read.ptr;
    }
    const bool whole = at == end || (*at == 'Z' && at + 1 == end);
    const std::chrono::year_month_day day { std::chrono::year(parts[0]),
        std::chrono::month(static_cast<unsigned>(parts[1])), std::chrono::day(static_cast<unsigned>(parts[2])) };
    if (!whole || count < 3 || !day.ok() || parts[3] < 0 || parts[3] > 23 || parts[4] < 0 || parts[4] > 59
        || parts[5] < 0 || parts[5] > 60)
        return fail("\"" + text + "\" is no time", "--since",
            "expected a date such as 2026-11-23, in UTC, or how long ago, such as 7d");
    const auto seconds = std::chrono::sys_days(day).time_since_epoch() + std::chrono::hours(parts[3])
        + std::chrono::minutes(parts[4]) + std::chrono::seconds(parts[5]);
    return std::chrono::duration_cast<std::chrono::milliseconds>(seconds).count();
}

Result<RunFilter> filterOf(const ListOptions &options)
{
    RunFilter filter;
    const auto take = [](const std::string &text, std::optional<std::string> &to) {
        if (!text.empty())
            to = text;
    };
    take(options.scenario, filter.scenario);
    take(options.strategy, filter.strategy);
    take(options.tag, filter.tag);
    take(options.sweep, filter.sweep);
    if (!options.since.empty()) {
        const auto since = timeOf(options.since);
        if (!since)
            return tl::unexpected(since.error());
        filter.sinceMs = *since;
    }
    for (const auto &text : options.where) {
        auto wanted = condition(text);
        if (!wanted)
            return tl::unexpected(wanted.error());
        filter.conditions.push_back(std::move(*wanted));
    }
    return filter;
}

/// "hit_ratio" has the largest first, "-hit_ratio" the smallest.
Result<RunOrder> orderOf(const std::string &text)
{
    RunOrder order;
    const bool turned = text.starts_with('-');
    const std::string field = text.substr(turned ? 1 : 0);
    order.descending = !turned;
    if (field.empty() || field == "time")
        return order;
    const auto known = knownField(field);
    if (!known)
        return fail("\"" + field + "\" " + known.error().message, "--order", known.error().hint);
    order.field = *known;
    return order;
}

std::string joinedTags(const KeptRun &run)
{
    std::string out;
    for (const auto &tag : run.tags)
        out += (out.empty() ? "" : ", ") + tag;
    return out;
}

Json listJson(const std::vector<KeptRun> &runs, const std::vector<FiguresByName> &figures)
{
    Json json { { "format", "cache-strategist/run-list" }, { "version", 1 }, { "runs", Json::array() } };
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const KeptRun &run = runs[i];
        Json entry { { "id", run.id }, { "created", utcText(run.createdMs) }, { "program_version", run.version },
            { "source", run.source }, { "scenario", run.scenario }, { "strategy", run.strategy }, { "seed", run.seed },
            { "replications", run.replications }, { "fingerprint", run.fingerprint }, { "tags", run.tags },
            { "note", run.note } };
        if (run.point) {
            entry["sweep"] = run.point->sweep;
            entry["point"] = run.point->point;
        }
        entry["totals"] = Json::object();
        for (const auto &[field, figure] : figures[i])
            entry["totals"][field] = figure.value;
        json["runs"].push_back(std::move(entry));
    }
    return json;
}

std::string listCsv(const std::vector<KeptRun> &runs, const std::vector<FiguresByName> &figures)
{
    TextTable table { { "id", "created", "source", "scenario", "strategy", "seed", "replications", "fingerprint",
                          "tags", "note" },
        {}, {} };
    for (const auto &figure : mainFigures())
        table.header.push_back(figure.field);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const KeptRun &run = runs[i];
        std::vector<std::string> row { run.id, utcText(run.createdMs), run.source, run.scenario, run.strategy,
            std::to_string(run.seed), std::to_string(run.replications), run.fingerprint, joinedTags(run), run.note };
        for (const auto &figure : mainFigures()) {
            const auto found = figures[i].find(figure.field);
            row.push_back(found == figures[i].end() ? std::string() : formatNumber(found->second.value));
        }
        table.rows.push_back(std::move(row));
    }
    return tableText(table, "csv");
}

TextTable listTable(const std::vector<KeptRun> &runs, const std::vector<FiguresByName> &figures)
{
    constexpr const char *shown[] = { "hit_ratio", "latency_p99_s", "db_queries_per_s" };
    TextTable table { { "Run", "Kept (UTC)", "Scenario", "Strategy", "Seed" }, {}, { 1, 2, 3, 8, 9 } };
    for (const auto &figure : mainFigures())
        for (const char *field : shown)
            if (std::string_view(field) == figure.field)
                table.header.push_back(figure.label);
    table.header.insert(table.header.end(), { "Tags", "Note" });
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const KeptRun &run = runs[i];
        std::vector<std::string> row { run.id.substr(0, RunLibrary::shownIdDigits), utcText(run.createdMs),
            run.scenario, run.strategy, std::to_string(run.seed) };
        for (const char *field : shown) {
            const auto found = figures[i].find(field);
            row.push_back(found == figures[i].end() ? "-" : fieldText(field, found->second.value, std::nan("")));
        }
        row.push_back(joinedTags(run));
        row.push_back(run.note);
        table.rows.push_back(std::move(row));
    }
    return table;
}

int listRuns(const ListOptions &options)
{
    const auto filter = filterOf(options);
    const auto order = orderOf(options.order);
    if (!filter || !order)
        return reportError(filter ? order.error() : filter.error()), exitUsage;
    auto library = openRuns(options.runs);
    if (!library)
        return reportError(library.error());
    const auto runs = library->list(*filter, *order, options.limit);
    if (!runs)
        return reportError(runs.error());
    std::vector<FiguresByName> figures;
    for (const auto &run : *runs) {
        auto totals = library->totals(run);
        if (!totals)
            return reportError(totals.error());
        figures.push_back(std::move(*totals));
    }
    const std::string &format = options.runs.format;
    return writeOutput(options.runs.output,
        format == "json"      ? listJson(*runs, figures).dump(2, ' ', false, Json::error_handler_t::replace) + '\n'
            : format == "csv" ? listCsv(*runs, figures)
                              : tableText(listTable(*runs, figures), format));
}

} // namespace

void setUpRunsList(CLI::App &runs, int &exitCode)
{
    auto options = std::make_shared<ListOptions>();
    CLI::App &app = *runs.add_subcommand("list", "List runs, the newest first");
    addLibraryOption(app, options->runs.library);
    app.add_option("--scenario", options->scenario, "Only of scenarios of this name; * stands for any text");
    app.add_option("--strategy", options->strategy, "Only of strategies of this name; * stands for any text");
    app.add_option("--tag", options->tag, "Only with this tag");
    app.add_option("--sweep", options->sweep, "Only points of this sweep");
    app.add_option("--since", options->since, "Only kept since a date (2026-11-23, UTC) or for so long (7d)");
    app.add_option(
           "--where", options->where, "Only with such totals, as in 'hit_ratio>0.9'; may be given several times")
        ->take_all()
        ->expected(1);
    app.add_option("--order", options->order, "By this figure, the largest first; -FIGURE for the smallest");
    addWholeNumber(app, "--limit", "At most this many", [options](std::uint64_t limit) { options->limit = limit; });
    addFormat(app, options->runs, { "table", "json", "csv", "markdown" });
    app.callback([options, &exitCode] { exitCode = listRuns(*options); });
}
