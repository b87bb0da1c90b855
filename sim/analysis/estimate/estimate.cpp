// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/estimate/estimate.h"

#include "sim/analysis/estimate/latency_mix.h"
#include "sim/analysis/estimate/notes.h"
#include "sim/analysis/estimate/staleness.h"
#include "sim/results/findings.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

std::uint64_t whole(double count)
{
    return static_cast<std::uint64_t>(std::clamp(count, 0.0, 9e18) + 0.5);
}

/// Turns the rates of a day into the figures of a run.
class DayToRun
{
public:
    DayToRun(const PlannedWorkload &workload, const PlannedStrategy &strategy, RunResult &result)
        : m_workload(workload)
        , m_strategy(strategy)
        , m_day(solveDay(workload, strategy))
        , m_result(result)
        , m_span(workload.end - workload.start)
    {
    }

    const DayFigures &day() const { return m_day; }

    void fill()
    {
        for (const PlannedLayer &layer : m_strategy.planned) {
            LayerResult out;
            out.name = layer.layer->name;
            out.kind = layer.layer->kind;
            out.nodes = layer.how.nodes;
            out.capacityUnit = layer.layer->capacity.unit;
            out.capacityPerNode = layer.layer->capacity.amount;
            m_result.layers.push_back(std::move(out));
        }
        for (std::size_t t = 0; t < m_workload.types.size(); ++t)
            addType(t);
        for (std::size_t l = 0; l < m_result.layers.size(); ++l)
            addLayer(l);
        m_result.requests = m_result.totals.reads + m_result.totals.writes;
        addOrigin();
        addSeries();
    }

private:
    /// Of a type at a place, over its keys.
    KeyAtPlace sumAt(std::size_t t, std::size_t place) const
    {
        const std::size_t places = m_strategy.paths[t].size();
        KeyAtPlace sum;
        for (std::size_t b = 0; b < m_workload.types[t].buckets.size(); ++b) {
            const KeyAtPlace &cell = m_day.mean.types[t].cells[b * places + place];
            const double keys = m_workload.types[t].buckets[b].keys;
            for (const auto member : { &KeyAtPlace::reads, &KeyAtPlace::hits, &KeyAtPlace::misses, &KeyAtPlace::joined,
                     &KeyAtPlace::refreshes, &KeyAtPlace::staleServed, &KeyAtPlace::freshHits, &KeyAtPlace::entries,
                     &KeyAtPlace::stores, &KeyAtPlace::starts })
                sum.*member += keys * cell.*member;
        }
        return sum;
    }

    double absentShare(std::size_t t) const
    {
        const auto &missing = m_workload.types[t].type->reads.missing;
        return missing ? missing->share : 0;
    }

    /// A type's reads at one layer.
    Figures atPlace(std::size_t t, std::size_t place, const KeyAtPlace &sum, const TypeLatencies &latencies)
    {
        const PlannedLayer &layer = m_strategy.planned[m_strategy.paths[t][place]];
        Figures out;
        out.reads = whole(sum.reads * m_span);
        out.hits = std::min(out.reads, whole(sum.hits * m_span));
        out.coalesced = std::min(out.reads - out.hits, whole(sum.joined * m_span));
        out.misses = out.reads - out.hits - out.coalesced;
        const double bytes = m_workload.types[t].valueBytes;
        const double present = presentShare(t, place, false), presentHits = presentShare(t, place, true);
        out.readBytes = whole(sum.reads * m_span * bytes * present);
        out.hitBytes = whole(sum.hits * m_span * bytes * presentHits);
        out.egressBytes = out.readBytes;
        out.fills = whole(sum.stores * m_span);
        out.staleServed = whole(sum.staleServed * m_span);
        out.refreshes = whole(sum.refreshes * m_span);
        const StaleFigures stale = staleFigures(m_workload, m_strategy, m_day.mean, t, place);
        out.staleReads = std::min(out.hits, whole(stale.stale * m_span));
        out.violations = std::min(out.staleReads, whole(stale.violations * m_span));
        out.contentAgeSeconds = stale.ageSum * m_span;
        addStaleness(out.staleness, stale, out.staleReads);
        addTo(out.latency, latencies.hits[place], out.hits);
        if (layer.isView)
            out.viewRebuilds = whole(m_span / layer.rules[t]->rule->refresh->seconds());
        const double fullKeys = memory(t, place, out);
        out.entries = out.entriesAtStart = whole(fullKeys);
        return out;
    }

    /// Of reads or hits, those for keys that the origin has.
    double presentShare(std::size_t t, std::size_t place, bool hits) const
    {
        if (absentShare(t) <= 0)
            return 1;
        const std::size_t places = m_strategy.paths[t].size();
        double present = 0, all = 0;
        for (std::size_t b = 0; b < m_workload.types[t].buckets.size(); ++b) {
            const RankBucket &bucket = m_workload.types[t].buckets[b];
            const KeyAtPlace &cell = m_day.mean.types[t].cells[b * places + place];
            const double rate = bucket.keys * (hits ? cell.hits : cell.reads);
            all += rate;
            present += bucket.absent ? 0 : rate;
        }
        return all > 0 ? present / all : 1;
    }

