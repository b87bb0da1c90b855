// SPDX-License-Identifier: GPL-3.0-or-later
// What the Redis node promises apart from hit ratios: memory of expired keys, refused stores, clocks, books.
#include "sim/cache/memory_model.h"
#include "tests/sim/cache/redis_replay.h"

#include <doctest/doctest.h>
#include <optional>
#include <set>

using namespace cs;
using namespace cs::test;

namespace
{

constexpr std::int64_t second = 1'000'000'000;

SimTime at(double seconds)
{
    return SimTime {} + Duration::fromSeconds(seconds);
}

NodeOptions bytes(std::uint64_t amount, Expiry expiry = Expiry::swept)
{
    NodeOptions options;
    options.capacity = { CapacityUnit::bytes, amount };
    options.expiry = expiry;
    options.seed = 7;
    return options;
}

NodeOptions unlimitedRoom(Expiry expiry)
{
    NodeOptions options;
    options.expiry = expiry;
    return options;
}

void checkBooks(const BookedRedis &redis)
{
    const CacheCounters &c = redis.counters[0];
    CHECK(c.fills == redis.stock.entries[0] + c.evictions + c.expirations + c.invalidations + c.replaced + c.flushed);
    CHECK(redis.stock.entries[0] == redis.node.entries());
    CHECK(redis.stock.totalEntries == redis.node.entries());
    CHECK(redis.node.keys().size() == redis.node.entries());
}

} // namespace

TEST_CASE("expired keys hold their memory until they are met: lazily, by the cycle, or at once")
{
    const auto held = [](Expiry expiry, double now) {
        BookedRedis redis(Eviction::redisLru, unlimitedRoom(expiry));
        for (std::uint64_t key = 0; key < 1000; ++key)
            redis.node.store(redisStore(key, {}, key % 2 ? 10 : 0, 12, 100));
        redis.node.sweep(at(now));
        checkBooks(redis);
        return redis.stock.bytes[0];
    };
    const std::uint64_t forEver = 500 * redisItemBytes(12, 100, false);
    const std::uint64_t all = forEver + 500 * redisItemBytes(12, 100, true);
    CHECK(held(Expiry::lazy, 9.9) == all);
    CHECK(held(Expiry::lazy, 1000) == all);
    CHECK(held(Expiry::swept, 9.9) == all);
    CHECK(held(Expiry::active, 10) == all); // Redis takes a key for expired in the millisecond after
    CHECK(held(Expiry::active, 10.001) == forEver);
    // The cycle at 10.1 s goes on as long as it finds many: all keys expire together, so it takes nearly all.
    const std::uint64_t after = held(Expiry::swept, 10.1);
    CHECK(after >= forEver);
    CHECK(after < forEver + (all - forEver) / 5);
    CHECK(held(Expiry::swept, 100) == forEver);
}

TEST_CASE("an expired key is a miss, whether or not it still holds memory")
{
    BookedRedis redis(Eviction::redisLru, unlimitedRoom(Expiry::lazy));
    redis.node.store(redisStore(1, {}, 10, 12, 100));
    CHECK(redis.node.lookup(EntryKey::of(0, 1), at(10.0005), {}) != nullptr);
    CHECK(redis.node.contains(EntryKey::of(0, 1), at(10.0009)));
    CHECK_FALSE(redis.node.contains(EntryKey::of(0, 1), at(10.001)));
    CHECK(redis.node.entries() == 1);
    CHECK(redis.node.lookup(EntryKey::of(0, 1), at(10.001), {}) == nullptr);
    CHECK(redis.node.entries() == 0);
    CHECK(redis.counters[0].expirations == 1);
}

