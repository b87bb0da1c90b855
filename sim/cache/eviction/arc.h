// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/ghost_queue.h"
#include "sim/cache/eviction/policy.h"
#include "sim/cache/eviction/slot_lists.h"

#include <algorithm>
#include <vector>

namespace cs
{

/// ARC (Megiddo and Modha, "ARC: a self-tuning, low overhead replacement cache", FAST 2003): one LRU of entries read
/// once and one of those read again, each with the keys it lost; a read of such a key moves the share of the first list
/// towards the list that lost it, and the entry enters the second. The share is a fraction, as in libCacheSim, whose
/// counts this gives. With sizes, "full" means that the entry to come no longer fits.
template <class Ghost>
class BasicArc
{
public:
    static constexpr Eviction eviction = Eviction::arc;
    static constexpr std::string_view description = "Balances an LRU of entries read once against one of those read "
                                                    "more often by what each lost (Megiddo and Modha, FAST 2003)";

    explicit BasicArc(const PolicyOptions &options)
        : m_capacity(options.capacity)
        , m_ghosts { Ghost(unlimitedCapacity), Ghost(unlimitedCapacity) }
    {
    }

    void reserve(std::uint32_t slots)
    {
        m_order.reserve(slots);
        for (Ghost &ghost : m_ghosts)
            ghost.reserve(slots);
        if (m_entries.size() < slots)
            m_entries.resize(slots);
    }
    void miss(std::uint64_t key, std::uint64_t size)
    {
        m_incoming = size;
        m_lostBy = noList;
        const double once = static_cast<double>(m_ghosts[readOnce].used());
        const double often = static_cast<double>(m_ghosts[readOften].used());
        if (m_ghosts[readOnce].take(key)) {
            m_lostBy = readOnce;
            m_share = std::min(m_share + std::max(1.0, often / once), static_cast<double>(m_capacity));
        } else if (m_ghosts[readOften].take(key)) {
            m_lostBy = readOften;
            m_share = std::max(m_share - std::max(1.0, once / often), 0.0);
        }
    }
    void insert(std::uint32_t slot, std::uint64_t key, std::uint64_t size)
    {
        const std::uint8_t list = m_lostBy == noList ? readOnce : readOften;
        m_lostBy = noList;
        m_incoming = 0;
        m_entries[slot] = { key, size, list };
        m_used[list] += size;
        m_order.pushNewest(slot, list);
    }
    void hit(std::uint32_t slot)
    {
        Entry &entry = m_entries[slot];
        m_order.remove(slot);
        m_order.pushNewest(slot, readOften);
        if (entry.list == readOften)
            return;
        entry.list = readOften;
        m_used[readOnce] -= entry.size;
        m_used[readOften] += entry.size;
    }
    void update(std::uint32_t slot, std::uint64_t size)
    {
        Entry &entry = m_entries[slot];
        m_used[entry.list] += size - entry.size;
        entry.size = size;
    }
    std::uint32_t evict()
    {
        if (m_lostBy != noList)
            return replace();
        Ghost &once = m_ghosts[readOnce], &often = m_ghosts[readOften];
        if (m_used[readOnce] + once.used() + m_incoming > m_capacity) {
            if (once.empty() && !m_order.empty(readOnce))
                return take(readOnce);
            if (!once.empty())
                once.dropOldest();
        } else if (m_used[readOnce] + once.used() + m_used[readOften] + often.used() >= 2 * m_capacity
            && !often.empty()) {
            often.dropOldest();
        }
        return replace();
    }
    void erase(std::uint32_t slot)
    {
        m_used[m_entries[slot].list] -= m_entries[slot].size;
        m_order.remove(slot);
    }
    void clear()
    {
        m_order.clear();
        for (Ghost &ghost : m_ghosts)
            ghost.clear();
        m_used[readOnce] = m_used[readOften] = 0;
        m_share = 0;
        m_lostBy = noList;
        m_incoming = 0;
    }
    void prefetch(std::uint32_t slot) const
    {
        m_order.prefetch(slot);
        __builtin_prefetch(&m_entries[slot], 1);
        m_ghosts[readOnce].prefetch(slot);
        m_ghosts[readOften].prefetch(slot);
    }
    std::size_t memoryBytes() const
    {
        return m_order.memoryBytes() + m_ghosts[readOnce].memoryBytes() + m_ghosts[readOften].memoryBytes()
            + m_entries.capacity() * sizeof(Entry);
    }

private:
    static constexpr std::uint8_t readOnce = 0, readOften = 1, noList = 2;
    struct Entry {
        std::uint64_t key = 0;
        std::uint64_t size = 0;
        std::uint8_t list = readOnce;
    };

    std::uint32_t take(std::uint8_t list)
    {
        const std::uint32_t victim = m_order.oldest(list);
        erase(victim);
        return victim;
    }
    std::uint32_t replace()
    {
        const double once = static_cast<double>(m_used[readOnce]);
        const bool above = once > m_share || (once == m_share && m_lostBy == readOften);
        const bool fromOnce = m_order.empty(readOften) || (!m_order.empty(readOnce) && above);
        const std::uint8_t list = fromOnce ? readOnce : readOften;
        const std::uint32_t victim = take(list);
        m_ghosts[list].push(m_entries[victim].key, m_entries[victim].size);
        return victim;
    }

    std::uint64_t m_capacity;
    double m_share = 0; ///< of the entries read once
    std::uint64_t m_incoming = 0;
    std::uint8_t m_lostBy = noList; ///< the list that lost the key to be inserted
    std::uint64_t m_used[2] = { 0, 0 };
    SlotLists<2> m_order;
    std::vector<Entry> m_entries;
    Ghost m_ghosts[2];
};

using Arc = BasicArc<GhostQueue>;

} // namespace cs
