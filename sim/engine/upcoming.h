// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/workload/request_stream.h"

#include <array>

namespace cs
{

/// The next requests of a stream, known a little before their time, so that the memory they need can be on its way when
/// it comes.
class Upcoming
{
public:
    static constexpr std::size_t depth = 16;

    explicit Upcoming(RequestStream &stream)
        : m_stream(stream)
    {
    }

    /// Reads on until `depth` requests are known; false when the stream had nothing more to give.
    template <class Seen>
    Result<bool> refill(Seen seen)
    {
        while (m_count < depth && !m_ended) {
            Request &slot = m_ring[(m_first + m_count) % depth];
            const auto more = m_stream.next(slot);
            if (!more)
                return more;
            m_ended = !*more;
            if (!*more)
                break;
            ++m_count;
            seen(slot);
        }
        return m_count > 0;
    }
    const Request &front() const { return m_ring[m_first]; }
    void pop()
    {
        m_first = (m_first + 1) % depth;
        --m_count;
    }
    std::size_t size() const { return m_count; }
    /// The one that comes after `ahead` others; ahead < size().
    const Request &at(std::size_t ahead) const { return m_ring[(m_first + ahead) % depth]; }

private:
    RequestStream &m_stream;
    std::array<Request, depth> m_ring;
    std::size_t m_first = 0, m_count = 0;
    bool m_ended = false;
};

} // namespace cs
