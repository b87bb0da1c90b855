// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/ticks.h"

#include "sim/results/figure_text.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

constexpr double slack = 1e-9;

double niceStep(double span, int maxCount)
{
    const double rough = span / std::max(1, maxCount - 1);
    if (!(rough > 0) || !std::isfinite(rough))
        return 1;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : { 1.0, 2.0, 5.0 })
        if (rough <= factor * power * (1 + slack))
            return factor * power;
    return 10 * power;
}

Ticks atMultiples(double low, double high, double step)
{
    Ticks ticks;
    ticks.step = step;
    const double first = std::ceil(low / step - slack);
    const double last = std::floor(high / step + slack);
    for (double i = first; i <= last && ticks.values.size() < 100; ++i)
        ticks.values.push_back(i * step + 0.0); // no -0
    return ticks;
}

} // namespace

std::string Ticks::label(double value) const
{
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - slack)), 0, 12);
    // What is 0 but for rounding reads as 0.
    return groupedNumber(std::abs(value) < step * slack ? 0 : value, decimals);
}

Ticks niceTicks(double low, double high, int maxCount)
{
    return atMultiples(low, high, niceStep(high - low, std::max(2, maxCount)));
}

Ticks timeTicks(double low, double high, int maxCount, const std::string &unit)
{
    const double rough = (high - low) / std::max(1, maxCount - 1);
    const std::vector<double> steps = unit == "h" ? std::vector<double> { 1, 2, 3, 4, 6, 12, 24, 48, 72 }
        : unit == "min" || unit == "s"            ? std::vector<double> { 1, 2, 5, 10, 15, 30, 60, 120 }
                                                  : std::vector<double> {};
    for (const double step : steps)
        if (rough <= step * (1 + slack) && rough > 0.5)
            return atMultiples(low, high, step);
    return niceTicks(low, high, maxCount);
}

double niceTop(double high, int maxCount)
{
    const double step = niceStep(high, std::max(2, maxCount));
    return std::ceil(high / step - slack) * step;
}

} // namespace cs
