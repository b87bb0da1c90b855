// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/recovery.h"

#include "sim/engine/exact_seconds.h"

#include <algorithm>

namespace cs
{

namespace
{

constexpr double recoveredShare = 0.95;

double ratio(std::uint64_t part, std::uint64_t whole)
{
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

} // namespace

void Recovery::add(const Look &now)
{
    if (m_looks.back().time != now.time) {
        m_looks.push_back(now);
        return;
    }
    const std::size_t peak = std::max(m_looks.back().queuePeak, now.queuePeak);
    m_looks.back() = now;
    m_looks.back().queuePeak = peak;
}

void Recovery::look(const Look &now, const Latencies &latencies)
{
    m_next = now.time + m_step;
    add(now);
    for (Watched &event : m_events)
        if (!event.done)
            watch(event, latencies);
}

void Recovery::begin(EventResult &&result, SimTime until, const Look &now, const Latencies &latencies)
{
    if (m_events.size() >= mostEvents)
        return;
    add(now);
    Watched event;
    event.result = std::move(result);
    event.until = until;
    event.first = m_looks.size() - 1;
    event.latencyBefore = latencies();
    findLevel(event, now);
    m_events.push_back(std::move(event));
}

const Recovery::Look &Recovery::lookAt(SimTime time) const
{
    return *std::lower_bound(
        m_looks.begin(), m_looks.end(), time, [](const Look &look, SimTime at) { return look.time < at; });
}

/// What others have brought down is not the level that it is to come back to: the time since they were over counts, and
/// where that is too short to tell, their level. What lasts to the end of the run, or is not over a tenth of it after
/// its end, is how things are.
void Recovery::findLevel(Watched &event, const Look &now) const
{
    const SimTime earliest = SimTime { std::max<std::int64_t>(0, now.time.ns - m_reference.ns) };
    SimTime from = earliest;
    const Watched *under = nullptr, *after = nullptr;
    for (const Watched &other : m_events) {
        if (!other.result.hasLevel || other.until >= m_end)
            continue;
        if (!other.done && now.time - other.until < m_reference) {
            under = under ? under : &other;
        } else if (other.done && other.low < recoveredShare * other.level && other.doneAt > from) {
            from = other.doneAt;
            after = &other;
        }
    }
    const Look *start = &lookAt(earliest);
    event.readsWanted = std::clamp<std::uint64_t>((now.reads - start->reads) / 20, 50, 1000);
    start = &lookAt(from);
    if (!under && now.reads - start->reads < event.readsWanted)
        under = after;
    const std::uint64_t reads = now.reads - start->reads;
    event.level = under ? under->level : ratio(now.hits - start->hits, reads);
    event.result.hasLevel = event.level > 0 && (under || reads >= event.readsWanted);
    event.result.hitRatioBefore = event.level;
}

/// The shortest window that ends now and is long enough.
void Recovery::watch(Watched &event, const Latencies &latencies)
{
    const std::size_t last = m_looks.size() - 1;
    const Look &now = m_looks[last];
    if (last < event.first + fewestLooks)
        return;
    std::size_t start = last - fewestLooks;
    while (start > event.first && now.reads - m_looks[start].reads < event.readsWanted)
        --start;
    if (now.reads - m_looks[start].reads < event.readsWanted)
        return;
    const double hitRatio = ratio(now.hits - m_looks[start].hits, now.reads - m_looks[start].reads);
    event.low = std::min(event.low, hitRatio);
    if (!event.result.hasLevel || hitRatio < recoveredShare * event.level || m_looks[start].time < event.until)
        return;
    event.result.recovered = true;
    if (event.low < recoveredShare * event.level)
        event.result.recoverySeconds = exactSeconds(now.time - m_looks[event.first].time);
    close(event, latencies);
    event.done = true;
    event.doneAt = now.time;
}

/// Most queries per second in a window of a few looks.
double Recovery::peakQueries(std::size_t first) const
{
    double peak = 0;
    for (std::size_t i = first + 1; i < m_looks.size(); ++i) {
        std::size_t start = i;
        while (start > first
            && m_looks[i].time - m_looks[start].time < Duration { m_step.ns * static_cast<std::int64_t>(fewestLooks) })
            --start;
        const double seconds = (m_looks[i].time - m_looks[start].time).seconds();
        const bool isWhole = seconds >= m_step.seconds() * (fewestLooks - 0.5);
        if (seconds > 0 && (isWhole || i + 1 == m_looks.size()))
            peak = std::max(peak, (m_looks[i].dbQueries - m_looks[start].dbQueries) / seconds);
    }
    return peak;
}

void Recovery::close(Watched &event, const Latencies &latencies) const
{
    const Look &first = m_looks[event.first], &now = m_looks.back();
    EventResult &result = event.result;
    result.watchedSeconds = exactSeconds(now.time - first.time);
    result.hitRatioLow = event.low <= 1 ? event.low : event.level;
    result.reads = now.reads - first.reads;
    result.failed = now.failed - first.failed;
    result.lostWrites = now.lostWrites - first.lostWrites;
    result.dbQueriesPerSecondPeak = peakQueries(event.first);
    for (std::size_t i = event.first + 1; i < m_looks.size(); ++i)
        result.dbQueuePeak = std::max(result.dbQueuePeak, static_cast<double>(m_looks[i].queuePeak));
    result.latency = latencies().since(event.latencyBefore);
    result.answered = result.latency.count();
    result.latencyP99Seconds = result.answered ? result.latency.quantileSeconds(0.99) : 0;
}

std::vector<EventResult> Recovery::finish(const Look &now, const Latencies &latencies)
{
    add(now);
    std::vector<EventResult> out;
    for (Watched &event : m_events) {
        if (!event.done)
            close(event, latencies);
        out.push_back(std::move(event.result));
    }
    return out;
}

} // namespace cs
