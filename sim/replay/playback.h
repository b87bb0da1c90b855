// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/replay/recording.h"
#include "sim/replay/replay_cache.h"

#include <memory>
#include <span>
#include <vector>

namespace cs
{

/// Plays requests to caches in order: cuts them into spans that are alike and applies the changes in between.
class Playback
{
public:
    Playback(ObjectTables &tables, std::span<const std::unique_ptr<ReplayCache>> caches, std::uint64_t warmUpReads)
        : m_tables(tables)
        , m_caches(caches)
        , m_warmUpLeft(warmUpReads)
    {
    }
    /// The changes are those of all requests not played yet, or more.
    void play(std::span<const std::uint32_t> ids, const Changes &changes);
    /// The next call brings other changes.
    void forgetChanges() { m_nextSize = m_nextTtl = m_nextTime = m_nextOp = 0; }
    std::uint64_t measuredReads() const { return m_measuredReads; }
    std::uint64_t warmUpBytes() const { return m_warmUpBytes; }

private:
    void applyChanges(const Changes &changes);
    std::uint64_t nextChange(const Changes &changes) const;
    void playSpan(std::span<const std::uint32_t> ids);

    ObjectTables &m_tables;
    std::span<const std::unique_ptr<ReplayCache>> m_caches;
    std::uint64_t m_warmUpLeft;
    std::uint64_t m_measuredReads = 0;
    std::uint64_t m_warmUpBytes = 0;
    std::uint64_t m_position = 0;
    std::size_t m_nextSize = 0, m_nextTtl = 0, m_nextTime = 0, m_nextOp = 0;
    std::int64_t m_time = 0;
    TraceOp m_op = TraceOp::read;
};

} // namespace cs
