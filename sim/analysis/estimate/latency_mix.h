// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/estimate/day.h"
#include "sim/results/histogram.h"

namespace cs
{

/// How long the reads of one data type take, by what answers them.
struct TypeLatencies {
    std::vector<WeightedLaw> hits; ///< by place of the path
    std::vector<WeightedLaw> joined; ///< by place: reads that wait for another's fetch
    WeightedLaw origin;
};

/// `rates`: of the type, summed over its keys, by place of the path.
TypeLatencies latenciesOf(const PlannedWorkload &workload, const PlannedStrategy &strategy, const DayFigures &day,
    std::size_t type, const std::vector<KeyAtPlace> &rates);

/// Adds `count` values of the law.
void addTo(Histogram &histogram, const WeightedLaw &law, std::uint64_t count);

} // namespace cs
