// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/advise/trade_off.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

/// Where a function of log time is least in [low, high]: the best of a scan, then golden section around it.
template <class F>
double cheapest(F cost, double shortest, double longest)
{
    if (longest <= shortest)
        return longest;
    constexpr int steps = 40;
    const double low = std::log(shortest), high = std::log(longest), step = (high - low) / steps;
    int best = steps;
    double least = cost(longest);
    for (int i = steps - 1; i >= 0; --i)
        if (const double now = cost(std::exp(low + step * i)); now < least) {
            least = now;
            best = i;
        }
    if (best == steps && cost(std::exp(high - step / 100)) >= least)
        return longest;
    double a = std::max(low, low + step * (best - 1)), b = std::min(high, low + step * (best + 1));
    const double golden = (std::sqrt(5.0) - 1) / 2;
    for (int i = 0; i < 40; ++i) {
        const double left = b - golden * (b - a), right = a + golden * (b - a);
        (cost(std::exp(left)) <= cost(std::exp(right)) ? b : a)
            = cost(std::exp(left)) <= cost(std::exp(right)) ? right : left;
    }
    return std::exp((a + b) / 2);
}

constexpr double shortestTtl = 1e-3;

} // namespace

double cheapestTtl(const TypeFacts &facts, double nodes, double miss, double staleCost, double longest)
{
    if (facts.writes <= 0 || staleCost <= 0)
        return longest;
    return cheapest(
        [&](double ttl) {
            return miss * (1 - ttlHitRatio(facts, ttl, nodes, false)) + staleCost * ttlStaleRatio(facts, ttl, nodes);
        },
        shortestTtl, longest);
}

double cheapestPeriod(const TypeFacts &facts, double rebuild, double staleCost, double longest)
{
    if (facts.writes <= 0 || staleCost <= 0)
        return longest;
    const auto stale = [&](double period) {
        double out = 0;
        for (const RankBucket &bucket : facts.buckets) {
            const double m = facts.writesOf(bucket) * period;
            out += bucket.keys * bucket.readShare * (m < 1e-5 ? m / 2 : 1 + std::expm1(-m) / m);
        }
        return out;
    };
    return cheapest([&](double period) { return rebuild / period + staleCost * facts.reads * stale(period); },
        std::max(shortestTtl, 4 * rebuild), longest);
}

Duration roundDown(double seconds)
{
    constexpr double below[] = { 45, 30, 20, 15, 10, 5, 3, 2, 1 };
    constexpr double hours[] = { 18, 12, 8, 6, 4, 3, 2, 1 };
    constexpr double minute = 60, hour = 3600, day = 86'400, slack = 1 + 1e-9;
    if (seconds * slack >= day)
        return Duration::fromSeconds(std::floor(seconds * slack / day) * day);
    for (const double one : hours)
        if (seconds * slack >= one * hour)
            return Duration::fromSeconds(one * hour);
    for (const double unit : { minute, 1.0, 0.1, 0.01, 1e-3 })
        for (const double one : below)
            if (seconds * slack >= one * unit)
                return Duration::fromSeconds(one * unit);
    return Duration {};
}

} // namespace cs
