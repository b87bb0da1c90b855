// SPDX-License-Identifier: GPL-3.0-or-later
// Keys that are not one to one with values: aliases dilute a cache, shared keys serve wrong values.
#include "tests/support/oracles.h"
#include "tests/support/scenarios.h"

using namespace cs;
using namespace cs::test;

namespace
{

KeyPart part(const char *name, std::uint64_t values, bool affectsValue, bool inKey)
{
    return { name, values, affectsValue, inKey };
}

const KeyPart tracking = part("utm_source", 4, false, true);

} // namespace

TEST_CASE("N2a: aliases, each as likely: a TTL cache sees x / k")
{
    DataType type = dataType(1000, 0.8, 100);
    type.keyParts = { part("id", 1000, true, true), tracking, part("theme", 9, false, false) };
    const Scenario s = scenario(type, { layer(LayerKind::redis, unlimited(), ttlRule(60)) }, 2e6, 720);
    const auto result = run(s);
    checkOracle("N2a.hit", result->totals.hitRatio(), 2e6);
    CHECK(result->totals.wrongReads == 0);
    const double rate = static_cast<double>(result->totals.originReads) / (result->durationSeconds - 720);
    INFO("N2a.origin_rate: L (1 - H), expected ", oracle("N2a.origin_rate").expected, ", got ", rate);
    // The hit ratio's tolerance at 100 reads a second, and five standard deviations of how many there were.
    CHECK(std::fabs(rate - oracle("N2a.origin_rate").expected)
        < 100 * oracle("N2a.hit").tolerance / std::sqrt(2) + 5 * 30.3 / std::sqrt(2e6));
}

TEST_CASE("A write reaches all aliases")
{
    DataType type = dataType(50, 0.8, 100, 5);
    type.keyParts = { tracking };
    for (const Invalidation invalidation : { Invalidation::deleteOnWrite, Invalidation::writeThrough }) {
        Rule rule;
        rule.invalidation = invalidation;
        const auto result = run(scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 2e5, 100));
        CHECK(result->totals.staleReads == 0);
        CHECK(result->totals.wrongReads == 0);
        CHECK(result->totals.hits > 0);
        if (invalidation == Invalidation::writeThrough)
            CHECK(result->totals.hitRatio() > 0.999);
    }
}

TEST_CASE("Values that share a key: a hit serves whoever's value is there, 1 - 1/v of them the wrong one")
{
    DataType type = dataType(3000, 0, 300);
    type.keyParts = { part("id", 1000, true, true), part("language", 3, true, false) };
    const auto result = run(scenario(type, { layer(LayerKind::redis, unlimited(), ttlRule(30)) }, 3e5, 300));
    // A thousand keys at 0.3 reads a second: hits x / (1 + x) with x = 0.3 * 30; of three values alike in popularity
    // the one that filled the entry is served.
    const double hits = static_cast<double>(result->totals.hits);
    CHECK(std::fabs(result->totals.hitRatio() - 9.0 / 10) < 4 * std::sqrt(9.0 / (1000 * 3e5)) + 0.002);
    CHECK(std::fabs(static_cast<double>(result->totals.wrongReads) / hits - 2.0 / 3) < 0.02);
    CHECK(result->layers[0].figures.wrongReads == result->totals.wrongReads);
    CHECK(result->totals.staleReads == 0);
    REQUIRE_FALSE(result->findings.empty());
    CHECK(result->findings.back().objective == "wrong_reads");
    CHECK_FALSE(result->findings.back().met);

    Scenario right = scenario(type, { layer(LayerKind::redis, unlimited(), ttlRule(30)) }, 3e5, 300);
    right.workload.dataTypes[0].keyParts[1].inKey = true;
    const auto proper = run(right);
    CHECK(proper->totals.wrongReads == 0);
    CHECK(proper->findings.empty());
    CHECK(proper->totals.hitRatio() < result->totals.hitRatio());
}

TEST_CASE("A read that waits for another value's fetch is served that one")
{
    DataType type = dataType(2, 0, 100);
    type.keyParts = { part("language", 2, true, false) };
    type.missCost.dbTime = Law::constant(0.1);
    Rule rule = ttlRule(0.05);
    rule.coalesce = true;
    const auto result = run(scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 1e5, 10));
    const Figures &totals = result->totals;
    CHECK(totals.coalesced > totals.hits);
    // Half of all who did not fetch for themselves.
    CHECK(std::fabs(static_cast<double>(totals.wrongReads) / static_cast<double>(totals.coalesced + totals.hits) - 0.5)
        < 0.02);
}

TEST_CASE("A write to one of the values drops the entry that they share")
{
    DataType type = dataType(2, 0, 100, 20);
    type.keyParts = { part("language", 2, true, false) };
    Rule rule;
    rule.invalidation = Invalidation::deleteOnWrite;
    const auto result = run(scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 2e5, 10));
    // One entry: reads l = 100/s, writes m = 20/s, hits l / (l + m).
    CHECK(std::fabs(result->totals.hitRatio() - 100.0 / 120) < 0.005);
    CHECK(result->totals.staleReads == 0);
}
