// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/charts/chart_spec.h"
#include "sim/model/scenario.h"
#include "sim/results/run_result.h"

#include <span>
#include <string>
#include <variant>
#include <vector>

namespace cs
{

struct ReportTable {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
    std::vector<bool> rightAligned; ///< one a column
};
struct ReportText {
    std::string text; ///< plain text, one paragraph; writers escape it
};
struct ReportList {
    std::vector<std::string> items;
};
using ReportBlock = std::variant<ReportText, ReportList, ReportTable, ChartSpec>;

struct ReportSection {
    int level = 1; ///< 1 = chapter, 2 = below
    std::string title;
    std::vector<ReportBlock> blocks;
};

/// The report as content without form; the writers give it one.
struct ReportDocument {
    std::string title;
    std::string date; ///< ISO, given by the caller
    std::vector<ReportSection> sections;
};

/// runs[0] is the baseline ("before"), the last run is what is proposed ("after").
ReportDocument buildReport(const Scenario &scenario, std::span<const RunResultPtr> runs, const std::string &isoDate);

std::string reportMarkdown(const ReportDocument &document);

enum class Pictures { none, inlineSvg };
/// One self-contained HTML file, readable in light and dark, printable.
std::string reportHtml(const ReportDocument &document, Pictures pictures);

} // namespace cs
