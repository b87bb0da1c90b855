// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/report/report.h"

/// The sections of the report, a file each; report.cpp has their order.
namespace cs
{

/// What a section is written from. `before` and `after` are the same where there is one run.
struct ReportInput {
    const Scenario &scenario;
    std::span<const RunResultPtr> runs;
    const RunResult &before;
    const RunResult &after;
    const Strategy *proposed; ///< of the scenario; null when it has none of that name

    bool compares() const { return &before != &after; }
};

using Sections = std::vector<ReportSection>;
inline Sections only(ReportSection section)
{
    Sections sections;
    sections.push_back(std::move(section));
    return sections;
}

Sections summarySection(const ReportInput &input);
Sections dataTypeSections(const ReportInput &input);
Sections infrastructureSection(const ReportInput &input);
Sections costSection(const ReportInput &input);
Sections eventSection(const ReportInput &input);
Sections figureSection(const ReportInput &input);
Sections chartSection(const ReportInput &input);
Sections findingSection(const ReportInput &input);
Sections methodSection(const ReportInput &input);
Sections assumptionSection(const ReportInput &input);
Sections noteSection(const ReportInput &input);

/// "12 of 15".
std::string outOf(std::size_t part, std::size_t whole);

} // namespace cs
