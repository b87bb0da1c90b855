// SPDX-License-Identifier: GPL-3.0-or-later
// Closed forms of staleness and invalidation, see tests/oracles/theory.json topics staleness, writes.
#include "tests/support/oracles.h"
#include "tests/support/scenarios.h"

using namespace cs;
using namespace cs::test;

namespace
{

RunResultPtr readsAndWrites(double reads, double writes, const Rule &rule, double dbTime = 0)
{
    DataType type = dataType(1, 0, reads, writes);
    type.missCost.dbTime = Law::constant(dbTime);
    return run(scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 1e6, 500));
}

Rule deleting(std::optional<double> ttl = std::nullopt)
{
    Rule rule;
    if (ttl)
        rule.ttl = seconds(*ttl);
    rule.invalidation = Invalidation::deleteOnWrite;
    return rule;
}

const Figures &cache(const RunResultPtr &result)
{
    return result->layers[0].figures;
}

double staleGivenHit(const RunResultPtr &result)
{
    return share(cache(result).staleReads, cache(result).hits);
}

} // namespace

TEST_CASE("Staleness under a TTL that writes do not touch")
{
    const auto result = readsAndWrites(1, 0.1, ttlRule(10));
    const double n = static_cast<double>(result->totals.reads);
    checkOracle("S1a.hit", result->totals.hitRatio(), n);
    checkOracle("S1a.stale_given_hit", staleGivenHit(result), n);
    checkOracle("S1a.stale_read", result->totals.staleRatio(), n);
    const auto hits = static_cast<double>(cache(result).hits);
    const Histogram &staleness = cache(result).staleness;
    checkOracle("S1a.mean_staleness_hit", staleness.meanSeconds() * static_cast<double>(staleness.count()) / hits, n);
    checkOracle("S1a.tail_given_hit", static_cast<double>(staleness.countAtLeast(3'000'000'000)) / hits, n);
}

TEST_CASE("A sliding TTL may keep a stale value for ever")
{
    Rule rule;
    rule.idleTtl = seconds(2);
    const auto result = readsAndWrites(1, 0.1, rule);
    const double n = static_cast<double>(result->totals.reads);
    checkOracle("S3a.hit", result->totals.hitRatio(), n);
    checkOracle("S3a.stale_given_hit", staleGivenHit(result), n);
    checkOracle("S3a.stale_read", result->totals.staleRatio(), n);
}

TEST_CASE("Delete on write never serves a stale value when it is instant")
{
    const auto a = readsAndWrites(1, 0.25, deleting());
    checkOracle("S4a.hit", a->totals.hitRatio(), static_cast<double>(a->totals.reads));
    CHECK(a->totals.staleReads == 0);
    CHECK(a->totals.invalidations > 0);
    const auto b = readsAndWrites(2, 0.1, deleting(10));
    checkOracle("S5a.hit", b->totals.hitRatio(), static_cast<double>(b->totals.reads));
    CHECK(b->totals.staleReads == 0);
}

TEST_CASE("A delete that arrives late leaves a stale window before and costs a fresh entry after")
{
    Rule rule = deleting();
    rule.propagation = Law::constant(0.4);
    const auto a = readsAndWrites(5, 0.5, rule);
    const double n = static_cast<double>(a->totals.reads);
    checkOracle("S6a.hit", a->totals.hitRatio(), n);
    checkOracle("S6a.stale_given_hit", staleGivenHit(a), n);
    rule.propagation = exponential(0.4);
    const auto b = readsAndWrites(5, 0.5, rule);
    checkOracle("S7a.hit", b->totals.hitRatio(), n);
    checkOracle("S7a.stale_given_hit", staleGivenHit(b), n);
}

TEST_CASE("The stale-set race: a fill that began before a write survives its delete")
{
    Rule rule = deleting(10);
    rule.coalesce = true;
    const auto result = readsAndWrites(10, 0.5, rule, 0.1);
    const double n = static_cast<double>(result->totals.reads);
    checkOracle("S14a.hit", result->totals.hitRatio(), n);
    checkOracle("S14a.delayed", share(result->totals.coalesced, result->totals.reads), n);
    checkOracle("S14a.fetch", share(result->totals.originReads, result->totals.reads), n);
    checkOracle("S14a.stale_given_hit", staleGivenHit(result), n);
}

TEST_CASE("Write-through stores every write and restarts the TTL")
{
    Rule rule = ttlRule(5);
    rule.invalidation = Invalidation::writeThrough;
    const auto result = readsAndWrites(1, 0.2, rule);
    checkOracle("S8b.hit", result->totals.hitRatio(), static_cast<double>(result->totals.reads));
    CHECK(result->totals.staleReads == 0);
}

TEST_CASE("Write-through refreshes copies only where they are")
{
    DataType type = dataType(1, 0, 1, 0.2);
    Rule rule = ttlRule(5);
    rule.invalidation = Invalidation::writeThrough;
    // Two copies, of which all reads ask one: the other must stay empty.
    Layer pops = layer(LayerKind::cdn, unlimited(), rule);
    pops.nodes = 2;
    pops.routing = Routing { RoutingKind::weights, { 1, 0 } };
    const auto result = run(scenario(type, { pops }, 1e6, 500));
    checkOracle("S8a.hit", result->totals.hitRatio(), static_cast<double>(result->totals.reads));
    CHECK(result->totals.entries <= 1);
    // One copy alone is a copy as well.
    Layer local = layer(LayerKind::inProcess, unlimited(), rule);
    const auto alone = run(scenario(type, { local }, 1e6, 500));
    checkOracle("S8a.hit", alone->totals.hitRatio(), static_cast<double>(alone->totals.reads));
}
