// SPDX-License-Identifier: GPL-3.0-or-later
// Curves of a layer of a scenario.
#include "sim/analysis/curve/scenario_curve.h"
#include "sim/io/scenario_file.h"

#include <cmath>
#include <doctest/doctest.h>

using namespace cs;

namespace
{

/// Zipf 0.8 over 1,000 keys; two LRU layers of entries without latencies, the first of 50.
Scenario twoLayers(const std::string &secondRule, const std::string &duration)
{
    const std::string text = R"({ "format": "cache-strategist/scenario", "version": 1, "name": "Two",
      "run": { "seed": 5, "duration": ")"
        + duration + R"(", "warm_up": "20s" },
      "workload": { "data_types": [
        { "name": "A", "keys": 1000, "value_size": "100 B", "popularity": { "law": "zipf", "exponent": 0.8 },
          "reads": { "rate": "5000/s" } } ] },
      "strategies": [ { "name": "None", "layers": [] }, { "name": "Both", "layers": [
        { "name": "First", "kind": "redis", "capacity": "50 entries", "eviction": "lru", "overhead": "none",
          "latency": "0s", "rules": { "A": {} } },
        { "name": "Second", "kind": "redis", "capacity": "200 entries", "eviction": "lru", "overhead": "none",
          "latency": "0s", "rules": { "A": )"
        + secondRule + R"( } } ] } ] })";
    const auto scenario = readScenario(text);
    REQUIRE_MESSAGE(scenario, (scenario ? "" : scenario.error().front().text()));
    return *scenario;
}

CapacityCurve curveOf(const Scenario &scenario, const ScenarioCurveOptions &options)
{
    const auto curve = scenarioCurve(scenario, options);
    REQUIRE_MESSAGE(curve, (curve ? "" : curve.error().text()));
    return *curve;
}

ScenarioCurveOptions secondLayer(const std::vector<std::uint64_t> &capacities)
{
    ScenarioCurveOptions options;
    options.strategy = 1;
    options.layer = 1;
    for (const auto capacity : capacities)
        options.capacities.push_back({ std::to_string(capacity), std::nullopt, capacity });
    options.threads = 2;
    return options;
}

} // namespace

TEST_CASE("A layer sees what the layers before it let through: the exact figure of two LRU layers (L1 50, L2 200)")
{
    const CapacityCurve curve = curveOf(twoLayers("{}", "220s"), secondLayer({ 50, 200, 1000 }));
    REQUIRE(curve.lines.size() == 1);
    const auto &points = curve.lines[0].points;
    REQUIRE(points.size() == 3);
    CHECK(curve.layer == "Second");
    CHECK(curve.unit == CapacityUnit::entries);
    CHECK(curve.workingSet == 1000);
    CHECK(std::fabs(points[1].hitRatio - 0.346759) < 0.004);
    CHECK(points[2].hitRatio == 1);
    CHECK(points[0].hitRatio < points[1].hitRatio);
    CHECK(points[1].typeHitRatios == std::vector { points[1].hitRatio });
    CHECK(*points[2].strategyHitRatio == 1);
    CHECK(*points[2].dbQueriesPerSecond == 0);
    CHECK(*points[0].dbQueriesPerSecond == doctest::Approx(5000 * (1 - *points[0].strategyHitRatio)).epsilon(0.01));
}

TEST_CASE("A curve's points are what a simulation with that capacity gives, TTLs and all")
{
    Scenario scenario = twoLayers(R"({ "ttl": "2s" })", "60s");
    const CapacityCurve curve = curveOf(scenario, secondLayer({ 100, 700 }));
    for (const std::size_t i : { 0u, 1u }) {
        scenario.strategies[1].layers[1].capacity.amount = i == 0 ? 100 : 700;
        const auto run = simulate(scenario, 1);
        REQUIRE(run);
        CHECK(curve.lines[0].points[i].hitRatio == (*run)->layers[1].figures.hitRatio());
        CHECK(*curve.lines[0].points[i].strategyHitRatio == (*run)->totals.hitRatio());
    }
    // Without limit a TTL of 2 s still misses.
    ScenarioCurveOptions options = secondLayer({});
    options.points = 6;
    options.evictions = { Eviction::lru, Eviction::fifo };
    options.replications = 2;
    const CapacityCurve both = curveOf(scenario, options);
    REQUIRE(both.lines.size() == 2);
    CHECK(both.lines[0].points.back().capacity == both.workingSet);
    CHECK(both.lines[0].points.back().hitRatio < 0.95);
    CHECK(std::isfinite(both.lines[1].points[2].hitRatioHalfWidth));
    CHECK(both.lines[0].enough);
}

TEST_CASE("Whoever asks for a curve that there is none of is told")
{
    const Scenario scenario = twoLayers("{}", "60s");
    ScenarioCurveOptions options = secondLayer({ 10 });
    options.layer = 2;
    CHECK(!scenarioCurve(scenario, options));
    options.strategy = 0;
    CHECK(!scenarioCurve(scenario, options));
    options.strategy = 7;
    CHECK(!scenarioCurve(scenario, options));
    CHECK(!hasCapacityCurve(Layer {}));
}
