// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/scenario.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace cs
{

/// Hit ratios at one capacity. Half widths are of 95 % intervals; not a number where there is no interval.
struct CurvePoint {
    static constexpr double none = std::numeric_limits<double>::quiet_NaN();

    std::uint64_t capacity = 0;
    double hitRatio = 0;
    double hitRatioHalfWidth = none;
    std::optional<double> byteHitRatio;
    double byteHitRatioHalfWidth = none;
    /// Of the data types, in the curve's order: hits / reads of the type at the layer. Scenarios only.
    std::vector<double> typeHitRatios;
    std::optional<double> strategyHitRatio; ///< hits of all layers / all reads; scenarios only
    std::optional<double> dbQueriesPerSecond; ///< scenarios only
};

/// A place on a curve that means something.
struct CurveMark {
    std::uint64_t capacity = 0;
    double hitRatio = 0;
};

/// How hit ratios of a line were found.
enum class CurveMethod {
    stack, ///< depths in the LRU stack: exact at every capacity
    replay, ///< a cache of every capacity played: exact
    sampledStack, ///< depths in the LRU stacks of samples of the keys
    miniature, ///< scaled-down caches over samples of the keys
    simulation, ///< the scenario simulated with every capacity
};
template <>
struct NameTable<CurveMethod> {
    static constexpr Named<CurveMethod> table[] = {
        { CurveMethod::stack, "stack" },
        { CurveMethod::replay, "replay" },
        { CurveMethod::sampledStack, "sampled_stack" },
        { CurveMethod::miniature, "miniature" },
        { CurveMethod::simulation, "simulation" },
    };
};

/// One eviction over capacities, ascending.
struct CurveLine {
    Eviction eviction = Eviction::lru;
    CurveMethod method = CurveMethod::stack;
    std::vector<CurvePoint> points;
    /// Where the curve lies highest above the straight line from nothing to the working set, capacity and hit ratio
    /// both as shares of their whole range (Satopaa, Albrecht, Irwin and Raghavan, ICDCSW 2011).
    std::optional<CurveMark> knee;
    /// The smallest capacity from which on another 10 % of memory never adds 0.1 points of hits.
    std::optional<CurveMark> enough;
};

/// Hit ratio and byte hit ratio against capacity.
struct CapacityCurve {
    std::string subject; ///< the trace's file, or the scenario's name
    std::string strategy, layer; ///< of a scenario
    std::uint64_t nodes = 1; ///< of the layer; the capacity is of each
    CapacityUnit unit = CapacityUnit::entries;
    std::uint64_t requests = 0; ///< reads
    std::uint64_t objects = 0, objectBytes = 0; ///< of a trace
    std::uint64_t workingSet = 0; ///< entries or bytes that would never be evicted
    double sample = 1; ///< share of the keys that was looked at; below 1 all are estimates
    std::uint64_t samples = 1;
    std::vector<std::string> types; ///< of the layer
    std::vector<CurveLine> lines;
    std::vector<std::string> notes; ///< what a reader must know
};

} // namespace cs
