// SPDX-License-Identifier: GPL-3.0-or-later
// What must hold for every scenario: reproducibility, common random numbers, limits, cancellation.
#include "sim/engine/conservation.h"
#include "sim/engine/support.h"
#include "sim/engine/warm_up.h"
#include "sim/results/result_writer.h"
#include "tests/support/scenarios.h"

#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <thread>

using namespace cs;
using namespace cs::test;

namespace
{

std::string json(const RunResultPtr &result)
{
    return resultJson(std::span(&result, 1));
}

/// A small but busy system: two layers, writes, a queue with limit and time-out, a flush.
Scenario busy(std::uint64_t seed)
{
    DataType a = dataType(2000, 0.9, 200, 3), b = dataType(300, 0.5, 50, 1);
    b.name = "Others";
    b.stalenessTolerance = seconds(1);
    for (auto *type : { &a, &b }) {
        type->missCost.dbTime = exponential(0.05);
        type->missCost.appTime = exponential(0.01);
        type->keySize = Law::constant(20);
        type->valueSize = exponential(300);
    }
    Rule first = ttlRule(2), second = ttlRule(30);
    first.jitter = 0.3;
    second.coalesce = true;
    second.invalidation = Invalidation::deleteOnWrite;
    second.propagation = exponential(0.02);
    second.warm = Warm { 100 };
    Layer l1 = layer(LayerKind::inProcess, entries(60), first, Eviction::sieve);
    l1.name = "L1";
    l1.nodes = 3;
    l1.latency = Law::constant(0.0001);
    Layer l2 = layer(LayerKind::redis, { CapacityUnit::bytes, 200'000 }, second, Eviction::lru);
    l2.nodes = 2;
    l2.overhead = Overhead { OverheadKind::redis, 0 };
    l2.latency = exponential(0.001);
    for (auto *cache : { &l1, &l2 })
        cache->rules.push_back({ "Others", cache->rules.front().second });
    Scenario s = scenario(a, { l1, l2 }, 20000, 20);
    s.workload.dataTypes.push_back(b);
    s.run.seed = seed;
    s.origin.database = { 12, 40, seconds(0.4) };
    s.origin.app = AppServers { 2, 2, Law::constant(0.0002) };
    TimelineEvent flush;
    flush.at = seconds(60);
    flush.layer = "Cache";
    s.timeline.push_back(flush);
    s.strategies.push_back({ "No cache", {} });
    return s;
}

} // namespace

TEST_CASE("Random scenarios obey the conservation laws with every eviction")
{
    boost::random::mt19937_64 engine(5);
    const auto pick
        = [&engine](int low, int high) { return boost::random::uniform_int_distribution<int>(low, high)(engine); };
    const Eviction evictions[] = { Eviction::lru, Eviction::fifo, Eviction::random, Eviction::lfu, Eviction::clock,
        Eviction::sieve, Eviction::s3Fifo };
    for (int round = 0; round < 60; ++round) {
        Scenario s = busy(static_cast<std::uint64_t>(round));
        s.run.duration = seconds(pick(25, 60));
        for (Layer &cache : s.strategies[0].layers) {
            cache.eviction = evictions[pick(0, 6)];
            cache.nodes = static_cast<std::uint64_t>(pick(1, 4));
            cache.expiry = pick(0, 1) ? Expiry::lazy : Expiry::active;
            cache.capacity = pick(0, 2) ? entries(static_cast<std::uint64_t>(pick(0, 200)))
                                        : Capacity { CapacityUnit::bytes, 30'000 };
            for (auto &[name, rule] : cache.rules) {
                rule->coalesce = pick(0, 1);
                rule->fill = pick(0, 1) ? Fill::add : Fill::overwrite;
                rule->invalidation = pick(0, 1) ? Invalidation::writeThrough : rule->invalidation;
                if (pick(0, 1))
                    rule->idleTtl = seconds(1);
            }
        }
        s.timeline[0].at = seconds(22);
        s.timeline[0].event = pick(0, 1) ? EventKind::flush : EventKind::restart;
        if (pick(0, 1))
            s.run.warmUp = std::nullopt;
        const auto result = run(s); // a broken law is an error
        CHECK(result->totals.reads > 0);
        CHECK(brokenLaws(*result).empty());
    }
}

TEST_CASE("A broken law is found")
{
    RunResult result = *run(busy(1));
    ++result.dataTypes[0].figures.hits;
    CHECK_FALSE(brokenLaws(result).empty());
    RunResult other = *run(busy(1));
    ++other.layers[1].dataTypes[0].figures.evictions;
    CHECK_FALSE(brokenLaws(other).empty());
}

TEST_CASE("The same scenario, strategy and seed give the same bytes; another seed gives others")
{
    const Scenario s = busy(3);
    const auto once = run(s), again = run(s);
    CHECK(json(once) == json(again));
    CHECK(once->fingerprint == again->fingerprint);
    CHECK(run(busy(4))->fingerprint != once->fingerprint);
}

TEST_CASE("Two strategies see the same requests")
{
    const Scenario s = busy(9);
    const auto cached = run(s, 0), none = run(s, 1);
    CHECK(cached->totals.reads == none->totals.reads);
    CHECK(cached->totals.writes == none->totals.writes);
    for (std::size_t i = 0; i < cached->dataTypes.size(); ++i)
        CHECK(cached->dataTypes[i].figures.reads == none->dataTypes[i].figures.reads);
    CHECK(cached->series.reads == none->series.reads);
    CHECK(none->totals.hits == 0);
    CHECK(none->totals.originReads + none->totals.failed == none->totals.reads);
}

TEST_CASE("Adding a data type leaves the requests of the others as they are")
{
    Scenario s = busy(9);
    const auto before = run(s, 1);
    DataType third = dataType(10, 0, 30);
    third.name = "Third";
    s.workload.dataTypes.push_back(third);
    const auto after = run(s, 1);
    CHECK(after->dataTypes[0].figures.reads == before->dataTypes[0].figures.reads);
    CHECK(after->dataTypes[0].figures.egressBytes > 0);
    CHECK(after->dataTypes[2].figures.reads > 0);
}

TEST_CASE("Limits: a TTL of nothing never hits, room for everything misses each key once")
{
    DataType type = dataType(500, 0.7, 1000);
    const auto none = run(scenario(type, { layer(LayerKind::redis, unlimited(), ttlRule(0)) }, 1e5, 0));
    CHECK(none->totals.hits == 0);
    CHECK(none->totals.fills == 0);
    const auto all = run(scenario(type, { layer(LayerKind::redis, unlimited(), Rule {}) }, 1e5, 0));
    CHECK(all->totals.misses == all->totals.entries);
    CHECK(all->totals.entries <= 500);
    const auto enough = run(scenario(type, { layer(LayerKind::redis, entries(500), Rule {}) }, 1e5, 0));
    CHECK(enough->totals.misses == all->totals.misses);
    CHECK(enough->totals.evictions == 0);
    const auto tiny = run(scenario(type, { layer(LayerKind::redis, { CapacityUnit::bytes, 0 }, Rule {}) }, 1e5, 0));
    CHECK(tiny->totals.hits == 0);
    CHECK(tiny->totals.bypassed == tiny->totals.misses);
}

TEST_CASE("More LRU entries never hit less, more database connections never wait longer")
{
    std::uint64_t before = 0;
    for (const std::uint64_t capacity : { 10u, 50u, 200u, 1000u }) {
        const auto result
            = run(scenario(dataType(1000, 0.8, 1000), { layer(LayerKind::redis, entries(capacity), Rule {}) }, 1e5, 0));
        CHECK(result->totals.hits >= before);
        before = result->totals.hits;
    }
    double wait = 1e9;
    for (const std::uint64_t connections : { 11u, 12u, 15u, 30u }) {
        DataType type = dataType(1, 0, 10);
        type.missCost.dbTime = exponential(1);
        Scenario s = scenario(type, {}, 20000, 0);
        s.origin.database.connections = connections;
        const double now = run(s)->totals.latency.meanSeconds();
        CHECK(now <= wait);
        wait = now;
    }
}

TEST_CASE("Coalescing never sends more reads to the origin")
{
    DataType type = dataType(20, 0.5, 500);
    type.missCost.dbTime = Law::constant(0.1);
    Rule rule = ttlRule(1);
    const auto apart = run(scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 1e5, 0));
    rule.coalesce = true;
    const auto together = run(scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 1e5, 0));
    CHECK(together->totals.originReads < apart->totals.originReads);
    CHECK(together->totals.coalesced > 0);
    CHECK(apart->totals.coalesced == 0);
}

TEST_CASE("A flush empties the layer, a restart with warming does not leave it empty")
{
    DataType type = dataType(100, 0, 10);
    Rule rule;
    rule.warm = Warm { 100 };
    Scenario s = scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 1000, 0);
    s.run.interval = seconds(1);
    TimelineEvent event;
    event.at = seconds(50);
    event.layer = "Cache";
    s.timeline = { event };
    const auto flushed = run(s);
    CHECK(flushed->totals.flushed == 100);
    CHECK(flushed->series.layers[0].entries[49] == 100);
    CHECK(flushed->series.layers[0].entries[50] < 30);
    s.timeline[0].event = EventKind::restart;
    const auto restarted = run(s);
    CHECK(restarted->series.layers[0].entries[50] == 100);
    CHECK(restarted->totals.misses == 0);
    CHECK(restarted->totals.dbQueries == 100); // the warming's own loads
}

