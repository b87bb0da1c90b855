// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/random.h"
#include "sim/core/random.h"
#include "sim/replay/unit_cache.h"

namespace cs
{

/// As Random, with the same draws. They are made some evictions ahead, so that the victims are fetched in time.
class UnitRandom
{
public:
    using Same = Random;

    explicit UnitRandom(const UnitOptions &options)
        : m_random(options.seed)
        , m_capacity(options.entries())
        , m_unfair((0u - m_capacity) % m_capacity)
        , m_resident(options.objects)
        , m_residents(m_capacity)
    {
        for (std::uint32_t &place : m_places)
            place = draw();
    }
    void prefetch(std::uint32_t object) const { __builtin_prefetch(&m_resident[object], 1); }
    bool read(std::uint32_t object)
    {
        if (m_resident[object])
            return true;
        m_resident[object] = 1;
        if (m_count < m_capacity) {
            m_residents[m_count++] = object;
            return false;
        }
        const std::uint32_t place = m_places[m_next];
        m_places[m_next] = draw();
        __builtin_prefetch(&m_residents[m_places[m_next]], 1);
        m_next = (m_next + 1) % ahead;
        __builtin_prefetch(&m_resident[m_residents[m_places[(m_next + ahead / 2) % ahead]]], 1);
        m_resident[m_residents[place]] = 0;
        m_residents[place] = m_residents[m_capacity - 1];
        m_residents[m_capacity - 1] = object;
        return false;
    }
    std::size_t memoryBytes() const { return m_resident.capacity() + m_residents.capacity() * sizeof(m_residents[0]); }

private:
    static constexpr std::uint32_t ahead = 16;

    /// One of the capacity, as Random draws it.
    std::uint32_t draw()
    {
        std::uint64_t product = 0;
        do {
            product = (m_random() >> 32) * m_capacity;
        } while (static_cast<std::uint32_t>(product) < m_unfair);
        return static_cast<std::uint32_t>(product >> 32);
    }

    SplitMix64 m_random;
    std::uint32_t m_capacity;
    std::uint32_t m_unfair;
    std::uint32_t m_count = 0;
    std::uint32_t m_next = 0; ///< in m_places
    std::array<std::uint32_t, ahead> m_places; ///< of the next victims in m_residents
    HugeVector<std::uint8_t> m_resident;
    HugeVector<std::uint32_t> m_residents;
};

} // namespace cs
