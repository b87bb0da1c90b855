// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cache/cache_node.h"
#include "sim/cache/flat_index.h"
#include "sim/cache/memory_model.h"

#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <doctest/doctest.h>
#include <list>
#include <map>

using namespace cs;

namespace
{

struct Books {
    std::vector<CacheCounters> counters = std::vector<CacheCounters>(2);
    CacheStock stock { { 0, 0 }, { 0, 0 }, 0, 0, 0 };
    CacheBooks books { &counters, &stock };
};

StoreRequest value(EntryKey key, std::int64_t now, std::int64_t deadline, std::uint64_t bytes, std::uint32_t version)
{
    StoreRequest request;
    request.key = key;
    request.now = { now };
    request.deadline = request.latestDeadline = { deadline };
    request.heldBytes = bytes;
    request.version = version;
    return request;
}

/// An LRU of bytes with lazy expiry, as plainly as can be.
class PlainLru
{
public:
    explicit PlainLru(std::uint64_t limit)
        : m_limit(limit)
    {
    }
    const StoreRequest *lookup(std::uint64_t key, std::int64_t now)
    {
        const auto at = find(key);
        if (at == m_items.end())
            return nullptr;
        if (at->deadline.ns <= now) {
            m_items.erase(at);
            return nullptr;
        }
        m_items.splice(m_items.begin(), m_items, at);
        return &m_items.front();
    }
    void store(const StoreRequest &request)
    {
        if (const auto at = find(request.key.value); at != m_items.end())
            m_items.erase(at);
        if (request.heldBytes > m_limit)
            return;
        while (used() + request.heldBytes > m_limit)
            m_items.pop_back();
        m_items.push_front(request);
    }
    void invalidate(std::uint64_t key)
    {
        if (const auto at = find(key); at != m_items.end())
            m_items.erase(at);
    }
    std::size_t size() const { return m_items.size(); }
    std::uint64_t used() const
    {
        std::uint64_t sum = 0;
        for (const auto &item : m_items)
            sum += item.heldBytes;
        return sum;
    }

private:
    std::list<StoreRequest>::iterator find(std::uint64_t key)
    {
        auto at = m_items.begin();
        while (at != m_items.end() && at->key.value != key)
            ++at;
        return at;
    }
    std::uint64_t m_limit;
    std::list<StoreRequest> m_items;
};

} // namespace

TEST_CASE("A node with LRU does what a plain list does, operation by operation")
{
    boost::random::mt19937_64 engine(3);
    const auto pick
        = [&engine](int low, int high) { return boost::random::uniform_int_distribution<int>(low, high)(engine); };
    Books books;
    const auto node = makeCacheNode(Eviction::lru, { { CapacityUnit::bytes, 100 }, Expiry::lazy, 1 }, &books.books);
    PlainLru plain(100);
    for (std::int64_t now = 1; now < 30'000; ++now) {
        const EntryKey key
            = EntryKey::of(static_cast<std::uint32_t>(pick(0, 1)), static_cast<std::uint64_t>(pick(0, 20)));
        switch (pick(0, 9)) {
        case 0:
            node->invalidate(key, { now });
            plain.invalidate(key.value);
            break;
        case 1:
        case 2:
        case 3:
        case 4: {
            const auto request = value(key, now, now + pick(1, 200), static_cast<std::uint64_t>(pick(1, 120)),
                static_cast<std::uint32_t>(now));
            node->store(request);
            plain.store(request);
            break;
        }
        default: {
            const Entry *entry = node->lookup(key, { now }, {});
            const StoreRequest *expected = plain.lookup(key.value, now);
            REQUIRE((entry != nullptr) == (expected != nullptr));
            if (entry)
                CHECK(entry->version == expected->version);
        }
        }
        REQUIRE(node->entries() == plain.size());
        REQUIRE(node->keys().size() == plain.size());
        REQUIRE(books.stock.totalBytes == plain.used());
        REQUIRE(books.stock.totalBytes <= 100);
    }
    std::uint64_t in = 0, out = 0;
    for (const auto &c : books.counters) {
        in += c.fills;
        out += c.evictions + c.expirations + c.invalidations + c.replaced + c.flushed;
        CHECK(c.evictions > 0);
        CHECK(c.expirations > 0);
        CHECK(c.bypassed > 0);
    }
    CHECK(in == out + node->entries());
}

TEST_CASE("Fresh on [stored, deadline): a read exactly at expiry misses")
{
    Books books;
    const auto node = makeCacheNode(Eviction::lru, {}, &books.books);
    node->store(value(EntryKey::of(0, 1), 0, 10, 1, 0));
    CHECK(node->lookup(EntryKey::of(0, 1), { 9 }, {}));
    CHECK_FALSE(node->lookup(EntryKey::of(0, 1), { 10 }, {}));
    CHECK(books.counters[0].expirations == 1);
}

TEST_CASE("An idle TTL is restarted by a hit, up to the absolute end")
{
    Books books;
    const auto node = makeCacheNode(Eviction::lru, {}, &books.books);
    StoreRequest request = value(EntryKey::of(0, 1), 0, 10, 1, 0);
    request.latestDeadline = { 25 };
    node->store(request);
    CHECK(node->lookup(request.key, { 9 }, { 10 }));
    CHECK(node->lookup(request.key, { 18 }, { 10 }));
    CHECK(node->lookup(request.key, { 24 }, { 10 }));
    CHECK_FALSE(node->lookup(request.key, { 25 }, { 10 }));
}

