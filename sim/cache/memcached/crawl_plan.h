// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

namespace cs
{

/// When memcached's LRU crawler goes through one LRU again (items.c, lru_maintainer_crawler_check): from what the last
/// run saw to expire within the hour it waits a minute more or less, up to an hour.
class CrawlPlan
{
public:
    /// What one run saw of the items that it left.
    struct Seen {
        std::uint64_t items = 0, withoutExpiry = 0;
        std::array<std::uint32_t, 61> byMinute {}; ///< seconds to live / 60, below an hour
    };

    /// Whether a run is due; asked once a second.
    bool isDue(std::int64_t second)
    {
        if (m_complete)
            weigh(second);
        if (second <= m_next)
            return false;
        m_next = second + retry;
        return true;
    }
    /// A run has been made.
    void done(const Seen &seen)
    {
        m_seen = seen;
        m_complete = true;
    }

private:
    static constexpr std::int64_t retry = 5, minute = 60, longest = 3600;

    void weigh(std::int64_t second)
    {
        const std::uint64_t worthwhile = (m_seen.items - m_seen.withoutExpiry) / 100 + 1;
        std::uint64_t available = 0;
        for (std::int64_t x = 0; x < 60; ++x) {
            available += m_seen.byMinute[static_cast<std::size_t>(x)];
            if (available <= worthwhile)
                continue;
            if (m_wait < x * minute)
                m_wait += minute;
            else if (m_wait >= minute)
                m_wait -= minute;
            break;
        }
        if (available == 0)
            m_wait += minute;
        m_wait = m_wait < longest ? m_wait : longest;
        m_next = second + m_wait + retry;
        m_complete = false;
    }

    std::int64_t m_next = -1, m_wait = 0;
    Seen m_seen;
    bool m_complete = false;
};

} // namespace cs
