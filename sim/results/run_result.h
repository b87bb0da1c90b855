// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/time.h"
#include "sim/model/scenario.h"
#include "sim/results/histogram.h"
#include "sim/results/interval.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a run measured. Plain values; immutable once made. Counts cover requests that arrive in [warmUp, duration) and,
/// for what happens inside caches (fills, evictions, ...), events in that span.
namespace cs
{

/// One row of figures: of the whole strategy, of a data type, of a layer, or of a data type at a layer. What does not
/// apply stays 0 (a layer has no db queries).
struct Figures {
    std::uint64_t reads = 0; ///< strategy, type: all reads; layer: reads that reached it
    std::uint64_t writes = 0;
    std::uint64_t hits = 0; ///< served from a fresh entry
    std::uint64_t misses = 0; ///< layer: neither hit nor coalesced; strategy, type: reads that went to the origin
    std::uint64_t coalesced = 0; ///< delayed hits: waited for somebody else's fetch
    std::uint64_t failed = 0; ///< reads that got no answer
    std::uint64_t originReads = 0; ///< strategy, type: reads that the database answered
    std::uint64_t fills = 0, evictions = 0, expirations = 0, invalidations = 0, replaced = 0, bypassed = 0;
    std::uint64_t refused = 0; ///< stores answered with out-of-memory by a server with nothing to evict
    std::uint64_t flushed = 0; ///< entries lost to a flush or a restart
    std::uint64_t staleReads = 0, violations = 0;
    std::uint64_t wrongReads = 0; ///< served another value than asked for: the cache key leaves out a part that matters
    std::uint64_t staleServed = 0; ///< hits served past their freshness (RFC 5861), outdated or not
    std::uint64_t staleOnError = 0; ///< of them, because the origin failed
    std::uint64_t revalidated = 0; ///< expired entries that became fresh by "not modified"
    std::uint64_t refreshes = 0; ///< fetches in the background, by the layer that began them; never among the reads
    std::uint64_t originRefreshes = 0, failedRefreshes = 0, cachedRefreshes = 0; ///< of them; strategy and type
    std::uint64_t droppedFills = 0; ///< values that came too late for a layer with versioned fills or leases
    std::uint64_t retries = 0; ///< strategy, type: passes that failed reads made again
    std::uint64_t missingReads = 0; ///< strategy, type: reads for keys that the origin does not have
    std::uint64_t hitBytes = 0, readBytes = 0; ///< value bytes served from cache / in all
    std::uint64_t entriesAtStart = 0, entries = 0; ///< at the start of the measurement, at the end
    std::uint64_t bytes = 0, bytesPeak = 0; ///< held by all nodes of the layer
    double dbQueries = 0, dbWrites = 0; ///< writes that went together at the database count once
    std::uint64_t coalescedWrites = 0; ///< writes behind: overtaken by a later one of the key before the database heard
    std::uint64_t lostWrites = 0; ///< writes behind: their node was lost before the database heard
    std::uint64_t writesAtRiskStart = 0, writesAtRisk = 0; ///< not yet at the database at the start, at the end
    std::uint64_t writesAtRiskPeak = 0;
    double writesAtRiskMean = 0, dirtyKeysMean = 0; ///< over time
    std::uint64_t tagRemovals = 0; ///< entries that a tag removed; among the invalidations
    double tagWorkSeconds = 0; ///< work of the layer for these
    std::uint64_t viewRebuilds = 0, viewOverruns = 0; ///< views: complete, skipped because the one before still ran
    std::uint64_t egressBytes = 0; ///< value bytes that left: the origin (strategy, type), the layer (layer)
    double contentAgeSeconds = 0; ///< sum over answered reads (layer: hits) of the time since the origin made the value
    Histogram latency; ///< of answered reads
    Histogram staleness; ///< of stale reads

    double hitRatio() const; ///< hits / reads, 0 when there are none
    double byteHitRatio() const; ///< hitBytes / readBytes
    double staleRatio() const; ///< staleReads / reads; strategy and type
    double violationRatio() const; ///< violations / reads; strategy and type
    double staleHitRatio() const; ///< staleReads / hits; layer, and type at a layer
    double contentAgeMean() const; ///< seconds per answered read; strategy and type
    double contentAgeMeanOfHits() const; ///< layer, and type at a layer
    double violationHitRatio() const; ///< violations / hits; layer, and type at a layer
    /// Sums everything; peaks too, so the sum's `bytesPeak` is an upper bound where the peaks came at different times.
    void add(const Figures &other);
};

struct TypeResult {
    std::string name;
    Figures figures;
};

struct NodeLoad {
    std::uint32_t node = 0; ///< from 0
    std::uint64_t reads = 0;
};

struct LayerResult {
    std::string name;
    LayerKind kind = LayerKind::redis;
    std::uint64_t nodes = 1;
    CapacityUnit capacityUnit = CapacityUnit::none;
    std::uint64_t capacityPerNode = 0;
    Figures figures;
    std::vector<TypeResult> dataTypes; ///< only the types that this layer caches
    std::vector<NodeLoad>
        hottestNodes; ///< at most 64, the hottest first; only where keys are spread over several nodes
    std::uint64_t otherNodes = 0, otherNodesReads = 0; ///< what hottestNodes leaves out
    double costPerMonth = 0;
    bool hasCost = false; ///< some price is about this layer

