// SPDX-License-Identifier: GPL-3.0-or-later
// Entries served stale, refreshed before they expire, or with an age from elsewhere; see tests/oracles/theory.json
// topics ttl, stampede, multilayer, topology.
#include "tests/support/oracles.h"
#include "tests/support/scenarios.h"

using namespace cs;
using namespace cs::test;

namespace
{

constexpr double million = 1e6;

double fetchShare(const Figures &f)
{
    return share(f.originReads + f.originRefreshes, f.reads);
}

RunResultPtr oneKey(double rate, const Rule &rule, double warmUp, double dbTime = 0, double requests = million)
{
    DataType type = dataType(1, 0, rate);
    type.missCost.dbTime = Law::constant(dbTime);
    return run(scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, requests, warmUp));
}

/// Fetches that follow each other within a second are one regeneration; the gaps in between are far longer.
struct Regenerations {
    double fetches = 0, clusters = 0, withoutEarly = 0, seconds = 0;
};

Regenerations regenerations(double beta)
{
    // 2,000 cycles of some 10 s with 1,000 reads each; an interval of the series is a second.
    Rule rule = ttlRule(10);
    if (beta > 0)
        rule.earlyRefresh = beta;
    rule.fill = Fill::add; // later completions do not extend the TTL, so that a cycle is D + TTL - gap
    DataType type = dataType(1, 0, 100);
    type.missCost.dbTime = Law::constant(0.1);
    Scenario s = scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 2e6, 0);
    s.run.interval = seconds(1);
    const auto result = run(s);
    Regenerations out;
    const Series &series = result->series;
    std::size_t i = 0;
    const auto fetchesAt
        = [&](std::size_t at) { return at < series.timeSeconds.size() ? series.dbQueriesPerSecond[at] : 0; };
    for (; fetchesAt(i) > 0; ++i) { } // the cold start is no regeneration
    double first = -1, last = -1;
    while (i < series.timeSeconds.size()) {
        if (fetchesAt(i) == 0) {
            ++i;
            continue;
        }
        if (out.clusters == 0)
            first = series.timeSeconds[i];
        last = series.timeSeconds[i];
        ++out.clusters;
        double early = 0;
        for (; fetchesAt(i) > 0; ++i) {
            out.fetches += fetchesAt(i);
            early += series.refreshes[i];
        }
        out.withoutEarly += early == 0;
    }
    out.seconds = (last - first) / (out.clusters - 1);
    return out;
}

} // namespace

TEST_CASE("Stale-while-revalidate: fresh, stale served, miss and fetch")
{
    Rule rule = ttlRule(10);
    rule.staleWhileRevalidate = seconds(5);
    const auto result = oneKey(0.5, rule, 300);
    const Figures &f = result->totals;
    const double reads = static_cast<double>(f.reads);
    checkOracle("T8a.fresh", share(f.hits - f.staleServed, f.reads), reads);
    checkOracle("T8a.stale_served", share(f.staleServed, f.reads), reads);
    checkOracle("T8a.miss", share(f.misses, f.reads), reads);
    checkOracle("T8a.fetch", fetchShare(f), reads);
    CHECK(f.refreshes == f.staleServed); // without a fetch time each stale hit begins one
    CHECK(f.staleReads == 0); // past its freshness, but never outdated: nobody writes
}

TEST_CASE("Refresh-ahead: reads in the last fifth of the TTL have the value fetched again")
{
    Rule rule = ttlRule(10);
    rule.refreshAhead = 0.2; // the oracle's f = 0.8
    const auto result = oneKey(0.5, rule, 300);
    const double reads = static_cast<double>(result->totals.reads);
    checkOracle("T9a.hit", result->totals.hitRatio(), reads);
    checkOracle("T9a.fetch", fetchShare(result->totals), reads);
    CHECK(result->totals.staleServed == 0);
}

TEST_CASE("XFetch: fetches of a regeneration, those that come at expiry only, and how early the first is")
{
    const std::pair<const char *, double> cases[] = { { "H4a", 1 }, { "H4d", 0.5 } };
    for (const auto &[id, beta] : cases) {
        const Regenerations r = regenerations(beta);
        const std::string name = id;
        checkOracle(name + ".regen_per_cycle", r.fetches / r.clusters, r.clusters);
        checkOracle(name + ".p_reach_expiry", r.withoutEarly / r.clusters, r.clusters);
        // Those that reach expiry wait for the next read: a gap of -1/100 s.
        const double reached = r.withoutEarly / r.clusters;
        const double gap = (10 + 0.1 - r.seconds + reached * 0.01) / (1 - reached);
        checkOracle(name + ".mean_gap_if_early", gap, r.clusters);
    }
    const Regenerations none = regenerations(0);
    const double expected = oracle("H4a.uncoalesced_baseline").expected;
    INFO("H4a.uncoalesced_baseline, 1 + lambda D: expected ", expected, ", got ", none.fetches / none.clusters);
    // 1 + Poisson(10) fetches a cycle.
    CHECK(std::fabs(none.fetches / none.clusters - expected) < 4 * std::sqrt(10 / none.clusters));
}

