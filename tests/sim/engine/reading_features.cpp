// SPDX-License-Identifier: GPL-3.0-or-later
// What a rule can do about values that expire, races and failures: each feature against the naive variant.
#include "tests/support/oracles.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <cmath>

using namespace cs;
using namespace cs::test;

namespace
{

/// One key, delete on write, a fetch of 0.5 s: the race of oracle S14a.
Scenario race(Fill fill, std::optional<double> leaseSeconds = std::nullopt)
{
    const auto &params = oracleEntry("S14a.hit").at("params");
    DataType type
        = dataType(1, 0, params.at("read_rate_per_s").get<double>(), params.at("write_rate_per_s").get<double>());
    type.missCost.dbTime = Law::constant(params.at("fetch_latency_s").get<double>());
    Rule rule;
    rule.invalidation = Invalidation::deleteOnWrite;
    rule.coalesce = true;
    rule.fill = fill;
    if (leaseSeconds)
        rule.leaseTime = seconds(*leaseSeconds);
    return scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 2e5, 100);
}

Scenario failing(const Rule &rule)
{
    // Every fetch takes 2 s and is given up after 1 s, except that warming loads the values at the start.
    DataType type = dataType(20, 0, 100);
    type.missCost.dbTime = Law::constant(2);
    Rule warmed = rule;
    warmed.warm = Warm { 20 };
    Scenario s = scenario(type, { layer(LayerKind::cdn, unlimited(), warmed) }, 6000, 0);
    s.origin.database.timeout = seconds(1);
    return s;
}

} // namespace

TEST_CASE("Stale sets: naive cache-aside goes stale, versioned fills and leases do not")
{
    const auto naive = run(race(Fill::overwrite));
    CHECK(naive->layers[0].figures.staleReads > 0);
    for (const Fill fill : { Fill::versioned, Fill::lease }) {
        const auto right = run(race(fill));
        INFO("S14a with fill ", nameOf(fill));
        CHECK(right->layers[0].figures.staleReads == 0);
        CHECK(right->totals.droppedFills > 0);
        CHECK(right->totals.hits > 0);
    }
}

TEST_CASE("A lease that is held too long passes to the next reader")
{
    DataType type = dataType(1, 0, 100);
    type.missCost.dbTime = Law::constant(5);
    Rule rule = ttlRule(60);
    rule.fill = Fill::lease;
    const auto fetches = [&](double lease) {
        rule.leaseTime = seconds(lease);
        Scenario s = scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 480, 0);
        return run(s)->totals;
    };
    // The fetch takes 5 s: with a lease of 10 s one reader fetches; with 2 s a new one every two seconds, and the value
    // of none but the last is taken: a later reader has the token by then.
    CHECK(fetches(10).originReads == 1);
    const Figures shortLease = fetches(2);
    CHECK(shortLease.originReads >= 3);
    CHECK(shortLease.droppedFills + 1 == shortLease.originReads);
    CHECK(shortLease.hits == 0);
}

TEST_CASE("Leases shorter than a fetch cost fetches, but nobody waits longer than for one of them")
{
    DataType type = dataType(1, 0, 20);
    type.missCost.dbTime = Law::constant(2);
    Rule rule = ttlRule(5);
    rule.fill = Fill::lease;
    rule.leaseTime = seconds(0.5);
    const auto result = run(scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 4000, 0));
    // One new lease every half second; its holder waited so long and then fetches itself. All others are served by a
    // fetch that was under way when they came.
    CHECK(result->totals.latency.maxSeconds() <= 2.5 * 1.01);
    CHECK(result->totals.latency.meanSeconds() < 2);
    CHECK(static_cast<double>(result->totals.originReads) <= result->durationSeconds / 0.5 + 2);
    CHECK(result->totals.originReads + result->totals.coalesced + result->totals.hits == result->totals.reads);
    REQUIRE(result->notes.size() == 1);
    CHECK(result->notes[0].find("end before fetches do") != std::string::npos);
    // Enough for a fetch: one in five seconds and the fetch.
    rule.leaseTime = seconds(2.5);
    const auto enough = run(scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 4000, 0));
    CHECK(static_cast<double>(enough->totals.originReads) <= 200.0 / 7 + 1);
    CHECK(enough->notes.empty());
}

TEST_CASE("Whoever waits for a lease is served by the first value that comes")
{
    // The first fetch takes 20 s, since the database is slow for a moment; the one after the lease's end 0.1 s.
    DataType type = dataType(1, 0, 20);
    type.missCost.dbTime = Law::constant(0.1);
    Rule rule;
    rule.fill = Fill::lease;
    rule.leaseTime = seconds(10);
    Scenario s = scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 600, 0);
    TimelineEvent slow;
    slow.event = EventKind::dbSlowdown;
    slow.duration = seconds(5);
    slow.factor = 200;
    s.timeline = { slow };
    const auto result = run(s);
    CHECK(result->totals.originReads == 2);
    CHECK(result->totals.latency.maxSeconds() == doctest::Approx(20).epsilon(0.01)); // of the first alone
    CHECK(result->totals.latency.quantileSeconds(0.997) <= 10.1 * 1.01);
}

