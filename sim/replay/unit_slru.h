// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/slru.h"
#include "sim/replay/lazy_lists.h"
#include "sim/replay/unit_cache.h"

namespace cs
{

/// As Slru.
class UnitSlru
{
public:
    using Same = Slru;

    explicit UnitSlru(const UnitOptions &options)
        : m_capacity(options.capacity)
        , m_share(options.capacity / segments)
        , m_lists(options.objects)
    {
    }
    void prefetch(std::uint32_t object) const { m_lists.prefetch(object); }
    void prepare(std::uint32_t object) const { m_lists.prefetchPlace(object); }
    bool read(std::uint32_t object)
    {
        const std::uint32_t list = m_lists.listOf(object);
        if (list == m_lists.absent) {
            store(object);
            return false;
        }
        if (list == segments || m_share == 0) {
            m_lists.move(object, list);
            return true;
        }
        m_lists.move(object, list + 1);
        cool(list + 1);
        return true;
    }
    std::size_t memoryBytes() const { return m_lists.memoryBytes(); }

private:
    static constexpr std::uint32_t segments = 4;

    void store(std::uint32_t object)
    {
        if (m_residents == m_capacity) {
            std::uint32_t lowest = 1;
            while (m_lists.empty(lowest))
                ++lowest;
            m_lists.takeOldest(lowest);
            --m_residents;
        }
        std::uint32_t list = 1;
        while (list <= segments && m_lists.count(list) >= m_share)
            ++list;
        m_lists.push(object, list <= segments ? list : 1);
        ++m_residents;
    }
    /// What a segment has too much of sinks, and out of the lowest.
    void cool(std::uint32_t list)
    {
        for (; m_lists.count(list) > m_share && list > 1; --list)
            m_lists.push(m_lists.takeOldest(list), list - 1);
        while (m_lists.count(1) > m_share && list == 1) {
            m_lists.takeOldest(1);
            --m_residents;
        }
    }

    std::uint32_t m_capacity;
    std::uint32_t m_share; ///< of each segment
    std::uint32_t m_residents = 0;
    LazyLists<segments> m_lists; ///< the lowest is 1
};

} // namespace cs
