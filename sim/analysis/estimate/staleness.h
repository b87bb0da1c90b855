// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/estimate/day.h"
#include "sim/results/histogram.h"

namespace cs
{

/// Hits of one data type at one place that are of an outdated value, in 1/s.
struct StaleFigures {
    double stale = 0, violations = 0;
    double ageSum = 0; ///< seconds of content age per second
    std::vector<double> tail; ///< share of the stale hits that are staler than `thresholds`
    std::vector<double> thresholds; ///< s, rising
};
StaleFigures staleFigures(const PlannedWorkload &workload, const PlannedStrategy &strategy, const NetworkState &state,
    std::size_t type, std::size_t place);

/// Adds `count` values with that tail.
void addStaleness(Histogram &histogram, const StaleFigures &figures, std::uint64_t count);

} // namespace cs
