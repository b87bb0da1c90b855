// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/estimate/plan.h"
#include "sim/results/run_result.h"

/// The instant estimate: the figures of a run without a run, by closed forms, in a time that does not depend on the
/// request rate and hardly on the number of keys.
///
/// Caches with a TTL by the renewal of one key, LRU by its characteristic time (Che, Tung and Wang, IEEE JSAC 20(7),
/// 2002; Fricker, Robert and Roberts, ITC 24, 2012), FIFO and random by theirs, LFU by the most popular keys, layers in
/// series by the gaps that the layer in front leaves between its misses, the database by M/G/c after Allen and Cunneen.
/// How far it is from a simulation is measured, see docs/estimate.md.
///
/// Counts are what is expected over the measured span of the scenario, rounded; RunResult::estimated is set,
/// `notEstimated` names the fields that are left out, notes say where the scenario does what the estimate does not see.
namespace cs
{

/// Errors: a recorded workload, an unknown strategy.
Result<RunResultPtr> estimateStrategy(const Scenario &scenario, std::size_t strategy);

/// The same of a workload that was planned before, while only strategies change.
Result<RunResultPtr> estimateStrategy(const PlannedWorkload &workload, std::size_t strategy);

} // namespace cs
