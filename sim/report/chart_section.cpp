// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/charts.h"
#include "sim/report/sections.h"

namespace cs
{

Sections chartSection(const ReportInput &input)
{
    ReportSection section { 1, "Charts", {} };
    for (auto &spec : buildCharts(input.runs))
        if (!spec.empty())
            section.blocks.emplace_back(std::move(spec));
    return section.blocks.empty() ? Sections() : only(std::move(section));
}

} // namespace cs
