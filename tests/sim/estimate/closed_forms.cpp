// SPDX-License-Identifier: GPL-3.0-or-later
// The instant estimate against closed forms and exact chains, see tests/oracles/theory.json.
#include "sim/analysis/estimate/estimate.h"
#include "tests/support/oracles.h"
#include "tests/support/scenarios.h"

using namespace cs;
using namespace cs::test;

namespace
{

// So many reads are expected that rounding to whole counts does not show.
constexpr double reads = 1e12;

RunResultPtr estimate(const Scenario &scenario)
{
    const auto result = estimateStrategy(scenario, 0);
    INFO((result ? "" : result.error().text()));
    REQUIRE(result);
    return *result;
}

void checkExact(const std::string &id, double figure, double tolerance = 1e-7)
{
    const double want = oracle(id).expected;
    INFO(id, ": expected ", want, ", got ", figure);
    CHECK(std::fabs(figure - want) <= tolerance * std::max(1.0, std::fabs(want)));
}

RunResultPtr oneKey(double rate, const Rule &rule, double writes = 0, const Law &dbTime = {})
{
    DataType type = dataType(1, 0, rate, writes);
    type.missCost.dbTime = dbTime;
    return estimate(scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, reads, 0));
}

double staleGivenHit(const RunResultPtr &result)
{
    return share(result->layers[0].figures.staleReads, result->layers[0].figures.hits);
}

} // namespace

TEST_CASE("One key under a TTL, absolute, with jitter, sliding, both")
{
    checkExact("T1a.hit", oneKey(2, ttlRule(3))->totals.hitRatio());
    checkExact("T1c.hit", oneKey(0.5, ttlRule(0.5))->totals.hitRatio());
    Rule jitter = ttlRule(3);
    jitter.jitter = 0.2;
    checkExact("T2a.hit", oneKey(2, jitter)->totals.hitRatio());
    Rule sliding;
    sliding.idleTtl = seconds(2);
    checkExact("T3a.hit", oneKey(0.5, sliding)->totals.hitRatio());
    Rule both = ttlRule(10);
    both.idleTtl = seconds(1.5);
    checkExact("T4a.hit", oneKey(1, both)->totals.hitRatio(), 2e-5); // by steps of a sixteenth of the idle TTL
}

TEST_CASE("Fetches that take time, waited for or not")
{
    Rule rule = ttlRule(1);
    const auto apart = oneKey(20, rule, 0, Law::constant(0.1));
    checkExact("T6a.hit", apart->totals.hitRatio());
    checkExact("T6a.fetch", share(apart->totals.originReads, apart->totals.reads));
    rule.fill = Fill::add;
    checkExact("T6c.hit", oneKey(20, rule, 0, Law::constant(0.1))->totals.hitRatio());
    rule.coalesce = true;
    const auto together = oneKey(20, rule, 0, Law::constant(0.1));
    checkExact("T5a.hit", together->totals.hitRatio());
    checkExact("T5a.delayed", share(together->totals.coalesced, together->totals.reads));
    checkExact("T5a.fetch", share(together->totals.originReads, together->totals.reads));
    checkExact("H1a.hit", oneKey(100, ttlRule(5), 0, Law::constant(0.2))->totals.hitRatio());
}

TEST_CASE("The first of several fetches under way ends the stampede")
{
    Rule rule = ttlRule(5);
    rule.fill = Fill::add;
    const auto result = oneKey(100, rule, 0, exponential(0.2));
    checkExact("H2a.hit", result->totals.hitRatio(), 3e-4);
    checkExact("H2a.fetch", share(result->totals.originReads, result->totals.reads), 3e-4);
}

TEST_CASE("Refreshes in the background")
{
    Rule stale = ttlRule(10);
    stale.staleWhileRevalidate = seconds(5);
    const auto served = oneKey(0.5, stale);
    checkExact("T8a.stale_served", share(served->totals.staleServed, served->totals.reads));
    checkExact("T8a.miss", share(served->totals.misses, served->totals.reads));
    checkExact("T8a.fetch", share(served->totals.misses + served->totals.refreshes, served->totals.reads));
    Rule ahead = ttlRule(10);
    ahead.refreshAhead = 0.2;
    const auto early = oneKey(0.5, ahead);
    checkExact("T9a.hit", early->totals.hitRatio());
    checkExact("T9a.fetch", share(early->totals.misses + early->totals.refreshes, early->totals.reads));
}

