// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/replay/huge_pages.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>

namespace cs
{

/// The size of each object, four bytes each; the few that need more are kept aside.
class SizeTable
{
public:
    std::uint64_t operator[](std::uint32_t id) const
    {
        const std::uint32_t size = m_sizes[id];
        return size != big ? size : m_big.find(id)->second;
    }
    void set(std::uint32_t id, std::uint64_t size)
    {
        if (size >= big)
            m_big[id] = size;
        m_sizes[id] = size >= big ? big : static_cast<std::uint32_t>(size);
    }
    /// The next object's.
    void push(std::uint64_t size)
    {
        m_sizes.push_back(0);
        set(static_cast<std::uint32_t>(m_sizes.size() - 1), size);
    }
    void forgetAll()
    {
        std::fill(m_sizes.begin(), m_sizes.end(), 0u);
        m_big.clear();
    }
    void prefetch(std::uint32_t id) const { __builtin_prefetch(&m_sizes[id]); }
    std::uint32_t count() const { return static_cast<std::uint32_t>(m_sizes.size()); }
    std::size_t memoryBytes() const { return m_sizes.capacity() * sizeof(m_sizes[0]) + m_big.size() * 24; }

private:
    static constexpr std::uint32_t big = 0xffffffffu;
    HugeVector<std::uint32_t> m_sizes;
    boost::unordered_flat_map<std::uint32_t, std::uint64_t> m_big;
};

} // namespace cs
