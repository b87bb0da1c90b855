// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/experiment.h"

#include <limits>
#include <string>

namespace cs
{

/// What a strategy does with one data type when its rule at one layer has another TTL. Shares are of the type's reads.
struct TtlPoint {
    Duration ttl;
    double layerHitRatio = 0; ///< hits / reads of the type that reach the layer
    double hitRatio = 0; ///< hits of all layers
    double staleRatio = 0, violationRatio = 0;
    double staleHalfWidth = std::numeric_limits<double>::quiet_NaN(); ///< of 95 %, with replications
    double violationHalfWidth = std::numeric_limits<double>::quiet_NaN();
    double dbQueriesPerSecond = 0; ///< of the whole strategy
    std::uint64_t staleReads = 0, violations = 0; ///< what the shares rest on
};

/// One data type at one layer over TTLs, ascending; everything else stays as the strategy has it.
struct TtlTradeoff {
    std::string layer, dataType;
    std::optional<Duration> ttl; ///< the strategy's own; none = no expiry
    std::optional<Duration> tolerance;
    std::vector<TtlPoint> points;
    /// The longest of the TTLs up to which every one keeps the share within the limit; none = not even the shortest.
    std::optional<Duration> longestForViolations, longestForStaleReads;
    bool violationsNeverExceed = false, staleReadsNeverExceed = false; ///< within the limit at all TTLs
};

struct TtlOptions {
    std::size_t strategy = 0;
    std::vector<std::string> layers, dataTypes; ///< only these; none = all
    std::vector<Duration> ttls; ///< none: `points` of them
    std::uint64_t points = 13;
    double limit = 0.01; ///< largest share of violations, and of stale reads
    RunOptions run;
    std::optional<std::uint64_t> replications;
    unsigned threads = 1;
};

struct TtlReport {
    std::string scenario, strategy;
    double limit = 0;
    std::vector<TtlTradeoff> tradeoffs;
};

/// Simulates every rule of the strategy with every TTL, one rule at a time, on the same requests. Views and rules that
/// store without a TTL by nature are left out. The grid goes evenly on a logarithmic scale from a hundredth to a
/// hundred times the rule's TTL, of the tolerance where it has none, of a minute where there is neither.
Result<TtlReport> ttlTradeoff(const Scenario &scenario, const TtlOptions &options, std::stop_token stop = {},
    const ExperimentCallback &progress = {});

/// Fills in the longest TTLs of a trade-off from its points.
void findLongest(TtlTradeoff &tradeoff, double limit);

} // namespace cs
