// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/sieve.h"
#include "sim/replay/unit_cache.h"

#include <algorithm>

namespace cs
{

/// As Sieve, with the queue as a log: entries that the hand leaves in place are moved up behind each other, over the
/// gaps of those that it took, so what lies behind the hand has no gaps and what lies before it has none either.
class UnitSieve
{
public:
    using Same = Sieve;

    explicit UnitSieve(const UnitOptions &options)
        : m_capacity(options.entries())
        , m_state(options.objects)
        , m_log(std::size_t(m_capacity) * 2)
    {
    }
    void prefetch(std::uint32_t object) const { __builtin_prefetch(&m_state[object], 1); }
    bool read(std::uint32_t object)
    {
        if (m_state[object] != absent) {
            m_state[object] = marked;
            return true;
        }
        if (m_count < m_capacity)
            ++m_count;
        else
            evict();
        m_state[object] = resident;
        if (m_end == m_log.size())
            closeGap();
        m_log[m_end++] = object;
        return false;
    }
    std::size_t memoryBytes() const { return m_state.capacity() + m_log.capacity() * sizeof(m_log[0]); }

private:
    static constexpr std::uint8_t absent = 0, resident = 1, marked = 2;
    static constexpr std::size_t ahead = 16;

    void evict()
    {
        std::uint32_t victim = m_log[m_hand];
        while (m_state[victim] == marked) {
            m_state[victim] = resident;
            m_log[m_kept++] = victim;
            advance();
            victim = m_log[m_hand];
        }
        m_state[victim] = absent;
        advance();
    }
    void advance()
    {
        if (++m_hand == m_end) {
            m_end = m_kept;
            m_hand = m_kept = 0;
        }
        if (m_hand + ahead < m_end)
            __builtin_prefetch(&m_state[m_log[m_hand + ahead]], 1);
    }
    void closeGap()
    {
        std::copy(m_log.begin() + static_cast<std::ptrdiff_t>(m_hand), m_log.end(),
            m_log.begin() + static_cast<std::ptrdiff_t>(m_kept));
        m_end -= m_hand - m_kept;
        m_hand = m_kept;
    }

    std::uint32_t m_capacity;
    std::uint32_t m_count = 0;
    HugeVector<std::uint8_t> m_state;
    HugeVector<std::uint32_t> m_log; ///< from the oldest: [0, m_kept) and [m_hand, m_end)
    std::size_t m_kept = 0, m_hand = 0, m_end = 0;
};

} // namespace cs