TEST_CASE("Active expiry frees at the deadline, lazy expiry when it is looked up")
{
    for (const Expiry expiry : { Expiry::active, Expiry::lazy }) {
        Books books;
        const auto node = makeCacheNode(Eviction::fifo, { { CapacityUnit::entries, 10 }, expiry, 1 }, &books.books);
        for (std::uint64_t key = 0; key < 5; ++key)
            node->store(value(EntryKey::of(0, key), 0, 10 + static_cast<std::int64_t>(key), 1, 0));
        node->lookup(EntryKey::of(1, 99), { 12 }, {});
        CHECK(node->entries() == (expiry == Expiry::active ? 2 : 5));
        CHECK(books.stock.totalEntries == node->entries());
    }
}

TEST_CASE("A fill that finds a fresh entry overwrites it or leaves it")
{
    Books books;
    const auto node = makeCacheNode(Eviction::lru, {}, &books.books);
    node->store(value(EntryKey::of(0, 1), 0, 10, 1, 1));
    StoreRequest second = value(EntryKey::of(0, 1), 5, 15, 1, 2);
    second.keepExisting = true;
    node->store(second);
    CHECK(node->lookup(second.key, { 6 }, {})->version == 1);
    second.keepExisting = false;
    node->store(second);
    CHECK(node->lookup(second.key, { 12 }, {})->version == 2);
    CHECK(books.counters[0].replaced == 1);
    CHECK(node->entries() == 1);
}

TEST_CASE("A flush loses everything and counts it")
{
    Books books;
    const auto node = makeCacheNode(Eviction::s3Fifo, { { CapacityUnit::entries, 50 }, Expiry::lazy, 1 }, &books.books);
    for (std::uint64_t key = 0; key < 80; ++key)
        node->store(value(EntryKey::of(1, key), 0, 1000, 7, 0));
    CHECK(node->entries() == 50);
    node->flush({ 5 });
    CHECK(node->entries() == 0);
    CHECK(books.counters[1].flushed == 50);
    CHECK(books.stock.totalBytes == 0);
    node->store(value(EntryKey::of(1, 3), 6, 1000, 7, 9));
    CHECK(node->lookup(EntryKey::of(1, 3), { 7 }, {})->version == 9);
}

TEST_CASE("The index finds what is in it and nothing else, through growth and deletion")
{
    FlatIndex index;
    std::vector<std::uint64_t> keys;
    std::map<std::uint64_t, std::uint32_t> expected;
    boost::random::mt19937_64 engine(8);
    const auto keyOf = [&keys](std::uint32_t slot) { return keys[slot]; };
    for (int i = 0; i < 20'000; ++i) {
        const std::uint64_t key = engine() % 500;
        if (const auto at = expected.find(key); at != expected.end()) {
            REQUIRE(index.find(key, keyOf) == at->second);
            index.erase(key, keyOf);
            expected.erase(at);
        } else {
            REQUIRE(index.find(key, keyOf) == FlatIndex::none);
            keys.push_back(key);
            expected[key] = static_cast<std::uint32_t>(keys.size() - 1);
            index.insert(key, expected[key], keyOf);
        }
    }
    for (const auto &[key, slot] : expected)
        CHECK(index.find(key, keyOf) == slot);
}

TEST_CASE("Redis entries take what a Redis 7.0 of Debian accounts")
{
    // Measured bytes of an item without the hash tables for 20-byte keys (jemalloc quantum 16), without and with TTL.
    const struct {
        std::uint64_t value, plain, expiring;
    } rows[] = { { 16, 112, 144 }, { 44, 128, 160 }, { 45, 144, 176 }, { 64, 160, 192 }, { 128, 240, 272 },
        { 256, 400, 432 }, { 512, 720, 752 }, { 1000, 1104, 1136 }, { 1024, 1360, 1392 }, { 4096, 5200, 5232 },
        { 10000, 10320, 10352 }, { 65536, 82000, 82032 }, { 100000, 114768, 114800 } };
    constexpr std::uint64_t table = 12;
    for (const auto &row : rows) {
        CHECK(entryBytes({ OverheadKind::redis, 0 }, 20, row.value, false) == row.plain + table);
        CHECK(entryBytes({ OverheadKind::redis, 0 }, 20, row.value, true) == row.expiring + 2 * table);
    }
    CHECK(entryBytes({ OverheadKind::none, 0 }, 20, 100, true) == 120);
    CHECK(entryBytes({ OverheadKind::bytes, 48 }, 20, 100, true) == 168);
}

TEST_CASE("Active expiry keeps one look pending for each entry, however often it is overwritten")
{
    Books books;
    const auto node = makeCacheNode(Eviction::lru, { { CapacityUnit::entries, 10 }, Expiry::active, 1 }, &books.books);
    std::size_t memory = 0;
    for (std::int64_t now = 0; now < 100'000; ++now) {
        node->store(value(EntryKey::of(0, static_cast<std::uint64_t>(now % 3)), now, now + 500, 1, 0));
        if (now == 1000)
            memory = node->memoryBytes();
    }
    CHECK(node->memoryBytes() == memory);
    CHECK(node->entries() == 3);
    node->sweep({ 100'498 });
    CHECK(node->entries() == 1);
    node->sweep({ 100'499 });
    CHECK(node->entries() == 0);
}
