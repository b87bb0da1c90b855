// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/two_q.h"
#include "sim/replay/lazy_lists.h"
#include "sim/replay/unit_cache.h"

namespace cs
{

/// As TwoQ.
class UnitTwoQ
{
public:
    using Same = TwoQ;

    explicit UnitTwoQ(const UnitOptions &options)
        : m_capacity(options.capacity)
        , m_newShare(static_cast<std::uint32_t>(shareOf(options.capacity, 0.25)))
        , m_mainShare(options.capacity - m_newShare)
        , m_ghostShare(static_cast<std::uint32_t>(shareOf(options.capacity, 0.5)))
        , m_lists(options.objects)
    {
    }
    void prefetch(std::uint32_t object) const { m_lists.prefetch(object); }
    void prepare(std::uint32_t object) const { m_lists.prefetchPlace(object); }
    bool read(std::uint32_t object)
    {
        switch (m_lists.listOf(object)) {
        case newQueue:
            return true;
        case mainQueue:
            m_lists.move(object, mainQueue);
            return true;
        case ghost:
            m_lists.remove(object);
            makeRoom();
            while (m_lists.count(mainQueue) >= m_mainShare)
                m_lists.takeOldest(mainQueue);
            m_lists.push(object, mainQueue);
            return false;
        default:
            makeRoom();
            m_lists.push(object, newQueue);
            return false;
        }
    }
    std::size_t memoryBytes() const { return m_lists.memoryBytes(); }

private:
    static constexpr std::uint32_t newQueue = 1, mainQueue = 2, ghost = 3;

    void makeRoom()
    {
        if (m_lists.count(newQueue) + m_lists.count(mainQueue) < m_capacity)
            return;
        if (m_lists.count(newQueue) <= m_newShare && !m_lists.empty(mainQueue)) {
            m_lists.takeOldest(mainQueue);
            return;
        }
        const std::uint32_t victim = m_lists.takeOldest(newQueue);
        if (m_ghostShare == 0)
            return;
        if (m_lists.count(ghost) == m_ghostShare)
            m_lists.takeOldest(ghost);
        m_lists.push(victim, ghost);
    }

    std::uint32_t m_capacity, m_newShare, m_mainShare, m_ghostShare;
    LazyLists<3> m_lists;
};

} // namespace cs
