// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/random.h"

#include <cstdint>
#include <vector>

namespace cs
{

/// Open-addressing index from keys to 32-bit slots (the keys stay in the slab): linear probing, backward-shift
/// deletion, doubled at 3/4 full. Each cell holds 32 bits of the key's hash beside the slot, so that the slab is looked
/// at only where they agree: an absent key costs one cache line, a present one two. `keyOf(slot)` gives the key of a
/// stored slot.
class FlatIndex
{
public:
    static constexpr std::uint32_t none = ~std::uint32_t(0);

    template <class KeyOf>
    std::uint32_t find(std::uint64_t key, KeyOf keyOf) const
    {
        if (m_table.empty())
            return none;
        const std::uint32_t hash = hashOf(key);
        for (std::size_t at = hash & m_mask;; at = (at + 1) & m_mask) {
            const Cell cell = m_table[at];
            if (cell.slot == none || (cell.hash == hash && keyOf(cell.slot) == key))
                return cell.slot;
        }
    }

    /// The key must not be there.
    template <class KeyOf>
    void insert(std::uint64_t key, std::uint32_t slot, KeyOf)
    {
        if ((m_count + 1) * 4 > m_table.size() * 3)
            grow();
        place({ hashOf(key), slot });
        ++m_count;
    }

    /// The key must be there.
    template <class KeyOf>
    void erase(std::uint64_t key, KeyOf keyOf)
    {
        const std::uint32_t hash = hashOf(key);
        std::size_t hole = hash & m_mask;
        while (m_table[hole].hash != hash || keyOf(m_table[hole].slot) != key)
            hole = (hole + 1) & m_mask;
        for (std::size_t at = (hole + 1) & m_mask; m_table[at].slot != none; at = (at + 1) & m_mask) {
            // An element may move back only if its home is not between the hole and where it is.
            const std::size_t wanted = m_table[at].hash & m_mask;
            if (((at - wanted) & m_mask) >= ((at - hole) & m_mask)) {
                m_table[hole] = m_table[at];
                hole = at;
            }
        }
        m_table[hole] = {};
        --m_count;
    }

    void clear()
    {
        m_table.assign(m_table.size(), {});
        m_count = 0;
    }

    /// The cells where a key would be are wanted soon.
    void prefetch(std::uint64_t key) const
    {
        if (!m_table.empty())
            __builtin_prefetch(&m_table[hashOf(key) & m_mask]);
    }

    /// A slot that is probably the key's, found without a look at the slab; none if it is not there.
    std::uint32_t guess(std::uint64_t key) const
    {
        if (m_table.empty())
            return none;
        const std::uint32_t hash = hashOf(key);
        for (std::size_t at = hash & m_mask;; at = (at + 1) & m_mask)
            if (m_table[at].slot == none || m_table[at].hash == hash)
                return m_table[at].slot;
    }

    std::size_t memoryBytes() const { return m_table.capacity() * sizeof(Cell); }

private:
    struct Cell {
        std::uint32_t hash = 0;
        std::uint32_t slot = none;
    };
    static std::uint32_t hashOf(std::uint64_t key)
    {
        return static_cast<std::uint32_t>(mixBits(key * 0x9E3779B97F4A7C15ULL));
    }

    void place(Cell cell)
    {
        std::size_t at = cell.hash & m_mask;
        while (m_table[at].slot != none)
            at = (at + 1) & m_mask;
        m_table[at] = cell;
    }

    void grow()
    {
        std::vector<Cell> old(m_table.empty() ? 4 : m_table.size() * 2);
        old.swap(m_table);
        m_mask = m_table.size() - 1;
        for (const Cell cell : old)
            if (cell.slot != none)
                place(cell);
    }

    std::vector<Cell> m_table;
    std::size_t m_mask = 0;
    std::size_t m_count = 0;
};

} // namespace cs
