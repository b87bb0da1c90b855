// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/policy.h"
#include "sim/cache/eviction/slot_lists.h"

#include <algorithm>
#include <vector>

namespace cs
{

/// CLOCK as FIFO with reinsertion: the oldest entry leaves unless it was read since it was queued, then it is queued
/// again without its mark. A new entry starts unmarked, as in libCacheSim; Corbato ("A paging experiment with the
/// Multics system", 1969) marks it.
class Clock
{
public:
    static constexpr Eviction eviction = Eviction::clock;
    static constexpr std::string_view description
        = "FIFO that gives an entry a second round if it was read (Corbato, 1969)";

    explicit Clock(const PolicyOptions &) { }

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
        std::uint32_t victim = m_order.oldest();
        while (m_read[victim]) {
            m_read[victim] = 0;
            m_order.remove(victim);
            m_order.pushNewest(victim);
            victim = m_order.oldest();
        }
        m_order.remove(victim);
        return victim;
    }
    void erase(std::uint32_t slot) { m_order.remove(slot); }
    void clear() { m_order.clear(); }
    std::size_t memoryBytes() const { return m_order.memoryBytes() + m_read.capacity(); }

private:
    SlotLists<> m_order;
    std::vector<std::uint8_t> m_read;
};

} // namespace cs
