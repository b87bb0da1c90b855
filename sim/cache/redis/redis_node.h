// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/cache_node.h"
#include "sim/cache/expiry_heap.h"
#include "sim/cache/redis/eviction_pool.h"
#include "sim/cache/redis/expiry_notes.h"
#include "sim/cache/redis/redis_clock.h"
#include "sim/cache/redis/redis_dict.h"

namespace cs
{

/// A cache that behaves like one database of redis-server 7.0 (src/evict.c, expire.c, dict.c, server.c): sampled
/// eviction through a pool before every command once memory is over `maxmemory` (= the capacity in bytes), clocks of
/// whole seconds and minutes, expired keys that hold their memory until an access or the cycle of the 10 Hz cron meets
/// them, memory to the byte of jemalloc's classes. It counts its own memory: `StoreRequest::heldBytes` is not used.
///
/// A capacity in entries is no setting of that server; then keys are evicted before a new one would exceed it. TTLs
/// have the server's millisecond: a key is there until the millisecond after the one in which its TTL ends.
class RedisNode final : public CacheNode
{
public:
    /// Of the server's cron, which refreshes the LRU clock, expires keys and moves hash tables.
    static constexpr Duration cronPeriod { 100'000'000 };

    RedisNode(Eviction eviction, const NodeOptions &options, const CacheBooks *books);

    Entry *lookup(EntryKey key, SimTime now, Duration idleTtl) override;
    void store(const StoreRequest &request) override;
    void invalidate(EntryKey key, SimTime now) override;
    bool contains(EntryKey key, SimTime now) const override;
    void flush(SimTime now) override;
    void sweep(SimTime now) override;
    std::uint64_t entries() const override { return m_main.size(); }
    void prefetchIndex(EntryKey key) const override { m_main.prefetchBucket(key.value); }
    void prefetchEntry(EntryKey key) const override;
    std::vector<EntryKey> keys() const override;
    std::size_t memoryBytes() const override;

    /// What the server reports as used_memory, the reserved bytes included.
    std::uint64_t usedMemory() const { return m_reserved + m_itemBytes + m_main.bytes() + m_expires.bytes(); }
    std::size_t mainBuckets() const { return m_main.buckets(); }
    std::size_t expiresBuckets() const { return m_expires.buckets(); }

private:
    // --- time (redis_cron.cpp)
    void begin(SimTime now)
    {
        if (now.ns >= m_nextCron.ns)
            runCron(now);
        if (m_expiry == Expiry::active)
            expireDue(now);
    }
    void runCron(SimTime now);
    bool hasCronWork() const;
    void cronTick(SimTime now);
    void expireCycle(SimTime now);
    std::size_t visit(std::size_t cursor, SimTime now, std::size_t &expired);
    void expireDue(SimTime now);

    // --- memory (redis_evict.cpp)
    bool makeRoom();
    bool isOver() const { return m_enforced && usedMemory() > m_limit; }
    std::uint32_t victim();
    std::uint32_t pooledVictim();
    std::uint64_t score(const RedisItem &item) const;

    bool isExpired(std::uint32_t slot, SimTime now)
    {
        return m_items[slot].expiresAt <= now.ns && !isDatedAnew(slot, now);
    }
    bool isDatedAnew(std::uint32_t slot, SimTime now);
    bool refuses(const StoreRequest &request);
    void touch(RedisItem &item);
    void overwrite(std::uint32_t slot, const StoreRequest &request);
    void insert(const StoreRequest &request);
    void fillIn(std::uint32_t slot, const StoreRequest &request);
    void setExpiry(std::uint32_t slot, SimTime deadline);
    void dropExpiry(std::uint32_t slot);
    void expire(std::uint32_t slot);
    void remove(std::uint32_t slot);
    void book(std::uint32_t slot, bool in);
    void bookTables();
    CacheCounters &counters(std::uint32_t slot) { return (*m_books->counters)[EntryKey { m_items[slot].key }.type()]; }
    auto mayTake() const
    {
        return [this](std::uint64_t bytes) { return !m_enforced || usedMemory() + bytes <= m_limit; };
    }

    Eviction m_eviction;
    Expiry m_expiry;
    bool m_enforced; ///< maxmemory is set
    bool m_countsEntries;
    std::uint64_t m_limit;
    std::uint64_t m_reserved;
    std::size_t m_samples;
    LfuCounter m_lfu;
    SplitMix64 m_random;
    const CacheBooks *m_books;

    RedisItems m_items;
    std::vector<Entry> m_entries; ///< beside m_items, slot by slot
    std::uint32_t m_free = RedisItem::none;
    RedisDict<&RedisItem::next> m_main;
    RedisDict<&RedisItem::expiresNext> m_expires;
    ExpiryNotes m_notes; ///< of m_expires, only with swept expiry
    EvictionPool m_pool;
    std::vector<std::uint32_t> m_sampled;
    RedisClock m_clock;
    SimTime m_nextCron;
    std::size_t m_cursor = 0; ///< bucket of the expires table at which the next cycle begins
    std::uint64_t m_itemBytes = 0;
    std::uint64_t m_bookedTables = 0;
    ExpiryHeap m_expiries; ///< only with active expiry
};

} // namespace cs
