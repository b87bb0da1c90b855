// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/model/presets.h"
#include "tests/support/scenarios.h"

using namespace cs;
using namespace cs::test;

namespace
{

Scenario memcachedScenario(Capacity capacity, std::uint64_t shards)
{
    DataType type = dataType(20'000, 0.9, 1000, 20);
    type.keySize = Law::constant(12);
    type.valueSize = Law::constant(512);
    Rule rule = ttlRule(60);
    rule.invalidation = Invalidation::deleteOnWrite;
    Layer cache = layer(LayerKind::memcached, capacity, rule);
    cache.nodes = shards;
    cache.eviction.reset();
    cache.overhead.reset();
    return scenario(type, { cache }, 60'000, 60);
}

} // namespace

TEST_CASE("a memcached layer runs with its server's eviction, expiry and memory")
{
    const Scenario s = memcachedScenario({ CapacityUnit::bytes, 3 << 20 }, 1);
    const ResolvedLayer how = resolved(s.strategies[0].layers[0], s);
    CHECK(how.eviction == Eviction::memcachedSlru);
    CHECK(how.expiry == Expiry::swept);
    CHECK(how.overhead.kind == OverheadKind::memcached);
    const Figures &figures = run(s)->layers[0].figures;
    CHECK(figures.entries == 3 * 1747);
    CHECK(figures.bytes == 3 * 1747 * 600);
    CHECK(figures.evictions > 0);
    CHECK(figures.hits > figures.reads / 3);
}

TEST_CASE("shards of a memcached layer hold each key once")
{
    const Figures one = run(memcachedScenario({}, 1))->layers[0].figures;
    const Figures four = run(memcachedScenario({}, 4))->layers[0].figures;
    CHECK(one.evictions == 0);
    // Without eviction it does not matter where a key is, except for when a crawler comes by.
    CHECK(four.hits == one.hits);
    CHECK(four.fills == one.fills);
}

TEST_CASE("another eviction on a memcached layer counts in slab chunks")
{
    Scenario s = memcachedScenario({ CapacityUnit::bytes, 3 << 20 }, 1);
    s.strategies[0].layers[0].eviction = Eviction::lru;
    const Figures &figures = run(s)->layers[0].figures;
    CHECK(figures.entries == (3 << 20) / 600);
    CHECK(figures.bytes == figures.entries * 600);
}
