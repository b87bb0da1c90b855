// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_scale.h"

#include "ui/common/text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cs::ui
{

namespace
{

double roundStep(double raw, bool hours)
{
    if (hours && raw > 0.5 && raw <= 24) {
        for (const double step : { 1.0, 2.0, 3.0, 4.0, 6.0, 12.0, 24.0 })
            if (raw <= step)
                return step;
    }
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double factor : { 1.0, 2.0, 2.5, 5.0, 10.0 })
        if (raw <= factor * power * (1 + 1e-9))
            return factor * power;
    return 10 * power;
}

void widen(double value, double &low, double &high)
{
    if (!std::isfinite(value))
        return;
    low = std::min(low, value);
    high = std::max(high, value);
}

} // namespace

ChartScale makeScale(double low, double high, int wanted, bool hours)
{
    ChartScale scale;
    if (!(high > low))
        high = low + (low == 0 ? 1 : std::abs(low) * 0.1);
    scale.step = roundStep((high - low) / std::max(1, wanted), hours);
    scale.low = low;
    scale.high = high;
    return scale;
}

std::vector<double> ChartScale::ticks() const
{
    std::vector<double> marks;
    const double first = std::ceil(low / step - 1e-9);
    for (double index = first; index * step <= high + step * 1e-6 && marks.size() < 50; ++index)
        marks.push_back(index * step);
    return marks;
}

QString ChartScale::label(double tick) const
{
    const int decimals = std::clamp(int(-std::floor(std::log10(step) + 1e-9)), 0, 12);
    const bool half = decimals < 12
        && std::abs(step * std::pow(10.0, decimals) - std::round(step * std::pow(10.0, decimals))) > 1e-6;
    QString text = qs(formatFixed(std::abs(tick) < step * 1e-9 ? 0 : tick, half ? decimals + 1 : decimals));
    if (std::abs(tick) >= 10000 && decimals == 0)
        text = (tick < 0 ? QStringLiteral("-") : QString()) + qs(displayCount(std::uint64_t(std::abs(tick) + 0.5)));
    return text;
}

std::vector<std::vector<double>> stacked(const ChartSpec &spec)
{
    std::vector<std::vector<double>> tops;
    for (const ChartSeries &series : spec.series) {
        std::vector<double> top = series.y;
        if (!tops.empty())
            for (std::size_t i = 0; i < top.size(); ++i)
                top[i] = (i < tops.back().size() ? tops.back()[i] : 0) + (std::isfinite(top[i]) ? top[i] : 0);
        tops.push_back(std::move(top));
    }
    return tops;
}

ChartScale yScale(const ChartSpec &spec, int wanted)
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    const auto tops = spec.kind == ChartKind::stackedAreas ? stacked(spec) : std::vector<std::vector<double>>();
    for (std::size_t i = 0; i < spec.series.size(); ++i)
        for (const double y : tops.empty() ? spec.series[i].y : tops[i])
            widen(y * spec.y.displayFactor, low, high);
    if (!std::isfinite(low))
        low = high = 0;
    if (spec.y.fromZero || spec.kind != ChartKind::lines)
        low = std::min(low, 0.0);
    if (spec.y.max > 0) {
        high = spec.y.max * spec.y.displayFactor;
        return makeScale(low, high, wanted);
    }
    ChartScale scale = makeScale(low, high, wanted);
    // Up to the next tick, so that the top line is labelled.
    scale.high = std::ceil(scale.high / scale.step - 1e-9) * scale.step;
    if (low < 0 || low > 0)
        scale.low = std::floor(low / scale.step + 1e-9) * scale.step;
    return scale;
}

ChartScale xScale(const ChartSpec &spec, int wanted)
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const ChartSeries &series : spec.series)
        for (const double x : series.x)
            widen(x * spec.x.displayFactor, low, high);
    if (!std::isfinite(low))
        low = 0, high = 1;
    if (spec.x.fromZero)
        low = std::min(low, 0.0);
    if (spec.x.max > 0)
        high = spec.x.max * spec.x.displayFactor;
    const bool hours = spec.x.unit == Unit::time && std::abs(spec.x.displayFactor * 3600 - 1) < 1e-9;
    return makeScale(low, high, wanted, hours);
}

QString readOut(double value, const ChartAxis &axis)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    return qs(displayQuantity(value, axis.unit, 4));
}

} // namespace cs::ui
