// SPDX-License-Identifier: GPL-3.0-or-later
// Exact hit ratios of policies that are no evictions of a scenario, see tests/oracles/theory.json topic replacement.
// They are put together here from cache nodes and played on the program's own stream.
#include "sim/cache/cache_node.h"
#include "sim/core/random.h"
#include "sim/workload/request_stream.h"
#include "tests/support/oracles.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <functional>
#include <optional>

using namespace cs;
using namespace cs::test;

namespace
{

constexpr int warmUp = 50'000, counted = 1'000'000;

/// A node for `capacity` entries.
class Shelf
{
public:
    Shelf(Eviction eviction, std::uint64_t capacity)
    {
        m_stock.entries.resize(1);
        m_stock.bytes.resize(1);
        NodeOptions options;
        options.capacity = entries(capacity);
        m_node = makeCacheNode(eviction, options, &m_books);
    }
    bool read(std::uint64_t key) { return m_node->lookup(EntryKey::of(0, key), {}, {}) != nullptr; }
    bool holds(std::uint64_t key) const { return m_node->contains(EntryKey::of(0, key), {}); }
    void remove(std::uint64_t key) { m_node->invalidate(EntryKey::of(0, key), {}); }
    void store(std::uint64_t key)
    {
        StoreRequest request;
        request.key = EntryKey::of(0, key);
        request.deadline = request.latestDeadline = request.freshUntil = SimTime::never();
        m_node->store(request);
    }
    /// The one that had to leave for it, if one had.
    std::optional<std::uint64_t> replacedBy(std::uint64_t key)
    {
        const auto before = m_node->keys();
        store(key);
        for (const EntryKey one : before)
            if (!m_node->contains(one, {}))
                return one.number();
        return {};
    }

private:
    std::vector<CacheCounters> m_counters { 1 };
    CacheStock m_stock;
    CacheBooks m_books { &m_counters, &m_stock };
    std::unique_ptr<CacheNode> m_node;
};

/// `read` says whether a read of the key hits.
double hitRatio(std::uint64_t keys, double exponent, const std::function<bool(std::uint64_t)> &read)
{
    const Scenario s = scenario(dataType(keys, exponent, 1000), {}, 1e9, 0);
    const auto stream = openRequestStream(s.workload, 1, {});
    REQUIRE(stream);
    Request request;
    int hits = 0;
    bool ended = false;
    for (int i = 0; i < warmUp + counted; ++i) {
        ended = ended || !(*stream)->next(request).value_or(false);
        const bool hit = read(request.key);
        hits += hit && i >= warmUp;
    }
    CHECK_FALSE(ended);
    return static_cast<double>(hits) / counted;
}

/// LRU that takes what misses with a probability (q-LRU).
double sometimesStored(std::uint64_t capacity, double probability)
{
    Shelf cache(Eviction::lru, capacity);
    SplitMix64 luck(3);
    return hitRatio(5, 1, [&](std::uint64_t key) {
        const bool hit = cache.read(key);
        if (!hit && unitInterval(luck()) < probability)
            cache.store(key);
        return hit;
    });
}

/// LRU that takes what a list of as many keys asked for last has seen (2-LRU, Martina, Garetto and Leonardi, 2014).
double storedTheSecondTime(std::uint64_t capacity)
{
    Shelf seen(Eviction::lru, capacity), cache(Eviction::lru, capacity);
    return hitRatio(5, 0.8, [&](std::uint64_t key) {
        const bool known = seen.read(key);
        if (!known)
            seen.store(key);
        const bool hit = cache.read(key);
        if (!hit && known)
            cache.store(key);
        return hit;
    });
}

/// CLOCK in which a new entry counts as read.
double clockThatSetsTheBit(std::uint64_t capacity)
{
    Shelf cache(Eviction::clock, capacity);
    return hitRatio(5, 1, [&](std::uint64_t key) {
        const bool hit = cache.read(key);
        if (!hit) {
            cache.store(key);
            cache.read(key);
        }
        return hit;
    });
}

/// One place on probation, the others protected; what they lose goes back on probation.
double oneOnProbation(std::uint64_t capacity)
{
    Shelf probation(Eviction::lru, 1), safe(Eviction::lru, capacity - 1);
    return hitRatio(5, 1, [&](std::uint64_t key) {
        if (safe.read(key))
            return true;
        if (!probation.holds(key)) {
            probation.store(key);
            return false;
        }
        probation.remove(key);
        if (const auto back = safe.replacedBy(key))
            probation.store(*back);
        return true;
    });
}

/// The most popular keys and no other, as an LFU holds them that remembers every read.
double mostPopular(std::uint64_t keys, double exponent, std::uint64_t capacity)
{
    Shelf cache(Eviction::lfu, capacity);
    for (std::uint64_t key = 0; key < capacity; ++key)
        cache.store(key);
    return hitRatio(keys, exponent, [&](std::uint64_t key) { return cache.read(key); });
}

} // namespace

TEST_CASE("q-LRU, 2-LRU, CLOCK with the bit set and SLRU on probation agree with their Markov chains")
{
    for (const std::uint64_t capacity : { 2u, 3u }) {
        const std::string size = ".C" + std::to_string(capacity);
        checkOracle("L1.QLRU_05.a1.0" + size, sometimesStored(capacity, 0.5), counted);
        checkOracle("L1.QLRU_01.a1.0" + size, sometimesStored(capacity, 0.1), counted);
        checkOracle("L1.TWOLRU.a0.8" + size, storedTheSecondTime(capacity), counted);
        checkOracle("L1.CLOCK_new1.a1.0" + size, clockThatSetsTheBit(capacity), counted);
        checkOracle("L1.SLRU_1p.a1.0" + size, oneOnProbation(capacity), counted);
        checkOracle("L1.LFU_perfect.a0.8" + size, mostPopular(5, 0.8, capacity), counted);
    }
}

TEST_CASE("The most popular keys are read as often as the law says, and no eviction hits more")
{
    int checked = 0;
    for (const auto &entry : oracleFile()) {
        const std::string id = entry.at("id");
        if (id.rfind("L4.", 0) != 0)
            continue;
        CAPTURE(id);
        const auto &params = entry.at("params");
        const std::uint64_t keys = params.at("keys"), capacity = params.at("capacity_objects");
        const double exponent = params.at("zipf_alpha"), expected = entry.at("expected");
        // Independent reads: four standard deviations of a binomial count.
        const double tolerance = 4 * std::sqrt(expected * (1 - expected) / counted);
        CHECK(std::abs(mostPopular(keys, exponent, capacity) - expected) <= tolerance);
        for (const Eviction eviction : { Eviction::lfu, Eviction::wTinyLfu }) {
            const auto result = run(scenario(dataType(keys, exponent, 1000),
                { layer(LayerKind::redis, entries(capacity), Rule {}, eviction) }, 3e5, 1e2));
            CHECK(result->totals.hitRatio() <= expected + 2 * tolerance);
            CHECK(result->totals.hitRatio() >= expected - 0.2);
        }
        ++checked;
    }
    CHECK(checked == 5);
}
