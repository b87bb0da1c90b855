// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/random.h"

#include <cstdint>
#include <vector>

namespace cs
{

/// Open-addressing index from keys to 32-bit slots that holds only the slots (the keys stay in the slab): linear
/// probing, backward-shift deletion, doubled at 3/4 full. `keyOf(slot)` gives the key of a stored slot.
class FlatIndex
{
public:
    static constexpr std::uint32_t none = ~std::uint32_t(0);

    template <class KeyOf>
    std::uint32_t find(std::uint64_t key, KeyOf keyOf) const
    {
        if (m_table.empty())
            return none;
        for (std::size_t at = home(key);; at = (at + 1) & m_mask) {
            const std::uint32_t slot = m_table[at];
            if (slot == none || keyOf(slot) == key)
                return slot;
        }
    }

    /// The key must not be there.
    template <class KeyOf>
    void insert(std::uint64_t key, std::uint32_t slot, KeyOf keyOf)
    {
        if ((m_count + 1) * 4 > m_table.size() * 3)
            grow(keyOf);
        place(key, slot);
        ++m_count;
    }

    /// The key must be there.
    template <class KeyOf>
    void erase(std::uint64_t key, KeyOf keyOf)
    {
        std::size_t hole = home(key);
        while (keyOf(m_table[hole]) != key)
            hole = (hole + 1) & m_mask;
        for (std::size_t at = (hole + 1) & m_mask; m_table[at] != none; at = (at + 1) & m_mask) {
            // An element may move back only if its home is not between the hole and where it is.
            const std::size_t wanted = home(keyOf(m_table[at]));
            if (((at - wanted) & m_mask) >= ((at - hole) & m_mask)) {
                m_table[hole] = m_table[at];
                hole = at;
            }
        }
        m_table[hole] = none;
        --m_count;
    }

    void clear()
    {
        m_table.assign(m_table.size(), none);
        m_count = 0;
    }

    std::size_t memoryBytes() const { return m_table.capacity() * sizeof(std::uint32_t); }

private:
    std::size_t home(std::uint64_t key) const { return mixBits(key * 0x9E3779B97F4A7C15ULL) & m_mask; }

    void place(std::uint64_t key, std::uint32_t slot)
    {
        std::size_t at = home(key);
        while (m_table[at] != none)
            at = (at + 1) & m_mask;
        m_table[at] = slot;
    }

    template <class KeyOf>
    void grow(KeyOf keyOf)
    {
        std::vector<std::uint32_t> old(m_table.empty() ? 16 : m_table.size() * 2, none);
        old.swap(m_table);
        m_mask = m_table.size() - 1;
        for (const std::uint32_t slot : old)
            if (slot != none)
                place(keyOf(slot), slot);
    }

    std::vector<std::uint32_t> m_table;
    std::size_t m_mask = 0;
    std::size_t m_count = 0;
};

} // namespace cs
