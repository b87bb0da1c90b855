// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/write_behind.h"

#include <algorithm>

namespace cs
{

void WriteBehind::account(SimTime now)
{
    const double seconds = (now - m_accounted).seconds();
    m_counts.atRiskSeconds += static_cast<double>(m_atRisk) * seconds;
    m_counts.dirtyKeySeconds += static_cast<double>(m_dirty.size()) * seconds;
    m_accounted = now;
}

void WriteBehind::take(std::uint64_t key, std::uint32_t before, std::uint32_t node, SimTime now)
{
    account(now);
    const auto [entry, isFirst] = m_dirty.try_emplace(key);
    if (isFirst) {
        entry->second = { m_delay ? now + *m_delay : SimTime::never(), 0, before, node };
        if (m_delay)
            m_due.push_back({ entry->second.due, key });
    }
    ++entry->second.writes;
    ++m_atRisk;
    m_counts.atRiskPeak = std::max(m_counts.atRiskPeak, m_atRisk);
    if (m_batch && m_dirty.size() >= *m_batch)
        flushAll(now);
}

void WriteBehind::writeThrough(std::uint64_t key, SimTime now)
{
    account(now);
    const auto found = m_dirty.find(key);
    if (found != m_dirty.end()) {
        m_counts.coalesced += found->second.writes;
        m_atRisk -= found->second.writes;
        m_dirty.erase(found);
        dropPast();
    }
    ++m_counts.flushed;
}

void WriteBehind::flushed(const Dirty &dirty)
{
    ++m_counts.flushed;
    m_counts.coalesced += dirty.writes - 1;
    m_atRisk -= dirty.writes;
}

/// The head of the queue is always a key that is still to be flushed then.
void WriteBehind::dropPast()
{
    while (!m_due.empty()) {
        const auto found = m_dirty.find(m_due.front().key);
        if (found != m_dirty.end() && found->second.due == m_due.front().time)
            return;
        m_due.pop_front();
    }
}

void WriteBehind::flushDue(SimTime now)
{
    account(now);
    for (dropPast(); !m_due.empty() && m_due.front().time <= now; dropPast()) {
        const auto found = m_dirty.find(m_due.front().key);
        flushed(found->second);
        m_dirty.erase(found);
        m_due.pop_front();
    }
}

void WriteBehind::flushAll(SimTime now)
{
    account(now);
    for (const auto &[key, dirty] : m_dirty)
        flushed(dirty);
    m_dirty.clear();
    m_due.clear();
}

void WriteBehind::flush(std::uint32_t node, SimTime now)
{
    account(now);
    for (auto entry = m_dirty.begin(); entry != m_dirty.end();) {
        if (entry->second.node == node) {
            flushed(entry->second);
            m_dirty.erase(entry++);
        } else
            ++entry;
    }
    dropPast();
}

void WriteBehind::lose(std::optional<std::uint32_t> node, SimTime now, KeyVersions &versions)
{
    account(now);
    std::vector<std::uint64_t> keys;
    for (const auto &[key, dirty] : m_dirty)
        if (!node || dirty.node == *node)
            keys.push_back(key);
    std::sort(keys.begin(), keys.end()); // the order in a hash table is nobody's promise
    for (const std::uint64_t key : keys) {
        const auto found = m_dirty.find(key);
        m_counts.lost += found->second.writes;
        m_lostSoFar += found->second.writes;
        m_atRisk -= found->second.writes;
        versions.restore(key, found->second.databaseVersion, now);
        m_dirty.erase(found);
    }
    dropPast();
}

WriteCounts WriteBehind::takeCounts(SimTime now)
{
    account(now);
    const WriteCounts counts = m_counts;
    m_counts = {};
    m_counts.atRiskAtStart = m_counts.atRiskPeak = m_atRisk;
    return counts;
}

} // namespace cs
