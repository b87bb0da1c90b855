// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cache/memcached/memcached_node.h"

#include "sim/cache/memory_model.h"

#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <doctest/doctest.h>
#include <map>

using namespace cs;

namespace
{

constexpr std::int64_t second = 1'000'000'000, millisecond = 1'000'000;

struct Server {
    explicit Server(Capacity capacity, Expiry expiry = Expiry::swept)
        : node(optionsOf(capacity, expiry), &books)
    {
    }

    static NodeOptions optionsOf(Capacity capacity, Expiry expiry)
    {
        NodeOptions options;
        options.capacity = capacity;
        options.expiry = expiry;
        return options;
    }
    StoreRequest request(std::uint64_t key, std::int64_t now, std::uint64_t bytes, std::int64_t ttl = 0) const
    {
        StoreRequest out;
        out.key = EntryKey::of(key % 2, key);
        out.now = { now };
        out.deadline = ttl > 0 ? out.now + Duration { ttl } : SimTime::never();
        out.latestDeadline = out.freshUntil = out.deadline;
        out.keyBytes = 12;
        out.valueBytes = bytes;
        out.heldBytes = entryBytes({ OverheadKind::memcached, 0 }, out.keyBytes, bytes, ttl > 0);
        return out;
    }
    void set(std::uint64_t key, std::int64_t now, std::uint64_t bytes = 512, std::int64_t ttl = 0)
    {
        node.store(request(key, now, bytes, ttl));
    }
    bool get(std::uint64_t key, std::int64_t now)
    {
        return node.lookup(EntryKey::of(key % 2, key), { now }, {}) != nullptr;
    }
    bool has(std::uint64_t key, std::int64_t now) const { return node.contains(EntryKey::of(key % 2, key), { now }); }
    std::uint64_t sum(std::uint64_t CacheCounters::*counter) const
    {
        return counters[0].*counter + counters[1].*counter;
    }
    void checkBooks() const
    {
        CHECK(stock.totalEntries == node.entries());
        for (std::size_t type = 0; type < 2; ++type) {
            const CacheCounters &c = counters[type];
            CHECK(c.fills
                == stock.entries[type] + c.evictions + c.expirations + c.invalidations + c.replaced + c.flushed);
        }
        CHECK(stock.entries[0] + stock.entries[1] == stock.totalEntries);
        CHECK(stock.bytes[0] + stock.bytes[1] == stock.totalBytes);
    }

    std::vector<CacheCounters> counters = std::vector<CacheCounters>(2);
    CacheStock stock { { 0, 0 }, { 0, 0 }, 0, 0, 0 };
    CacheBooks books { &counters, &stock };
    MemcachedNode node;
};

Capacity megabytes(std::uint64_t count)
{
    return { CapacityUnit::bytes, count << 20 };
}

Capacity items(std::uint64_t count)
{
    return { CapacityUnit::entries, count };
}

} // namespace

