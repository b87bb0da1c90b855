// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/ttl_forms.h"

#include <cmath>
#include <limits>

namespace cs
{

namespace
{

constexpr double infinite = std::numeric_limits<double>::infinity();

/// Where a growing function passes a value, for x > 0; infinite where it does not.
template <class F>
double passes(F function, double value, double start)
{
    double low = 0, high = start;
    while (function(high) <= value) {
        low = high;
        high *= 2;
        if (high > 1e18)
            return infinite;
    }
    for (int i = 0; i < 200 && high - low > 0x1p-52 * high; ++i) {
        const double middle = low + (high - low) / 2;
        (function(middle) <= value ? low : high) = middle;
    }
    return low;
}

} // namespace

double staleShareOfHits(double ttl, double writeRate)
{
    const double x = writeRate * ttl;
    if (!(x > 0))
        return 0;
    // 1 + expm1(-x) / x loses all digits for small x.
    if (x < 1e-3)
        return x / 2 - x * x / 6 + x * x * x / 24 - x * x * x * x / 120;
    return 1 + std::expm1(-x) / x;
}

double hitRatioOfTtl(double ttl, double readRate)
{
    return std::isinf(ttl) ? 1 : readRate * ttl / (1 + readRate * ttl);
}

double longestTtlForStaleHits(double share, double writeRate)
{
    if (!(writeRate > 0) || share >= 1)
        return infinite;
    return passes([&](double ttl) { return staleShareOfHits(ttl, writeRate); }, share, 1 / writeRate);
}

double longestTtlForStaleReads(double share, double readRate, double writeRate)
{
    if (!(writeRate > 0) || !(readRate > 0) || share >= 1)
        return infinite;
    const auto stale = [&](double ttl) { return hitRatioOfTtl(ttl, readRate) * staleShareOfHits(ttl, writeRate); };
    return passes(stale, share, 1 / writeRate);
}

double costOfTtl(double ttl, double readRate, double writeRate, double fetchCost, double staleCost)
{
    const double hit = hitRatioOfTtl(ttl, readRate);
    return readRate * (fetchCost * (1 - hit) + staleCost * hit * staleShareOfHits(ttl, writeRate));
}

/// The derivative's sign changes once: multiplied by (1 + r T)^2 / r it is -f r + s (r S + (1 + r T) r T S'), S the
/// stale share of hits, and what s stands before grows with T.
double cheapestTtl(double readRate, double writeRate, double fetchCost, double staleCost)
{
    if (!(fetchCost > 0) || !(readRate > 0))
        return 0;
    if (!(writeRate > 0) || !(staleCost > 0))
        return infinite;
    const auto slope = [&](double ttl) {
        const double x = writeRate * ttl;
        // T S'(T) = e^-x times (e^x - 1 - x) / x.
        const double growth = x < 1e-3 ? x / 2 - x * x / 3 + x * x * x / 8 : (-std::expm1(-x) - x * std::exp(-x)) / x;
        return staleShareOfHits(ttl, writeRate) + (1 + readRate * ttl) * growth;
    };
    return passes(slope, fetchCost / staleCost, 1 / writeRate);
}

} // namespace cs
