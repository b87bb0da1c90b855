// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/sweep/sweep_table.h"

#include "sim/core/quantity.h"
#include "sim/results/escape.h"
#include "sim/results/main_figures.h"
#include "sim/results/text_table.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace cs
{

namespace
{

/// The shortest ends of the paths that tell them apart: "capacity", or "layers["Redis"].capacity".
std::vector<std::string> shortPaths(const std::vector<std::string> &paths)
{
    std::vector<std::string> out;
    for (const auto &path : paths)
        out.push_back(path.substr(path.find_last_of('.') + 1));
    return std::set<std::string>(out.begin(), out.end()).size() == out.size() ? out : paths;
}

TextTable briefTable(const SweepTable &table)
{
    TextTable out { { "Point" }, {}, {} };
    for (const auto &path : shortPaths(table.paths))
        out.header.push_back(path);
    out.leftAligned.push_back(out.header.size());
    out.header.push_back("Strategy");
    for (const auto &figure : mainFigures())
        if (figure.brief)
            out.header.push_back(figure.label
                + (std::string_view(figure.field) == "cost_per_month" ? " (" + table.currency + ")" : std::string()));
    for (const auto &row : table.rows) {
        std::vector<std::string> cells { std::to_string(row.point) };
        cells.insert(cells.end(), row.values.begin(), row.values.end());
        cells.push_back(row.strategy);
        for (const auto &figure : mainFigures()) {
            if (!figure.brief)
                continue;
            const auto found = row.figures.find(figure.field);
            cells.push_back(found == row.figures.end()
                    ? row.error.empty() ? "-" : "error"
                    : fieldText(figure.field, found->second.value, found->second.halfWidth));
        }
        out.rows.push_back(std::move(cells));
    }
    return out;
}

std::string sweepSentence(const SweepTable &table)
{
    std::string out = "Sweep " + table.sweep + ": " + std::to_string(table.points)
        + (table.points == 1 ? " point" : " points") + (table.latinHypercube ? " of a Latin hypercube" : "") + ", seed "
        + std::to_string(table.seed);
    if (table.shard)
        out += ", part " + std::to_string(table.shard->index) + " of " + std::to_string(table.shard->of);
    return out;
}

/// Errors once a point, under the table.
template <class Escape>
std::string errorLines(const SweepTable &table, Escape escape)
{
    std::string out;
    std::optional<std::uint64_t> last;
    for (const auto &row : table.rows)
        if (!row.error.empty() && last != row.point) {
            out += "- point " + std::to_string(row.point) + ": " + escape(row.error) + '\n';
            last = row.point;
        }
    return out;
}

} // namespace

std::uint64_t SweepTable::failedPoints() const
{
    std::set<std::uint64_t> failed;
    for (const auto &row : rows)
        if (!row.error.empty())
            failed.insert(row.point);
    return failed.size();
}

std::string sweepText(const SweepTable &table)
{
    std::string out
        = "Scenario: " + oneLine(table.scenario) + "\n" + sweepSentence(table) + "\n\n" + briefTable(table).aligned();
    const std::string errors = errorLines(table, oneLine);
    return errors.empty() ? out : out + "\nErrors\n\n" + errors;
}

std::string sweepMarkdown(const SweepTable &table)
{
    std::string out = "# " + markdownEscaped(table.scenario) + "\n\n" + sweepSentence(table) + "\n\n"
        + briefTable(table).markdown();
    const std::string errors = errorLines(table, markdownEscaped);
    return errors.empty() ? out : out + "\n## Errors\n\n" + errors;
}

std::string sweepCsv(const SweepTable &table)
{
    const bool intervals = std::any_of(table.rows.begin(), table.rows.end(), [](const SweepRow &row) {
        return std::any_of(row.figures.begin(), row.figures.end(),
            [](const auto &figure) { return std::isfinite(figure.second.halfWidth); });
    });
    std::string out = "point";
    for (const auto &path : table.paths)
        out += ',' + csvField(path);
    out += ",strategy,error,fingerprint";
    for (const auto &figure : mainFigures()) {
        out += std::string(",") + figure.field;
        if (intervals)
            out += std::string(",") + figure.field + "_ci95";
    }
    out += '\n';
    for (const auto &row : table.rows) {
        out += std::to_string(row.point);
        for (const auto &value : row.values)
            out += ',' + csvField(value);
        out += ',' + csvField(row.strategy) + ',' + csvField(row.error) + ',' + row.fingerprint;
        for (const auto &figure : mainFigures()) {
            const auto found = row.figures.find(figure.field);
            const bool there = found != row.figures.end();
            out += ',' + (there ? formatNumber(found->second.value) : std::string());
            if (intervals)
                out += ','
                    + (there && std::isfinite(found->second.halfWidth) ? formatNumber(found->second.halfWidth)
                                                                       : std::string());
        }
        out += '\n';
    }
    return out;
}

std::string pointList(std::span<const std::uint64_t> points)
{
    std::string out;
    for (std::size_t i = 0; i < points.size();) {
        std::size_t end = i;
        while (end + 1 < points.size() && points[end + 1] == points[end] + 1)
            ++end;
        out += (out.empty() ? "" : ", ") + std::to_string(points[i]);
        if (end > i)
            out += (end == i + 1 ? ", " : " to ") + std::to_string(points[end]);
        i = end + 1;
    }
    return out;
}

} // namespace cs
