// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/report/sections.h"
#include "sim/results/result_tables.h"

namespace cs
{

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
    ReportTable table;
    table.header = std::move(events.header);
    table.rows = std::move(events.rows);
    table.rightAligned = { false, false };
    table.rightAligned.resize(table.header.size(), true);
    section.blocks.emplace_back(std::move(table));
    return only(std::move(section));
}

} // namespace cs
