// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/policy.h"
#include "sim/cache/eviction/slot_lists.h"

namespace cs
{

/// First in, first out: the oldest entry leaves, hits change nothing (Belady, "A study of replacement algorithms for a
/// virtual-storage computer", IBM Systems Journal 5(2), 1966).
class Fifo
{
public:
    static constexpr Eviction eviction = Eviction::fifo;
    static constexpr std::string_view description
        = "Evicts the entry that was stored first, whether it is read or not (Belady, 1966)";

    explicit Fifo(const PolicyOptions &) { }

    void reserve(std::uint32_t slots) { m_order.reserve(slots); }
    void miss(std::uint64_t, std::uint64_t) { }
    void insert(std::uint32_t slot, std::uint64_t, std::uint64_t) { m_order.pushNewest(slot); }
    void hit(std::uint32_t) { }
    void update(std::uint32_t, std::uint64_t) { }
    std::uint32_t evict()
    {
        const std::uint32_t victim = m_order.oldest();
        m_order.remove(victim);
        return victim;
    }
    void erase(std::uint32_t slot) { m_order.remove(slot); }
    void clear() { m_order.clear(); }
    std::size_t memoryBytes() const { return m_order.memoryBytes(); }

private:
    SlotLists<> m_order;
};

} // namespace cs
