// SPDX-License-Identifier: GPL-3.0-or-later
// Queues of the origin and the whole system, see tests/oracles/theory.json topics queue, system.
#include "tests/support/oracles.h"
#include "tests/support/scenarios.h"

using namespace cs;
using namespace cs::test;

namespace
{

RunResultPtr queue(
    double rate, const Law &service, std::uint64_t servers, std::optional<std::uint64_t> limit = std::nullopt)
{
    DataType type = dataType(1, 0, rate);
    type.missCost.dbTime = service;
    Scenario s = scenario(type, {}, 1e6, 1e5 / rate);
    s.origin.database.connections = servers;
    s.origin.database.queueLimit = limit;
    return run(s);
}

} // namespace

TEST_CASE("M/M/c: response time and utilisation")
{
    const auto one = queue(0.8, exponential(1), 1);
    checkOracle("Q1a.W", one->totals.latency.meanSeconds(), 1e6);
    checkOracle("Q1a.p50", one->totals.latency.quantileSeconds(0.5), 1e6);
    checkOracle("Q1a.p95", one->totals.latency.quantileSeconds(0.95), 1e6);
    checkOracle("Q1a.p99", one->totals.latency.quantileSeconds(0.99), 1e6);
    // Poisson count times exponential service: relative sd sqrt(2 / n).
    CHECK(one->dbUtilization == doctest::Approx(oracle("Q1a.rho").expected).epsilon(4 * std::sqrt(2 / 1e6)));
    const auto ten = queue(80, exponential(0.1), 10);
    checkOracle("Q1b.W", ten->totals.latency.meanSeconds(), 1e6);
    checkOracle("Q1b.p50", ten->totals.latency.quantileSeconds(0.5), 1e6);
    checkOracle("Q1b.p95", ten->totals.latency.quantileSeconds(0.95), 1e6);
    checkOracle("Q1b.p99", ten->totals.latency.quantileSeconds(0.99), 1e6);
}

TEST_CASE("M/D/c: response time")
{
    checkOracle("Q2a.W", queue(0.8, Law::constant(1), 1)->totals.latency.meanSeconds(), 1e6);
    checkOracle("Q3a.W", queue(80, Law::constant(0.1), 10)->totals.latency.meanSeconds(), 1e6);
}

TEST_CASE("M/M/10/15: what finds the queue full fails")
{
    const auto result = queue(12, exponential(1), 10, 5);
    checkOracle("Q4a.block", share(result->totals.failed, result->totals.reads), 1e6);
    checkOracle("Q4a.W", result->totals.latency.meanSeconds(), 1e6);
    CHECK(result->dbQueuePeak == 5);
}

TEST_CASE("App servers are a queue of servers x cores in front of the database")
{
    DataType type = dataType(1, 0, 80);
    type.missCost.appTime = exponential(0.1);
    Scenario s = scenario(type, {}, 1e6, 1e5 / 80);
    s.origin.app = AppServers { 2, 5, {} };
    const auto result = run(s);
    checkOracle("Q1b.W", result->totals.latency.meanSeconds(), 1e6);
    CHECK(result->appUtilization == doctest::Approx(oracle("Q1b.rho").expected).epsilon(4 * std::sqrt(2 / 1e6)));
}

TEST_CASE("Hits and an uncacheable share that queues")
{
    // Always-hit keys: 1 ms; a fifth is not cached and asks nothing, so its millisecond is app time.
    DataType cached = dataType(10, 0, 800);
    DataType other = dataType(1, 0, 200);
    other.name = "Uncacheable";
    other.missCost.dbTime = exponential(0.04);
    other.missCost.appTime = Law::constant(0.001);
    Layer cache = layer(LayerKind::redis, unlimited(), Rule {});
    cache.latency = Law::constant(0.001);
    Scenario s = scenario(cached, { cache }, 0.8e6, 100);
    s.workload.dataTypes.push_back(other);
    s.origin.database.connections = 10;
    const auto result = run(s);
    checkOracle("Q5a.mean", result->totals.latency.meanSeconds(), 1e6);
    checkOracle("Q5a.db_util", result->dbUtilization, 1e6);
    checkOracle("Q5a.db_rate", result->dbQueriesPerSecond, 1e6);
    checkOracle("Q5a.p95", result->totals.latency.quantileSeconds(0.95), 1e6);
    checkOracle("Q5a.p99", result->totals.latency.quantileSeconds(0.99), 1e6);
    checkOracle("Q5a.p50", result->totals.latency.quantileSeconds(0.5), 1e6);
}

