// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace cs
{

/// Round values along an axis, as they are shown.
struct Ticks {
    double step = 1;
    std::vector<double> values;

    /// With thousands separators and just the decimals that the step needs.
    std::string label(double value) const;
};

/// Multiples of 1, 2 or 5 times a power of ten within [low, high], at most `maxCount` (at least 2) of them.
Ticks niceTicks(double low, double high, int maxCount);

/// As niceTicks, but hours go by 1, 2, 3, 4, 6, 12, 24 and minutes and seconds by 1, 2, 5, 10, 15, 30, 60.
Ticks timeTicks(double low, double high, int maxCount, const std::string &unit);

/// The first multiple of a round step at or above `high`: the top of an axis from 0.
double niceTop(double high, int maxCount);

} // namespace cs
