// SPDX-License-Identifier: GPL-3.0-or-later
// What holds of every estimate.
#include "sim/analysis/estimate/estimate.h"
#include "tests/sim/estimate/error_grid.h"
#include "tests/support/scenarios.h"

#include <cmath>

using namespace cs;
using namespace cs::test;

namespace
{

RunResultPtr estimate(const Scenario &scenario)
{
    const auto result = estimateStrategy(scenario, 0);
    INFO((result ? "" : result.error().text()));
    REQUIRE(result);
    return *result;
}

void scaleTime(Duration &time, double factor)
{
    time = Duration::fromSeconds(time.seconds() * factor);
}

} // namespace

TEST_CASE("Reads are hits, delayed hits and misses, at every layer and in all")
{
    for (std::uint64_t number = 1; number <= 200; ++number) {
        CAPTURE(number);
        const auto result = estimate(gridScenario(number));
        const Figures &all = result->totals;
        CHECK(all.hits + all.misses + all.coalesced == all.reads);
        CHECK(all.staleReads <= all.reads);
        CHECK(all.violations <= all.staleReads);
        std::uint64_t reads = 0;
        for (const TypeResult &type : result->dataTypes)
            reads += type.figures.reads;
        CHECK(reads == all.reads);
        for (const LayerResult &layer : result->layers) {
            const Figures &f = layer.figures;
            CHECK(f.hits + f.misses + f.coalesced == f.reads);
            CHECK(f.staleReads <= f.hits);
            CHECK(std::isfinite(f.contentAgeSeconds));
            if (layer.capacityUnit == CapacityUnit::bytes)
                CHECK(static_cast<double>(f.bytes) <= 1.001 * static_cast<double>(layer.capacityPerNode * layer.nodes));
        }
        CHECK(std::isfinite(result->dbQueriesPerSecond));
        CHECK(result->dbQueriesPerSecondPeak >= result->dbQueriesPerSecond);
        CHECK(result->dbUtilization <= 1);
        if (result->tells("latency_mean_s"))
            CHECK(all.latency.count() + all.failed == all.reads);
    }
}

TEST_CASE("More room and a longer TTL never cost hits")
{
    for (const Eviction eviction : { Eviction::lru, Eviction::fifo, Eviction::random, Eviction::lfu }) {
        double before = 0;
        for (const std::uint64_t room : { 1, 2, 5, 10, 30, 100, 300, 900, 2000 }) {
            const Layer cache = layer(LayerKind::redis, entries(room), ttlRule(2), eviction);
            const double hit = estimate(scenario(dataType(1000, 0.9, 1000), { cache }, 1e9, 0))->totals.hitRatio();
            CAPTURE(room);
            CHECK(hit >= before - 1e-9);
            before = hit;
        }
        before = 0;
        for (const double ttl : { 0.01, 0.1, 0.5, 1.0, 3.0, 20.0, 500.0 }) {
            const Layer cache = layer(LayerKind::redis, entries(100), ttlRule(ttl), eviction);
            const double hit = estimate(scenario(dataType(1000, 0.9, 1000), { cache }, 1e9, 0))->totals.hitRatio();
            CAPTURE(ttl);
            CHECK(hit >= before - 1e-5);
            before = hit;
        }
    }
}

TEST_CASE("Twice the rates at half the times is the same")
{
    for (std::uint64_t number = 1; number <= 20; ++number) {
        Scenario one = gridScenario(number);
        one.origin.database.connections.reset();
        Scenario other = one;
        for (DataType &type : other.workload.dataTypes) {
            type.reads.rate *= 2;
            for (Law *law : { &type.missCost.dbTime, &type.missCost.appTime, &type.missCost.checkTime }) {
                law->mean /= 2;
                law->value /= 2;
            }
        }
        for (Layer &layer : other.strategies[0].layers) {
            layer.latency = layer.missLatency = Law::constant(0);
            for (auto &[type, rule] : layer.rules) {
                for (auto *time : { &rule->ttl, &rule->idleTtl, &rule->staleWhileRevalidate, &rule->negativeTtl })
                    if (*time)
                        scaleTime(**time, 0.5);
                rule->propagation.value /= 2;
            }
        }
        for (Layer &layer : one.strategies[0].layers)
            layer.latency = layer.missLatency = Law::constant(0);
        scaleTime(other.run.duration, 0.5);
        scaleTime(*other.run.warmUp, 0.5);
        CAPTURE(number);
        const auto slow = estimate(one), fast = estimate(other);
        CHECK(std::fabs(slow->totals.hitRatio() - fast->totals.hitRatio()) < 2e-5);
        CHECK(std::fabs(slow->totals.staleRatio() - fast->totals.staleRatio()) < 2e-5);
        CHECK(fast->dbQueriesPerSecond == doctest::Approx(2 * slow->dbQueriesPerSecond).epsilon(1e-4));
    }
}

TEST_CASE("Two halves of a data type with equal keys are the whole")
{
    DataType whole = dataType(2000, 0, 1000, 10);
    DataType half = dataType(1000, 0, 500, 5);
    Rule rule = ttlRule(1.5);
    Layer cache = layer(LayerKind::redis, entries(700), rule);
    const auto one = estimate(scenario(whole, { cache }, 1e9, 0));
    DataType second = half;
    second.name = "Others";
    cache.rules.push_back({ "Others", rule });
    Scenario split = scenario(half, { cache }, 5e8, 0);
    split.workload.dataTypes.push_back(second);
    const auto two = estimate(split);
    CHECK(two->totals.hitRatio() == doctest::Approx(one->totals.hitRatio()).epsilon(1e-6));
    CHECK(two->totals.staleRatio() == doctest::Approx(one->totals.staleRatio()).epsilon(1e-5));
}

TEST_CASE("What the estimate does not see is said")
{
    Scenario s
        = scenario(dataType(100, 1, 10), { layer(LayerKind::redis, entries(20), Rule {}, Eviction::sieve) }, 1e6, 0);
    s.workload.dataTypes[0].reads.bursts = Bursts { 10, seconds(5), seconds(20) };
    TimelineEvent event;
    event.at = seconds(100);
    event.layer = "Cache";
    s.timeline.push_back(event);
    const auto said = [&](const char *what) {
        const auto result = estimate(s);
        return std::any_of(result->notes.begin(), result->notes.end(),
            [what](const std::string &note) { return note.find(what) != std::string::npos; });
    };
    CHECK(said("Bursts"));
    CHECK(said("timeline"));
    CHECK(said("sieve is estimated as lru"));
    s.strategies[0].layers[0].eviction = Eviction::belady;
    CHECK(said("belady"));
    CHECK_FALSE(estimate(s)->tells("hit_ratio"));
    s.workload.trace = TraceSource {};
    CHECK_FALSE(estimateStrategy(s, 0));
    CHECK_FALSE(estimateStrategy(scenario(dataType(1, 0, 1), {}, 1e3, 0), 1));
}
