// SPDX-License-Identifier: GPL-3.0-or-later
// Caches that evict, see tests/oracles/theory.json topics replacement, multilayer, transient.
#include "tests/support/oracles.h"
#include "tests/support/scenarios.h"

using namespace cs;
using namespace cs::test;

namespace
{

double hitRatio(std::uint64_t keys, double exponent, std::uint64_t capacity, Eviction eviction)
{
    const DataType type = dataType(keys, exponent, 1000);
    const double warmUp = static_cast<double>(keys) / 50 + 1;
    return run(scenario(type, { layer(LayerKind::redis, entries(capacity), Rule {}, eviction) }, 1e6, warmUp))
        ->totals.hitRatio();
}

} // namespace

TEST_CASE("Small caches agree with their Markov chains")
{
    const std::pair<const char *, Eviction> cases[] = { { "LRU", Eviction::lru }, { "FIFO", Eviction::fifo },
        { "RANDOM", Eviction::random }, { "SIEVE", Eviction::sieve } };
    for (const auto &[name, eviction] : cases) {
        checkOracle("L1." + std::string(name) + ".a0.8.C2", hitRatio(5, 0.8, 2, eviction), 1e6);
        checkOracle("L1." + std::string(name) + ".a0.8.C3", hitRatio(5, 0.8, 3, eviction), 1e6);
    }
    checkOracle("L1.CLOCK_new0.a1.0.C2", hitRatio(5, 1, 2, Eviction::clock), 1e6);
    checkOracle("L1.CLOCK_new0.a1.0.C3", hitRatio(5, 1, 3, Eviction::clock), 1e6);
}

TEST_CASE("Large catalogues agree with the exact LRU and FIFO = RANDOM")
{
    checkOracle("L2.LRU.N1000.a0.8.C100", hitRatio(1000, 0.8, 100, Eviction::lru), 1e6);
    checkOracle("L2.LRU.N1000.a1.C50", hitRatio(1000, 1, 50, Eviction::lru), 1e6);
    checkOracle("L2.LRU.N1000.a1.2.C100", hitRatio(1000, 1.2, 100, Eviction::lru), 1e6);
    checkOracle("L2.LRU.N10000.a0.8.C1000", hitRatio(10000, 0.8, 1000, Eviction::lru), 1e6);
    checkOracle("L2.LRU.N10000.a1.C1000", hitRatio(10000, 1, 1000, Eviction::lru), 1e6);
    checkOracle("L3.FIFO.N1000.a0.8.C10", hitRatio(1000, 0.8, 10, Eviction::fifo), 1e6);
    checkOracle("L3.FIFO.N1000.a0.6.C200", hitRatio(1000, 0.6, 200, Eviction::random), 1e6);
    checkOracle("L3.FIFO.N10000.a1.C100", hitRatio(10000, 1, 100, Eviction::fifo), 1e6);
    checkOracle("L3.FIFO.N10000.a0.9.C500", hitRatio(10000, 0.9, 500, Eviction::random), 1e6);
}

TEST_CASE("LRU with sizes: hits, bytes hit and bytes used")
{
    DataType type = dataType(5, 0.8, 1000);
    type.valueSize.perKey = { 1, 2, 3, 1, 2 };
    Scenario s = scenario(type, { layer(LayerKind::redis, { CapacityUnit::bytes, 4 }, Rule {}) }, 1e6, 10);
    s.run.interval = seconds(0.02);
    const auto result = run(s);
    checkOracle("L5.sz_A.hit", result->totals.hitRatio(), 1e6);
    checkOracle("L5.sz_A.byte_hit", result->totals.byteHitRatio(), 1e6);
    double sum = 0;
    for (const double bytes : result->series.layers[0].bytes)
        sum += bytes;
    // Sampled 50,000 times, 20 requests apart.
    checkOracle("L5.sz_A.mean_bytes_used", sum / static_cast<double>(result->series.layers[0].bytes.size()), 1e6 / 20);

    DataType many = dataType(1000, 0.8, 1000);
    for (int rank = 1; rank <= 1000; ++rank)
        many.valueSize.perKey.push_back(1 + ((rank - 1) * 7919 % 1000) % 10);
    const auto large = run(scenario(many, { layer(LayerKind::redis, { CapacityUnit::bytes, 550 }, Rule {}) }, 1e6, 20));
    checkOracle("L5a.hit", large->totals.hitRatio(), 1e6);
    checkOracle("L5a.bytehit", large->totals.byteHitRatio(), 1e6);
}