TEST_CASE("Leases on a key that is deleted all the time hold nobody up for more than two fetches")
{
    DataType type = dataType(1, 0, 20, 5);
    type.missCost.dbTime = Law::constant(2);
    Rule rule;
    rule.fill = Fill::lease;
    rule.invalidation = Invalidation::deleteOnWrite;
    const auto result = run(scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 4000, 0));
    CHECK(result->totals.latency.maxSeconds() <= 4 * 1.01);
    CHECK(result->layers[0].figures.staleReads == 0);
    CHECK(static_cast<double>(result->totals.originReads) <= result->durationSeconds / 2 + 2);
}

TEST_CASE("Stale-if-error serves what expired, for as long as it says")
{
    Rule rule = ttlRule(10);
    const auto naive = run(failing(rule));
    CHECK(naive->totals.staleOnError == 0);
    CHECK(naive->totals.failed > 3000);
    rule.staleIfError = seconds(30);
    const auto kept = run(failing(rule));
    CHECK(kept->totals.staleOnError > 2000);
    CHECK(kept->totals.failed < naive->totals.failed - 2000);
    // Nothing is served beyond 10 s + 30 s: the last third of the minute fails.
    CHECK(kept->totals.failed > 1500);
    CHECK(kept->layers[0].figures.staleOnError == kept->totals.staleOnError);
}

TEST_CASE("Stale-while-revalidate: one background fetch per key, nobody waits")
{
    DataType type = dataType(1, 0, 200);
    type.missCost.dbTime = Law::constant(0.5);
    Rule rule = ttlRule(5);
    rule.staleWhileRevalidate = seconds(2);
    rule.warm = Warm { 1 };
    const auto result = run(scenario(type, { layer(LayerKind::cdn, unlimited(), rule) }, 20000, 0));
    CHECK(result->totals.hits == result->totals.reads);
    CHECK(result->totals.latency.maxSeconds() == 0);
    // A cycle is 5 s fresh and 0.5 s stale: 100 s hold 18 of them.
    CHECK(result->totals.refreshes == 18);
    CHECK(result->totals.originRefreshes == 18);
    CHECK(share(result->totals.staleServed, result->totals.reads) == doctest::Approx(0.5 / 5.5).epsilon(0.1));
}

TEST_CASE("Revalidation costs the check while nothing changed, and a whole fetch when it did")
{
    DataType type = dataType(10, 0, 100);
    type.valueSize = Law::constant(1000);
    type.missCost.dbTime = Law::constant(0.2);
    type.missCost.checkTime = Law::constant(0.01);
    Rule rule = ttlRule(1);
    rule.revalidate = true;
    Layer cache = layer(LayerKind::cdn, unlimited(), rule);
    const auto result = run(scenario(type, { cache }, 20000, 10));
    const Figures &f = result->totals;
    CHECK(f.originReads > 1000);
    CHECK(f.revalidated == f.originReads); // all of them after the warm-up: nobody writes
    CHECK(f.egressBytes == 0);
    CHECK(f.fills == 0);
    CHECK(f.latency.maxSeconds() == doctest::Approx(0.01).epsilon(0.01));
    type.writes.rate = 0.5;
    const auto written = run(scenario(type, { cache }, 20000, 10));
    CHECK(written->totals.fills > 10);
    CHECK(written->totals.egressBytes > 0);
    CHECK(written->totals.revalidated > 1000);
    CHECK(written->totals.latency.maxSeconds() == doctest::Approx(0.21).epsilon(0.01)); // checked, then fetched
}

TEST_CASE("Answers \"not found\" are kept where a rule says so, else never")
{
    DataType type = dataType(100, 0, 1000);
    type.reads.missing = MissingKeys { 0.5, 10 };
    type.missCost.dbTime = Law::constant(0.05);
    type.missCost.checkTime = Law::constant(0.001);
    Rule rule;
    const auto hits = [&] { return run(scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 1e5, 20)); };
    const auto never = hits();
    CHECK(never->totals.missingReads > 45000);
    CHECK(never->totals.hits == never->totals.reads - never->totals.missingReads);
    rule.negativeTtl = seconds(1);
    const auto kept = hits();
    // Ten such keys, 50 reads a second each: of 51 + 0.05 (fetch of 1 ms) reads a cycle about one goes to the origin.
    CHECK(kept->totals.originReads < never->totals.originReads / 20);
    CHECK(kept->totals.originReads > kept->totals.missingReads / 60);
}

