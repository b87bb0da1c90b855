// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/ghost_queue.h"
#include "sim/cache/eviction/policy.h"
#include "sim/cache/eviction/slot_lists.h"

#include <vector>

namespace cs
{

/// 2Q (Johnson and Shasha, "2Q: a low overhead high performance buffer management replacement algorithm", VLDB 1994):
/// new entries pass a FIFO of a quarter of the capacity, in which hits change nothing; keys that fall out of it are
/// remembered up to half of the capacity, and one that is read again while remembered enters an LRU of the other three
/// quarters. As in libCacheSim, whose counts this gives, the LRU keeps to its share even while the FIFO does not fill
/// its own. Unlike libCacheSim, which never stores it, an entry larger than the FIFO's share passes through it.
template <class Ghost>
class BasicTwoQ
{
public:
    static constexpr Eviction eviction = Eviction::twoQ;
    static constexpr std::string_view description
        = "A FIFO for new entries, an LRU for those read again after they left it (Johnson and Shasha, 1994)";

    explicit BasicTwoQ(const PolicyOptions &options)
        : m_newShare(shareOf(options.capacity, 0.25))
        , m_mainShare(options.capacity - m_newShare)
        , m_ghost(shareOf(options.capacity, 0.5))
    {
    }

    void reserve(std::uint32_t slots)
    {
        m_order.reserve(slots);
        m_ghost.reserve(slots);
        if (m_entries.size() < slots)
            m_entries.resize(slots);
    }
    void miss(std::uint64_t key, std::uint64_t) { m_toMain = m_ghost.take(key); }
    void insert(std::uint32_t slot, std::uint64_t key, std::uint64_t size)
    {
        const std::uint8_t queue = m_toMain && size <= m_mainShare ? mainQueue : newQueue;
        m_toMain = false;
        while (queue == mainQueue && m_used[mainQueue] > m_mainShare - size) {
            m_givenUp.push_back(m_order.oldest(mainQueue));
            erase(m_givenUp.back());
        }
        m_entries[slot] = { key, size, queue };
        m_used[queue] += size;
        m_order.pushNewest(slot, queue);
    }
    void hit(std::uint32_t slot)
    {
        if (m_entries[slot].queue == newQueue)
            return;
        m_order.remove(slot);
        m_order.pushNewest(slot, mainQueue);
    }
    void update(std::uint32_t slot, std::uint64_t size)
    {
        Entry &entry = m_entries[slot];
        m_used[entry.queue] += size - entry.size;
        entry.size = size;
    }
    std::uint32_t evict()
    {
        const bool fromNew = m_used[newQueue] > m_newShare || m_order.empty(mainQueue);
        const std::uint32_t victim = m_order.oldest(fromNew ? newQueue : mainQueue);
        if (fromNew)
            m_ghost.push(m_entries[victim].key, m_entries[victim].size);
        erase(victim);
        return victim;
    }
    std::uint32_t givenUp()
    {
        if (m_givenUp.empty())
            return noSlot;
        const std::uint32_t slot = m_givenUp.back();
        m_givenUp.pop_back();
        return slot;
    }
    void erase(std::uint32_t slot)
    {
        m_used[m_entries[slot].queue] -= m_entries[slot].size;
        m_order.remove(slot);
    }
    void clear()
    {
        m_order.clear();
        m_ghost.clear();
        m_givenUp.clear();
        m_used[newQueue] = m_used[mainQueue] = 0;
        m_toMain = false;
    }
    void prefetch(std::uint32_t slot) const
    {
        m_order.prefetch(slot);
        __builtin_prefetch(&m_entries[slot], 1);
        m_ghost.prefetch(slot);
    }
    std::size_t memoryBytes() const
    {
        return m_order.memoryBytes() + m_ghost.memoryBytes() + m_entries.capacity() * sizeof(Entry)
            + m_givenUp.capacity() * sizeof(std::uint32_t);
    }

private:
    static constexpr std::uint8_t newQueue = 0, mainQueue = 1;
    struct Entry {
        std::uint64_t key = 0;
        std::uint64_t size = 0;
        std::uint8_t queue = newQueue;
    };

    std::uint64_t m_newShare, m_mainShare;
    std::uint64_t m_used[2] = { 0, 0 };
    SlotLists<2> m_order;
    std::vector<Entry> m_entries;
    std::vector<std::uint32_t> m_givenUp;
    Ghost m_ghost;
    bool m_toMain = false;
};

using TwoQ = BasicTwoQ<GhostQueue>;

} // namespace cs
