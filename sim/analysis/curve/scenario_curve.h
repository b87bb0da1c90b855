// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/curve/curve.h"
#include "sim/analysis/experiment.h"
#include "sim/replay/capacity.h"

namespace cs
{

struct ScenarioCurveOptions {
    std::size_t strategy = 0; ///< by its place in the scenario
    std::size_t layer = 0; ///< by its place in the strategy
    std::vector<Eviction> evictions; ///< none: the layer's own
    CapacityUnit unit = CapacityUnit::none; ///< none: that of the layer's capacity, bytes where it has no limit
    std::vector<ReplayCapacity> capacities; ///< of a node; none: `points` of them, evenly on a logarithmic scale
    std::uint64_t points = 20;
    RunOptions run;
    std::optional<std::uint64_t> replications; ///< in place of the scenario's
    unsigned threads = 1;
};

/// The curve of one layer of a strategy: the scenario is simulated once for every capacity, on the same requests. So
/// the layer sees what the layers before it let through, and TTLs, invalidation, coalescing and latencies are those of
/// the scenario. The working set is what a node holds without limit. 95 % intervals with replications.
Result<CapacityCurve> scenarioCurve(const Scenario &scenario, const ScenarioCurveOptions &options,
    std::stop_token stop = {}, const ExperimentCallback &progress = {});

/// A layer that a curve can be made of: one that evicts.
bool hasCapacityCurve(const Layer &layer);

} // namespace cs
