// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/time.h"
#include "sim/results/histogram.h"
#include "sim/results/run_result.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace cs
{

/// Watches what events of the timeline do to the hit ratio and to the database, from looks at the run's running totals
/// at evenly spaced times.
///
/// The level before an event is the hit ratio over the tenth of the run before it, without the time in which an event
/// before had brought it down; one that begins while another is not over has the level of that. Recovery is looked for
/// in sliding windows of at least five looks and enough reads for a steady ratio (a twentieth of those behind the
/// level, 50 to 1,000), from the end of the event's own duration on: it is complete at the end of the first window
/// whose hit ratio is at least 95 % of the level. It takes no time where no window from the event on was below that.
/// The figures of the recovery are of the time from the event to then, one window at least, or to the end of the run.
class Recovery
{
public:
    struct Look {
        SimTime time;
        std::uint64_t reads = 0, hits = 0, failed = 0, lostWrites = 0; ///< totals so far
        double dbQueries = 0;
        std::size_t queuePeak = 0; ///< since the look before
    };
    using Latencies = std::function<Histogram()>;

    Recovery(Duration step, Duration run)
        : m_step(step)
        , m_reference(Duration { run.ns / 10 })
        , m_end(SimTime {} + run)
        , m_next(SimTime {} + step)
    {
    }

    SimTime nextLook() const { return m_next; }
    void look(const Look &now, const Latencies &latencies);
    /// An event begins; what it does takes until `until`.
    void begin(EventResult &&event, SimTime until, const Look &now, const Latencies &latencies);
    /// The run is over.
    std::vector<EventResult> finish(const Look &now, const Latencies &latencies);

    static constexpr std::size_t mostEvents = 100; ///< more are not watched

private:
    struct Watched {
        EventResult result;
        SimTime until;
        std::size_t first = 0; ///< look at which it began
        std::uint64_t readsWanted = 0; ///< of a window
        double level = 0;
        double low = 2;
        bool done = false;
        SimTime doneAt;
        Histogram latencyBefore;
    };
    void add(const Look &now);
    const Look &lookAt(SimTime time) const;
    void findLevel(Watched &event, const Look &now) const;
    void watch(Watched &event, const Latencies &latencies);
    void close(Watched &event, const Latencies &latencies) const;
    double peakQueries(std::size_t first) const;

    static constexpr std::size_t fewestLooks = 5;

    Duration m_step, m_reference;
    SimTime m_end;
    SimTime m_next;
    std::vector<Look> m_looks { Look {} };
    std::vector<Watched> m_events;
};

} // namespace cs