    /// Bytes and entries that a layer holds of a type.
    double memory(std::size_t t, std::size_t place, Figures &out) const
    {
        const PlannedLayer &layer = m_strategy.planned[m_strategy.paths[t][place]];
        if (layer.isView)
            return 0;
        const std::size_t places = m_strategy.paths[t].size();
        double entries = 0, bytes = 0;
        for (std::size_t b = 0; b < m_workload.types[t].buckets.size(); ++b) {
            const RankBucket &bucket = m_workload.types[t].buckets[b];
            const double held = bucket.keys * m_day.mean.types[t].cells[b * places + place].entries;
            entries += held;
            bytes += held * (bucket.absent ? layer.rules[t]->absentBytes : layer.rules[t]->entryBytes);
        }
        out.bytes = whole(bytes);
        return entries;
    }

    void addType(std::size_t t)
    {
        const PlannedType &type = m_workload.types[t];
        const TypeFlow &flow = m_day.mean.types[t];
        const auto &path = m_strategy.paths[t];
        Figures sum;
        sum.reads = whole(flow.reads * m_span);
        sum.writes = whole(flow.writes * m_span);
        std::vector<KeyAtPlace> rates;
        for (std::size_t p = 0; p < path.size(); ++p)
            rates.push_back(sumAt(t, p));
        const TypeLatencies latencies = latenciesOf(m_workload, m_strategy, m_day, t, rates);
        for (std::size_t p = 0; p < path.size(); ++p) {
            Figures at = atPlace(t, p, rates[p], latencies);
            sum.hits += at.hits;
            sum.staleServed += at.staleServed;
            sum.refreshes += at.refreshes;
            sum.staleReads += at.staleReads;
            sum.violations += at.violations;
            sum.hitBytes += at.hitBytes;
            sum.contentAgeSeconds += at.contentAgeSeconds;
            sum.latency.merge(at.latency);
            sum.staleness.merge(at.staleness);
            sum.coalesced += at.coalesced;
            addTo(sum.latency, latencies.joined[p], at.coalesced);
            m_result.layers[path[p]].dataTypes.push_back({ type.type->name, std::move(at) });
        }
        sum.reads = std::max(sum.reads, sum.hits + sum.coalesced); // every place was rounded by itself
        sum.misses = sum.reads - sum.hits - sum.coalesced;
        addOriginReads(t, sum, latencies);
        sum.missingReads = whole(flow.reads * m_span * absentShare(t));
        sum.readBytes = whole(flow.reads * m_span * type.valueBytes * (1 - absentShare(t)));
        addWrites(t, sum);
        m_result.totals.add(sum);
        m_result.dataTypes.push_back({ type.type->name, std::move(sum) });
    }

    void addOriginReads(std::size_t t, Figures &sum, const TypeLatencies &latencies) const
    {
        const PlannedType &type = m_workload.types[t];
        const TypeFlow &flow = m_day.mean.types[t];
        double reads = 0, refreshes = 0, queries = 0, stale = 0, sent = 0;
        for (std::size_t b = 0; b < type.buckets.size(); ++b) {
            const RankBucket &bucket = type.buckets[b];
            const double all = bucket.keys * (flow.originReads[b] + flow.originRefreshes[b]);
            const double only = bucket.absent ? 1 : flow.checks[b];
            reads += bucket.keys * flow.originReads[b];
            refreshes += bucket.keys * flow.originRefreshes[b];
            queries += all * (only + (1 - only) * type.type->missCost.dbQueries);
            stale += bucket.keys * flow.originReads[b] * (1 - flow.originFresh[b]);
            sent += bucket.absent ? 0 : all * (1 - only);
        }
        const double lost = std::min(0.999, m_day.mean.database.lost);
        sum.failed = whole(static_cast<double>(sum.misses) * lost);
        sum.originReads = sum.misses - sum.failed;
        sum.originRefreshes = whole(refreshes * m_span);
        sum.staleReads += whole(stale * m_span);
        const auto &path = m_strategy.paths[t];
        if (!path.empty() && m_strategy.planned[path.back()].isView)
            queries
                += type.type->missCost.dbQueries / m_strategy.planned[path.back()].rules[t]->rule->refresh->seconds();
        sum.dbQueries = queries * (1 - lost) * m_span;
        sum.egressBytes = whole(sent * type.valueBytes * m_span);
        addTo(sum.latency, latencies.origin, sum.originReads);
        (void)reads;
    }

