// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/arc.h"
#include "sim/replay/lazy_lists.h"
#include "sim/replay/unit_cache.h"

#include <algorithm>

namespace cs
{

/// As Arc.
class UnitArc
{
public:
    using Same = Arc;

    explicit UnitArc(const UnitOptions &options)
        : m_capacity(options.capacity)
        , m_lists(options.objects)
    {
    }
    void prefetch(std::uint32_t object) const { m_lists.prefetch(object); }
    void prepare(std::uint32_t object) const { m_lists.prefetchPlace(object); }
    bool read(std::uint32_t object)
    {
        const std::uint32_t list = m_lists.listOf(object);
        if (list == readOnce || list == readOften) {
            m_lists.move(object, readOften);
            return true;
        }
        if (list != m_lists.absent) {
            shift(list);
            m_lists.remove(object);
        }
        if (m_lists.count(readOnce) + m_lists.count(readOften) == m_capacity)
            evict(list);
        m_lists.push(object, list == m_lists.absent ? readOnce : readOften);
        return false;
    }
    std::size_t memoryBytes() const { return m_lists.memoryBytes(); }

private:
    /// The lists, and what each lost.
    static constexpr std::uint32_t readOnce = 1, readOften = 2, lostOnce = 3, lostOften = 4;

    /// A key is read again that the one list lost.
    void shift(std::uint32_t lostBy)
    {
        const double once = m_lists.count(lostOnce);
        const double often = m_lists.count(lostOften);
        if (lostBy == lostOnce)
            m_share = std::min(m_share + std::max(1.0, often / once), static_cast<double>(m_capacity));
        else
            m_share = std::max(m_share - std::max(1.0, once / often), 0.0);
    }
    void evict(std::uint32_t lostBy)
    {
        if (lostBy == m_lists.absent) {
            const std::uint64_t once = std::uint64_t(m_lists.count(readOnce)) + m_lists.count(lostOnce);
            const std::uint64_t often = std::uint64_t(m_lists.count(readOften)) + m_lists.count(lostOften);
            if (once + 1 > m_capacity) {
                if (m_lists.empty(lostOnce) && !m_lists.empty(readOnce)) {
                    m_lists.takeOldest(readOnce);
                    return;
                }
                if (!m_lists.empty(lostOnce))
                    m_lists.takeOldest(lostOnce);
            } else if (once + often >= 2 * std::uint64_t(m_capacity) && !m_lists.empty(lostOften)) {
                m_lists.takeOldest(lostOften);
            }
        }
        const double once = m_lists.count(readOnce);
        const bool above = once > m_share || (once == m_share && lostBy == lostOften);
        const bool fromOnce = m_lists.empty(readOften) || (!m_lists.empty(readOnce) && above);
        m_lists.push(m_lists.takeOldest(fromOnce ? readOnce : readOften), fromOnce ? lostOnce : lostOften);
    }

    std::uint32_t m_capacity;
    double m_share = 0; ///< of the entries read once
    LazyLists<4> m_lists;
};

} // namespace cs
