// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/report/sections.h"
#include "sim/results/result_tables.h"

namespace cs
{

namespace
{

/// The first `names` columns are names, the others figures.
ReportTable reportTable(TextTable &&from, std::size_t names)
{
    ReportTable table;
    table.header = std::move(from.header);
    table.rows = std::move(from.rows);
    table.rightAligned.assign(names, false);
    table.rightAligned.resize(table.header.size(), true);
    return table;
}

} // namespace

Sections eventSection(const ReportInput &input)
{
    TextTable events = eventsTextTable(input.runs);
    if (events.rows.empty())
        return {};
    ReportSection section { 1, "Events", {} };
    section.blocks.emplace_back(ReportText {
        "What happens on the timeline, and what it takes until the hit ratio is back within 5 % of its level "
        "before. The peaks, failed reads and the p99 latency are of the time from the event until then, or to "
        "the end where it does not come back." });
    section.blocks.emplace_back(reportTable(std::move(events), 2));
    return only(std::move(section));
}

Sections figureSection(const ReportInput &input)
{
    ReportSection section { 1, "More figures", {} };
    TextTable layers = layersTextTable(input.runs);
    if (!layers.rows.empty())
        section.blocks.emplace_back(reportTable(std::move(layers), 2));
    TextTable more = moreFiguresTextTable(input.runs);
    if (!more.rows.empty()) {
        more.header.front() = "Figure";
        section.blocks.emplace_back(reportTable(std::move(more), 1));
    }
    return section.blocks.empty() ? Sections() : only(std::move(section));
}

} // namespace cs
