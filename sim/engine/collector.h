// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/cache_node.h"
#include "sim/core/time.h"
#include "sim/engine/write_behind.h"
#include "sim/results/histogram.h"
#include "sim/results/run_result.h"

#include <cstdint>
#include <vector>

namespace cs
{

/// Counts of one data type over one span of a run.
struct TypeCounts {
    std::uint64_t reads = 0, writes = 0, hits = 0, coalesced = 0, failed = 0, originReads = 0;
    std::uint64_t staleReads = 0, violations = 0; ///< of reads that no layer served as a hit
    std::uint64_t wrongReads = 0; ///< likewise
    std::uint64_t hitBytes = 0, readBytes = 0, originBytes = 0;
    double dbQueries = 0;
    std::uint64_t readPastBuffer = 0; ///< the database gave an older value than one that waits to be written to it
    WriteCounts behind; ///< where a rule writes behind
    std::uint64_t originRefreshes = 0, failedRefreshes = 0, cachedRefreshes = 0, retries = 0, missingReads = 0;
    double contentAgeSeconds = 0; ///< of answered reads that were no hits
    Histogram latency; ///< of answered reads that were no hits; hits are booked at their layer
    Histogram staleness; ///< likewise
};

/// Counts of one data type at one layer over one span of a run.
struct LayerTypeCounts {
    std::uint64_t wrongReads = 0;
    std::uint64_t reads = 0, hits = 0, misses = 0, coalesced = 0, staleReads = 0, violations = 0;
    std::uint64_t hitBytes = 0, readBytes = 0;
    std::uint64_t tagRemovals = 0, viewRebuilds = 0, viewOverruns = 0;
    double tagWorkSeconds = 0;
    std::uint64_t staleServed = 0, staleOnError = 0, revalidated = 0, refreshes = 0, droppedFills = 0;
    std::uint64_t outlivedLeases = 0; ///< of the dropped fills: the lease had ended, nothing was deleted
    std::uint64_t unsentBytes = 0; ///< of the bytes read: answered by "not modified"
    std::uint64_t refreshBytes = 0; ///< sent for refreshes of layers in front
    double contentAgeSeconds = 0; ///< of hits
    Histogram latency, staleness;
};

/// One layer over one span of a run; vectors are by data type.
struct LayerSpan {
    std::vector<LayerTypeCounts> types;
    std::vector<CacheCounters> cache;
    std::vector<std::uint64_t> entriesAtStart;
    std::uint64_t peakBytes = 0;
    std::vector<std::uint64_t> nodeReads; ///< empty where they are not counted
};

/// Everything counted in a span of simulated time. Requests belong to the span in which they arrive, what happens
/// inside caches to the span in which it happens.
struct Span {
    SimTime start;
    std::vector<TypeCounts> types;
    std::vector<LayerSpan> layers;
    double dbBusySeconds = 0, appBusySeconds = 0;
    std::size_t dbQueuePeak = 0;
};

/// Counts a run span by span, so that the warm-up can be cut off afterwards, and interval by interval for the series.
class Collector
{
public:
    Collector(std::size_t types, const std::vector<std::string> &typeNames, const std::vector<std::string> &layerNames,
        Duration interval, std::size_t intervals);

    /// Begins the next span at `now` with what the layers hold then.
    void beginSpan(SimTime now, const std::vector<CacheStock *> &stocks, std::vector<CacheBooks> &books,
        const std::vector<std::size_t> &countedNodes);
    /// Books what the cache nodes do from now on nowhere that counts (the run is over, answers are still under way).
    void detach(std::vector<CacheBooks> &books);

    std::uint16_t spanIndex() const { return static_cast<std::uint16_t>(m_spans.size() - 1); }
    Span &span(std::uint16_t index) { return m_spans[index]; }
    Span &currentSpan() { return m_spans.back(); }
    std::vector<Span> &spans() { return m_spans; }
    Series &series() { return m_series; }
    std::vector<double> &latencySums() { return m_latencySums; }
    std::vector<double> &answered() { return m_answered; }
    static std::uint64_t memoryBytes(std::size_t spans, std::size_t types, std::size_t layers, std::size_t intervals);

private:
    std::size_t m_types;
    std::vector<Span> m_spans;
    std::vector<std::vector<CacheCounters>> m_unbooked;
    Series m_series;
    std::vector<double> m_latencySums, m_answered; ///< by interval
};

} // namespace cs