TEST_CASE("memcached: the slab classes of the server")
{
    const std::uint32_t first[] = { 96, 120, 152, 192, 240, 304, 384, 480, 600, 752, 944, 1184, 1480, 1856, 2320, 2904,
        3632, 4544, 5680, 7104, 8880, 11104 };
    for (std::uint32_t i = 0; i < std::size(first); ++i)
        CHECK(slabSizes.chunkBytes(i + 1) == first[i]);
    CHECK(slabSizes.chunkBytes(slabSizes.largest()) == 524'288);
    CHECK(slabSizes.chunksPerPage(9) == 1747);
    CHECK(slabSizes.classOf(96) == 1);
    CHECK(slabSizes.classOf(97) == 2);
    CHECK(slabSizes.classOf(1'000'000) == slabSizes.largest());
}

TEST_CASE("memcached: bytes of an item, and what is refused")
{
    // 48 header, 8 CAS, key and terminator, value and line end.
    CHECK(slabItem(20, 64).bytes == 48 + 8 + 21 + 66);
    CHECK(slabItem(20, 64).heldBytes() == 152);
    CHECK(slabItem(12, 512).heldBytes() == 600);
    CHECK(slabItem(12, 96 - 71).heldBytes() == 96);
    CHECK(slabItem(12, 97 - 71).heldBytes() == 120);
    CHECK(slabItem(250, 1).parts == 1);
    CHECK(slabItem(251, 1).parts == 0);
    CHECK(slabItem(12, 524'288 - 71).parts == 1);
    // A header chunk, one of half a page for all it holds, and one for the rest.
    const SlabItem chain = slabItem(12, 524'288 - 70);
    CHECK(chain.parts == 2);
    CHECK(chain.slabClass == slabSizes.largest());
    CHECK(slabSizes.chunkBytes(chain.classes[0]) == 120);
    CHECK(slabItem(12, 800'000).parts == 3);
    CHECK(slabItem(12, (1 << 20) - 71).parts == 4);
    CHECK(slabItem(12, (1 << 20) - 70).parts == 0);
    CHECK(entryBytes({ OverheadKind::memcached, 0 }, 20, 64, true) == 152);
}

TEST_CASE("memcached: only pages count, each class has its own, and its first whatever the limit")
{
    Server server(megabytes(3));
    for (std::uint64_t key = 0; key < 20'000; ++key)
        server.set(key, static_cast<std::int64_t>(key) * millisecond);
    CHECK(server.node.entries() == 3 * 1747);
    CHECK(server.stock.totalBytes == 3 * 1747 * 600);
    server.set(30'000, 20 * second, 100);
    CHECK(server.get(30'000, 20 * second));
    CHECK(server.node.entries() == 3 * 1747 + 1);
    server.checkBooks();
}

TEST_CASE("memcached: an item that was read twice outlives a scan, one that was read once does not")
{
    Server server(items(1000));
    std::int64_t now = 0;
    for (std::uint64_t key = 0; key < 200; ++key)
        server.set(key, now += millisecond);
    for (int round = 0; round < 2; ++round)
        for (std::uint64_t key = 0; key < (round == 0 ? 200 : 100); ++key)
            CHECK(server.get(key, now += millisecond));
    for (std::uint64_t key = 1000; key < 3000; ++key)
        server.set(key, now += millisecond);
    std::uint64_t twice = 0, once = 0;
    for (std::uint64_t key = 0; key < 100; ++key) {
        twice += server.has(key, now);
        once += server.has(100 + key, now);
    }
    CHECK(twice == 100);
    CHECK(once == 0);
    CHECK(server.node.entries() == 1000);
    server.checkBooks();
}

TEST_CASE("memcached: time has whole seconds")
{
    Server server(items(10));
    server.set(1, 0, 100, 2 * second);
    server.set(2, second - 1, 100, 2 * second);
    CHECK(server.get(1, 2 * second - 1));
    CHECK(server.get(2, 2 * second - 1));
    CHECK(!server.get(1, 2 * second));
    CHECK(!server.get(2, 2 * second));
    CHECK(server.sum(&CacheCounters::expirations) == 2);
    SUBCASE("a TTL above 30 days is a date long gone")
    {
        server.set(3, 3 * second, 100, 30 * 86'400 * second);
        server.set(4, 3 * second, 100, 30 * 86'400 * second + second);
        CHECK(server.get(3, 4 * second));
        CHECK(!server.get(4, 4 * second));
    }
    SUBCASE("a sliding TTL starts again with a hit")
    {
        StoreRequest request = server.request(5, 3 * second, 100, 10 * second);
        request.latestDeadline = { 20 * second };
        server.node.store(request);
        const Duration idle { 10 * second };
        CHECK(server.node.lookup(request.key, { 12 * second }, idle));
        CHECK(server.node.lookup(request.key, { 19 * second }, idle));
        CHECK(!server.node.lookup(request.key, { 20 * second }, idle));
    }
    server.checkBooks();
}

TEST_CASE("memcached: the crawler frees what has expired behind others, without it that stays")
{
    for (const Expiry expiry : { Expiry::swept, Expiry::lazy }) {
        Server server(items(10'000), expiry);
        for (std::uint64_t key = 0; key < 2000; ++key)
            server.set(key, second, 100, key < 1000 ? 0 : 10 * second);
        server.node.sweep({ 15 * second });
        server.node.sweep({ 600 * second });
        // Expired ends of a list go anyway; behind the old end of COLD, which lives, only the crawler comes.
        if (expiry == Expiry::swept)
            CHECK(server.node.entries() == 1000);
        else
            CHECK(server.node.entries() > 1500);
        server.checkBooks();
    }
}

TEST_CASE("memcached: pages follow the load from one class to another")
{
    Server server(megabytes(10));
    std::int64_t now = 0;
    for (std::uint64_t key = 0; key < 30'000; ++key)
        server.set(key, now += millisecond, 512);
    CHECK(server.node.entries() == 10 * 1747);
    for (std::uint64_t key = 100'000; key < 200'000; ++key)
        server.set(key, now += 2 * millisecond, 2000);
    CHECK(server.node.pagesMoved() >= 5);
    // The first page of the second class came on top of the limit.
    CHECK(server.stock.totalBytes <= 11 << 20);
    CHECK(server.node.entries() < 6 * 1747);
    CHECK(server.has(199'999, now));
    server.checkBooks();
}

TEST_CASE("memcached: too large a value is bypassed and takes the old one with it")
{
    Server server(megabytes(4));
    server.set(1, 0);
    server.set(1, second, 1 << 20);
    CHECK(server.sum(&CacheCounters::bypassed) == 1);
    CHECK(server.sum(&CacheCounters::replaced) == 1);
    CHECK(!server.get(1, second));
    // A value in a chain of chunks comes and goes whole.
    server.set(2, 2 * second, 900'000);
    CHECK(server.stock.totalBytes == slabItem(12, 900'000).heldBytes());
    server.node.invalidate(EntryKey::of(0, 2), { 3 * second });
    CHECK(server.stock.totalBytes == 0);
    server.checkBooks();
}

TEST_CASE("memcached: add leaves a value as it is")
{
    Server server(items(10));
    StoreRequest request = server.request(1, 0, 100);
    request.version = 1;
    server.node.store(request);
    request.version = 2;
    request.keepExisting = true;
    server.node.store(request);
    CHECK(server.node.lookup(request.key, { 0 }, {})->version == 1);
    CHECK(server.sum(&CacheCounters::fills) == 1);
    server.checkBooks();
}

TEST_CASE("memcached: a flush loses everything")
{
    Server server(megabytes(2));
    for (std::uint64_t key = 0; key < 5000; ++key)
        server.set(key, static_cast<std::int64_t>(key) * millisecond);
    const std::uint64_t held = server.node.entries();
    server.node.flush({ 6 * second });
    CHECK(server.sum(&CacheCounters::flushed) == held);
    CHECK(server.node.entries() == 0);
    server.set(1, 7 * second);
    CHECK(server.get(1, 7 * second));
    server.checkBooks();
}

TEST_CASE("memcached: whatever happens, the books are right and a hit gives the value that was stored")
{
    for (unsigned seed = 1; seed <= 20; ++seed) {
        INFO("seed ", seed);
        boost::random::mt19937_64 bits(seed);
        const auto below
            = [&](std::uint64_t n) { return boost::random::uniform_int_distribution<std::uint64_t>(0, n - 1)(bits); };
        const Capacity capacities[] = { megabytes(below(8)), items(1 + below(500)), Capacity {} };
        Server server(capacities[seed % 3], seed % 2 ? Expiry::swept : Expiry::lazy);
        std::map<std::uint64_t, StoreRequest> last;
        std::int64_t now = 0;
        for (int step = 0; step < 20'000; ++step) {
            now += static_cast<std::int64_t>(below(100) == 0 ? below(300) * second : below(20 * millisecond));
            const std::uint64_t key = below(1 + below(3000));
            const std::uint64_t act = below(100);
            if (act < 50) {
                const Entry *entry = server.node.lookup(EntryKey::of(key % 2, key), { now }, {});
                if (entry) {
                    REQUIRE(last.contains(key));
                    CHECK(entry->version == last[key].version);
                    CHECK(entry->valueBytes == last[key].valueBytes);
                    CHECK(now < last[key].deadline.ns);
                }
            } else if (act < 95) {
                const std::uint64_t bytes = below(20) ? below(3000) : below(1'200'000);
                StoreRequest request = server.request(
                    key, now, bytes, below(2) ? 0 : static_cast<std::int64_t>(1 + below(200)) * second);
                request.version = static_cast<std::uint32_t>(step);
                server.node.store(request);
                last[key] = request;
            } else if (act < 99) {
                server.node.invalidate(EntryKey::of(key % 2, key), { now });
                last.erase(key);
                CHECK(!server.has(key, now));
            } else if (below(40) == 0) {
                server.node.flush({ now });
                last.clear();
            }
        }
        server.checkBooks();
        if (capacities[seed % 3].unit == CapacityUnit::entries)
            CHECK(server.node.entries() <= capacities[seed % 3].amount);
        CHECK(server.sum(&CacheCounters::fills) > 5000);
    }
}
