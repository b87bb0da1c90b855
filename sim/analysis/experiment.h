// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/simulation.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace cs
{

struct ExperimentOptions {
    RunOptions run;
    std::vector<std::size_t> strategies; ///< by their place in the scenario, in the order of the results
    std::optional<std::uint64_t> replications; ///< this many, in place of what the scenario says
    std::optional<double> precision; ///< in place of the scenario's: half width of the hit ratio's interval
    std::optional<double> sample; ///< from samples of this share of the keys, in place of replications; below 1
    std::optional<std::uint64_t> maxReplications; ///< in place of the scenario's
    unsigned threads = 1;
};

/// How far an experiment is. Called from any of its threads, one at a time.
struct ExperimentProgress {
    Progress runs; ///< of all runs together; towards a precision, what is expected to be needed
    std::uint64_t replicationsDone = 0; ///< of every strategy
    std::optional<double> halfWidth; ///< the widest so far of the strategies' hit ratios
    std::optional<double> precision; ///< the half width that ends the experiment
};
using ExperimentCallback = std::function<void(const ExperimentProgress &)>;

/// Fewer replications than these are never taken for precise: the first few intervals may be narrow by chance (Chow and
/// Robbins, Annals of Mathematical Statistics 36, 1965, holds for the limit of many).
inline constexpr std::uint64_t fewestForPrecision = 5;

/// The scenario of one replication: what an experiment simulates several times.
Scenario oneReplication(Scenario scenario);

/// What these strategies need and the engine does not simulate, each gap once.
Errors gapsOf(const Scenario &scenario, const std::vector<std::size_t> &strategies);

/// Memory that a run of any of the strategies takes at most, never 0.
std::uint64_t memoryOfARun(const Scenario &scenario, const ExperimentOptions &options);
/// As many of `wanted` threads as the machine has memory for, at least one.
unsigned threadsWithin(std::uint64_t memoryOfARun, unsigned wanted);

/// Simulates strategies over one span of time on the same requests, as often as the scenario asks: `replications`
/// times, or until the hit ratio of each is known to `precision`. All get the same number of replications on the same
/// seeds. The results do not depend on the number of threads. An error is that of the first run, in order, that failed.
Result<std::vector<RunResultPtr>> runExperiment(const Scenario &scenario, const ExperimentOptions &options,
    std::stop_token stop = {}, const ExperimentCallback &progress = {});

} // namespace cs
