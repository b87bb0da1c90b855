// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/time.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace cs
{

/// Which of several times is the earliest, ties to the lowest number: a tournament tree, replayed from one leaf at a
/// time without a branch to guess.
class Earliest
{
public:
    void resize(std::size_t count)
    {
        m_leaves = std::bit_ceil(std::max<std::size_t>(1, count));
        m_times.assign(m_leaves, SimTime::never());
        m_winners.assign(2 * m_leaves, 0);
        for (std::size_t i = 0; i < m_leaves; ++i)
            m_winners[m_leaves + i] = static_cast<std::uint32_t>(i);
        for (std::size_t at = m_leaves; at-- > 1;)
            m_winners[at] = m_winners[2 * at];
    }
    void set(std::uint32_t number, SimTime time)
    {
        m_times[number] = time;
        for (std::size_t at = (m_leaves + number) / 2; at > 0; at /= 2) {
            const std::uint32_t left = m_winners[2 * at], right = m_winners[2 * at + 1];
            m_winners[at] = m_times[left] <= m_times[right] ? left : right;
        }
    }
    std::uint32_t number() const { return m_winners[1]; }
    SimTime time() const { return m_times[m_winners[1]]; }

private:
    std::size_t m_leaves = 1;
    std::vector<SimTime> m_times;
    std::vector<std::uint32_t> m_winners; ///< by node of the tree, the root at 1
};

} // namespace cs