TEST_CASE("Two LRU layers: a hit in front does not touch the recency behind")
{
    const auto two
        = [](std::uint64_t keys, double exponent, std::uint64_t first, std::uint64_t second, std::uint64_t nodes) {
              Layer l1 = layer(LayerKind::inProcess, entries(first), Rule {});
              l1.name = "L1";
              l1.nodes = nodes;
              return run(scenario(
                  dataType(keys, exponent, 1000), { l1, layer(LayerKind::redis, entries(second), Rule {}) }, 1e6, 20));
          };
    const auto small = two(6, 0.8, 1, 3, 1);
    checkOracle("L6.LCE.a0.8.1_3.L1hit", small->layers[0].figures.hitRatio(), 1e6);
    checkOracle("L6.LCE.a0.8.1_3.L2hit_conditional", small->layers[1].figures.hitRatio(), 1e6);
    checkOracle("L6.LCE.a0.8.1_3.miss", share(small->totals.misses, small->totals.reads), 1e6);
    const auto other = two(6, 1.0, 1, 2, 1);
    checkOracle("L6.LCE.a1.0.1_2.L2hit_conditional", other->layers[1].figures.hitRatio(), 1e6);
    const auto large = two(1000, 0.8, 50, 200, 1);
    checkOracle("L6a.L1hit", large->layers[0].figures.hitRatio(), 1e6);
    checkOracle("L6a.L2hit", large->layers[1].figures.hitRatio(), 1e6);
    checkOracle("L6a.origin", share(large->totals.misses, large->totals.reads), 1e6);
    const auto four = two(1000, 0.8, 50, 200, 4);
    checkOracle("L6c.L1hit", four->layers[0].figures.hitRatio(), 1e6);
    checkOracle("L6c.L2hit", four->layers[1].figures.hitRatio(), 1e6);
}

TEST_CASE("LRU with a TTL: lazy expiry holds the slot, active expiry frees it")
{
    const auto hit = [](double ttl, Expiry expiry) {
        Layer cache = layer(LayerKind::redis, entries(100), ttlRule(ttl));
        cache.expiry = expiry;
        return run(scenario(dataType(1000, 0.8, 1000), { cache }, 1e6, 20))->totals.hitRatio();
    };
    checkOracle("L7a.hit", hit(1, Expiry::lazy), 1e6);
    checkOracle("L7d.hit", hit(0.2, Expiry::active), 1e6);
}

TEST_CASE("Two data types share one LRU")
{
    DataType a = dataType(1000, 0.8, 700);
    DataType b = dataType(2000, 1.1, 300);
    b.name = "Others";
    Layer cache = layer(LayerKind::redis, entries(300), Rule {});
    cache.rules.push_back({ "Others", Rule {} });
    Scenario s = scenario(a, { cache }, 0.7e6, 60);
    s.workload.dataTypes.push_back(b);
    const auto result = run(s);
    checkOracle("L9.mixA.hit", result->totals.hitRatio(), 1e6);
    checkOracle("L9.mixA.type0_hit", result->dataTypes[0].figures.hitRatio(), 1e6);
    checkOracle("L9.mixA.type1_hit", result->dataTypes[1].figures.hitRatio(), 1e6);
}

TEST_CASE("Cold start of an empty cache")
{
    const auto hits = [](double until, Capacity capacity, int trials) {
        double sum = 0;
        for (int i = 0; i < trials; ++i) {
            Scenario s
                = scenario(dataType(1000, 0.8, 100), { layer(LayerKind::redis, capacity, Rule {}) }, 100 * until, 0);
            s.run.seed = 7000 + static_cast<std::uint64_t>(i);
            sum += static_cast<double>(run(s)->totals.hits);
        }
        return sum / trials;
    };
    constexpr int trials = 200;
    for (const int t : { 1, 5, 20 })
        checkOracle("F1a.cumhits_t" + std::to_string(t), hits(t, unlimited(), trials), trials);
    const Oracle lru = oracle("F3a.cumhits_t5");
    CHECK(std::fabs(hits(5, entries(100), trials) - lru.expected) < lru.tolerance * std::sqrt(2000.0 / trials));
}
