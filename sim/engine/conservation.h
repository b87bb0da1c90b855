// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/results/run_result.h"

namespace cs
{

/// The conservation laws that a result breaks; empty for a right one. Checked at the end of every run: a result that
/// breaks one is not shown.
///   strategy and type: reads = hits over all layers + coalesced + origin reads + failed
///   layer and type:    reads = hits + coalesced + misses
///   layer and type:    entries at start + fills = entries + evictions + expirations + invalidations + replaced +
///   flushed totals = sums over types; hits of the layers = hits of the types
Errors brokenLaws(const RunResult &result);

} // namespace cs
