// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/time.h"
#include "sim/engine/key_versions.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace cs
{

/// What writes of one data type did at the database over one span. Every write is in exactly one of flushed (as the
/// last of those that went together), coalesced (as one before the last), lost, or still at risk at the end.
struct WriteCounts {
    std::uint64_t flushed = 0, coalesced = 0, lost = 0;
    std::uint64_t atRiskAtStart = 0, atRiskPeak = 0;
    double atRiskSeconds = 0, dirtyKeySeconds = 0; ///< integrals over time
};

/// The buffer of a write-behind rule: keys whose newest value the database has not got yet. A key is written to the
/// database `delay` after its first write since the last time, or earlier when `batch` keys wait; the writes in between
/// become one. What waits is lost when the node that holds it is.
class WriteBehind
{
public:
    WriteBehind(std::uint16_t layer, std::optional<Duration> delay, std::optional<std::uint64_t> batch)
        : m_layer(layer)
        , m_delay(delay)
        , m_batch(batch)
    {
    }

    std::uint16_t layer() const { return m_layer; }
    /// A write is taken at a node; `before` is the version that the database has unless the key waits already.
    void take(std::uint64_t key, std::uint32_t before, std::uint32_t node, SimTime now);
    /// A write that goes to the database right away, and with it what waits of that key.
    void writeThrough(std::uint64_t key, SimTime now);
    /// The version that the database returns for a key whose newest is `newest`.
    std::uint32_t databaseVersion(std::uint64_t key, std::uint32_t newest) const
    {
        const auto found = m_dirty.find(key);
        return found == m_dirty.end() ? newest : found->second.databaseVersion;
    }
    /// When the first key that waits is due; never if none is. Asked after every take() and flushDue().
    SimTime nextDue() const { return m_due.empty() ? SimTime::never() : m_due.front().time; }
    void flushDue(SimTime now);
    void flushAll(SimTime now);
    /// What one node holds.
    void flush(std::uint32_t node, SimTime now);
    /// What a node holds is lost (nothing given: what all hold); the versions of those keys are set back.
    void lose(std::optional<std::uint32_t> node, SimTime now, KeyVersions &versions);

    std::uint64_t atRisk() const { return m_atRisk; }
    /// Since the start of the run.
    std::uint64_t lostSoFar() const { return m_lostSoFar; }
    std::uint64_t dirtyKeys() const { return m_dirty.size(); }
    /// The counts since the last call.
    WriteCounts takeCounts(SimTime now);

    bool timerIsSet = false; ///< the run's: an event is pending for nextDue() or earlier

private:
    struct Dirty {
        SimTime due;
        std::uint64_t writes = 0;
        std::uint32_t databaseVersion = 0;
        std::uint32_t node = 0;
    };
    struct Due {
        SimTime time;
        std::uint64_t key;
    };
    using Map = boost::unordered_flat_map<std::uint64_t, Dirty>;

    void account(SimTime now);
    void flushed(const Dirty &dirty);
    void dropPast();

    std::uint16_t m_layer;
    std::optional<Duration> m_delay;
    std::optional<std::uint64_t> m_batch;
    Map m_dirty;
    std::deque<Due> m_due; ///< in order of time; what no longer agrees with m_dirty is past
    std::uint64_t m_atRisk = 0, m_lostSoFar = 0;
    SimTime m_accounted;
    WriteCounts m_counts;
};

} // namespace cs
