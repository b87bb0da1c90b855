// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/belady.h"
#include "sim/replay/number_set.h"
#include "sim/replay/unit_cache.h"

namespace cs
{

/// As Belady. A resident is the position of its next read, so a read hits if its own position is among them, and whose
/// it is need not be known. Those that are never read again are only counted: they leave first and are not missed.
class UnitBelady
{
public:
    using Same = Belady;
    static constexpr std::uint32_t never = 0xffffffffu;

    explicit UnitBelady(const UnitOptions &options)
        : m_capacity(options.capacity)
        , m_next(options.nextReads)
        , m_requests(static_cast<std::uint32_t>(options.requests))
        , m_residents(options.requests)
    {
    }
    void prefetch(std::uint32_t) const { }
    bool read(std::uint32_t)
    {
        const std::uint32_t position = m_position++;
        if (position + ahead < m_requests && m_next[position + ahead] != never)
            m_residents.prefetch(m_next[position + ahead]);
        const bool hit = m_residents.has(position);
        if (hit)
            m_residents.remove(position);
        else if (m_count < m_capacity)
            ++m_count;
        else if (m_dead > 0)
            --m_dead;
        else
            m_residents.remove(m_residents.highest());
        if (m_next[position] == never)
            ++m_dead;
        else
            m_residents.add(m_next[position]);
        return hit;
    }
    std::size_t memoryBytes() const { return m_residents.memoryBytes(); }

private:
    static constexpr std::uint32_t ahead = 24;

    std::uint32_t m_capacity;
    const std::uint32_t *m_next;
    std::uint32_t m_requests;
    std::uint32_t m_position = 0;
    std::uint32_t m_count = 0; ///< of residents
    std::uint32_t m_dead = 0; ///< of these, never read again
    NumberSet m_residents; ///< the others
};

} // namespace cs
