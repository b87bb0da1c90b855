// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/scenario.h"

#include <cstdint>
#include <vector>

/// What the timeline does to the workload: the same for every strategy.
namespace cs
{

/// From `time` on a data type has this many keys.
struct GrowthStep {
    SimTime time;
    std::uint64_t keys = 0;
};

/// A population grows evenly over an event's duration, in a hundred steps or key by key; several events multiply. Keys
/// keep their ranks, new ones come behind them.
std::vector<GrowthStep> growthSteps(const DataType &type, const std::vector<TimelineEvent> &timeline);

/// The most keys that a data type comes to have.
std::uint64_t keysWithGrowth(const DataType &type, const std::vector<TimelineEvent> &timeline);

/// Share of the reads that the key of a rank (0 = the most popular) takes.
double readShare(const DataType &type, std::uint64_t rank);

/// Reads that flash crowds add to a data type in that many seconds, at most.
double flashReads(const DataType &type, const std::vector<TimelineEvent> &timeline, double seconds);

} // namespace cs