TEST_CASE("A run stops when asked and says so")
{
    Scenario s = scenario(dataType(100000, 0.9, 1e6), { layer(LayerKind::redis, unlimited(), ttlRule(5)) }, 1e9, 0);
    std::stop_source stop;
    int calls = 0;
    const auto result = simulate(s, 0, {}, stop.get_token(), [&](const Progress &progress) {
        ++calls;
        CHECK(progress.fraction >= 0);
        CHECK(progress.fraction < 1);
        CHECK(progress.requestsPerSecond > 0);
        stop.request_stop();
    });
    REQUIRE_FALSE(result);
    CHECK(result.error().message == cancelledMessage);
    CHECK(calls == 1);
}

TEST_CASE("A run that needs more memory than there is does not start")
{
    Scenario s
        = scenario(dataType(1'000'000, 0.9, 1000, 10), { layer(LayerKind::redis, unlimited(), Rule {}) }, 1e6, 0);
    const RunEstimate estimate = estimateRun(s, 0);
    CHECK(estimate.requests == doctest::Approx(1.01e6).epsilon(0.001));
    RunOptions options;
    options.memoryLimitBytes = estimate.memoryBytes - 1;
    const auto refused = simulate(s, 0, options);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("memory") != std::string::npos);
    options.memoryLimitBytes = estimate.memoryBytes;
    CHECK(simulate(s, 0, options));
}

