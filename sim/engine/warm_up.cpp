// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/warm_up.h"

#include <algorithm>

namespace cs
{

std::vector<double> groupsOfFive(std::span<const double> series)
{
    std::vector<double> groups;
    for (std::size_t i = 0; i + 5 <= series.size(); i += 5) {
        double sum = 0;
        for (std::size_t j = 0; j < 5; ++j)
            sum += series[i + j];
        groups.push_back(sum / 5);
    }
    return groups;
}

std::size_t mser5(std::span<const double> series)
{
    const std::vector<double> groups = groupsOfFive(series);
    std::size_t best = 0;
    double bestScore = -1;
    for (std::size_t d = 0; d <= groups.size() / 2 && d < groups.size(); ++d) {
        const double n = static_cast<double>(groups.size() - d);
        double mean = 0;
        for (std::size_t i = d; i < groups.size(); ++i)
            mean += groups[i];
        mean /= n;
        double squares = 0;
        for (std::size_t i = d; i < groups.size(); ++i)
            squares += (groups[i] - mean) * (groups[i] - mean);
        const double score = squares / (n * n);
        if (bestScore < 0 || score < bestScore) {
            bestScore = score;
            best = d;
        }
    }
    return best;
}

Duration warmUpFloor(const Strategy &strategy)
{
    constexpr std::int64_t times = 12;
    Duration longest { 0 };
    for (const Layer &layer : strategy.layers)
        for (const auto &[type, rule] : layer.rules)
            if (rule)
                for (const auto &end : { rule->ttl, rule->idleTtl, rule->refresh })
                    longest = std::max(longest, end.value_or(Duration { 0 }));
    return longest.ns > Duration::max().ns / times ? Duration::max() : Duration { longest.ns * times };
}

} // namespace cs
