// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/simulation.h"

#include <cstddef>
#include <span>

namespace cs
{

/// Simulating from samples of the keys (SHARDS: Waldspurger, Park, Garthwaite and Ahmad, FAST 2015; with any eviction:
/// Waldspurger, Saemundsson, Ahmad and Park, USENIX ATC 2017): a share of the keys, chosen by a hash, in caches scaled
/// by that share. Several samples, disjoint where there is room, give the error.
inline constexpr std::uint64_t samplesOfRun = 5;

/// A cache that evicts holds at least so many entries a node in a sample, and a sample at least so many keys of a data
/// type that is cached: with fewer, chance has more to say than the whole would.
inline constexpr double fewestSampledEntries = 100;
inline constexpr double fewestSampledKeys = 10;

/// What of a strategy cannot be told from a share of the keys.
Errors notSampled(const Scenario &scenario, std::size_t strategy, double share);

/// The scenario with the memory of every node scaled; nodes, connections and cores stay.
Scenario scaledForSample(Scenario scenario, double share);

/// What the whole would be, from runs of one strategy on scaledForSample() with one sample each.
///
/// Reads are those of the whole, and what the first layer did not serve is the sample's over the share: hot keys that
/// are in the sample or not are taken to hit (SHARDS_adj). Where they do not (writes invalidate them as often as they
/// are read), that is wrong by as much as they miss; so half of what the hottest sampled keys miss is added, and as
/// much to the half width of the intervals. Figures that a sample cannot tell have no value: latencies and queues among
/// them, because a sample does not wait where the whole would.
Result<RunResultPtr> wholeFromSamples(
    const Scenario &scenario, std::size_t strategy, double share, std::span<const RunResultPtr> samples);

} // namespace cs
