// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/replay/huge_pages.h"

#include <cstdint>

namespace cs
{

/// A queue of object numbers as a log: a new one is appended, one that leaves the middle is struck out where it is, and
/// what is struck out is squeezed out when the log is full. Nothing but the place itself is touched, where links would
/// touch both neighbours. Who strikes out must know the places; they are told when they move.
class LazyQueue
{
public:
    static constexpr std::uint32_t none = 0xffffffffu;

    /// Its place; `moved(object, place)` is called for those that got another one.
    template <class Moved>
    std::uint32_t push(std::uint32_t object, Moved &&moved)
    {
        if (m_end == m_log.size())
            squeeze(moved);
        m_log[m_end] = object;
        ++m_count;
        return m_end++;
    }
    void strike(std::uint32_t place)
    {
        m_log[place] = none;
        --m_count;
    }
    /// Only while it is not empty.
    std::uint32_t oldest()
    {
        while (m_log[m_begin] == none)
            ++m_begin;
        return m_log[m_begin];
    }
    std::uint32_t takeOldest()
    {
        const std::uint32_t object = oldest();
        ++m_begin;
        --m_count;
        return object;
    }
    /// One that will be the oldest a little later, or none.
    std::uint32_t oldLater(std::uint32_t steps) const
    {
        return steps < m_end - m_begin ? m_log[m_begin + steps] : none;
    }
    bool empty() const { return m_count == 0; }
    std::uint32_t count() const { return m_count; }
    void prefetch(std::uint32_t place) const { __builtin_prefetch(&m_log[place], 1); }
    /// From the oldest to the newest.
    template <class F>
    void forEach(F &&f) const
    {
        for (std::uint32_t at = m_begin; at < m_end; ++at)
            if (m_log[at] != none)
                f(m_log[at]);
    }
    std::size_t memoryBytes() const { return m_log.capacity() * sizeof(m_log[0]); }

private:
    template <class Moved>
    void squeeze(Moved &&moved)
    {
        std::uint32_t to = 0;
        for (std::uint32_t from = m_begin; from < m_end; ++from) {
            const std::uint32_t object = m_log[from];
            if (object == none)
                continue;
            m_log[to] = object;
            moved(object, to);
            ++to;
        }
        m_begin = 0;
        m_end = to;
        if (to > m_log.size() / 2 || m_log.empty())
            m_log.resize(m_log.empty() ? 1024 : m_log.size() * 2);
    }

    HugeVector<std::uint32_t> m_log;
    std::uint32_t m_begin = 0, m_end = 0;
    std::uint32_t m_count = 0;
};

} // namespace cs
