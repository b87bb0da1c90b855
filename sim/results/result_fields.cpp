// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/result_fields.h"

#include "sim/results/cost.h"

#include <algorithm>
#include <cmath>
#include <iterator>

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

double readsOf(Row r)
{
    return static_cast<double>(r.figures.reads);
}

double hitsOf(Row r)
{
    return static_cast<double>(r.figures.hits);
}

double staleReadsOf(Row r)
{
    return static_cast<double>(r.figures.staleReads);
}

double violationsOf(Row r)
{
    return static_cast<double>(r.figures.violations);
}

double answeredOf(Row r)
{
    return static_cast<double>(r.figures.latency.count());
}

/// Stale or violating reads are a share of the reads, at a layer of its hits.
double servedOf(Row r)
{
    return isLayer(r) ? hitsOf(r) : readsOf(r);
}

/// Answered reads that are slower than the quantile.
template <int PerMille>
double slowerThan(Row r)
{
    return answeredOf(r) * (1000 - PerMille) / 1000;
}

constexpr ResultField fields[] = {
    { "reads", all, [](Row r) -> FieldValue { return r.figures.reads; } },
    { "writes", requests, [](Row r) -> FieldValue { return r.figures.writes; } },
    { "hits", all, [](Row r) -> FieldValue { return r.figures.hits; } },
    { "misses", all, [](Row r) -> FieldValue { return r.figures.misses; } },
    { "coalesced", all, [](Row r) -> FieldValue { return r.figures.coalesced; } },
    { "origin_reads", requests, [](Row r) -> FieldValue { return r.figures.originReads; } },
    { "failed", requests, [](Row r) -> FieldValue { return r.figures.failed; } },
    { "hit_ratio", all, [](Row r) -> FieldValue { return r.figures.hitRatio(); }, Pooling::ratio, readsOf },
    { "byte_hit_ratio", all, [](Row r) -> FieldValue { return r.figures.byteHitRatio(); }, Pooling::ratio,
        [](Row r) { return static_cast<double>(r.figures.readBytes); } },
    { "fills", all, [](Row r) -> FieldValue { return r.figures.fills; } },
    { "evictions", all, [](Row r) -> FieldValue { return r.figures.evictions; } },
    { "expirations", all, [](Row r) -> FieldValue { return r.figures.expirations; } },
    { "invalidations", all, [](Row r) -> FieldValue { return r.figures.invalidations; } },
    { "replaced", all, [](Row r) -> FieldValue { return r.figures.replaced; } },
    { "bypassed", all, [](Row r) -> FieldValue { return r.figures.bypassed; } },
    { "refused", all, [](Row r) -> FieldValue { return r.figures.refused; } },
    { "flushed", all, [](Row r) -> FieldValue { return r.figures.flushed; } },
    { "tag_removals", all, [](Row r) -> FieldValue { return r.figures.tagRemovals; } },
    { "tag_work_s", all, [](Row r) -> FieldValue { return r.figures.tagWorkSeconds; } },
    { "view_rebuilds", all, [](Row r) -> FieldValue { return r.figures.viewRebuilds; } },
    { "view_overruns", all, [](Row r) -> FieldValue { return r.figures.viewOverruns; } },
    { "stale_reads", all, [](Row r) -> FieldValue { return r.figures.staleReads; } },
    { "stale_ratio", all,
        [](Row r) -> FieldValue { return isLayer(r) ? r.figures.staleHitRatio() : r.figures.staleRatio(); },
        Pooling::ratio, servedOf, staleReadsOf },
    { "wrong_reads", all, [](Row r) -> FieldValue { return r.figures.wrongReads; } },
    { "violations", all, [](Row r) -> FieldValue { return r.figures.violations; } },
    { "violation_ratio", all,
        [](Row r) -> FieldValue { return isLayer(r) ? r.figures.violationHitRatio() : r.figures.violationRatio(); },
        Pooling::ratio, servedOf, violationsOf },
    { "staleness_mean_s", all, [](Row r) -> FieldValue { return r.figures.staleness.meanSeconds(); }, Pooling::ratio,
        staleReadsOf, staleReadsOf },
    { "staleness_p99_s", all, [](Row r) -> FieldValue { return r.figures.staleness.quantileSeconds(0.99); },
        Pooling::quantile, nullptr, [](Row r) { return staleReadsOf(r) / 100; } },
    { "staleness_max_s", all, [](Row r) -> FieldValue { return r.figures.staleness.maxSeconds(); } },
    { "content_age_mean_s", all,
        [](Row r) -> FieldValue { return isLayer(r) ? r.figures.contentAgeMeanOfHits() : r.figures.contentAgeMean(); },
        Pooling::ratio, [](Row r) { return isLayer(r) ? hitsOf(r) : answeredOf(r); } },
    { "stale_served", all, [](Row r) -> FieldValue { return r.figures.staleServed; } },
    { "stale_on_error", all, [](Row r) -> FieldValue { return r.figures.staleOnError; } },
    { "revalidated", all, [](Row r) -> FieldValue { return r.figures.revalidated; } },
    { "refreshes", all, [](Row r) -> FieldValue { return r.figures.refreshes; } },
    { "origin_refreshes", requests, [](Row r) -> FieldValue { return r.figures.originRefreshes; } },
    { "failed_refreshes", requests, [](Row r) -> FieldValue { return r.figures.failedRefreshes; } },
    { "cached_refreshes", requests, [](Row r) -> FieldValue { return r.figures.cachedRefreshes; } },
    { "dropped_fills", all, [](Row r) -> FieldValue { return r.figures.droppedFills; } },
    { "retries", requests, [](Row r) -> FieldValue { return r.figures.retries; } },
    { "missing_reads", requests, [](Row r) -> FieldValue { return r.figures.missingReads; } },
    { "latency_mean_s", all,
        [](Row r) -> FieldValue {
            return r.figures.latency.count() ? FieldValue(r.figures.latency.meanSeconds()) : FieldValue();
        },
        Pooling::ratio, answeredOf },
    { "latency_p50_s", all, [](Row r) { return quantile(r.figures.latency, 0.5); }, Pooling::quantile, nullptr,
        slowerThan<500> },
    { "latency_p90_s", all, [](Row r) { return quantile(r.figures.latency, 0.9); }, Pooling::quantile, nullptr,
        slowerThan<900> },
    { "latency_p95_s", all, [](Row r) { return quantile(r.figures.latency, 0.95); }, Pooling::quantile, nullptr,
        slowerThan<950> },
    { "latency_p99_s", all, [](Row r) { return quantile(r.figures.latency, 0.99); }, Pooling::quantile, nullptr,
        slowerThan<990> },
    { "latency_p999_s", all, [](Row r) { return quantile(r.figures.latency, 0.999); }, Pooling::quantile, nullptr,
        slowerThan<999> },
    { "db_queries", requests, [](Row r) -> FieldValue { return r.figures.dbQueries; } },
    { "db_writes", requests, [](Row r) -> FieldValue { return r.figures.dbWrites; } },
    { "coalesced_writes", requests, [](Row r) -> FieldValue { return r.figures.coalescedWrites; } },
    { "lost_writes", requests, [](Row r) -> FieldValue { return r.figures.lostWrites; } },
    { "writes_at_risk", requests, [](Row r) -> FieldValue { return r.figures.writesAtRisk; } },
    { "writes_at_risk_mean", requests, [](Row r) -> FieldValue { return r.figures.writesAtRiskMean; } },
    { "writes_at_risk_peak", requests, [](Row r) -> FieldValue { return r.figures.writesAtRiskPeak; } },
    { "dirty_keys_mean", requests, [](Row r) -> FieldValue { return r.figures.dirtyKeysMean; } },
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
    { "cost_per_month", whole | static_cast<unsigned>(Scope::layer),
        [](Row r) {
            if (r.ofLayer)
                return r.ofLayer->hasCost ? FieldValue(r.ofLayer->costPerMonth) : FieldValue();
            return r.run->hasCost ? FieldValue(r.run->costPerMonth) : FieldValue();
        } },
    { "cost_per_million_requests", whole,
        [](Row r) {
            const double cost = costPerMillionRequests(*r.run);
            return std::isnan(cost) ? FieldValue() : FieldValue(cost);
        } },
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
    to.refused += from.refused;
    to.flushed += from.flushed;
    to.tagRemovals += from.tagRemovals;
    to.tagWorkSeconds += from.tagWorkSeconds;
    to.viewRebuilds += from.viewRebuilds;
    to.viewOverruns += from.viewOverruns;
    to.entriesAtStart += from.entriesAtStart;
    to.entries += from.entries;
    to.bytes += from.bytes;
    to.bytesPeak += from.bytesPeak;
}

