// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/time.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace cs
{

/// c identical servers with one FIFO queue without limit, told as the times at which the servers become free (Kiefer
/// and Wolfowitz, Transactions of the AMS 78, 1955): a job's end is known when it comes, so it needs no events. Jobs
/// must come in the order of time.
class CpuPool
{
public:
    /// Servers without limit.
    CpuPool() = default;
    explicit CpuPool(std::uint64_t servers)
        : m_free(servers)
    {
    }

    /// When a job of `service` that comes now is done.
    SimTime serve(SimTime now, Duration service)
    {
        if (m_free.empty())
            return now + service;
        // Earliest on top.
        const SimTime done = std::max(now, m_free.front()) + service;
        m_work += service.seconds();
        replaceTop(done);
        return done;
    }

    /// Server-seconds of work up to `now` since the last call.
    double takeBusySeconds(SimTime now)
    {
        double ahead = 0; // a server that is free later than now works without a break until then
        for (const SimTime free : m_free)
            ahead += free > now ? (free - now).seconds() : 0;
        const double busy = m_ahead + m_work - ahead;
        m_ahead = ahead;
        m_work = 0;
        return std::max(0.0, busy);
    }

private:
    void replaceTop(SimTime done)
    {
        std::size_t at = 0;
        const std::size_t size = m_free.size();
        for (;;) {
            std::size_t child = 2 * at + 1;
            if (child >= size)
                break;
            if (child + 1 < size && m_free[child + 1] < m_free[child])
                ++child;
            if (done <= m_free[child])
                break;
            m_free[at] = m_free[child];
            at = child;
        }
        m_free[at] = done;
    }

    std::vector<SimTime> m_free; ///< heap
    double m_work = 0; ///< came since the last call
    double m_ahead = 0; ///< of it, not done by the last call
};

} // namespace cs