TEST_CASE("A Zipf mixture under a TTL: hits, load, entries; points of presence and aliases dilute it")
{
    DataType type = dataType(1000, 0.8, 100);
    Layer cache = layer(LayerKind::redis, unlimited(), ttlRule(60));
    cache.expiry = Expiry::active;
    const auto result = estimate(scenario(type, { cache }, reads, 0));
    // Blocks of ranks stand for their keys.
    checkExact("T7a.hit", result->totals.hitRatio(), 3e-5);
    checkExact("T7a.origin_rate", result->dbQueriesPerSecond, 3e-4);
    checkExact("T7a.mean_live_entries", static_cast<double>(result->layers[0].figures.entries), 1e-3);
    Layer cdn = layer(LayerKind::cdn, unlimited(), ttlRule(60));
    cdn.nodes = 8;
    checkExact("N1a.hit", estimate(scenario(type, { cdn }, reads, 0))->totals.hitRatio(), 3e-5);
    type.keyParts = { { "id", 1000, true, true }, { "utm", 4, false, true } };
    checkExact("N2a.hit", estimate(scenario(type, { cache }, reads, 0))->totals.hitRatio(), 3e-5);
}

TEST_CASE("Two TTL layers with independent clocks, with ages, and with copies that expire together")
{
    const auto two = [](double rate, double first, double second, bool ages, std::uint64_t nodes) {
        DataType type = dataType(1, 0, rate, 0.1);
        Rule rule = ttlRule(first);
        rule.ttlFrom = ages ? TtlFrom::generated : TtlFrom::stored;
        Layer l1 = layer(LayerKind::inProcess, unlimited(), rule);
        l1.nodes = nodes;
        l1.name = "L1";
        return estimate(scenario(type, { l1, layer(LayerKind::redis, unlimited(), ttlRule(second)) }, reads, 0));
    };
    const auto apart = two(2, 1, 5, false, 1);
    checkExact("T11a.L1hit", apart->layers[0].figures.hitRatio());
    checkExact("T11a.L2hit", apart->layers[1].figures.hitRatio());
    checkExact("T11a.origin", share(apart->totals.originReads, apart->totals.reads));
    checkExact("T11a.stale_read", apart->totals.staleRatio());
    const auto alone = two(2, 5, 5, true, 1);
    checkExact("T12a.L1hit", alone->layers[0].figures.hitRatio());
    checkExact("T12a.L2hit", alone->layers[1].figures.hitRatio());
    checkExact("T12a.stale_read", alone->totals.staleRatio());
    const auto four = two(8, 5, 5, true, 4);
    checkExact("T12b.L1hit", four->layers[0].figures.hitRatio());
    checkExact("T12b.L2hit", four->layers[1].figures.hitRatio());
    checkExact("T12b.origin", share(four->totals.originReads, four->totals.reads));
}

TEST_CASE("Stale hits under a TTL and under an idle TTL")
{
    const auto absolute = oneKey(1, ttlRule(10), 0.1);
    checkExact("S1a.hit", absolute->totals.hitRatio());
    checkExact("S1a.stale_given_hit", staleGivenHit(absolute));
    checkExact("S1a.stale_read", absolute->totals.staleRatio());
    const Figures &cache = absolute->layers[0].figures;
    // The law of the staleness is kept in twenty steps.
    checkExact("S1a.mean_staleness_hit",
        cache.staleness.meanSeconds() * static_cast<double>(cache.staleReads) / static_cast<double>(cache.hits), 0.02);
    Rule sliding;
    sliding.idleTtl = seconds(2);
    const auto idle = oneKey(1, sliding, 0.1);
    checkExact("S3a.hit", idle->totals.hitRatio());
    checkExact("S3a.stale_given_hit", staleGivenHit(idle));
    checkExact("S3a.stale_read", idle->totals.staleRatio());
}

