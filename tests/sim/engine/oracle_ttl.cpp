// SPDX-License-Identifier: GPL-3.0-or-later
// Closed forms of caches that expire, see tests/oracles/theory.json topics ttl, stampede, topology, multilayer.
#include "tests/support/oracles.h"
#include "tests/support/scenarios.h"

using namespace cs;
using namespace cs::test;

namespace
{

constexpr double million = 1e6;

RunResultPtr oneKey(
    double rate, const Rule &rule, double warmUp, double dbTime = 0, const Law *law = nullptr, double writes = 0)
{
    DataType type = dataType(1, 0, rate, writes);
    type.missCost.dbTime = law ? *law : Law::constant(dbTime);
    return run(scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, million, warmUp));
}

} // namespace

TEST_CASE("A TTL cache hits lT/(1+lT) of the reads")
{
    const auto a = oneKey(2, ttlRule(3), 300);
    checkOracle("T1a.hit", a->totals.hitRatio(), static_cast<double>(a->totals.reads));
    const auto c = oneKey(0.5, ttlRule(0.5), 300);
    checkOracle("T1c.hit", c->totals.hitRatio(), static_cast<double>(c->totals.reads));
}

TEST_CASE("Jitter leaves the mean hit ratio as it is")
{
    Rule rule = ttlRule(3);
    rule.jitter = 0.2;
    const auto result = oneKey(2, rule, 300);
    checkOracle("T2a.hit", result->totals.hitRatio(), static_cast<double>(result->totals.reads));
}

TEST_CASE("A sliding TTL is restarted by hits, an absolute one ends it")
{
    Rule sliding;
    sliding.idleTtl = seconds(2);
    const auto a = oneKey(0.5, sliding, 300);
    checkOracle("T3a.hit", a->totals.hitRatio(), static_cast<double>(a->totals.reads));
    Rule both = ttlRule(10);
    both.idleTtl = seconds(1.5);
    const auto b = oneKey(1, both, 300);
    checkOracle("T4a.hit", b->totals.hitRatio(), static_cast<double>(b->totals.reads));

    // Hits of an entry: sum over n of P(n-th read before the TTL ends, no gap longer than the idle TTL), by inclusion
    // and exclusion of the gaps that are.
    const double ttl = 10, idle = 1.5;
    double expected = 0;
    for (int n = 1; n <= 60; ++n) {
        double choose = 1; // n over k, with its sign
        for (int k = 0; k <= n && k * idle < ttl; ++k) {
            const double left = ttl - k * idle;
            double fewer = 0, term = std::exp(-left); // P(fewer than n reads in what is left)
            for (int i = 0; i < n; ++i, term *= left / i)
                fewer += term;
            expected += choose * std::exp(-k * idle) * (1 - fewer);
            choose *= -static_cast<double>(n - k) / (k + 1);
        }
    }
    const auto &entry = oracleEntry("T4a.hits_per_load");
    const double want = entry.at("expected");
    CHECK(std::abs(expected - want) <= 1e-7 * want);
    // The tolerance of the hit ratio h, taken over to h / (1 - h).
    const double found = static_cast<double>(b->totals.hits) / static_cast<double>(b->totals.originReads);
    const Oracle hit = oracle("T4a.hit");
    const double scale = std::sqrt(hit.requests / static_cast<double>(b->totals.reads));
    CHECK(std::abs(found - want) <= hit.tolerance * scale * (1 + want) * (1 + want));
}

TEST_CASE("Coalesced fetches: hits, delayed hits and fetches")
{
    Rule rule = ttlRule(1);
    rule.coalesce = true;
    const auto result = oneKey(20, rule, 100, 0.1);
    const double reads = static_cast<double>(result->totals.reads);
    checkOracle("T5a.hit", result->totals.hitRatio(), reads);
    checkOracle("T5a.delayed", share(result->totals.coalesced, result->totals.reads), reads);
    checkOracle("T5a.fetch", share(result->totals.originReads, result->totals.reads), reads);
}

