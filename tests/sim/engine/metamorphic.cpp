// SPDX-License-Identifier: GPL-3.0-or-later
// A change of a random scenario whose effect is known without knowing its figures.
#include "sim/core/random.h"
#include "tests/support/scenarios.h"

#include <cmath>

using namespace cs;
using namespace cs::test;

namespace
{

/// One data type behind one cache; numbers drawn by `round`.
struct Drawn {
    explicit Drawn(std::uint64_t round)
        : bits(mixBits(round))
    {
    }
    double real(double low, double high) { return low + (high - low) * unitInterval(bits()); }
    std::uint64_t below(std::uint64_t n) { return cs::below(bits(), n); }
    SplitMix64 bits;
};

Scenario oneCache(Drawn &drawn, const Rule &rule, double writesPerSecond, double requests)
{
    const DataType type = dataType(20 + drawn.below(500), drawn.real(0, 1.5), drawn.real(1, 100), writesPerSecond);
    Scenario s = scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, requests, 0);
    s.run.seed = drawn.bits();
    return s;
}

/// All rates by `factor`, all times by its inverse.
Scenario scaled(Scenario s, double factor)
{
    const auto shorter = [factor](Duration time) { return Duration::fromSeconds(time.seconds() / factor); };
    s.run.duration = shorter(s.run.duration);
    s.run.warmUp = shorter(*s.run.warmUp);
    for (DataType &type : s.workload.dataTypes) {
        type.reads.rate *= factor;
        *type.writes.rate *= factor;
        type.missCost.dbTime = Law::constant(type.missCost.dbTime.expected() / factor);
    }
    for (auto &[type, rule] : s.strategies[0].layers[0].rules) {
        rule->ttl = shorter(*rule->ttl);
        rule->propagation = Law::constant(rule->propagation.expected() / factor);
    }
    return s;
}

} // namespace

TEST_CASE("A larger LRU never has fewer hits on one stream")
{
    for (std::uint64_t round = 1; round <= 40; ++round) {
        Drawn drawn(round);
        Scenario s = oneCache(drawn, Rule {}, 0, 3000);
        std::uint64_t before = 0;
        for (std::uint64_t capacity = 1; capacity < 300; capacity += 1 + drawn.below(capacity)) {
            s.strategies[0].layers[0].capacity = entries(capacity);
            const std::uint64_t hits = run(s)->totals.hits;
            INFO("round ", round, ", ", capacity, " entries");
            REQUIRE(hits >= before);
            before = hits;
        }
    }
}

TEST_CASE("Halving the TTL never lowers the share of fresh reads")
{
    for (std::uint64_t round = 1; round <= 40; ++round) {
        Drawn drawn(round);
        Scenario s = oneCache(drawn, ttlRule(1), drawn.real(0.5, 20), 20000);
        double before = 0;
        // Down from where every key is written several times within a TTL.
        for (double ttl = 64; ttl > 0.05; ttl /= 2) {
            s.strategies[0].layers[0].rules[0].second->ttl = seconds(ttl);
            const auto result = run(s);
            const double fresh = 1 - result->totals.staleRatio();
            INFO("round ", round, ", TTL ", ttl);
            // The cycles of single keys shift: what the noise of one seed may take back.
            const double noise = 3 * std::sqrt(result->totals.staleRatio() / 20000) + 1e-4;
            CHECK(fresh >= before - noise);
            before = std::max(before, fresh);
        }
        CHECK(before > 0.9);
    }
}

TEST_CASE("Rates by k and times by 1/k leave every count as it was")
{
    for (std::uint64_t round = 1; round <= 40; ++round) {
        Drawn drawn(round);
        Rule rule = ttlRule(drawn.real(0.5, 20));
        rule.invalidation = Invalidation::deleteOnWrite;
        rule.propagation = Law::constant(drawn.real(0, 1));
        rule.coalesce = drawn.below(2) == 0;
        Scenario s = oneCache(drawn, rule, drawn.real(0.1, 5), 5000);
        s.workload.dataTypes[0].missCost.dbTime = Law::constant(drawn.real(0, 0.5));
        s.origin.database.connections = 1000;
        const auto one = run(s);
        INFO("round ", round);
        for (const double factor : { 0.25, 2.0 }) {
            const auto other = run(scaled(s, factor));
            // Times are whole nanoseconds: an arrival at the very end of something may fall on its other side.
            const auto close = [](std::uint64_t a, std::uint64_t b) {
                return std::fabs(static_cast<double>(a) - static_cast<double>(b)) <= 2;
            };
            CHECK(close(other->totals.reads, one->totals.reads));
            CHECK(close(other->totals.writes, one->totals.writes));
            CHECK(close(other->totals.hits, one->totals.hits));
            CHECK(close(other->totals.coalesced, one->totals.coalesced));
            CHECK(close(other->totals.staleReads, one->totals.staleReads));
            CHECK(close(other->totals.invalidations, one->totals.invalidations));
            CHECK(other->totals.latency.meanSeconds() * factor
                == doctest::Approx(one->totals.latency.meanSeconds()).epsilon(0.01));
        }
    }
}
