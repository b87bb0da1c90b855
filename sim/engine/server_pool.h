// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/time.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <limits>

namespace cs
{

/// c identical servers with one FIFO queue of bounded length; counts the time that servers are busy.
class ServerPool
{
public:
    struct Job {
        std::uint32_t flight = 0;
        SimTime entered;
        Duration service;
    };
    enum class Admission { started, queued, rejected };

    static constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();
    ServerPool(std::uint64_t servers, std::uint64_t queueLimit)
        : m_servers(servers)
        , m_queueLimit(queueLimit)
    {
    }

    /// Background work waits like any other, but no limit of the queue turns it away.
    Admission submitBackground(const Job &job, SimTime now)
    {
        if (m_busy < m_servers) {
            account(now);
            ++m_busy;
            return Admission::started;
        }
        m_background.push_back(job);
        return Admission::queued;
    }

    Admission submit(const Job &job, SimTime now)
    {
        if (m_busy < m_servers) {
            account(now);
            ++m_busy;
            return Admission::started;
        }
        if (m_queue.size() >= m_queueLimit)
            return Admission::rejected;
        m_queue.push_back(job);
        m_peakWaiting = std::max(m_peakWaiting, m_queue.size());
        return Admission::queued;
    }

    /// A server is free again. With a job waiting, it takes it: true, and `next` is the job that starts now.
    bool finish(SimTime now, Job &next)
    {
        if (!m_background.empty() && (m_queue.empty() || m_background.front().entered < m_queue.front().entered)) {
            next = m_background.front();
            m_background.pop_front();
            return true;
        }
        if (!m_queue.empty()) {
            next = m_queue.front();
            m_queue.pop_front();
            return true;
        }
        account(now);
        --m_busy;
        return false;
    }

    bool hasWaiting() const { return !m_queue.empty(); }
    const Job &head() const { return m_queue.front(); }
    void dropHead() { m_queue.pop_front(); }
    std::size_t waiting() const { return m_queue.size(); }
    /// The longest the queue has been since the last call.
    std::size_t takePeakWaiting()
    {
        const std::size_t peak = m_peakWaiting;
        m_peakWaiting = m_queue.size();
        return peak;
    }

    /// Server-seconds of work up to `now` since the last call.
    double takeBusySeconds(SimTime now)
    {
        account(now);
        const double seconds = m_busySeconds;
        m_busySeconds = 0;
        return seconds;
    }

private:
    void account(SimTime now)
    {
        m_busySeconds += static_cast<double>(m_busy) * (now - m_since).seconds();
        m_since = now;
    }

    std::uint64_t m_servers;
    std::uint64_t m_queueLimit;
    std::uint64_t m_busy = 0;
    std::deque<Job> m_queue, m_background;
    std::size_t m_peakWaiting = 0;
    SimTime m_since;
    double m_busySeconds = 0;
};

} // namespace cs
