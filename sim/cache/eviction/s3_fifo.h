// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/ghost_queue.h"
#include "sim/cache/eviction/policy.h"
#include "sim/cache/eviction/slot_lists.h"

#include <algorithm>
#include <vector>

namespace cs
{

/// S3-FIFO (Yang et al., "FIFO queues are all you need for cache eviction", SOSP 2023): new entries pass a small queue
/// of 10 % first and go to the main queue only if read at least twice there; keys evicted from the small queue are
/// remembered for 90 % of the capacity and enter the main queue directly. As in libCacheSim, whose counts this gives,
/// the main queue evicts when it is above its 90 % and else the small one does (the paper asks for the small queue's
/// share first), and reads are counted anew in the main queue. Unlike libCacheSim, which never stores it, an entry
/// larger than the small queue's share passes through it like any other, as in the paper.
template <class Ghost>
class BasicS3Fifo
{
public:
    static constexpr Eviction eviction = Eviction::s3Fifo;
    static constexpr std::string_view description = "A small FIFO sorts out what is not read twice before it takes "
                                                    "room in the main FIFO (Yang et al., SOSP 2023)";

    explicit BasicS3Fifo(const PolicyOptions &options)
        : m_mainShare(options.capacity - shareOf(options.capacity, 0.10))
        , m_ghost(shareOf(options.capacity, 0.90))
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
        const std::uint8_t queue = m_toMain ? mainQueue : smallQueue;
        m_toMain = false;
        m_entries[slot] = { key, size, 0, queue };
        m_used[queue] += size;
        m_order.pushNewest(slot, queue);
    }
    void hit(std::uint32_t slot)
    {
        std::uint8_t &reads = m_entries[slot].reads;
        reads = static_cast<std::uint8_t>(reads + (reads < maxReads));
    }
    void update(std::uint32_t slot, std::uint64_t size)
    {
        Entry &entry = m_entries[slot];
        m_used[entry.queue] += size - entry.size;
        entry.size = size;
    }
    std::uint32_t evict()
    {
        if (m_used[mainQueue] <= m_mainShare) {
            const std::uint32_t victim = evictSmall();
            if (victim != noSlot)
                return victim;
        }
        return m_order.empty(mainQueue) ? evictSmall() : evictMain();
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
        m_used[smallQueue] = m_used[mainQueue] = 0;
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
        return m_order.memoryBytes() + m_ghost.memoryBytes() + m_entries.capacity() * sizeof(Entry);
    }

private:
    static constexpr std::uint8_t smallQueue = 0, mainQueue = 1;
    static constexpr std::uint8_t maxReads = 3, readsToStay = 2;
    struct Entry {
        std::uint64_t key = 0;
        std::uint64_t size = 0;
        std::uint8_t reads = 0;
        std::uint8_t queue = smallQueue;
    };

    /// noSlot when every entry of the small queue went to the main one.
    std::uint32_t evictSmall()
    {
        while (!m_order.empty(smallQueue)) {
            const std::uint32_t slot = m_order.oldest(smallQueue);
            Entry &entry = m_entries[slot];
            erase(slot);
            if (entry.reads < readsToStay) {
                m_ghost.push(entry.key, entry.size);
                return slot;
            }
            entry.reads = 0;
            entry.queue = mainQueue;
            m_used[mainQueue] += entry.size;
            m_order.pushNewest(slot, mainQueue);
        }
        return noSlot;
    }
    std::uint32_t evictMain()
    {
        std::uint32_t slot = m_order.oldest(mainQueue);
        while (m_entries[slot].reads > 0) {
            --m_entries[slot].reads;
            m_order.remove(slot);
            m_order.pushNewest(slot, mainQueue);
            slot = m_order.oldest(mainQueue);
        }
        erase(slot);
        return slot;
    }

    std::uint64_t m_mainShare;
    std::uint64_t m_used[2] = { 0, 0 };
    SlotLists<2> m_order;
    std::vector<Entry> m_entries;
    Ghost m_ghost;
    bool m_toMain = false;
};

using S3Fifo = BasicS3Fifo<GhostQueue>;

} // namespace cs