TEST_CASE("What the format can say and the engine does not do is refused with its place")
{
    Scenario s = busy(1);
    s.strategies[0].layers[0].eviction = Eviction::memcachedSlru;
    s.strategies[0].layers[0].expiry = Expiry::active;
    const Errors errors = unsupported(s, 0);
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].place == "strategies[0].layers[0].expiry");
    CHECK_FALSE(simulate(s, 0));
    CHECK(unsupported(s, 1).empty());
}

TEST_CASE("MSER-5 cuts off what differs from the rest")
{
    std::vector<double> series;
    for (int i = 0; i < 200; ++i)
        series.push_back(i < 40 ? 0.2 : 0.8 + 0.01 * (i / 5 % 2));
    CHECK(mser5(series) == 8); // 40 values are 8 groups of five
    std::vector<double> steady(200, 0.5);
    CHECK(mser5(steady) == 0);
    CHECK(mser5({}) == 0);
}

TEST_CASE("An automatic warm-up leaves the cold start out")
{
    Scenario s = scenario(dataType(5000, 0.6, 1000), { layer(LayerKind::redis, unlimited(), Rule {}) }, 1e5, 0);
    const auto cold = run(s);
    s.run.warmUp = std::nullopt;
    const auto warm = run(s);
    CHECK(warm->warmUpAutomatic);
    CHECK(warm->warmUpSeconds > 0);
    CHECK(warm->warmUpSeconds <= 50);
    CHECK(warm->totals.hitRatio() > cold->totals.hitRatio());
    CHECK(warm->totals.reads < cold->totals.reads);
}

