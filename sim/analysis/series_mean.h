// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/results/run_result.h"

#include <cstdint>

namespace cs
{

/// Adds a replication's series interval by interval; latencies are weighted by the reads that they belong to.
void addSeries(Series &sum, const Series &series);
/// Makes the sum of `replications` series their mean.
void divideSeries(Series &sum, std::uint64_t replications);

} // namespace cs