TEST_CASE("A time-out bounds the stay at the database and cancels what is in service")
{
    DataType type = dataType(1, 0, 20);
    type.missCost.dbTime = Law::constant(1);
    Scenario s = scenario(type, {}, 20000, 0);
    s.origin.database.connections = 10;
    s.origin.database.timeout = seconds(3);
    const auto result = run(s);
    // Offered 20/s to 10/s of service: half fails after 3 s, nothing is answered later.
    CHECK(result->totals.failed > result->totals.reads * 45 / 100);
    CHECK(result->totals.latency.maxSeconds() <= 3);
    s.origin.database.timeout = seconds(0.5);
    s.origin.database.connections = 1000;
    const auto none = run(s);
    CHECK(none->totals.failed == none->totals.reads);
    // Cancelled after half a second each: 20/s x 0.5 s of 1000 connections; 20,000 Poisson arrivals, 4 sd.
    CHECK(none->dbUtilization == doctest::Approx(0.01).epsilon(4 / std::sqrt(20000.0)));
}

TEST_CASE("SYS_A: three types, four instances with LRU and TTL, Redis, a loaded database")
{
    DataType t0 = dataType(1000, 0.8, 600, 5), t1 = dataType(5000, 1.0, 300, 1), t2 = dataType(200, 0, 100);
    t1.name = "t1";
    t2.name = "t2";
    for (auto *type : { &t0, &t1, &t2 })
        type->missCost.dbTime = exponential(0.02);
    Layer l1 = layer(LayerKind::inProcess, entries(50), ttlRule(5));
    l1.name = "L1";
    l1.nodes = 4;
    l1.latency = Law::constant(0.00005);
    l1.missLatency = Law::constant(0);
    Layer l2 = layer(LayerKind::redis, entries(800), ttlRule(60));
    l2.name = "L2";
    l2.latency = Law::constant(0.001);
    for (auto *cache : { &l1, &l2 })
        for (const char *name : { "t1", "t2" })
            cache->rules.push_back({ name, cache->rules.front().second });
    Scenario s = scenario(t0, { l1, l2 }, 0.6e6, 180);
    s.workload.dataTypes = { t0, t1, t2 };
    s.origin.database.connections = 8;
    const auto r = run(s);
    const double n = 1e6;
    checkOracle("SYS_A.L1hit", r->layers[0].figures.hitRatio(), n);
    checkOracle("SYS_A.L2hit", r->layers[1].figures.hitRatio(), n);
    checkOracle("SYS_A.coalesced", share(r->totals.coalesced, r->totals.reads), n);
    checkOracle("SYS_A.db_rate", r->dbQueriesPerSecond, n);
    checkOracle("SYS_A.db_util", r->dbUtilization, n);
    checkOracle("SYS_A.lat_mean_ms", r->totals.latency.meanSeconds() * 1e3, n);
    checkOracle("SYS_A.lat_p50_ms", r->totals.latency.quantileSeconds(0.5) * 1e3, n);
    checkOracle("SYS_A.lat_p95_ms", r->totals.latency.quantileSeconds(0.95) * 1e3, n);
    checkOracle("SYS_A.lat_p99_ms", r->totals.latency.quantileSeconds(0.99) * 1e3, n);
    checkOracle("SYS_A.stale", r->totals.staleRatio(), n);
    for (int type = 0; type < 3; ++type) {
        const std::string id = "SYS_A.t" + std::to_string(type) + ".";
        const Figures &first = r->layers[0].dataTypes[static_cast<std::size_t>(type)].figures;
        const Figures &second = r->layers[1].dataTypes[static_cast<std::size_t>(type)].figures;
        checkOracle(id + "L1hit", first.hitRatio(), n);
        checkOracle(id + "L2hit", second.hitRatio(), n);
        checkOracle(id + "stale", r->dataTypes[static_cast<std::size_t>(type)].figures.staleRatio(), n);
    }
}
