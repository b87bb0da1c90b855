// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/cache_node.h"
#include "sim/cache/eviction/registry.h"
#include "sim/replay/make_caches.h"

#include <array>

namespace cs
{

/// A cache server as the layers of a strategy have it: its node, which counts its own memory, at the recorded times. A
/// read that misses and a write store, a remove invalidates. A hit leaves the stored value as it is, also where the
/// stream says another size by now.
class NodeCache final : public ReplayCache
{
public:
    NodeCache(const CacheRequest &request, std::uint64_t capacity);
    NodeCache(const NodeCache &) = delete;
    NodeCache &operator=(const NodeCache &) = delete;

    void play(const RequestSpan &requests, const SizeTable &sizes) override;
    std::span<const MissCount> counts() const override { return { &m_count, 1 }; }
    std::size_t memoryBytes() const override { return m_node->memoryBytes(); }

private:
    void read(const RequestSpan &requests, const SizeTable &sizes);
    void store(std::uint32_t id, const RequestSpan &requests, const SizeTable &sizes);

    std::vector<CacheCounters> m_counters = std::vector<CacheCounters>(1);
    CacheStock m_stock { { 0 }, { 0 }, 0, 0, 0 };
    CacheBooks m_books { &m_counters, &m_stock };
    std::unique_ptr<CacheNode> m_node;
    std::optional<std::int64_t> m_ttlNs;
    const std::uint32_t *m_keySizes;
    std::uint32_t m_keyBytes;
    MissCount m_count;
};

/// For a person: the evictions of servers, as `evictions` lists the policies.
inline constexpr std::array serverEvictions {
    EvictionInfo {
        Eviction::redisLru, nameOf(Eviction::redisLru), "Redis 7.0, maxmemory-policy allkeys-lru: sampled LRU" },
    EvictionInfo {
        Eviction::redisLfu, nameOf(Eviction::redisLfu), "Redis 7.0, allkeys-lfu: sampled counters that decay" },
    EvictionInfo { Eviction::redisRandom, nameOf(Eviction::redisRandom), "Redis 7.0, allkeys-random" },
    EvictionInfo { Eviction::redisVolatileTtl, nameOf(Eviction::redisVolatileTtl),
        "Redis 7.0, volatile-ttl: sampled, what expires soonest; without TTLs nothing leaves" },
    EvictionInfo { Eviction::redisNoeviction, nameOf(Eviction::redisNoeviction),
        "Redis 7.0, noeviction: when full, stores are refused" },
    EvictionInfo { Eviction::memcachedSlru, nameOf(Eviction::memcachedSlru),
        "memcached 1.6: slab classes, each with a segmented LRU" },
};

/// The least capacity in bytes with which such a server can keep anything.
std::uint64_t leastServerBytes(Eviction eviction);

} // namespace cs
