// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/curve/curve_text.h"

#include "sim/core/quantity.h"
#include "sim/results/escape.h"
#include "sim/results/figure_text.h"
#include "sim/results/text_table.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace cs
{

std::string capacityText(const CapacityCurve &curve, std::uint64_t capacity)
{
    if (curve.unit == CapacityUnit::bytes)
        return displayQuantity(static_cast<double>(capacity), Unit::bytes);
    return displayCount(capacity) + (capacity == 1 ? " entry" : " entries");
}

namespace
{

std::string percent(double ratio, double halfWidth)
{
    return std::isfinite(halfWidth) ? intervalText(ratio, halfWidth, Unit::share) : formatFixed(ratio * 100, 2) + " %";
}

std::string methodText(CurveMethod method)
{
    switch (method) {
    case CurveMethod::stack:
        return "exact, from the depths of all reads in the LRU stack";
    case CurveMethod::replay:
        return "exact, a cache of every capacity played";
    case CurveMethod::sampledStack:
        return "estimated from depths in the LRU stacks of samples";
    case CurveMethod::miniature:
        return "estimated by scaled-down caches over samples";
    case CurveMethod::simulation:
        return "simulated with every capacity, on the same requests";
    }
    return {};
}

const CurvePoint *pointAt(const CurveLine &line, std::uint64_t capacity)
{
    for (const CurvePoint &point : line.points)
        if (point.capacity == capacity)
            return &point;
    return nullptr;
}

/// Which columns have anything to say.
struct Columns {
    bool bytes = false, strategy = false, queries = false;

    explicit Columns(const CapacityCurve &curve)
    {
        for (const CurveLine &line : curve.lines)
            for (const CurvePoint &point : line.points) {
                bytes = bytes || point.byteHitRatio;
                strategy = strategy || point.strategyHitRatio;
                queries = queries || point.dbQueriesPerSecond;
            }
    }
};

void addHeader(TextTable &table, const CapacityCurve &curve, const Columns &columns, const CurveLine &line)
{
    const std::string name = curve.lines.size() > 1 ? std::string(nameOf(line.eviction)) + ", " : std::string();
    const auto titled = [&](std::string text) {
        if (name.empty())
            text[0] = static_cast<char>(text[0] - 'a' + 'A');
        table.header.push_back(name + text);
    };
    titled("hit ratio");
    if (columns.bytes)
        titled("byte hit ratio");
    if (curve.lines.size() > 1)
        return;
    if (curve.types.size() > 1)
        for (const std::string &type : curve.types)
            table.header.push_back(type);
    if (columns.strategy)
        titled("all layers");
    if (columns.queries)
        table.header.emplace_back("DB queries/s");
}

void addCells(
    std::vector<std::string> &row, const CapacityCurve &curve, const Columns &columns, const CurvePoint *point)
{
    const bool single = curve.lines.size() == 1;
    row.push_back(point ? percent(point->hitRatio, point->hitRatioHalfWidth) : "");
    if (columns.bytes)
        row.push_back(point && point->byteHitRatio ? percent(*point->byteHitRatio, point->byteHitRatioHalfWidth) : "");
    if (!single)
        return;
    if (curve.types.size() > 1)
        for (std::size_t i = 0; i < curve.types.size(); ++i)
            row.push_back(
                point && i < point->typeHitRatios.size() ? percent(point->typeHitRatios[i], CurvePoint::none) : "");
    if (columns.strategy)
        row.push_back(point && point->strategyHitRatio ? percent(*point->strategyHitRatio, CurvePoint::none) : "");
    if (columns.queries)
        row.push_back(
            point && point->dbQueriesPerSecond ? displayQuantity(*point->dbQueriesPerSecond, Unit::number) : "");
}

TextTable tableOf(const CapacityCurve &curve)
{
    const Columns columns(curve);
    TextTable table;
    table.header = { curve.nodes > 1 ? "Capacity per node" : "Capacity", "Of working set" };
    std::set<std::uint64_t> capacities;
    for (const CurveLine &line : curve.lines) {
        addHeader(table, curve, columns, line);
        for (const CurvePoint &point : line.points)
            capacities.insert(point.capacity);
    }
    for (const std::uint64_t capacity : capacities) {
        const double share
            = curve.workingSet > 0 ? static_cast<double>(capacity) / static_cast<double>(curve.workingSet) : 0;
        std::vector<std::string> row { capacityText(curve, capacity), displayQuantity(share, Unit::share) };
        for (const CurveLine &line : curve.lines)
            addCells(row, curve, columns, pointAt(line, capacity));
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace

std::vector<std::string> curveHead(const CapacityCurve &curve)
{
    std::vector<std::string> out;
    std::string first = oneLine(curve.subject);
    if (!curve.layer.empty())
        first += ", strategy \"" + oneLine(curve.strategy) + "\", layer \"" + oneLine(curve.layer) + "\"";
    first += ": " + displayCount(curve.requests) + (curve.layer.empty() ? " reads" : " reads in all");
    if (curve.objects > 0)
        first += " of " + displayCount(curve.objects) + " objects";
    if (curve.objectBytes > 0)
        first += ", " + displayQuantity(static_cast<double>(curve.objectBytes), Unit::bytes);
    first += curve.layer.empty() ? "" : "; the working set is " + capacityText(curve, curve.workingSet);
    out.push_back(std::move(first));
    std::set<CurveMethod> told;
    for (const CurveLine &line : curve.lines)
        if (told.insert(line.method).second)
            out.push_back(std::string(nameOf(line.eviction)) + ": " + methodText(line.method));
    if (curve.sample < 1)
        out.push_back(displayCount(curve.samples) + " samples of " + displayQuantity(curve.sample, Unit::share)
            + " of the keys; ± is the half width of the 95 % interval over the samples");
    return out;
}

std::vector<std::string> curveMarks(const CapacityCurve &curve)
{
    std::vector<std::string> out;
    for (const CurveLine &line : curve.lines) {
        const std::string name = curve.lines.size() > 1 ? " (" + std::string(nameOf(line.eviction)) + ")" : "";
        const auto text = [&](const CurveMark &mark) {
            return capacityText(curve, mark.capacity) + " with a hit ratio of " + formatFixed(mark.hitRatio * 100, 2)
                + " %" + name;
        };
        if (line.knee)
            out.push_back("Knee: " + text(*line.knee));
        if (line.enough)
            out.push_back("Another 10 % of memory adds less than 0.1 points from " + text(*line.enough) + " on");
    }
    for (const std::string &note : curve.notes)
        out.push_back(oneLine(note));
    return out;
}

std::string curveTable(const CapacityCurve &curve)
{
    std::string out;
    for (const std::string &line : curveHead(curve))
        out += line + "\n";
    out += "\n" + tableOf(curve).aligned() + "\n";
    for (const std::string &line : curveMarks(curve))
        out += line + "\n";
    return out;
}

std::string curveMarkdown(const CapacityCurve &curve)
{
    std::string out;
    for (const std::string &line : curveHead(curve))
        out += markdownEscaped(line) + "  \n";
    out += "\n" + tableOf(curve).markdown() + "\n";
    for (const std::string &line : curveMarks(curve))
        out += "- " + markdownEscaped(line) + "\n";
    return out;
}

} // namespace cs
