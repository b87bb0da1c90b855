// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/quantity.h"
#include "sim/results/run_result.h"

#include <span>
#include <string>

namespace cs
{

enum class OutputFormat { table, json, csv, markdown };

/// "cache-strategist/result" version 1; ends with a newline. Numbers are shortest round-trip.
std::string resultJson(std::span<const RunResultPtr> runs);
/// One row per strategy, data type and layer; units in the header.
std::string resultCsv(std::span<const RunResultPtr> runs);
/// Aligned for a terminal, with the differences to the first run.
std::string resultTable(std::span<const RunResultPtr> runs);
std::string resultMarkdown(std::span<const RunResultPtr> runs);

std::string writeResult(std::span<const RunResultPtr> runs, OutputFormat format);

/// One line of the table of totals, the same on screen, in the table and in the report.
struct TotalsRow {
    std::string label; ///< "Hit ratio"
    std::string unit; ///< "%"; empty for counts
    std::vector<double> values; ///< one a run, SI
    std::vector<double> halfWidths; ///< of the 95 % intervals; not a number where there is none
    std::vector<std::string> text; ///< one a run, for people: "92.4 %"
    std::vector<std::string> difference; ///< to the first run: "+12.1 points", "-83 %"; empty for the first
    int better = 0; ///< +1 more is better, -1 less is better, 0 neither
};
std::vector<TotalsRow> totalsTable(std::span<const RunResultPtr> runs);

/// What a line of that table is about, without runs.
struct TotalsLine {
    const char *label;
    const char *name; ///< with its unit, for files: "failed_ratio"
    const char *field; ///< of the same figure among those of a result, null where it is none
    Unit unit;
    int better; ///< +1 more is better, -1 less is better, 0 neither
    bool (*used)(const RunResult &run) = nullptr; ///< worth showing where it says so of a run; null = always
};
/// All lines, the cost last.
std::vector<TotalsLine> totalsLines();

/// The values of one run by line of totalsLines(); not a number where a line does not apply.
std::vector<double> totalsValues(const RunResult &run);

} // namespace cs
