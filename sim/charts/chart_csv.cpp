// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/charts.h"

#include "sim/results/escape.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace cs
{

namespace
{

/// Values are written in SI, whatever unit the axis shows.
std::string siUnit(Unit unit)
{
    switch (unit) {
    case Unit::time:
        return " (s)";
    case Unit::bytes:
        return " (B)";
    case Unit::rate:
        return " (1/s)";
    case Unit::share:
        return " (0..1)";
    case Unit::entries:
        return " (entries)";
    case Unit::number:
        break;
    }
    return {};
}

/// "Time (h)" without its unit.
std::string withoutUnit(const std::string &title)
{
    return title.ends_with(')') ? title.substr(0, title.rfind(" (")) : title;
}

std::string categoryCell(const ChartSpec &spec, double x)
{
    const auto index = static_cast<std::size_t>(std::max(0.0, x));
    return csvField(index < spec.categories.size() ? spec.categories[index] : formatNumber(x));
}

} // namespace

std::string chartCsv(const ChartSpec &spec)
{
    const bool bars = spec.kind == ChartKind::groupedBars;
    std::string out = csvField(bars ? spec.x.title : withoutUnit(spec.x.title) + siUnit(spec.x.unit));
    std::map<double, std::vector<std::string>> rows;
    for (std::size_t s = 0; s < spec.series.size(); ++s) {
        const ChartSeries &series = spec.series[s];
        out += ',' + csvField(series.name + siUnit(spec.y.unit));
        for (std::size_t i = 0; i < series.y.size() && i < series.x.size(); ++i) {
            auto &cells = rows[series.x[i]];
            cells.resize(spec.series.size());
            cells[s] = std::isfinite(series.y[i]) ? formatNumber(series.y[i]) : std::string();
        }
    }
    out += '\n';
    for (const auto &[x, cells] : rows) {
        out += bars ? categoryCell(spec, x) : formatNumber(x);
        for (const auto &cell : cells)
            out += ',' + cell;
        out += '\n';
    }
    return out;
}

} // namespace cs
