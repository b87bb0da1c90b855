// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/policy.h"
#include "sim/cache/eviction/slot_lists.h"

#include <vector>

namespace cs
{

/// SIEVE (Zhang et al., "SIEVE is simpler than LRU", NSDI 2024): a hand walks the queue from the oldest to the newest
/// entry, clears the marks of those that were read and evicts the first one without; nothing moves, so survivors stay
/// where they are and new entries are judged early.
class Sieve
{
public:
    static constexpr Eviction eviction = Eviction::sieve;
    static constexpr std::string_view description
        = "A hand sifts out the first unread entry and leaves read ones in place (Zhang et al., NSDI 2024)";

    explicit Sieve(const PolicyOptions &) { }

    void reserve(std::uint32_t slots)
    {
        m_order.reserve(slots);
        if (m_read.size() < slots)
            m_read.resize(slots);
    }
    void miss(std::uint64_t, std::uint64_t) { }
    void insert(std::uint32_t slot, std::uint64_t, std::uint64_t)
    {
        m_read[slot] = 0;
        m_order.pushNewest(slot);
    }
    void hit(std::uint32_t slot) { m_read[slot] = 1; }
    void update(std::uint32_t, std::uint64_t) { }
    std::uint32_t evict()
    {
        std::uint32_t at = m_hand == noSlot ? m_order.oldest() : m_hand;
        while (m_read[at]) {
            m_read[at] = 0;
            at = m_order.newer(at);
            if (m_order.isEnd(at))
                at = m_order.oldest();
        }
        m_hand = at;
        erase(at);
        return at;
    }
    void erase(std::uint32_t slot)
    {
        if (slot == m_hand) {
            m_hand = m_order.newer(slot);
            if (m_order.isEnd(m_hand))
                m_hand = noSlot;
        }
        m_order.remove(slot);
    }
    void clear()
    {
        m_order.clear();
        m_hand = noSlot;
    }
    std::size_t memoryBytes() const { return m_order.memoryBytes() + m_read.capacity(); }

private:
    SlotLists<> m_order;
    std::vector<std::uint8_t> m_read;
    /// Where the next search starts; noSlot = at the oldest entry.
    std::uint32_t m_hand = noSlot;
};

} // namespace cs