TEST_CASE("an entry that is given a later deadline by who looked it up stays until then")
{
    for (const Expiry expiry : { Expiry::lazy, Expiry::swept, Expiry::active }) {
        BookedRedis redis(Eviction::redisLru, unlimitedRoom(expiry));
        const EntryKey key = EntryKey::of(0, 1);
        redis.node.store(redisStore(1, {}, 10, 12, 100));
        redis.node.lookup(key, at(5), {})->deadline = at(20);
        redis.node.sweep(at(19));
        CHECK(redis.node.contains(key, at(19)));
        Entry *const entry = redis.node.lookup(key, at(19), {});
        REQUIRE(entry != nullptr);
        entry->deadline = SimTime::never();
        redis.node.sweep(at(1000));
        CHECK(redis.node.lookup(key, at(1000), {}) != nullptr);
        checkBooks(redis);
        redis.node.store(redisStore(1, at(1000), 10, 12, 100));
        CHECK(redis.node.lookup(key, at(1011), {}) == nullptr);
        redis.node.sweep(at(1100));
        CHECK(redis.node.entries() == 0);
        checkBooks(redis);
    }
}

TEST_CASE("the cycle follows simulated time, however seldom the node is asked")
{
    const auto keysAfter = [](double step) {
        BookedRedis redis(Eviction::redisLru, unlimitedRoom(Expiry::swept));
        for (std::uint64_t key = 0; key < 20'000; ++key)
            redis.node.store(redisStore(key, {}, 1 + static_cast<std::int64_t>(key % 50), 12, 100));
        std::vector<std::uint64_t> keys;
        for (double now = step; now < 40.05; now += step)
            redis.node.sweep(at(now));
        redis.node.sweep(at(40));
        checkBooks(redis);
        return redis.node.entries();
    };
    const std::uint64_t often = keysAfter(0.1);
    CHECK(often == keysAfter(0.01));
    CHECK(often == keysAfter(7));
    // 10 of 50 TTLs are not over: those, and at most about a tenth of what the cycle leaves.
    CHECK(often >= 20'000 / 50 * 10);
    CHECK(often < 20'000 / 50 * 10 * 1.3);
    // A week of silence costs no more than a look at every key.
    BookedRedis redis(Eviction::redisLru, unlimitedRoom(Expiry::swept));
    for (std::uint64_t key = 0; key < 1000; ++key)
        redis.node.store(redisStore(key, {}, 1 + static_cast<std::int64_t>(key), 12, 100));
    redis.node.sweep(at(7 * 86'400));
    CHECK(redis.node.entries() == 0);
}

TEST_CASE("a server that may not evict refuses stores, counts them and goes on serving")
{
    NodeOptions options = bytes(100'000);
    options.reservedBytes = 20'000;
    BookedRedis redis(Eviction::redisNoeviction, options);
    std::uint64_t key = 0;
    for (; redis.counters[0].refused == 0 && key < 1000; ++key)
        redis.node.store(redisStore(key, {}, 0, 12, 512));
    const std::uint64_t kept = redis.node.entries();
    CHECK(kept == key - 1);
    CHECK(redis.node.usedMemory() > 100'000);
    CHECK(redis.node.usedMemory() <= 100'000 + redisItemBytes(12, 512, false) + 8 * 256);
    CHECK(redis.node.lookup(EntryKey::of(0, 0), at(1), {}) != nullptr);
    redis.node.store(redisStore(0, at(1), 0, 12, 512)); // an overwrite is refused, too
    CHECK(redis.counters[0].refused == 2);
    redis.node.invalidate(EntryKey::of(0, 0), at(1));
    redis.node.invalidate(EntryKey::of(0, 1), at(1));
    redis.node.store(redisStore(key, at(1), 0, 12, 512));
    CHECK(redis.counters[0].refused == 2);
    CHECK(redis.node.entries() == kept - 1);
    CHECK(redis.counters[0].evictions == 0);
    checkBooks(redis);
}

TEST_CASE("volatile-ttl evicts what expires soonest, never a key without TTL, and refuses when there are only those")
{
    BookedRedis redis(Eviction::redisVolatileTtl, bytes(200'000));
    for (std::uint64_t key = 0; key < 100; ++key)
        redis.node.store(redisStore(key, {}, 0, 12, 512));
    for (std::uint64_t key = 100; redis.counters[0].evictions < 100 && key < 1000; ++key)
        redis.node.store(redisStore(key, {}, 1000 + static_cast<std::int64_t>(key), 12, 512));
    for (std::uint64_t key = 0; key < 100; ++key)
        CHECK(redis.node.contains(EntryKey::of(0, key), at(1)));
    std::uint64_t early = 0;
    for (std::uint64_t key = 100; key < 200; ++key)
        early += redis.node.contains(EntryKey::of(0, key), at(1));
    CHECK(early < 40); // of those that expire first most are gone
    for (std::uint64_t key = 1000; key < 1400; ++key)
        redis.node.store(redisStore(key, at(1), 0, 12, 512));
    CHECK(redis.counters[0].refused > 0);
    checkBooks(redis);
}

TEST_CASE("the capacity in bytes is maxmemory: the server's own bytes and its tables count")
{
    for (const std::uint64_t reserved : { 0, 300'000 }) {
        NodeOptions options = bytes(1'000'000);
        options.reservedBytes = reserved;
        BookedRedis redis(Eviction::redisLru, options);
        const std::uint64_t item = redisItemBytes(12, 512, false);
        for (std::uint64_t key = 0; key < 5000; ++key) {
            redis.node.store(redisStore(key, at(static_cast<double>(key) / 1000), 0, 12, 512));
            CHECK(redis.node.usedMemory() <= 1'000'000 + item);
        }
        const std::uint64_t tables = 8 * redis.node.mainBuckets();
        CHECK(redis.node.usedMemory() == reserved + tables + redis.node.entries() * item);
        CHECK(redis.stock.totalBytes == tables + redis.node.entries() * item);
        CHECK(redis.node.entries() >= (1'000'000 - reserved - tables) / item);
        checkBooks(redis);
    }
}

TEST_CASE("a capacity in entries is never exceeded; none of it keeps nothing")
{
    for (const Eviction eviction : { Eviction::redisLru, Eviction::redisLfu, Eviction::redisRandom }) {
        NodeOptions options;
        options.capacity = { CapacityUnit::entries, 100 };
        BookedRedis redis(eviction, options);
        for (std::uint64_t key = 0; key < 1000; ++key) {
            redis.node.store(redisStore(key, at(static_cast<double>(key)), 0, 12, 512));
            CHECK(redis.node.entries() == std::min<std::uint64_t>(key + 1, 100));
        }
        checkBooks(redis);
    }
    NodeOptions options;
    options.capacity = { CapacityUnit::entries, 0 };
    BookedRedis redis(Eviction::redisLru, options);
    redis.node.store(redisStore(1, {}, 0, 12, 512));
    CHECK(redis.node.entries() == 0);
    CHECK(redis.counters[0].bypassed == 1);
}

TEST_CASE("the LRU clock has whole seconds, refreshed ten times a second")
{
    RedisClock clock(at(0.95));
    const std::uint32_t before = clock.seconds();
    clock.set(at(0.99));
    CHECK(clock.secondsSince(before) == 0);
    clock.set(at(1));
    CHECK(clock.secondsSince(before) == 1);
    // 24 bits: around every 194 days, past the longest idle time.
    CHECK(RedisClock(at(16'777'216)).seconds() == RedisClock(at(0)).seconds());
    // Minutes are those of Unix time: they end at 40 s, 100 s, ... of simulated time.
    CHECK(RedisClock(at(39.9)).minutes() == RedisClock(at(0)).minutes());
    CHECK(RedisClock(at(40)).minutesSince(RedisClock(at(39.9)).minutes()) == 1);
    CHECK(RedisClock(at(100)).minutesSince(RedisClock(at(0)).minutes()) == 2);
}

TEST_CASE("the LFU counter grows with the root of the accesses and loses one a minute")
{
    const LfuCounter lfu(10, 1);
    const RedisClock start(at(0));
    double sum = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        SplitMix64 random(seed);
        std::uint32_t field = LfuCounter::fresh(start);
        for (int i = 0; i < 20'000; ++i)
            field = lfu.accessed(field, start, random());
        sum += field & 255;
    }
    CHECK(sum / 200 == doctest::Approx(5 + std::sqrt(2 * 20'000 / 10.0)).epsilon(0.02));
    const std::uint32_t field = LfuCounter::fresh(start);
    CHECK(lfu.decayed(field, RedisClock(at(39.9))) == 5);
    CHECK(lfu.decayed(field, RedisClock(at(40))) == 4);
    CHECK(lfu.decayed(field, RedisClock(at(1000))) == 0);
    CHECK(LfuCounter(10, 0).decayed(field, RedisClock(at(1000))) == 5);
    CHECK(LfuCounter(10, 2).decayed(field, RedisClock(at(100))) == 4);
}

TEST_CASE("the pool gives the highest score first, the older of equal ones, and forgets the lowest")
{
    EvictionPool pool;
    for (std::uint64_t key = 0; key < 20; ++key)
        pool.offer(key, key % 10);
    std::vector<std::uint64_t> order;
    while (const auto key = pool.take())
        order.push_back(*key);
    REQUIRE(order.size() == 16);
    for (std::size_t i = 1; i < order.size(); ++i)
        CHECK(order[i - 1] % 10 >= order[i] % 10);
    CHECK(order[0] == 9);
    CHECK(order[1] == 19);
    pool.offer(1, 5);
    pool.offer(1, 7);
    CHECK(pool.take() == 1u);
    CHECK(pool.take() == 1u); // a key may be in it twice
    CHECK_FALSE(pool.take());
}

TEST_CASE("the table keeps every key through growth, and samples neighbours that are there")
{
    RedisItems items;
    RedisDict<&RedisItem::next> dict(5);
    SplitMix64 random(1);
    for (std::uint32_t slot = 0; slot < 10'000; ++slot) {
        items.push_back({});
        items.back().key = slot * 977;
        dict.insert(items, slot, [](std::uint64_t) { return true; });
        if (slot % 97 == 0) {
            std::vector<std::uint32_t> found(5);
            found.resize(dict.sample(items, random, found));
            CHECK(std::set<std::uint32_t>(found.begin(), found.end()).size() == found.size());
            for (const std::uint32_t one : found)
                CHECK(one <= slot);
            CHECK(dict.randomEntry(items, random) <= slot);
        }
    }
    CHECK(dict.size() == 10'000);
    for (std::uint32_t slot = 0; slot < 10'000; ++slot)
        CHECK(dict.find(items, items[slot].key) == slot);
    CHECK(dict.find(items, 1) == RedisItem::none);
    for (std::uint32_t slot = 0; slot < 9'500; ++slot)
        dict.erase(items, slot);
    CHECK(dict.isSparse());
    dict.shrink();
    dict.rehash(items, 100'000);
    CHECK(dict.buckets() == 512);
    CHECK(dict.bytes() == 512 * 8);
    for (std::uint32_t slot = 9'500; slot < 10'000; ++slot)
        CHECK(dict.find(items, items[slot].key) == slot);
}

TEST_CASE("a table that may not take more grows only beyond a load of 1.618")
{
    RedisItems items;
    RedisDict<&RedisItem::next> dict(5);
    std::size_t largest = 0;
    for (std::uint32_t slot = 0; slot < 1024 && dict.bytes() < 1024 * 8; ++slot) {
        items.push_back({});
        items.back().key = slot;
        dict.insert(items, slot, [&](std::uint64_t bytes) { return bytes <= 512 * 8; });
        largest = slot;
    }
    CHECK(largest == static_cast<std::size_t>(1.618 * 512) + 1);
}

TEST_CASE("random use of the Redis node: books, deadlines and values")
{
    for (const Eviction eviction : { Eviction::redisLru, Eviction::redisLfu, Eviction::redisRandom,
             Eviction::redisVolatileTtl, Eviction::redisNoeviction })
        for (const Expiry expiry : { Expiry::swept, Expiry::lazy, Expiry::active })
            for (const CapacityUnit unit : { CapacityUnit::bytes, CapacityUnit::entries, CapacityUnit::none }) {
                NodeOptions options = bytes(unit == CapacityUnit::bytes ? 60'000 : 150, expiry);
                options.capacity.unit = unit;
                BookedRedis redis(eviction, options);
                SplitMix64 random(static_cast<std::uint64_t>(eviction) * 10 + static_cast<std::uint64_t>(expiry));
                std::map<std::uint64_t, std::pair<std::uint32_t, std::int64_t>> wanted; // version, deadline
                SimTime now;
                for (std::uint32_t step = 1; step < 20'000; ++step) {
                    now = now + Duration { static_cast<std::int64_t>(below(random(), 20'000'000)) };
                    if (step % 5000 == 0)
                        now = now + Duration { 50 * second };
                    const std::uint64_t key = below(random(), 400);
                    const std::uint64_t what = below(random(), 100);
                    if (what < 55) {
                        if (const Entry *entry = redis.node.lookup(EntryKey::of(0, key), now, {})) {
                            CHECK(entry->version == wanted.at(key).first);
                            CHECK(now.ns <= wanted.at(key).second + 1'000'000);
                        }
                    } else if (what < 95) {
                        const std::int64_t ttl = what % 2 ? static_cast<std::int64_t>(1 + below(random(), 9)) : 0;
                        StoreRequest request = redisStore(key, now, ttl, 12, 20 + below(random(), 900));
                        request.version = step;
                        const std::uint64_t refused = redis.counters[0].refused;
                        redis.node.store(request);
                        if (redis.counters[0].refused == refused)
                            wanted[key] = { step, request.deadline.ns - (ttl ? 0 : 1'000'000) };
                    } else if (what < 99) {
                        redis.node.invalidate(EntryKey::of(0, key), now);
                        CHECK_FALSE(redis.node.contains(EntryKey::of(0, key), now));
                    } else if (below(random(), 50) == 0) {
                        redis.node.flush(now);
                        CHECK(redis.node.entries() == 0);
                        CHECK(redis.stock.totalBytes == 0);
                    }
                    if (unit == CapacityUnit::bytes)
                        CHECK(redis.node.usedMemory() <= 60'000 + 1400 + 8 * 1024);
                    if (unit == CapacityUnit::entries)
                        CHECK(redis.node.entries() <= 150);
                }
                redis.node.sweep(now);
                checkBooks(redis);
                CHECK(redis.stock.totalBytes == redis.node.usedMemory());
            }
}

TEST_CASE("the same seed evicts the same keys; another seed others")
{
    const auto kept = [](std::uint64_t seed) {
        NodeOptions options = bytes(100'000);
        options.seed = seed;
        BookedRedis redis(Eviction::redisLru, options);
        for (std::uint64_t key = 0; key < 1000; ++key)
            redis.node.store(redisStore(key, {}, 0, 12, 512));
        std::set<std::uint64_t> keys;
        for (std::uint64_t key = 0; key < 1000; ++key)
            if (redis.node.contains(EntryKey::of(0, key), {}))
                keys.insert(key);
        return keys;
    };
    CHECK(kept(1) == kept(1));
    CHECK(kept(1) != kept(2));
}

TEST_CASE("a generic eviction with swept expiry frees what the cycle has met")
{
    std::vector<CacheCounters> counters(1);
    CacheStock stock { { 0 }, { 0 }, 0, 0, 0 };
    const CacheBooks books { &counters, &stock };
    const auto node = makeCacheNode(Eviction::lru, unlimitedRoom(Expiry::swept), &books);
    for (std::uint64_t key = 0; key < 10'000; ++key)
        node->store(redisStore(key, {}, key % 2 ? 10 : 0, 12, 100));
    node->sweep(at(9.99));
    CHECK(node->entries() == 10'000);
    node->sweep(at(10));
    CHECK(node->entries() < 6'000);
    node->sweep(at(100));
    CHECK(node->entries() == 5'000);
    CHECK(counters[0].expirations == 5'000);
    // With few entries that expire it finds them in time, though one look is at 400 slots.
    for (std::uint64_t key = 20'000; key < 20'010; ++key)
        node->store(redisStore(key, at(100), 10, 12, 100));
    node->sweep(at(10'000));
    CHECK(node->entries() == 5'000);
}