/// Place of a layer's row among figureRows().
std::size_t indexOf(const RunResult &run, const LayerResult &layer)
{
    std::size_t index = 1 + run.dataTypes.size();
    for (const LayerResult *at = run.layers.data(); at != &layer; ++at)
        index += 1 + at->dataTypes.size();
    return index;
}

void dropCacheCounts(Figures &figures)
{
    figures.fills = figures.evictions = figures.expirations = figures.invalidations = 0;
    figures.replaced = figures.bypassed = figures.refused = figures.flushed = 0;
    figures.tagRemovals = figures.viewRebuilds = figures.viewOverruns = 0;
    figures.tagWorkSeconds = 0;
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
    FigureRow row { Scope::totals, &run, {}, {}, run.totals, 0 };
    dropCacheCounts(row.figures);
    for (const auto &layer : run.layers)
        takeCacheCounts(row.figures, layer.figures);
    return row;
}

FigureRow dataTypeRow(const RunResult &run, const TypeResult &type)
{
    const auto index = 1 + static_cast<std::size_t>(&type - run.dataTypes.data());
    FigureRow row { Scope::dataType, &run, {}, type.name, type.figures, index };
    dropCacheCounts(row.figures);
    for (const auto &layer : run.layers)
        for (const auto &atLayer : layer.dataTypes)
            if (atLayer.name == type.name)
                takeCacheCounts(row.figures, atLayer.figures);
    return row;
}

