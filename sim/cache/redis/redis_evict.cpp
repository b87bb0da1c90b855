// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cache/redis/redis_node.h"

namespace cs
{

/// What the server does before every command, reads too: evicts as much as memory is over the limit now. False when
/// nothing may go; then commands that take memory are answered with an error.
bool RedisNode::makeRoom()
{
    if (!isOver())
        return true;
    const std::uint64_t wanted = usedMemory() - m_limit;
    for (std::uint64_t freed = 0; freed < wanted;) {
        const std::uint32_t slot = victim();
        if (slot == RedisItem::none)
            return false;
        const std::uint64_t before = usedMemory();
        ++counters(slot).evictions;
        remove(slot);
        freed += before - usedMemory();
    }
    bookTables();
    return true;
}

std::uint32_t RedisNode::victim()
{
    if (m_eviction == Eviction::redisNoeviction)
        return RedisItem::none;
    if (m_eviction == Eviction::redisRandom)
        return m_main.randomEntry(m_items, m_random);
    return pooledVictim();
}

std::uint32_t RedisNode::pooledVictim()
{
    const bool byTtl = m_eviction == Eviction::redisVolatileTtl;
    while ((byTtl ? m_expires.size() : m_main.size()) > 0) {
        const std::size_t found
            = byTtl ? m_expires.sample(m_items, m_random, m_sampled) : m_main.sample(m_items, m_random, m_sampled);
        for (std::size_t i = 0; i < found; ++i)
            m_pool.offer(m_items[m_sampled[i]].key, score(m_items[m_sampled[i]]));
        while (const auto key = m_pool.take()) {
            const std::uint32_t slot = m_main.find(m_items, *key);
            // The candidate may be gone since, or its TTL may be.
            if (slot != RedisItem::none && (!byTtl || m_items[slot].expires()))
                return slot;
        }
    }
    return RedisItem::none;
}

/// The higher, the sooner it goes.
std::uint64_t RedisNode::score(const RedisItem &item) const
{
    if (m_eviction == Eviction::redisVolatileTtl)
        return ~static_cast<std::uint64_t>(item.expiresAt);
    if (m_eviction == Eviction::redisLfu)
        return 255 - m_lfu.decayed(item.lru, m_clock);
    return m_clock.secondsSince(item.lru);
}

} // namespace cs
