// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/slot_lists.h"

#include <cstdint>
#include <vector>

namespace cs
{

/// As GhostQueue, for keys that are dense numbers: arrays in place of a table.
class DenseGhost
{
public:
    explicit DenseGhost(std::uint64_t capacity)
        : m_capacity(capacity)
    {
    }

    void reserve(std::uint32_t keys)
    {
        m_order.reserve(keys);
        if (m_sizes.size() < keys)
            m_sizes.resize(keys, absent);
    }
    bool take(std::uint64_t key)
    {
        const auto slot = static_cast<std::uint32_t>(key);
        if (m_sizes[slot] == absent)
            return false;
        forget(slot);
        return true;
    }
    void push(std::uint64_t key, std::uint64_t size)
    {
        if (size > m_capacity)
            return;
        while (m_used > m_capacity - size)
            dropOldest();
        const auto slot = static_cast<std::uint32_t>(key);
        m_sizes[slot] = size;
        m_used += size;
        m_order.pushNewest(slot);
    }
    void dropOldest() { forget(m_order.oldest()); }
    /// Where a key of that number would be.
    void prefetch(std::uint32_t slot) const { __builtin_prefetch(&m_sizes[slot]); }
    bool empty() const { return m_order.empty(); }
    std::uint64_t used() const { return m_used; }
    void clear()
    {
        m_order.clear();
        m_sizes.assign(m_sizes.size(), absent);
        m_used = 0;
    }
    std::size_t memoryBytes() const { return m_order.memoryBytes() + m_sizes.capacity() * sizeof(m_sizes[0]); }

private:
    static constexpr std::uint64_t absent = ~std::uint64_t(0);

    void forget(std::uint32_t slot)
    {
        m_used -= m_sizes[slot];
        m_sizes[slot] = absent;
        m_order.remove(slot);
    }

    std::uint64_t m_capacity;
    std::uint64_t m_used = 0;
    SlotLists<> m_order;
    std::vector<std::uint64_t> m_sizes;
};

} // namespace cs