FigureRow layerRow(const RunResult &run, const LayerResult &layer)
{
    return { Scope::layer, &run, layer.name, {}, layer.figures, indexOf(run, layer), &layer };
}

FigureRow layerDataTypeRow(const RunResult &run, const LayerResult &layer, const TypeResult &type)
{
    const auto index = indexOf(run, layer) + 1 + static_cast<std::size_t>(&type - layer.dataTypes.data());
    return { Scope::layerDataType, &run, layer.name, type.name, type.figures, index };
}

std::vector<FigureRow> figureRows(const RunResult &run)
{
    std::vector<FigureRow> rows { totalsRow(run) };
    for (const auto &type : run.dataTypes)
        rows.push_back(dataTypeRow(run, type));
    for (const auto &layer : run.layers) {
        rows.push_back(layerRow(run, layer));
        for (const auto &type : layer.dataTypes)
            rows.push_back(layerDataTypeRow(run, layer, type));
    }
    return rows;
}

Estimate estimateOf(const ResultField &field, const FigureRow &row)
{
    if (row.index < row.run->estimates.size())
        return row.run->estimates[row.index][static_cast<std::size_t>(&field - std::begin(fields))];
    Estimate estimate;
    const FieldValue value = field.value(row);
    if (const auto *count = std::get_if<std::uint64_t>(&value))
        estimate.value = static_cast<double>(*count);
    else if (const auto *real = std::get_if<double>(&value))
        estimate.value = *real;
    return estimate;
}

Estimate totalsEstimate(const RunResult &run, std::string_view field)
{
    const auto at
        = std::find_if(std::begin(fields), std::end(fields), [&](const auto &one) { return one.name == field; });
    return at == std::end(fields) ? Estimate {} : estimateOf(*at, totalsRow(run));
}

std::uint64_t shownCount(const RunResult &run, std::uint64_t count)
{
    return (count + run.replications / 2) / std::max<std::uint64_t>(1, run.replications);
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
