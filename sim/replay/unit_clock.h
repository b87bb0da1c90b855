// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/clock.h"
#include "sim/replay/unit_cache.h"

namespace cs
{

/// As Clock, with a hand that goes round: an entry that is queued again is where the hand has just been.
class UnitClock
{
public:
    using Same = Clock;

    explicit UnitClock(const UnitOptions &options)
        : m_state(options.objects)
        , m_ring(options.entries())
    {
    }
    void prefetch(std::uint32_t object) const { __builtin_prefetch(&m_state[object], 1); }
    bool read(std::uint32_t object)
    {
        if (m_state[object] != absent) {
            m_state[object] = marked;
            return true;
        }
        m_state[object] = resident;
        if (m_count < m_ring.size()) {
            m_ring[m_count++] = object;
            return false;
        }
        while (m_state[m_ring[m_hand]] == marked) {
            m_state[m_ring[m_hand]] = resident;
            advance();
        }
        m_state[m_ring[m_hand]] = absent;
        m_ring[m_hand] = object;
        advance();
        return false;
    }
    std::size_t memoryBytes() const { return m_state.capacity() + m_ring.capacity() * sizeof(m_ring[0]); }

private:
    static constexpr std::uint8_t absent = 0, resident = 1, marked = 2;
    static constexpr std::size_t ahead = 16;

    void advance()
    {
        m_hand = m_hand + 1 < m_ring.size() ? m_hand + 1 : 0;
        if (m_hand + ahead < m_ring.size())
            __builtin_prefetch(&m_state[m_ring[m_hand + ahead]], 1);
    }

    HugeVector<std::uint8_t> m_state;
    HugeVector<std::uint32_t> m_ring; ///< by age, the oldest at the hand
    std::size_t m_count = 0;
    std::size_t m_hand = 0;
};

} // namespace cs
