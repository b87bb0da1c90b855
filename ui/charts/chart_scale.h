// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/charts/chart_spec.h"

#include <QString>
#include <vector>

namespace cs::ui
{

/// Range and round tick marks of an axis in shown units (value x displayFactor).
struct ChartScale {
    double low = 0;
    double high = 1;
    double step = 1;

    std::vector<double> ticks() const;
    QString label(double tick) const;
    double position(double shown) const { return (shown - low) / (high - low); }
};

/// About `wanted` ticks at 1, 2, 2.5 or 5 times a power of ten; hours get 1, 2, 3, 4, 6 and 12.
ChartScale makeScale(double low, double high, int wanted, bool hours = false);

/// Sum of the series below and including this one at each x, for stacked areas.
std::vector<std::vector<double>> stacked(const ChartSpec &spec);

/// Range of y over all series (stacked where the chart is), and of x.
ChartScale yScale(const ChartSpec &spec, int wanted);
ChartScale xScale(const ChartSpec &spec, int wanted);

/// "12.3 ms": a value of an axis for reading.
QString readOut(double value, const ChartAxis &axis);

} // namespace cs::ui