TEST_CASE("Invalidation by writes: at once, late, lost, raced by a fill, with the new value")
{
    Rule deleting;
    deleting.invalidation = Invalidation::deleteOnWrite;
    checkExact("S4a.hit", oneKey(1, deleting, 0.25)->totals.hitRatio());
    CHECK(oneKey(1, deleting, 0.25)->totals.staleReads == 0);
    deleting.propagation = Law::constant(0.4);
    const auto late = oneKey(5, deleting, 0.5);
    checkExact("S6a.hit", late->totals.hitRatio());
    checkExact("S6a.stale_given_hit", staleGivenHit(late));
    deleting.propagation = {};
    deleting.ttl = seconds(10);
    checkExact("S5a.hit", oneKey(2, deleting, 0.1)->totals.hitRatio());
    deleting.coalesce = true;
    const auto raced = oneKey(10, deleting, 0.5, Law::constant(0.1));
    checkExact("S14a.hit", raced->totals.hitRatio());
    checkExact("S14a.delayed", share(raced->totals.coalesced, raced->totals.reads));
    checkExact("S14a.stale_given_hit", staleGivenHit(raced));
    Rule lossy = ttlRule(20);
    lossy.invalidation = Invalidation::event;
    lossy.eventLoss = oracleEntry("S13a.hit").at("params").at("loss_probability").get<double>();
    const auto lost = oneKey(5, lossy, 0.2);
    checkExact("S13a.hit", lost->totals.hitRatio());
    checkExact("S13a.stale_given_hit", staleGivenHit(lost));
    Rule through = ttlRule(5);
    through.invalidation = Invalidation::writeThrough;
    checkExact("S8b.hit", oneKey(1, through, 0.2)->totals.hitRatio());
    Layer local = layer(LayerKind::inProcess, unlimited(), through);
    checkExact("S8a.hit", estimate(scenario(dataType(1, 0, 1, 0.2), { local }, reads, 0))->totals.hitRatio());
}

TEST_CASE("Characteristic times: LRU, FIFO and random, LFU")
{
    const auto hit = [](std::uint64_t keys, double exponent, std::uint64_t capacity, Eviction eviction) {
        const Layer cache = layer(LayerKind::redis, entries(capacity), Rule {}, eviction);
        return estimate(scenario(dataType(keys, exponent, 1000), { cache }, reads, 0))->totals.hitRatio();
    };
    // Che's own error, and that of the blocks of ranks.
    checkExact("L2.LRU.N1000.a0.8.C100", hit(1000, 0.8, 100, Eviction::lru), 1.5e-4);
    checkExact("L2.LRU.N1000.a1.C50", hit(1000, 1, 50, Eviction::lru), 1.5e-4);
    checkExact("L2.LRU.N1000.a1.2.C100", hit(1000, 1.2, 100, Eviction::lru), 1.5e-4);
    checkExact("L2.LRU.N10000.a0.8.C1000", hit(10000, 0.8, 1000, Eviction::lru), 1.5e-4);
    checkExact("L2.LRU.N10000.a1.C1000", hit(10000, 1, 1000, Eviction::lru), 1.5e-4);
    checkExact("L3.FIFO.N1000.a0.8.C10", hit(1000, 0.8, 10, Eviction::fifo), 1.5e-3);
    checkExact("L3.FIFO.N1000.a0.6.C200", hit(1000, 0.6, 200, Eviction::random), 1.5e-3);
    checkExact("L3.FIFO.N10000.a1.C100", hit(10000, 1, 100, Eviction::fifo), 1.5e-3);
    checkExact("L3.FIFO.N10000.a0.9.C500", hit(10000, 0.9, 500, Eviction::random), 1.5e-3);
    checkExact("L4.LFU.N1000.a1.2.C100", hit(1000, 1.2, 100, Eviction::lfu), 2e-3);
    checkExact("L4.LFU.N10000.a0.8.C1000", hit(10000, 0.8, 1000, Eviction::lfu), 2e-3);
    checkExact("L1.LRU.a0.8.C2", hit(5, 0.8, 2, Eviction::lru), 0.02);
}

