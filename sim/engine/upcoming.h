// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/workload/request_stream.h"

#include <array>

namespace cs
{

/// The next requests of a stream, known a little before their time, so that the memory they need can be on its way when
/// it comes. They are read half a ring at a time.
class Upcoming
{
public:
    static constexpr std::size_t depth = 64, half = depth / 2;
    static constexpr std::uint32_t nowhere = ~std::uint32_t(0);

    explicit Upcoming(RequestStream &stream)
        : m_stream(stream)
    {
    }

    /// Sees to it that at least half a ring of requests is known, or all there are; false when there is none.
    Result<bool> refill()
    {
        while (m_count <= half && !m_ended) {
            const std::size_t from = (m_first + m_count) % depth;
            const auto more = m_stream.nextSome(&m_ring[from], half);
            if (!more)
                return tl::unexpected(more.error());
            m_count += *more;
            m_ended = *more < half;
        }
        return m_count > 0;
    }
    bool needsRefill() const { return m_count <= half && !m_ended; }
    const Request &front() const { return m_ring[m_first]; }
    void pop()
    {
        m_first = (m_first + 1) % depth;
        --m_count;
    }
    std::size_t size() const { return m_count; }
    /// The one that comes after `ahead` others; ahead < size().
    const Request &at(std::size_t ahead) const { return m_ring[(m_first + ahead) % depth]; }
    /// A note for the same: which cache node it will probably ask.
    std::uint32_t &nodeAt(std::size_t ahead) { return m_nodes[(m_first + ahead) % depth]; }

private:
    static std::array<std::uint32_t, depth> noNodes()
    {
        std::array<std::uint32_t, depth> nodes;
        nodes.fill(nowhere);
        return nodes;
    }

    RequestStream &m_stream;
    std::array<Request, depth> m_ring;
    std::array<std::uint32_t, depth> m_nodes = noNodes();
    std::size_t m_first = 0, m_count = 0; ///< a refill begins at a half: it comes when the other has been used up
    bool m_ended = false;
};

} // namespace cs
