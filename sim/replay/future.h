// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/trace_reader.h"
#include "sim/replay/huge_pages.h"

#include <cstdint>
#include <span>

namespace cs
{

/// The whole stream by position, for those who look ahead: the object of each request, and where that object is
/// requested next. Eight bytes a request.
class Future
{
public:
    static constexpr std::uint32_t never = 0xffffffffu;
    /// Positions are 32 bits.
    static constexpr std::uint64_t maxRequests = 0xfffffff0u;
    static constexpr std::uint64_t bytesPerRequest = 2 * sizeof(std::uint32_t);

    /// The next requests; `ops` is null when all are reads. Where the next request for an object is no read, what a
    /// cache holds of it is of no more use, as if there were none.
    void add(std::span<const std::uint32_t> ids, const TraceOp *ops)
    {
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const std::uint32_t id = ids[i];
            const auto position = static_cast<std::uint32_t>(m_ids.size());
            if (id >= m_last.size())
                m_last.resize(std::size_t(id) + 1, never);
            if (m_last[id] != never && (!ops || ops[i] == TraceOp::read))
                m_next[m_last[id]] = position;
            m_last[id] = position;
            m_ids.push_back(id);
            m_next.push_back(never);
        }
    }
    /// No further request comes.
    void finish() { m_last = {}; }

    std::uint64_t size() const { return m_ids.size(); }
    std::uint32_t idAt(std::uint64_t position) const { return m_ids[position]; }
    /// Of the object requested at `position`.
    std::uint32_t nextAfter(std::uint64_t position) const { return m_next[position]; }

private:
    HugeVector<std::uint32_t> m_ids, m_next;
    HugeVector<std::uint32_t> m_last; ///< by object: position of the last request so far
};

} // namespace cs