TEST_CASE("Strategies that choose their warm-up are compared over one span, whole days where there is a daily wave")
{
    DataType type = dataType(5000, 0.6, 20);
    Scenario s = scenario(type, { layer(LayerKind::redis, unlimited(), Rule {}) }, 20 * 3000, 0);
    s.strategies.push_back({ "No cache", {} });
    s.run.warmUp = std::nullopt;
    std::vector<RunResultPtr> runs { run(s, 0), run(s, 1) };
    REQUIRE(runs[0]->warmUpSeconds > runs[1]->warmUpSeconds);
    const auto cut = alignedWarmUp(runs);
    REQUIRE(cut);
    CHECK(cut->seconds() == doctest::Approx(runs[0]->warmUpSeconds));
    RunOptions options;
    options.automaticWarmUp = cut;
    runs[1] = run(s, 1, options);
    CHECK(runs[1]->warmUpAutomatic);
    CHECK(runs[1]->totals.reads == runs[0]->totals.reads);
    CHECK_FALSE(alignedWarmUp(runs));

    s.workload.dataTypes[0].reads.rate = 0.5;
    s.workload.dataTypes[0].reads.diurnal = Diurnal { 4, seconds(72000) };
    s.run.duration = seconds(86400);
    CHECK(run(s)->warmUpSeconds == 0);
    CHECK_FALSE(run(s)->notes.empty());
    s.run.duration = seconds(3 * 86400);
    const double days = run(s)->warmUpSeconds / 86400;
    CHECK(days == std::floor(days));
    CHECK(days >= 1);
}

TEST_CASE("A database that falls behind is not credited with what it does later, and a note says so")
{
    DataType type = dataType(1, 0, 100);
    type.missCost.dbTime = Law::constant(1);
    Scenario s = scenario(type, {}, 2000, 0);
    s.origin.database.connections = 1;
    const auto result = run(s);
    CHECK(result->dbQueriesPerSecond == doctest::Approx(1).epsilon(0.06));
    CHECK(result->dbQueriesPerSecondPeak >= result->dbQueriesPerSecond);
    CHECK(result->totals.originReads == result->totals.reads);
    CHECK(result->notes.size() == 1);
    RunOptions small;
    small.memoryLimitBytes = estimateRun(s, 0).memoryBytes;
    s.workload.dataTypes[0].reads.rate = 1e5;
    const auto refused = simulate(s, 0, small);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("falls behind") != std::string::npos);
}

TEST_CASE("The peak of database queries is never below their mean")
{
    DataType type = dataType(1, 0, 10);
    Scenario s = scenario(type, {}, 180'000, 3600);
    s.run.interval = seconds(5 * 3600);
    const auto result = run(s);
    CHECK(result->dbQueriesPerSecondPeak >= result->dbQueriesPerSecond);
    CHECK(result->dbQueriesPerSecond > 9);
}

TEST_CASE("Values of terabytes are counted in full")
{
    DataType type = dataType(1, 0, 10);
    type.valueSize = Law::constant(5e12);
    const auto result = run(scenario(type, { layer(LayerKind::redis, unlimited(), Rule {}) }, 100, 0));
    CHECK(result->totals.bytes == 5'000'000'000'000);
    CHECK(result->totals.hitBytes == result->totals.hits * 5'000'000'000'000);
}

TEST_CASE("Warming stops when asked")
{
    DataType type = dataType(50'000'000, 0.8, 10);
    Rule rule;
    rule.warm = Warm { 50'000'000 };
    Scenario s = scenario(type, { layer(LayerKind::redis, entries(1000), rule) }, 1000, 0);
    std::stop_source stop;
    stop.request_stop();
    const auto result = simulate(s, 0, {}, stop.get_token());
    REQUIRE_FALSE(result);
    CHECK(result.error().message == cancelledMessage);
}
