// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/policy.h"
#include "sim/cache/eviction/slot_lists.h"

#include <array>
#include <cstdint>
#include <vector>

namespace cs
{

/// LRU lists of limited size, one above the other: a hit takes an entry to the next one up, what a list has too much of
/// goes from its old end to the one below, and from the lowest out. `Others` further lists, above all of these in
/// number, are the user's own: entries there are only kept in order and counted.
template <std::uint32_t Segments, std::uint32_t Others = 0>
class LruSegments
{
public:
    static constexpr std::uint32_t lists = Segments + Others;
    static_assert(lists <= 4, "two bits name the list");

    explicit LruSegments(const std::array<std::uint64_t, Segments> &shares)
        : m_shares(shares)
    {
    }

    void reserve(std::uint32_t slots)
    {
        m_order.reserve(slots);
        if (m_entries.size() < slots)
            m_entries.resize(slots);
    }

    void push(std::uint32_t slot, std::uint64_t size, std::uint32_t list)
    {
        m_entries[slot] = Entry(size, list);
        m_used[list] += size;
        m_order.pushNewest(slot, list);
    }
    /// The lowest that has room, or `Segments`.
    std::uint32_t segmentFor(std::uint64_t size) const
    {
        std::uint32_t list = 0;
        while (list < Segments && m_used[list] + size > m_shares[list])
            ++list;
        return list;
    }
    void insert(std::uint32_t slot, std::uint64_t size)
    {
        const std::uint32_t list = segmentFor(size);
        push(slot, size, list < Segments ? list : 0);
    }
    void hit(std::uint32_t slot)
    {
        const Entry entry = m_entries[slot];
        const std::uint32_t list = entry.list();
        // One that is too large for the segment above would push itself out of it.
        if (list + 1 >= Segments || entry.size() > m_shares[list + 1]) {
            m_order.remove(slot);
            m_order.pushNewest(slot, list);
            return;
        }
        move(slot, list + 1);
        while (m_used[list + 1] > m_shares[list + 1])
            cool(list + 1);
    }
    void update(std::uint32_t slot, std::uint64_t size)
    {
        Entry &entry = m_entries[slot];
        m_used[entry.list()] += size - entry.size();
        entry = Entry(size, entry.list());
    }
    void erase(std::uint32_t slot)
    {
        m_used[m_entries[slot].list()] -= m_entries[slot].size();
        m_order.remove(slot);
    }
    /// The oldest of the lowest segment that is not empty; noSlot when all are.
    std::uint32_t victim() const
    {
        for (std::uint32_t list = 0; list < Segments; ++list)
            if (!m_order.empty(list))
                return m_order.oldest(list);
        return noSlot;
    }
    std::uint32_t givenUp()
    {
        if (m_givenUp.empty())
            return noSlot;
        const std::uint32_t slot = m_givenUp.back();
        m_givenUp.pop_back();
        return slot;
    }
    void giveUp(std::uint32_t slot)
    {
        erase(slot);
        m_givenUp.push_back(slot);
    }
    void clear()
    {
        m_order.clear();
        m_givenUp.clear();
        m_used.fill(0);
    }

    bool empty(std::uint32_t list) const { return m_order.empty(list); }
    std::uint32_t oldest(std::uint32_t list) const { return m_order.oldest(list); }
    std::uint32_t newer(std::uint32_t slot) const { return m_order.newer(slot); }
    static bool isEnd(std::uint32_t slot) { return SlotLists<lists>::isEnd(slot); }
    std::uint32_t listOf(std::uint32_t slot) const { return m_entries[slot].list(); }
    std::uint64_t sizeOf(std::uint32_t slot) const { return m_entries[slot].size(); }
    /// Of all segments together.
    std::uint64_t used() const
    {
        std::uint64_t sum = 0;
        for (std::uint32_t list = 0; list < Segments; ++list)
            sum += m_used[list];
        return sum;
    }
    void prefetch(std::uint32_t slot) const
    {
        m_order.prefetch(slot);
        __builtin_prefetch(&m_entries[slot], 1);
    }
    std::size_t memoryBytes() const
    {
        return m_order.memoryBytes() + m_entries.capacity() * sizeof(Entry)
            + m_givenUp.capacity() * sizeof(std::uint32_t);
    }

private:
    /// Size and list in one word: sizes are below 2^62.
    class Entry
    {
    public:
        Entry() = default;
        Entry(std::uint64_t size, std::uint32_t list)
            : m_both(size << 2 | list)
        {
        }
        std::uint64_t size() const { return m_both >> 2; }
        std::uint32_t list() const { return m_both & 3; }

    private:
        std::uint64_t m_both = 0;
    };

    void move(std::uint32_t slot, std::uint32_t list)
    {
        Entry &entry = m_entries[slot];
        m_order.remove(slot);
        m_used[entry.list()] -= entry.size();
        entry = Entry(entry.size(), list);
        m_used[list] += entry.size();
        m_order.pushNewest(slot, list);
    }
    void cool(std::uint32_t list)
    {
        if (list == 0)
            return giveUp(m_order.oldest(0));
        move(m_order.oldest(list), list - 1);
        while (m_used[list - 1] > m_shares[list - 1])
            cool(list - 1);
    }

    std::array<std::uint64_t, Segments> m_shares;
    std::array<std::uint64_t, lists> m_used {};
    SlotLists<lists> m_order;
    std::vector<Entry> m_entries;
    std::vector<std::uint32_t> m_givenUp;
};

} // namespace cs
