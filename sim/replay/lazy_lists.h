// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/replay/lazy_queue.h"

#include <array>
#include <cstdint>

namespace cs
{

/// Up to seven queues of objects, each object in one of them or in none; which one and where is four bytes for each.
template <std::uint32_t Lists>
class LazyLists
{
public:
    static_assert(Lists <= 7, "three bits name the list");
    static constexpr std::uint32_t absent = 0; ///< lists are 1 to Lists
    /// A log is at most four times what it holds, and places are 29 bits.
    static constexpr std::uint32_t maxObjects = 1u << 27;

    explicit LazyLists(std::uint32_t objects)
        : m_where(objects)
    {
    }
    std::uint32_t listOf(std::uint32_t object) const { return m_where[object] & 7; }
    /// It must be in none.
    void push(std::uint32_t object, std::uint32_t list)
    {
        const std::uint32_t place = queue(list).push(
            object, [this, list](std::uint32_t moved, std::uint32_t to) { m_where[moved] = to << 3 | list; });
        m_where[object] = place << 3 | list;
    }
    /// It must be in a list.
    void remove(std::uint32_t object)
    {
        queue(listOf(object)).strike(m_where[object] >> 3);
        m_where[object] = absent;
    }
    void move(std::uint32_t object, std::uint32_t list)
    {
        queue(listOf(object)).strike(m_where[object] >> 3);
        push(object, list);
    }
    std::uint32_t takeOldest(std::uint32_t list)
    {
        const std::uint32_t object = queue(list).takeOldest();
        m_where[object] = absent;
        const std::uint32_t later = queue(list).oldLater(12);
        if (later != LazyQueue::none)
            __builtin_prefetch(&m_where[later], 1);
        return object;
    }
    std::uint32_t oldest(std::uint32_t list) { return queue(list).oldest(); }
    std::uint32_t oldLater(std::uint32_t list, std::uint32_t steps) const { return queue(list).oldLater(steps); }
    bool empty(std::uint32_t list) const { return queue(list).empty(); }
    std::uint32_t count(std::uint32_t list) const { return queue(list).count(); }
    template <class F>
    void forEach(std::uint32_t list, F &&f) const
    {
        queue(list).forEach(f);
    }
    void prefetch(std::uint32_t object) const { __builtin_prefetch(&m_where[object], 1); }
    /// The place in its list, which a move strikes out.
    void prefetchPlace(std::uint32_t object) const
    {
        if (const std::uint32_t where = m_where[object]; where != absent)
            queue(where & 7).prefetch(where >> 3);
    }
    std::size_t memoryBytes() const
    {
        std::size_t bytes = m_where.capacity() * sizeof(m_where[0]);
        for (const LazyQueue &queue : m_queues)
            bytes += queue.memoryBytes();
        return bytes;
    }

private:
    LazyQueue &queue(std::uint32_t list) { return m_queues[list - 1]; }
    const LazyQueue &queue(std::uint32_t list) const { return m_queues[list - 1]; }

    HugeVector<std::uint32_t> m_where; ///< place in the list's log, and the list in the last three bits
    std::array<LazyQueue, Lists> m_queues;
};

} // namespace cs