    void addWrites(std::size_t t, Figures &sum) const
    {
        sum.dbWrites = static_cast<double>(sum.writes);
        const PlannedType &type = m_workload.types[t];
        for (const std::size_t l : m_strategy.paths[t]) {
            const Rule &rule = *m_strategy.planned[l].rules[t]->rule;
            if (rule.invalidation != Invalidation::writeBehind || !rule.flush)
                continue;
            double flushed = 0;
            for (const RankBucket &bucket : type.buckets) {
                const double writes = bucket.writeShare * m_day.mean.types[t].writes;
                flushed += bucket.keys * writes / (1 + writes * rule.flush->seconds());
            }
            sum.dbWrites = flushed * m_span;
            sum.coalescedWrites = sum.writes - std::min(sum.writes, whole(sum.dbWrites));
        }
    }

    void addLayer(std::size_t l)
    {
        LayerResult &layer = m_result.layers[l];
        for (const TypeResult &type : layer.dataTypes)
            layer.figures.add(type.figures);
        Figures &sum = layer.figures;
        sum.bytesPeak = sum.bytes;
        const PlannedLayer &plan = m_strategy.planned[l];
        const bool full = std::any_of(m_day.slots.begin(), m_day.slots.end(), [l](const NetworkState &slot) {
            return std::any_of(slot.characteristic[l].begin(), slot.characteristic[l].end(),
                [](double time) { return time < forever; });
        });
        if (full && layer.capacityUnit == CapacityUnit::bytes)
            sum.bytesPeak = whole(plan.capacity * static_cast<double>(layer.nodes));
        Figures &totals = m_result.totals;
        totals.fills += sum.fills;
        totals.viewRebuilds += sum.viewRebuilds;
        totals.entries += sum.entries;
        totals.entriesAtStart += sum.entriesAtStart;
        totals.bytes += sum.bytes;
        totals.bytesPeak += sum.bytesPeak;
    }

    void addOrigin()
    {
        const Origin &origin = m_workload.scenario->origin;
        m_result.dbLimited = origin.database.connections.has_value();
        m_result.appLimited = origin.app.has_value();
        if (m_result.dbLimited)
            m_result.dbUtilization = m_day.mean.database.utilisation;
        if (m_result.appLimited)
            m_result.appUtilization = m_day.mean.app.utilisation;
        m_result.dbQueriesPerSecond = m_span > 0 ? m_result.totals.dbQueries / m_span : 0;
        double peak = 0;
        const double intervals = std::max(1.0, m_span / m_workload.interval);
        const double slots = static_cast<double>(m_day.slots.size());
        for (const NetworkState &slot : m_day.slots) {
            // The highest of as many intervals as the slot has, for fetches that come at random.
            const double of = std::max(1.0, intervals / slots);
            const double above = of > 1 ? std::sqrt(2 * std::log(of)) : 0;
            const double high = above > 0 ? above - (std::log(std::log(of) + 1e-9) + 2.53) / (2 * above) : 0;
            peak = std::max(
                peak, slot.dbQueries + std::max(0.0, high) * std::sqrt(slot.dbVariance / m_workload.interval));
        }
        m_result.dbQueriesPerSecondPeak = std::max(m_result.dbQueriesPerSecond, peak);
    }

    /// By the load profile, with the mean ratios.
    void addSeries()
    {
        Series &series = m_result.series;
        series.interval = Duration::fromSeconds(m_workload.interval);
    }

    const PlannedWorkload &m_workload;
    const PlannedStrategy &m_strategy;
    DayFigures m_day;
    RunResult &m_result;
    double m_span;
};

Result<RunResultPtr> estimated(const PlannedWorkload &workload, const PlannedStrategy &plan, std::size_t strategy)
{
    auto result = std::make_shared<RunResult>();
    result->estimated = true;
    result->scenario = workload.scenario->name;
    result->strategy = workload.scenario->strategies[strategy].name;
    result->seed = workload.scenario->run.seed;
    result->warmUpSeconds = workload.start;
    result->durationSeconds = workload.end;
    DayToRun figures(workload, plan, *result);
    figures.fill();
    addEstimateNotes(*result, workload, plan, figures.day());
    addCost(*result, *workload.scenario, strategy);
    addFindings(*result, *workload.scenario);
    return RunResultPtr(std::move(result));
}

} // namespace

Result<RunResultPtr> estimateStrategy(const PlannedWorkload &workload, std::size_t strategy)
{
    auto plan = planStrategy(workload, strategy);
    if (!plan)
        return tl::unexpected(plan.error());
    return estimated(workload, *plan, strategy);
}

Result<RunResultPtr> estimateStrategy(const Scenario &scenario, std::size_t strategy)
{
    auto workload = planWorkload(scenario);
    if (!workload)
        return tl::unexpected(workload.error());
    return estimateStrategy(*workload, strategy);
}

} // namespace cs