TEST_CASE("Without coalescing every miss in the window goes to the origin")
{
    const auto last = oneKey(20, ttlRule(1), 100, 0.1);
    checkOracle("T6a.hit", last->totals.hitRatio(), static_cast<double>(last->totals.reads));
    checkOracle(
        "T6a.fetch", share(last->totals.originReads, last->totals.reads), static_cast<double>(last->totals.reads));
    Rule first = ttlRule(1);
    first.fill = Fill::add;
    const auto kept = oneKey(20, first, 100, 0.1);
    checkOracle("T6c.hit", kept->totals.hitRatio(), static_cast<double>(kept->totals.reads));
    const auto hot = oneKey(100, ttlRule(5), 300, 0.2);
    checkOracle("H1a.hit", hot->totals.hitRatio(), static_cast<double>(hot->totals.reads));
    checkOracle("H1a.fetch", share(hot->totals.originReads, hot->totals.reads), static_cast<double>(hot->totals.reads));
    const Law service = exponential(0.2);
    first.ttl = seconds(5);
    const auto random = oneKey(100, first, 300, 0, &service);
    checkOracle("H2a.hit", random->totals.hitRatio(), static_cast<double>(random->totals.reads));
}

TEST_CASE("A Zipf population under a TTL")
{
    DataType type = dataType(1000, 0.8, 100);
    const auto result = run(scenario(type, { layer(LayerKind::redis, unlimited(), ttlRule(60)) }, million, 720));
    const double reads = static_cast<double>(result->totals.reads);
    checkOracle("T7a.hit", result->totals.hitRatio(), reads);
    // The origin rate is (1 - hit ratio) * rate: its tolerance follows from that of the hit ratio.
    CHECK(result->dbQueriesPerSecond
        == doctest::Approx(oracle("T7a.origin_rate").expected).epsilon(100 * oracle("T7a.hit").tolerance / 12.47));
}

TEST_CASE("Points of presence dilute a TTL cache")
{
    DataType type = dataType(1000, 0.8, 100);
    Layer cdn = layer(LayerKind::cdn, unlimited(), ttlRule(60));
    cdn.nodes = 8;
    cdn.routing = Routing { RoutingKind::random, {} };
    const auto result = run(scenario(type, { cdn }, million, 720));
    checkOracle("N1a.hit", result->totals.hitRatio(), static_cast<double>(result->totals.reads));
    const double rate = static_cast<double>(result->totals.originReads) / (million / 100);
    const double want = oracle("N1a.origin_rate").expected;
    INFO("N1a.origin_rate, L (1 - H): expected ", want, ", got ", rate);
    // The hit ratio's tolerance at 100 reads a second, and four standard deviations of how many there were.
    CHECK(std::fabs(rate - want) < 100 * oracle("N1a.hit").tolerance + 4 * want / std::sqrt(million));
}

TEST_CASE("Two TTL layers with independent clocks")
{
    DataType type = dataType(1, 0, 2, 0.1);
    Layer first = layer(LayerKind::inProcess, unlimited(), ttlRule(1));
    first.name = "L1";
    Layer second = layer(LayerKind::redis, unlimited(), ttlRule(5));
    const auto result = run(scenario(type, { first, second }, million, 300));
    const double reads = static_cast<double>(result->totals.reads);
    checkOracle("T11a.L1hit", result->layers[0].figures.hitRatio(), reads);
    checkOracle("T11a.L2hit", result->layers[1].figures.hitRatio(), reads);
    checkOracle("T11a.origin", share(result->totals.originReads, result->totals.reads), reads);
    checkOracle("T11a.stale_read", result->totals.staleRatio(), reads);
}

TEST_CASE("A thousand keys loaded together expire together, unless jitter spreads them")
{
    const auto misses = [](double jitter, std::uint64_t seed) {
        DataType type = dataType(1000, 0, 2000);
        Rule rule = ttlRule(60);
        rule.jitter = jitter;
        rule.warm = Warm { 1000 };
        Scenario s = scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 2000 * 61, 0);
        s.run.interval = seconds(1);
        s.run.seed = seed;
        const auto result = run(s);
        return result->series.reads[60] - result->series.layers[0].hits[60];
    };
    double plain = 0, spread = 0;
    constexpr int trials = 20;
    for (int i = 0; i < trials; ++i) {
        plain += misses(0, 100 + i) / trials;
        spread += misses(0.1, 100 + i) / trials;
    }
    // Binomial: sd 10.8 a trial for 864.66 of 1000.
    CHECK(std::fabs(plain - oracle("H5c.misses_first_second").expected) < 4 * 10.8 / std::sqrt(trials));
    const Oracle want = oracle("H5a.misses_first_second");
    CHECK(std::fabs(spread - want.expected) < want.tolerance * std::sqrt(want.requests / trials));
}
