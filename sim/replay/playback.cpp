// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/playback.h"

#include <algorithm>
#include <limits>

namespace cs
{

void Playback::play(std::span<const std::uint32_t> ids, const Changes &changes)
{
    while (!ids.empty()) {
        applyChanges(changes);
        const std::uint64_t alike = nextChange(changes) - m_position;
        const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(alike, ids.size()));
        playSpan(ids.first(count));
        m_position += count;
        ids = ids.subspan(count);
    }
}

void Playback::applyChanges(const Changes &changes)
{
    for (; m_nextSize < changes.sizes.size() && changes.sizes[m_nextSize].position == m_position; ++m_nextSize)
        m_tables.sizes.set(changes.sizes[m_nextSize].id, changes.sizes[m_nextSize].after);
    for (; m_nextTtl < changes.ttls.size() && changes.ttls[m_nextTtl].position == m_position; ++m_nextTtl)
        m_tables.ttls.set(changes.ttls[m_nextTtl].id, changes.ttls[m_nextTtl].after);
    for (; m_nextTime < changes.times.size() && changes.times[m_nextTime].position == m_position; ++m_nextTime)
        m_time = changes.times[m_nextTime].ns;
    for (; m_nextOp < changes.ops.size() && changes.ops[m_nextOp].position == m_position; ++m_nextOp)
        m_op = changes.ops[m_nextOp].op;
}

std::uint64_t Playback::nextChange(const Changes &changes) const
{
    std::uint64_t next = std::numeric_limits<std::uint64_t>::max();
    if (m_nextSize < changes.sizes.size())
        next = std::min(next, changes.sizes[m_nextSize].position);
    if (m_nextTtl < changes.ttls.size())
        next = std::min(next, changes.ttls[m_nextTtl].position);
    if (m_nextTime < changes.times.size())
        next = std::min(next, changes.times[m_nextTime].position);
    if (m_nextOp < changes.ops.size())
        next = std::min(next, changes.ops[m_nextOp].position);
    return next;
}

void Playback::playSpan(std::span<const std::uint32_t> ids)
{
    RequestSpan requests { ids, m_op, m_time, true, m_position };
    if (m_tables.ttls.count() > 0)
        requests.ttls = &m_tables.ttls;
    if (m_op == TraceOp::read && m_warmUpLeft > 0) {
        const std::size_t warm = static_cast<std::size_t>(std::min<std::uint64_t>(m_warmUpLeft, ids.size()));
        requests.ids = ids.first(warm);
        requests.measured = false;
        for (const auto &cache : m_caches)
            cache->play(requests, m_tables.sizes);
        for (const std::uint32_t id : requests.ids)
            m_warmUpBytes += m_tables.sizes[id];
        m_warmUpLeft -= warm;
        requests.ids = ids.subspan(warm);
        requests.measured = true;
        requests.first += warm;
    }
    if (requests.ids.empty())
        return;
    if (m_op == TraceOp::read)
        m_measuredReads += requests.ids.size();
    for (const auto &cache : m_caches)
        cache->play(requests, m_tables.sizes);
}

} // namespace cs
