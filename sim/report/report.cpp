// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/report/report.h"

#include "sim/report/sections.h"

namespace cs
{

namespace
{

constexpr Sections (*sections[])(const ReportInput &) = {
    summarySection,
    dataTypeSections,
    infrastructureSection,
    costSection,
    eventSection,
    figureSection,
    chartSection,
    findingSection,
    methodSection,
    assumptionSection,
    noteSection,
};

const Strategy *strategyNamed(const Scenario &scenario, const std::string &name)
{
    for (const auto &strategy : scenario.strategies)
        if (strategy.name == name)
            return &strategy;
    return nullptr;
}

} // namespace

ReportDocument buildReport(const Scenario &scenario, std::span<const RunResultPtr> runs, const std::string &isoDate)
{
    ReportDocument document;
    document.title = "Caching strategy: " + scenario.name;
    document.date = isoDate;
    if (runs.empty()) {
        ReportSection section { 1, "Summary", {} };
        section.blocks.emplace_back(ReportText { "No strategy was simulated." });
        document.sections.push_back(std::move(section));
        return document;
    }
    const ReportInput input { scenario, runs, *runs.front(), *runs.back(),
        strategyNamed(scenario, runs.back()->strategy) };
    for (const auto section : sections)
        for (auto &part : section(input))
            document.sections.push_back(std::move(part));
    return document;
}

} // namespace cs