    /// Of the layer's reads, 0 where it does not apply; evenly spread it would be 1 / nodes.
    double hottestNodeShare() const;
    /// Node by node; what the other shows of nodes that are not shown here goes to the rest.
    void addNodeLoads(const LayerResult &other);
};

/// Per interval, from time 0 on (the warm-up included). All vectors of one length.
struct LayerSeries {
    std::string name;
    std::vector<double> reads, hits; ///< counts by arrival interval
    std::vector<double> entries, bytes; ///< held at the interval's end
};
struct TypeSeries {
    std::string name;
    std::vector<double> reads, hits;
};
struct Series {
    Duration interval;
    std::vector<double> timeSeconds; ///< start of each interval
    std::vector<double> reads, coalesced, originReads, failed; ///< counts by arrival interval
    std::vector<double> refreshes, retries; ///< counts by the interval in which they began
    std::vector<double> latencyMeanSeconds; ///< of answered reads that arrived in the interval; 0 when none
    std::vector<double> dbQueriesPerSecond;
    std::vector<double> dbQueueLength; ///< waiting at the interval's end
    std::vector<double> writesAtRisk; ///< at the interval's end; empty when nothing is written behind
    std::vector<LayerSeries> layers; ///< in the strategy's order
    std::vector<TypeSeries> dataTypes; ///< in the scenario's order
};

struct Finding {
    std::string objective; ///< "latency_p99"
    bool met = false;
    double target = 0; ///< SI
    double value = 0; ///< SI
    std::string text; ///< "p99 latency 212 ms, objective 300 ms: met"
};

/// One run, or the same strategy over several replications merged. Merged, the counts of Figures and `requests` are
/// exact sums over the replications and the histograms hold them all, so that ratios, means and percentiles are of all
/// of them; everything else (rates, utilisations, peaks, cost, series) is the mean of a replication. `estimates` has
/// every figure as of one replication.
/// What an event of the timeline did. The figures are of the time it was watched: from the event until the hit ratio is
/// back within 5 % of its level before (see sim/engine/recovery.h), or to the end of the run.
struct EventResult {
    std::string event; ///< "restart"
    std::string subject; ///< the layer, data type, tag or key it is about; empty for the database
    double atSeconds = 0;
    double untilSeconds = 0; ///< end of its own duration
    bool applies = true; ///< the strategy has what it is about
    bool hasLevel = false; ///< there was a hit ratio before that can be compared with
    double hitRatioBefore = 0, hitRatioLow = 0; ///< low: the worst window from the event on
    bool recovered = false;
    double recoverySeconds = 0; ///< from the event on; 0 = it never fell by more than 5 %
    double watchedSeconds = 0;
    double dbQueriesPerSecondPeak = 0, dbQueuePeak = 0;
    std::uint64_t reads = 0, failed = 0, lostWrites = 0, answered = 0;
    Histogram latency; ///< of reads answered while watched
    double latencyP99Seconds = 0; ///< of them; means nothing when there are none
};

/// Of one sampled run: what the whole workload asks of a data type in the measured span, and what the sample knows of
/// its keys.
struct SampledType {
    std::uint64_t wholeReads = 0, wholeWrites = 0;
    std::uint64_t keys = 0; ///< in the sample and read
    double readsSquared = 0; ///< sum over these keys of reads x reads
    double readsTimesBeyond = 0; ///< sum of reads x reads that the first layer did not serve from an entry
};

/// A result that was estimated from samples of the keys.
struct Sampling {
    double share = 1;
    std::uint64_t samples = 0;
};

struct RunResult {
    std::string scenario;
    std::string strategy;
    std::uint64_t seed = 1;
    std::uint64_t replications = 1;
    double warmUpSeconds = 0;
    bool warmUpAutomatic = false;
    double durationSeconds = 0; ///< simulated end; measured span = durationSeconds - warmUpSeconds
    std::uint64_t requests = 0; ///< reads + writes in the measured span
    std::uint64_t eventsProcessed = 0;
    std::uint64_t fingerprint = 0; ///< FNV-1a over the sequence of outcomes; equal for equal runs on any build
    Figures totals;
    double dbUtilization = 0; ///< 0..1 of the connections; 0 when there is no limit
    double appUtilization = 0;
    bool dbLimited = false; ///< database.connections is a number
    bool appLimited = false;
    double dbQueriesPerSecond = 0; ///< mean over the measured span
    double dbQueriesPerSecondPeak = 0; ///< of the busiest interval in the measured span
    double dbQueuePeak = 0;
    double costPerMonth = 0; ///< 0 when the scenario has no prices that apply
    double originCostPerMonth = 0; ///< of it what no layer costs: database, app servers, egress of the origin
    bool hasCost = false;
    std::string currency;
    std::vector<TypeResult> dataTypes;
    std::vector<LayerResult> layers;
    Series series;
    std::vector<EventResult> events; ///< of the timeline, in order of time; the first 100
    std::vector<Finding> findings;
    /// With replications: by row (in the order of figureRows()), then by field (in the order of resultFields()).
    std::vector<std::vector<Estimate>> estimates;
    /// With replications: by line of the table of totals, then by replication.
    std::vector<std::vector<double>> samples;
    std::vector<SampledType> sampled; ///< by data type, of one sampled run; its counts are the sample's
    std::optional<Sampling> sampling; ///< estimated from samples; `estimates` has what can be told
    std::optional<double> precision; ///< half width of the hit ratio that was asked for
    bool precisionReached = false;
    std::vector<std::string> notes; ///< what a reader must know ("12 requests of the trace match no data type")
    bool estimated = false; ///< nothing was simulated; counts are what is expected
    std::vector<std::string> notEstimated; ///< then: fields of the result format that would be guesses
    /// False: the field is left out of everything that is written.
    bool tells(std::string_view field) const;
};

using RunResultPtr = std::shared_ptr<const RunResult>;

} // namespace cs
