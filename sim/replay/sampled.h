// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/replay/replay.h"

namespace cs
{

/// Estimates what replay() would count from a share of the objects, chosen by a hash of their keys, in caches scaled by
/// the same share (SHARDS: Waldspurger, Park, Garthwaite and Ahmad, FAST 2015). Misses are those of the sample over the
/// share and reads are counted whole: that is the paper's correction for hot objects that are in the sample or not
/// (SHARDS_adj). Several samples, disjoint where there is room, give mean and 95 % interval. 0 < share < 1.
Result<ReplayReport> replaySampled(const OpenRequests &open, const ReplayOptions &options, double share,
    std::stop_token stop = {}, const ReplayProgress &progress = {});
Result<ReplayReport> replaySampled(const TraceSource &trace, const ReplayOptions &options, double share,
    std::stop_token stop = {}, const ReplayProgress &progress = {});

inline constexpr int samplesOfReplay = 5;

} // namespace cs
