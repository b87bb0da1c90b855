// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/replay/huge_pages.h"

#include <bit>
#include <cstdint>
#include <vector>

namespace cs
{

/// A set of numbers below a limit that knows its highest: a bit for each, and above them bits for words that are not
/// empty, level by level.
class NumberSet
{
public:
    explicit NumberSet(std::uint64_t limit)
    {
        do {
            limit = (limit + 63) / 64;
            m_levels.emplace_back(limit == 0 ? 1 : limit);
        } while (limit > 1);
    }

    void add(std::uint64_t number)
    {
        for (auto &level : m_levels) {
            std::uint64_t &word = level[number / 64];
            const bool wasEmpty = word == 0;
            word |= std::uint64_t(1) << number % 64;
            if (!wasEmpty)
                return;
            number /= 64;
        }
    }
    /// It must be there.
    void remove(std::uint64_t number)
    {
        for (auto &level : m_levels) {
            std::uint64_t &word = level[number / 64];
            word &= ~(std::uint64_t(1) << number % 64);
            if (word != 0)
                return;
            number /= 64;
        }
    }
    bool has(std::uint64_t number) const { return m_levels[0][number / 64] >> number % 64 & 1; }
    bool empty() const { return m_levels.back()[0] == 0; }
    /// Only while it is not empty.
    std::uint64_t highest() const
    {
        std::uint64_t number = 0;
        for (auto level = m_levels.rbegin(); level != m_levels.rend(); ++level)
            number = number * 64 + static_cast<unsigned>(63 - std::countl_zero((*level)[number]));
        return number;
    }
    void prefetch(std::uint64_t number) const { __builtin_prefetch(&m_levels[0][number / 64], 1); }
    void clear()
    {
        for (auto &level : m_levels)
            std::fill(level.begin(), level.end(), 0);
    }
    std::size_t memoryBytes() const
    {
        std::size_t bytes = 0;
        for (const auto &level : m_levels)
            bytes += level.capacity() * sizeof(std::uint64_t);
        return bytes;
    }

private:
    std::vector<HugeVector<std::uint64_t>> m_levels; ///< from the numbers up
};

} // namespace cs
