// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cs
{

/// As SketchedCounts, for keys that are dense numbers and the slots too: counted exactly.
class DenseCounts
{
public:
    static constexpr bool wantsKeys = false;

    void reserve(std::uint32_t slots)
    {
        if (m_counts.size() < slots)
            m_counts.resize(slots);
    }
    void take(std::uint32_t, std::uint64_t) { }
    void build(std::uint64_t) { }
    void add(std::uint32_t slot) { m_counts[slot] += m_counts[slot] < ~std::uint32_t(0); }
    std::uint32_t of(std::uint32_t slot) const { return m_counts[slot]; }
    void halve()
    {
        for (std::uint32_t &count : m_counts)
            count >>= 1;
    }
    void clear() { m_counts.assign(m_counts.size(), 0); }
    std::size_t memoryBytes() const { return m_counts.capacity() * sizeof(m_counts[0]); }

private:
    std::vector<std::uint32_t> m_counts;
};

} // namespace cs
