// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/simulation.h"
#include "sim/model/scenario.h"

#include <doctest/doctest.h>

namespace cs::test
{

inline Duration seconds(double value)
{
    return Duration::fromSeconds(value);
}

inline Law exponential(double mean)
{
    Law law;
    law.kind = LawKind::exponential;
    law.mean = mean;
    return law;
}

inline DataType dataType(std::uint64_t keys, double exponent, double readsPerSecond, double writesPerSecond = 0)
{
    DataType type;
    type.name = "Things";
    type.keys = keys;
    type.popularity.law = PopularityLaw::zipf;
    type.popularity.exponent = exponent;
    type.reads.rate = readsPerSecond;
    if (writesPerSecond > 0)
        type.writes.rate = writesPerSecond;
    type.valueSize = Law::constant(1);
    return type;
}

/// A layer without latency or overhead.
inline Layer layer(LayerKind kind, Capacity capacity, const Rule &rule, Eviction eviction = Eviction::lru)
{
    Layer out;
    out.name = "Cache";
    out.kind = kind;
    out.nodes = 1;
    out.capacity = capacity;
    out.eviction = eviction;
    out.latency = Law::constant(0);
    out.overhead = Overhead {};
    out.rules = { { "Things", rule } };
    return out;
}

inline Capacity entries(std::uint64_t count)
{
    return { CapacityUnit::entries, count };
}

inline Capacity unlimited()
{
    return {};
}

inline Rule ttlRule(double ttlSeconds)
{
    Rule rule;
    rule.ttl = seconds(ttlSeconds);
    return rule;
}

/// One data type, one strategy; measures about `requests` reads after the warm-up.
inline Scenario scenario(const DataType &type, std::vector<Layer> layers, double requests, double warmUpSeconds)
{
    Scenario out;
    out.name = "test";
    out.run.seed = 20240607;
    out.run.warmUp = seconds(warmUpSeconds);
    out.run.duration = seconds(warmUpSeconds + requests / type.reads.rate);
    out.workload.dataTypes = { type };
    out.strategies = { { "Strategy", std::move(layers) } };
    return out;
}

inline RunResultPtr run(const Scenario &scenario, std::size_t strategy = 0, const RunOptions &options = {})
{
    const auto result = simulate(scenario, strategy, options);
    INFO((result ? "" : result.error().text()));
    REQUIRE(result);
    return *result;
}

inline double share(std::uint64_t part, std::uint64_t whole)
{
    return whole ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

} // namespace cs::test