TEST_CASE("LRU with sizes, with a TTL, shared by two data types")
{
    DataType many = dataType(1000, 0.8, 1000);
    for (int rank = 1; rank <= 1000; ++rank)
        many.valueSize.perKey.push_back(1 + ((rank - 1) * 7919 % 1000) % 10);
    const auto sized
        = estimate(scenario(many, { layer(LayerKind::redis, { CapacityUnit::bytes, 550 }, Rule {}) }, reads, 0));
    checkExact("L5a.hit", sized->totals.hitRatio(), 3e-3); // sizes that go with the rank are taken at their mean
    const auto expiring = [](double ttl, Expiry expiry) {
        Layer cache = layer(LayerKind::redis, entries(100), ttlRule(ttl));
        cache.expiry = expiry;
        return estimate(scenario(dataType(1000, 0.8, 1000), { cache }, reads, 0))->totals.hitRatio();
    };
    checkExact("L7a.hit", expiring(1, Expiry::lazy), 3e-4);
    checkExact("L7d.hit", expiring(0.2, Expiry::active), 6e-4);
    DataType a = dataType(1000, 0.8, 700), b = dataType(2000, 1.1, 300);
    b.name = "Others";
    Layer cache = layer(LayerKind::redis, entries(300), Rule {});
    cache.rules.push_back({ "Others", Rule {} });
    Scenario shared = scenario(a, { cache }, reads, 0);
    shared.workload.dataTypes.push_back(b);
    const auto mixed = estimate(shared);
    checkExact("L9.mixA.hit", mixed->totals.hitRatio(), 1.5e-4);
    checkExact("L9.mixA.type0_hit", mixed->dataTypes[0].figures.hitRatio(), 1.5e-4);
    checkExact("L9.mixA.type1_hit", mixed->dataTypes[1].figures.hitRatio(), 1.5e-4);
}

TEST_CASE("Two LRU layers by the gaps that the first one leaves")
{
    const auto two = [](std::uint64_t nodes) {
        Layer first = layer(LayerKind::inProcess, entries(50), Rule {});
        first.name = "L1";
        first.nodes = nodes;
        return estimate(
            scenario(dataType(1000, 0.8, 1000), { first, layer(LayerKind::redis, entries(200), Rule {}) }, reads, 0));
    };
    const auto one = two(1);
    checkExact("L6a.L1hit", one->layers[0].figures.hitRatio(), 3e-4);
    checkExact("L6a.L2hit", one->layers[1].figures.hitRatio(), 4e-4); // the naive way is 0.026 off
    checkExact("L6a.origin", share(one->totals.misses, one->totals.reads), 4e-4);
    const auto four = two(4);
    checkExact("L6c.L1hit", four->layers[0].figures.hitRatio(), 3e-4);
    checkExact("L6c.L2hit", four->layers[1].figures.hitRatio(), 1.5e-3);
}

TEST_CASE("The database as M/M/c and M/G/1 has it, and latency as a mixture of ways")
{
    const auto database = [](double rate, std::uint64_t servers, const Law &service) {
        DataType type = dataType(1, 0, rate);
        type.missCost.dbTime = service;
        Scenario s = scenario(type, {}, 1e9, 0);
        s.origin.database.connections = servers;
        return estimate(s);
    };
    const auto single = database(0.8, 1, exponential(1));
    checkExact("Q1a.W", single->totals.latency.meanSeconds(), 0.01);
    checkExact("Q1a.p50", single->totals.latency.quantileSeconds(0.5), 0.02);
    checkExact("Q1a.p99", single->totals.latency.quantileSeconds(0.99), 0.02);
    CHECK(single->dbUtilization == doctest::Approx(0.8));
    const auto ten = database(80, 10, exponential(0.1));
    checkExact("Q1b.W", ten->totals.latency.meanSeconds(), 1e-3);
    checkExact("Q1b.p95", ten->totals.latency.quantileSeconds(0.95), 5e-3);
    checkExact("Q1b.p99", ten->totals.latency.quantileSeconds(0.99), 8e-3);
    checkExact("Q2a.W", database(0.8, 1, Law::constant(1))->totals.latency.meanSeconds(), 0.01);
    checkExact("Q3a.Wq_AllenCunneen", database(80, 10, Law::constant(0.1))->totals.latency.meanSeconds() - 0.1, 1e-4);
}

TEST_CASE("An overloaded database is said to be one")
{
    DataType type = dataType(1, 0, 12);
    type.missCost.dbTime = exponential(1);
    Scenario s = scenario(type, {}, 1e6, 0);
    s.origin.database.connections = 10;
    const auto result = estimate(s);
    CHECK(result->dbUtilization == 1);
    CHECK_FALSE(result->tells("latency_p99_s"));
    CHECK(result->tells("hit_ratio"));
    CHECK(std::any_of(result->notes.begin(), result->notes.end(),
        [](const std::string &note) { return note.find("overloaded") != std::string::npos; }));
}
