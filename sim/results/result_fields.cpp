// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/result_fields.h"

#include <algorithm>

namespace cs
{

namespace
{

constexpr unsigned whole = static_cast<unsigned>(Scope::totals);
constexpr unsigned requests = whole | static_cast<unsigned>(Scope::dataType);
constexpr unsigned layers = static_cast<unsigned>(Scope::layer) | static_cast<unsigned>(Scope::layerDataType);
constexpr unsigned all = requests | layers;

bool isLayer(const FigureRow &row)
{
    return (static_cast<unsigned>(row.scope) & layers) != 0;
}

FieldValue quantile(const Histogram &histogram, double q)
{
    return histogram.count() ? FieldValue(histogram.quantileSeconds(q)) : FieldValue();
}

using Row = const FigureRow &;

constexpr ResultField fields[] = {
    { "reads", all, [](Row r) -> FieldValue { return r.figures.reads; } },
    { "writes", requests, [](Row r) -> FieldValue { return r.figures.writes; } },
    { "hits", all, [](Row r) -> FieldValue { return r.figures.hits; } },
    { "misses", all, [](Row r) -> FieldValue { return r.figures.misses; } },
    { "coalesced", all, [](Row r) -> FieldValue { return r.figures.coalesced; } },
    { "origin_reads", requests, [](Row r) -> FieldValue { return r.figures.originReads; } },
    { "failed", requests, [](Row r) -> FieldValue { return r.figures.failed; } },
    { "hit_ratio", all, [](Row r) -> FieldValue { return r.figures.hitRatio(); } },
    { "byte_hit_ratio", all, [](Row r) -> FieldValue { return r.figures.byteHitRatio(); } },
    { "fills", all, [](Row r) -> FieldValue { return r.figures.fills; } },
    { "evictions", all, [](Row r) -> FieldValue { return r.figures.evictions; } },
    { "expirations", all, [](Row r) -> FieldValue { return r.figures.expirations; } },
    { "invalidations", all, [](Row r) -> FieldValue { return r.figures.invalidations; } },
    { "replaced", all, [](Row r) -> FieldValue { return r.figures.replaced; } },
    { "bypassed", all, [](Row r) -> FieldValue { return r.figures.bypassed; } },
    { "flushed", all, [](Row r) -> FieldValue { return r.figures.flushed; } },
    { "stale_reads", all, [](Row r) -> FieldValue { return r.figures.staleReads; } },
    { "stale_ratio", all,
        [](Row r) -> FieldValue { return isLayer(r) ? r.figures.staleHitRatio() : r.figures.staleRatio(); } },
    { "violations", all, [](Row r) -> FieldValue { return r.figures.violations; } },
    { "violation_ratio", all,
        [](Row r) -> FieldValue { return isLayer(r) ? r.figures.violationHitRatio() : r.figures.violationRatio(); } },
    { "staleness_mean_s", all, [](Row r) -> FieldValue { return r.figures.staleness.meanSeconds(); } },
    { "staleness_p99_s", all, [](Row r) -> FieldValue { return r.figures.staleness.quantileSeconds(0.99); } },
    { "staleness_max_s", all, [](Row r) -> FieldValue { return r.figures.staleness.maxSeconds(); } },
    { "latency_mean_s", all,
        [](Row r) -> FieldValue {
            return r.figures.latency.count() ? FieldValue(r.figures.latency.meanSeconds()) : FieldValue();
        } },
    { "latency_p50_s", all, [](Row r) { return quantile(r.figures.latency, 0.5); } },
    { "latency_p90_s", all, [](Row r) { return quantile(r.figures.latency, 0.9); } },
    { "latency_p95_s", all, [](Row r) { return quantile(r.figures.latency, 0.95); } },
    { "latency_p99_s", all, [](Row r) { return quantile(r.figures.latency, 0.99); } },
    { "latency_p999_s", all, [](Row r) { return quantile(r.figures.latency, 0.999); } },
    { "db_queries", requests, [](Row r) -> FieldValue { return r.figures.dbQueries; } },
    { "db_writes", requests, [](Row r) -> FieldValue { return r.figures.dbWrites; } },
    { "db_queries_per_s", requests,
        [](Row r) -> FieldValue {
            if (r.scope == Scope::totals)
                return r.run->dbQueriesPerSecond;
            const double span = measuredSeconds(*r.run);
            return span > 0 ? FieldValue(r.figures.dbQueries / span) : FieldValue();
        } },
    { "db_queries_per_s_peak", whole, [](Row r) -> FieldValue { return r.run->dbQueriesPerSecondPeak; } },
    { "db_utilization", whole,
        [](Row r) { return r.run->dbLimited ? FieldValue(r.run->dbUtilization) : FieldValue(); } },
    { "db_queue_peak", whole, [](Row r) -> FieldValue { return r.run->dbQueuePeak; } },
    { "app_utilization", whole,
        [](Row r) { return r.run->appLimited ? FieldValue(r.run->appUtilization) : FieldValue(); } },
    { "entries", all, [](Row r) -> FieldValue { return r.figures.entries; } },
    { "bytes", all, [](Row r) -> FieldValue { return r.figures.bytes; } },
    { "bytes_peak", whole | static_cast<unsigned>(Scope::layer),
        [](Row r) -> FieldValue { return r.figures.bytesPeak; } },
    { "egress_bytes", all, [](Row r) -> FieldValue { return r.figures.egressBytes; } },
    { "cost_per_month", whole, [](Row r) { return r.run->hasCost ? FieldValue(r.run->costPerMonth) : FieldValue(); } },
};

/// What happens inside caches is counted by the layers; a total of them is their sum.
void takeCacheCounts(Figures &to, const Figures &from)
{
    to.fills += from.fills;
    to.evictions += from.evictions;
    to.expirations += from.expirations;
    to.invalidations += from.invalidations;
    to.replaced += from.replaced;
    to.bypassed += from.bypassed;
    to.flushed += from.flushed;
    to.entriesAtStart += from.entriesAtStart;
    to.entries += from.entries;
    to.bytes += from.bytes;
    to.bytesPeak += from.bytesPeak;
}

void dropCacheCounts(Figures &figures)
{
    figures.fills = figures.evictions = figures.expirations = figures.invalidations = 0;
    figures.replaced = figures.bypassed = figures.flushed = 0;
    figures.entriesAtStart = figures.entries = figures.bytes = figures.bytesPeak = 0;
}

} // namespace

bool ResultField::appliesTo(const FigureRow &row) const
{
    return (scopes & static_cast<unsigned>(row.scope)) != 0;
}

std::span<const ResultField> resultFields()
{
    return fields;
}

FigureRow totalsRow(const RunResult &run)
{
    FigureRow row { Scope::totals, &run, {}, {}, run.totals };
    dropCacheCounts(row.figures);
    for (const auto &layer : run.layers)
        takeCacheCounts(row.figures, layer.figures);
    return row;
}

FigureRow dataTypeRow(const RunResult &run, const TypeResult &type)
{
    FigureRow row { Scope::dataType, &run, {}, type.name, type.figures };
    dropCacheCounts(row.figures);
    for (const auto &layer : run.layers)
        for (const auto &atLayer : layer.dataTypes)
            if (atLayer.name == type.name)
                takeCacheCounts(row.figures, atLayer.figures);
    return row;
}

FigureRow layerRow(const RunResult &run, const LayerResult &layer)
{
    return { Scope::layer, &run, layer.name, {}, layer.figures };
}

FigureRow layerDataTypeRow(const RunResult &run, const LayerResult &layer, const TypeResult &type)
{
    return { Scope::layerDataType, &run, layer.name, type.name, type.figures };
}

double measuredSeconds(const RunResult &run)
{
    return std::max(0.0, run.durationSeconds - run.warmUpSeconds);
}

std::uint64_t memoryPeakBytes(const RunResult &run)
{
    std::uint64_t bytes = 0;
    for (const auto &layer : run.layers)
        bytes += layer.figures.bytesPeak;
    return bytes;
}

} // namespace cs