TEST_CASE("Fetches per regeneration without coalescing")
{
    // Of the reads that are not hits, one begins a regeneration: every hit run ends in one expiry.
    const auto perCycle = [](double rate, double ttl, Fill fill, const Law &time, double requests) {
        DataType type = dataType(1, 0, rate);
        type.missCost.dbTime = time;
        Rule rule = ttlRule(ttl);
        rule.fill = fill;
        Scenario s = scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, requests, 0);
        const auto result = run(s);
        // A cycle is what lies between two entries: expirations are counted when the next read finds the entry gone.
        return std::pair(share(result->totals.originReads, result->layers[0].figures.expirations),
            static_cast<double>(result->totals.reads));
    };
    const auto a = perCycle(20, 1, Fill::overwrite, Law::constant(0.1), million);
    checkOracle("T6a.regen_per_cycle", a.first, a.second);
    const auto c = perCycle(20, 1, Fill::add, Law::constant(0.1), million);
    checkOracle("T6c.regen_per_cycle", c.first, c.second);
    const auto h1 = perCycle(100, 5, Fill::overwrite, Law::constant(0.2), million);
    checkOracle("H1a.regen_per_cycle", h1.first, h1.second);
    const auto h2 = perCycle(100, 5, Fill::add, exponential(0.2), million);
    checkOracle("H2a.regen_per_cycle", h2.first, h2.second);

    DataType type = dataType(1, 0, 20);
    type.missCost.dbTime = Law::constant(0.1);
    Rule first = ttlRule(1);
    first.fill = Fill::add;
    const auto kept = run(scenario(type, { layer(LayerKind::redis, unlimited(), first) }, million, 100));
    checkOracle("T6c.fetch", fetchShare(kept->totals), static_cast<double>(kept->totals.reads));
    type.reads.rate = 100;
    type.missCost.dbTime = exponential(0.2);
    first.ttl = seconds(5);
    const auto random = run(scenario(type, { layer(LayerKind::redis, unlimited(), first) }, million, 300));
    checkOracle("H2a.fetch", fetchShare(random->totals), static_cast<double>(random->totals.reads));
}

TEST_CASE("Equal TTLs with the age inherited: the second layer has nothing to add")
{
    const auto two = [](double rate, std::uint64_t nodes) {
        Rule rule = ttlRule(5);
        rule.ttlFrom = TtlFrom::generated;
        Layer first = layer(LayerKind::cdn, unlimited(), rule);
        first.name = "L1";
        first.nodes = nodes;
        first.routing = Routing { RoutingKind::random, {} };
        return run(
            scenario(dataType(1, 0, rate, 0.1), { first, layer(LayerKind::redis, unlimited(), rule) }, million, 300));
    };
    const std::tuple<const char *, double, std::uint64_t> cases[] = { { "T12a", 2, 1 }, { "T12b", 8, 4 } };
    for (const auto &[id, rate, nodes] : cases) {
        const auto result = two(rate, nodes);
        const double reads = static_cast<double>(result->totals.reads);
        const std::string name = id;
        checkOracle(name + ".L1hit", result->layers[0].figures.hitRatio(), reads);
        checkOracle(name + ".L2hit", result->layers[1].figures.hitRatio(), reads);
        checkOracle(name + ".origin", share(result->totals.originReads, result->totals.reads), reads);
        checkOracle(name + ".stale_read", result->totals.staleRatio(), reads);
        checkOracle(name + ".mean_content_age", result->totals.contentAgeMean(), reads);
    }
}

TEST_CASE("Independent clocks: content is as old as both layers let it become")
{
    Layer first = layer(LayerKind::inProcess, unlimited(), ttlRule(1));
    first.name = "L1";
    const auto result = run(
        scenario(dataType(1, 0, 2, 0.1), { first, layer(LayerKind::redis, unlimited(), ttlRule(5)) }, million, 300));
    checkOracle("T11a.mean_content_age", result->totals.contentAgeMean(), static_cast<double>(result->totals.reads));
}
