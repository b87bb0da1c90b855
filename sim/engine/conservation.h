// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/results/run_result.h"

namespace cs
{

/// The conservation laws that a result breaks; empty for a right one. Checked at the end of every run: a result that
/// breaks one is not shown.
///   strategy and type: reads = hits over all layers + coalesced + origin reads + failed
///   refreshes in the background = answered by the origin + answered by layers + failed; never among the reads
///   layer and type:    reads = hits + coalesced + misses
///   layer and type:    entries at start + fills = entries + evictions + expirations + invalidations + replaced +
///   layer and type:    entries removed by tags are among the invalidations
///   type:              writes at risk at start + writes = database writes + coalesced + lost + at risk at end
///   flushed totals = sums over types; hits of the layers = hits of the types
Errors brokenLaws(const RunResult &result);

} // namespace cs
