// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/capacity_chart.h"

#include "sim/analysis/curve/curve_text.h"
#include "sim/charts/chart_kit.h"
#include "sim/results/figure_text.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

ChartSeries lineSeries(const CurveLine &line, int colour)
{
    ChartSeries series;
    series.name = std::string(nameOf(line.eviction));
    series.colour = colour;
    for (const CurvePoint &point : line.points) {
        series.x.push_back(static_cast<double>(point.capacity));
        series.y.push_back(point.hitRatio);
    }
    return series;
}

/// Both ends of the intervals; nothing where there are none.
void addBand(ChartSpec &spec, const CurveLine &line, int colour)
{
    for (const double side : { -1.0, 1.0 }) {
        ChartSeries series;
        series.name = std::string(nameOf(line.eviction)) + (side < 0 ? ", 95 % from" : ", to");
        series.colour = colour;
        series.dashed = true;
        for (const CurvePoint &point : line.points) {
            if (!std::isfinite(point.hitRatioHalfWidth))
                continue;
            series.x.push_back(static_cast<double>(point.capacity));
            series.y.push_back(std::clamp(point.hitRatio + side * point.hitRatioHalfWidth, 0.0, 1.0));
        }
        if (!series.x.empty())
            spec.series.push_back(std::move(series));
    }
}

void addMark(ChartSpec &spec, const std::optional<CurveMark> &mark, const std::string &name, int colour)
{
    if (!mark)
        return;
    const auto x = static_cast<double>(mark->capacity);
    spec.series.push_back({ name, { x, x }, { 0, mark->hitRatio }, colour, true });
}

} // namespace

ChartSpec capacityChart(const CapacityCurve &curve)
{
    ChartSpec spec;
    spec.id = "capacity_curve";
    spec.title = "Hit ratio against capacity";
    spec.subtitle = curve.layer.empty() ? curve.subject : curve.subject + ": " + curve.strategy + ", " + curve.layer;
    std::uint64_t largest = 1;
    for (const CurveLine &line : curve.lines)
        for (const CurvePoint &point : line.points)
            largest = std::max(largest, point.capacity);
    spec.x = valueAxis(curve.nodes > 1 ? "Capacity per node" : "Capacity",
        curve.unit == CapacityUnit::bytes ? Unit::bytes : Unit::entries, static_cast<double>(largest));
    spec.x.logarithmic = true;
    spec.y = valueAxis("Hit ratio", Unit::share, 1);
    spec.y.max = 1;
    spec.altText = "Hit ratio against capacity.";
    const bool single = curve.lines.size() == 1;
    for (std::size_t i = 0; i < curve.lines.size(); ++i) {
        const CurveLine &line = curve.lines[i];
        const int colour = static_cast<int>(i);
        spec.series.push_back(lineSeries(line, colour));
        addBand(spec, line, colour);
        if (!single)
            continue;
        addMark(spec, line.knee, "Knee", 1);
        addMark(spec, line.enough, "10 % more adds < 0.1 points", 3);
    }
    for (const std::string &mark : curveMarks(curve))
        spec.altText += " " + mark + ".";
    if (spec.empty())
        spec.emptyText = "There is no capacity to show.";
    return spec;
}

} // namespace cs