TEST_CASE("Retries count a read once, and its latency includes the waits")
{
    DataType type = dataType(1, 0, 10);
    type.missCost.dbTime = Law::constant(1);
    Scenario s = scenario(type, {}, 1000, 0);
    s.origin.database.timeout = seconds(0.5); // nothing ever succeeds
    s.origin.retry = Retry { 3, seconds(0.1), 2, 0 };
    const auto result = run(s);
    CHECK(result->totals.failed == result->totals.reads);
    CHECK(result->totals.retries == 3 * result->totals.reads);
    // A queue of one place: what finds it taken fails at once and succeeds later.
    s.origin.database = Database { 1, 0, std::nullopt };
    s.workload.dataTypes[0].missCost.dbTime = Law::constant(0.05);
    const auto tried = run(s);
    s.origin.retry.reset();
    const auto once = run(s);
    CHECK(tried->totals.failed < once->totals.failed / 4);
    CHECK(tried->totals.latency.maxSeconds() >= 0.15);
    CHECK(once->totals.retries == 0);
}

TEST_CASE("Points of presence of unequal weight: the global hit ratio is their weighted mean")
{
    DataType type = dataType(1, 0, 10);
    Layer cdn = layer(LayerKind::cdn, unlimited(), ttlRule(1));
    cdn.nodes = 3;
    cdn.routing = Routing { RoutingKind::weights, { 6, 3, 1 } };
    Scenario s = scenario(type, { cdn }, 1e6, 100);
    s.workload.clients.count = 1'000'000;
    double expected = 0;
    for (const double weight : { 0.6, 0.3, 0.1 })
        expected += weight * 10 * weight / (1 + 10 * weight);
    // Clients are assigned by hash, so that the weights of a million of them are right to 0.1 %.
    CHECK(run(s)->totals.hitRatio() == doctest::Approx(expected).epsilon(0.005));
}

TEST_CASE("A shield takes the points of presence's misses: the origin sees one cache")
{
    DataType type = dataType(1, 0, 20);
    Layer cdn = layer(LayerKind::cdn, unlimited(), ttlRule(1));
    cdn.nodes = 10;
    cdn.routing = Routing { RoutingKind::random, {} };
    const auto open = run(scenario(type, { cdn }, 2e5, 100));
    CHECK(open->totals.originReads > open->totals.reads / 4);
    cdn.shield = true;
    const auto shielded = run(scenario(type, { cdn }, 2e5, 100));
    REQUIRE(shielded->layers.size() == 2);
    CHECK(shielded->layers[1].name == "Cache shield");
    CHECK(shielded->layers[1].nodes == 1);
    CHECK(shielded->layers[0].figures.hits == open->layers[0].figures.hits);
    CHECK(shielded->layers[1].figures.reads == open->totals.originReads);
    CHECK(shielded->totals.originReads < open->totals.originReads / 4);
    // At most once a second and shield.
    CHECK(static_cast<double>(shielded->totals.originReads) <= 2e5 / 20 + 1);
}

TEST_CASE("A hundred thousand browsers: nobody shares, and who is idle takes next to nothing")
{
    DataType type = dataType(1, 0, 1000);
    Layer browser = layer(LayerKind::browser, { CapacityUnit::bytes, 1'000'000 }, Rule {});
    browser.nodes.reset();
    Scenario s = scenario(type, { browser }, 2e5, 0);
    s.workload.clients.count = 100'000;
    const auto result = run(s);
    CHECK(result->layers[0].nodes == 100'000);
    // One key without expiry: every browser that reads misses once.
    CHECK(result->totals.misses == result->layers[0].figures.entries);
    const double active = 1e5 * (1 - std::exp(-2.0));
    CHECK(static_cast<double>(result->totals.misses) == doctest::Approx(active).epsilon(0.01));
    CHECK(estimateRun(s, 0).memoryBytes < 200e6);
}

TEST_CASE("Hot keys are seen at their shard")
{
    DataType type = dataType(100'000, 1.2, 1000);
    Layer redis = layer(LayerKind::redis, unlimited(), Rule {});
    redis.nodes = 100;
    const auto result = run(scenario(type, { redis }, 1e5, 0));
    const LayerResult &at = result->layers[0];
    REQUIRE(at.hottestNodes.size() == 64);
    CHECK(at.otherNodes == 36);
    CHECK(at.hottestNodeShare() > 0.15); // the most popular key alone has 18 %
    std::uint64_t sum = at.otherNodesReads;
    for (const auto &node : at.hottestNodes)
        sum += node.reads;
    CHECK(sum == at.figures.reads);
}

TEST_CASE("The CPU of hits queues at the app servers")
{
    // M/M/1 at 0.8: W = 5 service times.
    DataType type = dataType(1, 0, 80);
    Layer cache = layer(LayerKind::inProcess, unlimited(), Rule {});
    Scenario s = scenario(type, { cache }, 1e6, 1000);
    s.origin.app = AppServers { 1, 1, exponential(0.01) };
    const auto result = run(s);
    const Oracle unit = oracle("Q1a.W"); // service 1 s, rate 0.8
    INFO("Q1a.W: M/M/1 response time");
    CHECK(std::fabs(result->totals.latency.meanSeconds() * 100 - unit.expected) < unit.tolerance);
    CHECK(result->appUtilization == doctest::Approx(0.8).epsilon(4 * std::sqrt(2 / 1e6)));
}
