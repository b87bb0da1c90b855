// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/policy.h"
#include "sim/cache/eviction/slot_lists.h"

namespace cs
{

/// Least recently used: a hit makes an entry the newest, the oldest leaves (Mattson et al., "Evaluation techniques for
/// storage hierarchies", IBM Systems Journal 9(2), 1970).
class Lru
{
public:
    static constexpr Eviction eviction = Eviction::lru;
    static constexpr std::string_view description
        = "Evicts the entry that was not read for the longest time (Mattson et al., 1970)";

    explicit Lru(const PolicyOptions &) { }

    void reserve(std::uint32_t slots) { m_order.reserve(slots); }
    void miss(std::uint64_t, std::uint64_t) { }
    void insert(std::uint32_t slot, std::uint64_t, std::uint64_t) { m_order.pushNewest(slot); }
    void hit(std::uint32_t slot)
    {
        m_order.remove(slot);
        m_order.pushNewest(slot);
    }
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
