// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/report/sections.h"

namespace cs
{

Sections findingSection(const ReportInput &input)
{
    ReportTable table;
    table.header = { "Strategy", "Objective", "Met" };
    table.rightAligned = { false, false, false };
    for (const auto &run : input.runs)
        for (const auto &finding : run->findings)
            table.rows.push_back({ run->strategy, finding.text, finding.met ? "yes" : "no" });
    ReportSection section { 1, "Objectives", {} };
    if (table.rows.empty())
        section.blocks.emplace_back(ReportText { "The scenario states no objectives." });
    else
        section.blocks.emplace_back(std::move(table));
    return only(std::move(section));
}

} // namespace cs
