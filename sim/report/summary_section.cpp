// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/report/report_text.h"
#include "sim/report/sections.h"
#include "sim/results/figure_text.h"
#include "sim/results/result_fields.h"
#include "sim/results/result_writer.h"

#include <algorithm>

namespace cs
{

namespace
{

/// Data types that the proposed strategy caches somewhere.
std::size_t cachedTypes(const ReportInput &input)
{
    const auto &types = input.after.dataTypes;
    return static_cast<std::size_t>(std::count_if(types.begin(), types.end(), [&](const TypeResult &type) {
        return std::any_of(input.after.layers.begin(), input.after.layers.end(), [&](const LayerResult &layer) {
            return std::any_of(layer.dataTypes.begin(), layer.dataTypes.end(),
                [&](const TypeResult &entry) { return entry.name == type.name; });
        });
    }));
}

std::string change(const std::string &before, const std::string &after, bool compares)
{
    return compares ? before + " before, " + after + " after" : after;
}

std::string hitRatioText(const RunResult &run)
{
    const Estimate hitRatio = totalsEstimate(run, "hit_ratio");
    return intervalText(hitRatio.value, hitRatio.halfWidth, Unit::share);
}

ReportList mainFigures(const ReportInput &input)
{
    const RunResult &before = input.before, &after = input.after;
    const bool compares = input.compares();
    ReportList list;
    list.items.push_back("Cacheable endpoints: " + outOf(cachedTypes(input), after.dataTypes.size())
        + " are cached by \"" + after.strategy + "\"");
    list.items.push_back("Expected hit rate: " + hitRatioText(after) + " of all reads"
        + (after.totals.coalesced ? ", and " + displayCount(shownCount(after, after.totals.coalesced))
                    + " reads wait for a fetch under way"
                                  : ""));
    list.items.push_back(
        "Mean latency: " + change(meanText(before.totals.latency), meanText(after.totals.latency), compares));
    list.items.push_back("p99 latency: "
        + change(quantileText(before.totals.latency, 0.99), quantileText(after.totals.latency, 0.99), compares));
    list.items.push_back("Database queries: "
        + change(figureText(before.dbQueriesPerSecond, Unit::rate), figureText(after.dbQueriesPerSecond, Unit::rate),
            compares)
        + " on average; in the busiest interval "
        + change(figureText(before.dbQueriesPerSecondPeak, Unit::rate),
            figureText(after.dbQueriesPerSecondPeak, Unit::rate), compares));
    return list;
}

ReportTable totals(const ReportInput &input)
{
    ReportTable table;
    table.header.emplace_back("Figure");
    table.rightAligned.push_back(false);
    for (std::size_t i = 0; i < input.runs.size(); ++i) {
        table.header.push_back(input.runs[i]->strategy);
        table.rightAligned.push_back(true);
        if (i > 0) {
            table.header.push_back("Change");
            table.rightAligned.push_back(true);
        }
    }
    for (const auto &row : totalsTable(input.runs)) {
        std::vector<std::string> cells { row.label };
        for (std::size_t i = 0; i < row.text.size(); ++i) {
            cells.push_back(row.text[i]);
            if (i > 0)
                cells.push_back(row.difference[i]);
        }
        table.rows.push_back(std::move(cells));
    }
    return table;
}

} // namespace

std::string outOf(std::size_t part, std::size_t whole)
{
    return std::to_string(part) + " of " + std::to_string(whole);
}

Sections summarySection(const ReportInput &input)
{
    ReportSection section { 1, "Summary", {} };
    section.blocks.emplace_back(ReportText { "Scenario: " + input.scenario.name + "." });
    if (!input.scenario.description.empty())
        section.blocks.emplace_back(ReportText { input.scenario.description });
    if (input.compares())
        section.blocks.emplace_back(ReportText { "Before: \"" + input.before.strategy + "\". After: \""
            + input.after.strategy + "\". Both served the same requests at the same times." });
    section.blocks.emplace_back(mainFigures(input));
    section.blocks.emplace_back(totals(input));
    return only(std::move(section));
}

} // namespace cs
