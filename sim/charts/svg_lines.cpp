// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/svg_frame.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace cs
{

void drawLines(SvgFrame &frame)
{
    // Later series must not hide the dashes of an earlier one that they coincide with: the first is drawn last.
    for (auto series = frame.spec.series.rbegin(); series != frame.spec.series.rend(); ++series) {
        SvgWriter::Points points;
        for (std::size_t i = 0; i < series->y.size() && i < series->x.size(); ++i)
            if (std::isfinite(series->y[i]) && (series->x[i] > 0 || !frame.spec.x.logarithmic))
                points.emplace_back(frame.mapX(series->x[i]), frame.mapY(series->y[i]));
        const std::string colour = frame.colour(*series);
        if (points.size() == 1)
            frame.svg.circle(points[0].first, points[0].second, 4, colour);
        else if (points.size() > 1)
            frame.svg.polyline(points, { colour, points.size() > 400 ? 1.2 : 1.8, series->dashed ? "6 3" : "" });
    }
}

void drawStackedAreas(SvgFrame &frame)
{
    std::map<double, double> floor;
    struct Area {
        const ChartSeries *series;
        SvgWriter::Points upper, lower;
    };
    std::vector<Area> areas;
    for (const auto &series : frame.spec.series) {
        Area area { &series, {}, {} };
        for (std::size_t i = 0; i < series.y.size() && i < series.x.size(); ++i) {
            double &below = floor[series.x[i]];
            area.lower.emplace_back(frame.mapX(series.x[i]), frame.mapY(below));
            below += std::isfinite(series.y[i]) ? series.y[i] : 0;
            area.upper.emplace_back(frame.mapX(series.x[i]), frame.mapY(below));
        }
        areas.push_back(std::move(area));
    }
    for (const auto &area : areas) {
        const std::string colour = frame.colour(*area.series);
        if (area.upper.size() == 1) {
            const auto [x, y] = area.upper.front();
            frame.svg.rect(x - 4, y, 8, area.lower.front().second - y, colour, 0.85);
            continue;
        }
        SvgWriter::Points outline = area.upper;
        outline.insert(outline.end(), area.lower.rbegin(), area.lower.rend());
        if (!outline.empty())
            frame.svg.polygon(outline, colour, 0.85);
    }
    // A thin line of the background between the areas, and the dashes as on the legend.
    for (const auto &area : areas)
        if (area.upper.size() > 1) {
            frame.svg.polyline(area.upper, { frame.theme.background, 2.4 });
            frame.svg.polyline(area.upper, { frame.colour(*area.series), 1.4, area.series->dashed ? "6 3" : "" });
        }
}

} // namespace cs
