// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/curve/curve.h"
#include "sim/replay/replay.h"

namespace cs
{

struct TraceCurveOptions {
    std::vector<Eviction> evictions { Eviction::lru };
    ReplayCapacities capacities; ///< none in the list: `points` of them, evenly on a logarithmic scale
    std::uint64_t points = 50;
    double sample = 1; ///< share of the keys
    std::optional<Duration> ttl;
    bool recordedTtls = false;
    std::uint64_t seed = 1; ///< of evictions that draw, and of the samples
    std::uint32_t keyBytes = 32; ///< as ReplayOptions::keyBytes
    unsigned threads = 1;
};

/// The curve of a recorded stream. Nothing expires without a TTL; then LRU by entries is exact at every capacity from
/// one pass. Everything else plays a cache of each capacity. With a sample LRU is estimated by SHARDS (Waldspurger,
/// Park, Garthwaite and Ahmad, FAST 2015) with the paper's adjustment, other evictions by scaled-down caches; the
/// half widths are Student's over samplesOfReplay samples of disjoint keys.
Result<CapacityCurve> traceCurve(const OpenRequests &open, const TraceCurveOptions &options, std::stop_token stop = {},
    const ReplayProgress &progress = {});
Result<CapacityCurve> traceCurve(const TraceSource &trace, const TraceCurveOptions &options, std::stop_token stop = {},
    const ReplayProgress &progress = {});

/// Shares of a whole from 10 to the power of -decades to all of it, evenly on a logarithmic scale.
std::vector<ReplayCapacity> shareGrid(std::uint64_t points, int decades = 4);

/// Scaled-down caches with room for fewer objects than this say little: the grid leaves them out, asked ones are noted.
inline constexpr double fewestSampledObjects = 10;

} // namespace cs
