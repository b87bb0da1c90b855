// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/core/quantity.h"
#include "sim/engine/conservation.h"
#include "sim/engine/exact_seconds.h"
#include "sim/engine/run.h"
#include "sim/engine/warm_up.h"
#include "sim/model/remarks.h"
#include "sim/results/findings.h"

#include <algorithm>

namespace cs
{

namespace
{

void addFreshness(Figures &to, const LayerTypeCounts &from)
{
    to.staleServed += from.staleServed;
    to.staleOnError += from.staleOnError;
    to.revalidated += from.revalidated;
    to.refreshes += from.refreshes;
    to.droppedFills += from.droppedFills;
    to.contentAgeSeconds += from.contentAgeSeconds;
}

} // namespace

std::size_t Run::firstMeasuredSpan(RunResult &result) const
{
    result.warmUpAutomatic = m_automatic;
    const auto &spans = m_collector->spans();
    std::size_t first = 0;
    if (!m_scenario.run.warmUp) {
        // The first cut that is not before what is wanted; the last one if there is none.
        const auto cutAt = [&spans](double wanted) {
            std::size_t at = 0;
            while (at + 1 < spans.size() && spans[at].start.seconds() < wanted * (1 - 1e-12))
                ++at;
            return at;
        };
        first = cutAt(std::max({ static_cast<double>(mser5(m_batches)) / 40 * m_plannedEnd.seconds(),
            warmUpFloor(m_scenario.strategies[m_strategy]).seconds(), fillsOfWarmUp * m_filled.seconds() }));
        // What happens on the timeline is what the run is for: it stays in.
        while (first > 0 && !m_timeline.empty() && spans[first].start > SimTime {} + m_timeline.front().at)
            --first;
    } else if (m_scenario.run.warmUp->ns > 0)
        first = spans.size() - 1;
    result.warmUpSeconds = exactSeconds(spans[first].start);
    return first;
}

void Run::sumTypes(RunResult &result, std::size_t firstSpan) const
{
    const auto &spans = m_collector->spans();
    for (std::size_t type = 0; type < m_types.size(); ++type) {
        Figures sum;
        for (std::size_t i = firstSpan; i < spans.size(); ++i) {
            const TypeCounts &counts = spans[i].types[type];
            sum.reads += counts.reads;
            sum.writes += counts.writes;
            sum.hits += counts.hits;
            sum.coalesced += counts.coalesced;
            sum.failed += counts.failed;
            sum.originReads += counts.originReads;
            sum.staleReads += counts.staleReads;
            sum.wrongReads += counts.wrongReads;
            sum.violations += counts.violations;
            sum.hitBytes += counts.hitBytes;
            sum.readBytes += counts.readBytes;
            sum.egressBytes += counts.originBytes;
            sum.dbQueries += counts.dbQueries;
            sum.originRefreshes += counts.originRefreshes;
            sum.failedRefreshes += counts.failedRefreshes;
            sum.cachedRefreshes += counts.cachedRefreshes;
            sum.retries += counts.retries;
            sum.missingReads += counts.missingReads;
            sum.contentAgeSeconds += counts.contentAgeSeconds;
            sum.latency.merge(counts.latency);
            sum.staleness.merge(counts.staleness);
            for (const LayerSpan &layer : spans[i].layers) {
                sum.staleReads += layer.types[type].staleReads;
                sum.wrongReads += layer.types[type].wrongReads;
                sum.violations += layer.types[type].violations;
                addFreshness(sum, layer.types[type]);
                sum.latency.merge(layer.types[type].latency);
                sum.staleness.merge(layer.types[type].staleness);
            }
        }
        sum.misses = sum.reads - sum.hits - sum.coalesced;
        sumWrites(sum, type, firstSpan, result.durationSeconds - result.warmUpSeconds);
        result.totals.add(sum);
        result.dataTypes.push_back({ m_dataTypes[type].name, std::move(sum) });
    }
    result.requests = result.totals.reads + result.totals.writes;
}

void Run::sumWrites(Figures &sum, std::size_t type, std::size_t firstSpan, double seconds) const
{
    sum.dbWrites = static_cast<double>(sum.writes);
    if (!m_types[type].behind)
        return;
    const auto &spans = m_collector->spans();
    std::uint64_t flushed = 0;
    sum.writesAtRiskStart = spans[firstSpan].types[type].behind.atRiskAtStart;
    for (std::size_t i = firstSpan; i < spans.size(); ++i) {
        const WriteCounts &counts = spans[i].types[type].behind;
        flushed += counts.flushed;
        sum.coalescedWrites += counts.coalesced;
        sum.lostWrites += counts.lost;
        sum.writesAtRiskPeak = std::max(sum.writesAtRiskPeak, counts.atRiskPeak);
        sum.writesAtRiskMean += counts.atRiskSeconds / seconds;
        sum.dirtyKeysMean += counts.dirtyKeySeconds / seconds;
    }
    sum.dbWrites = static_cast<double>(flushed);
    sum.writesAtRisk = m_atRiskAtEnd[type];
}

void Run::sumLayers(RunResult &result, std::size_t firstSpan) const
{
    const auto &spans = m_collector->spans();
    for (std::size_t layer = 0; layer < m_layers.size(); ++layer) {
        LayerResult out;
        out.name = m_layers[layer]->name();
        out.kind = m_layers[layer]->kind();
        out.nodes = m_layers[layer]->nodeCount();
        out.capacityUnit = m_layers[layer]->capacity().unit;
        out.capacityPerNode = m_layers[layer]->capacity().amount;
        const CacheStock &stock = m_finalStocks[layer];
        std::uint64_t peak = 0;
        for (std::size_t type = 0; type < m_types.size(); ++type) {
            if (!m_layers[layer]->rule(static_cast<std::uint32_t>(type)))
                continue;
            Figures sum;
            sum.entriesAtStart = spans[firstSpan].layers[layer].entriesAtStart[type];
            sum.entries = stock.entries[type];
            sum.bytes = stock.bytes[type];
            for (std::size_t i = firstSpan; i < spans.size(); ++i) {
                const LayerTypeCounts &counts = spans[i].layers[layer].types[type];
                const CacheCounters &cache = spans[i].layers[layer].cache[type];
                sum.reads += counts.reads;
                sum.hits += counts.hits;
                sum.misses += counts.misses;
                sum.coalesced += counts.coalesced;
                sum.wrongReads += counts.wrongReads;
                sum.staleReads += counts.staleReads;
                sum.violations += counts.violations;
                sum.hitBytes += counts.hitBytes;
                sum.readBytes += counts.readBytes;
                addFreshness(sum, counts);
                sum.egressBytes += counts.readBytes - counts.unsentBytes + counts.refreshBytes;
                sum.latency.merge(counts.latency);
                sum.staleness.merge(counts.staleness);
                sum.tagRemovals += counts.tagRemovals;
                sum.tagWorkSeconds += counts.tagWorkSeconds;
                sum.viewRebuilds += counts.viewRebuilds;
                sum.viewOverruns += counts.viewOverruns;
                sum.fills += cache.fills;
                sum.evictions += cache.evictions;
                sum.expirations += cache.expirations;
                sum.invalidations += cache.invalidations;
                sum.replaced += cache.replaced;
                sum.bypassed += cache.bypassed;
                sum.refused += cache.refused;
                sum.flushed += cache.flushed;
                peak = std::max(peak, spans[i].layers[layer].peakBytes);
            }
            out.figures.add(sum);
            out.dataTypes.push_back({ m_dataTypes[type].name, std::move(sum) });
        }
        out.figures.bytesPeak = peak;
        addNodeLoads(out, layer, firstSpan);
        result.totals.fills += out.figures.fills;
        result.totals.evictions += out.figures.evictions;
        result.totals.expirations += out.figures.expirations;
        result.totals.invalidations += out.figures.invalidations;
        result.totals.replaced += out.figures.replaced;
        result.totals.bypassed += out.figures.bypassed;
        result.totals.refused += out.figures.refused;
        result.totals.flushed += out.figures.flushed;
        result.totals.tagRemovals += out.figures.tagRemovals;
        result.totals.tagWorkSeconds += out.figures.tagWorkSeconds;
        result.totals.viewRebuilds += out.figures.viewRebuilds;
        result.totals.viewOverruns += out.figures.viewOverruns;
        result.totals.entries += out.figures.entries;
        result.totals.entriesAtStart += out.figures.entriesAtStart;
        result.totals.bytes += out.figures.bytes;
        result.totals.bytesPeak += peak;
        result.layers.push_back(std::move(out));
    }
}

/// Reads by node, the hottest first.
void Run::addNodeLoads(LayerResult &out, std::size_t layer, std::size_t firstSpan) const
{
    constexpr std::size_t shown = 64;
    if (!m_layers[layer]->countsNodes())
        return;
    std::vector<NodeLoad> loads(m_layers[layer]->nodeCount());
    const auto &spans = m_collector->spans();
    for (std::uint32_t node = 0; node < loads.size(); ++node) {
        loads[node].node = node;
        for (std::size_t i = firstSpan; i < spans.size(); ++i)
            loads[node].reads += spans[i].layers[layer].nodeReads[node];
    }
    std::stable_sort(loads.begin(), loads.end(), [](const auto &a, const auto &b) { return a.reads > b.reads; });
    for (std::size_t i = shown; i < loads.size(); ++i)
        out.otherNodesReads += loads[i].reads;
    out.otherNodes = loads.size() - std::min(shown, loads.size());
    loads.resize(std::min(shown, loads.size()));
    out.hottestNodes = std::move(loads);
}

void Run::sumRates(RunResult &result, std::size_t firstSpan)
{
    const auto &spans = m_collector->spans();
    const double measured = result.durationSeconds - result.warmUpSeconds;
    double dbBusy = 0, appBusy = 0;
    for (std::size_t i = firstSpan; i < spans.size(); ++i) {
        dbBusy += spans[i].dbBusySeconds;
        appBusy += spans[i].appBusySeconds;
        result.dbQueuePeak = std::max(result.dbQueuePeak, static_cast<double>(spans[i].dbQueuePeak));
    }
    result.dbLimited = m_databaseLimited;
    result.appLimited = m_appLimited;
    if (m_databaseLimited)
        result.dbUtilization = dbBusy / measured / static_cast<double>(*m_scenario.origin.database.connections);
    if (m_appLimited)
        result.appUtilization
            = appBusy / measured / static_cast<double>(m_scenario.origin.app->servers * m_scenario.origin.app->cores);
    result.dbQueriesPerSecond = result.totals.dbQueries / measured;

    Series series = std::move(m_collector->series());
    const double interval = series.interval.seconds();
    const auto used = static_cast<std::size_t>((m_end.ns + series.interval.ns - 1) / series.interval.ns);
    for (std::size_t i = 0; i < series.timeSeconds.size(); ++i) {
        const double answered = m_collector->answered()[i];
        series.latencyMeanSeconds[i] = answered > 0 ? m_collector->latencySums()[i] / answered : 0;
        const double length = std::min(interval, result.durationSeconds - series.timeSeconds[i]);
        if (length > 0)
            series.dbQueriesPerSecond[i] /= length;
        if (i < used && series.timeSeconds[i] >= result.warmUpSeconds - 1e-12 && length > 0.5 * interval)
            result.dbQueriesPerSecondPeak = std::max(result.dbQueriesPerSecondPeak, series.dbQueriesPerSecond[i]);
    }
    // No whole interval in the measured span: its mean is all that is known.
    result.dbQueriesPerSecondPeak = std::max(result.dbQueriesPerSecondPeak, result.dbQueriesPerSecond);
    // A recorded workload may have ended before the run's duration.
    const auto shorten = [used](std::vector<double> &values) { values.resize(std::min(used, values.size())); };
    for (auto *values : { &series.timeSeconds, &series.reads, &series.coalesced, &series.originReads, &series.failed,
             &series.refreshes, &series.retries, &series.latencyMeanSeconds, &series.dbQueriesPerSecond,
             &series.dbQueueLength, &series.writesAtRisk })
        shorten(*values);
    for (auto &layer : series.layers)
        for (auto *values : { &layer.reads, &layer.hits, &layer.entries, &layer.bytes })
            shorten(*values);
    for (auto &type : series.dataTypes)
        for (auto *values : { &type.reads, &type.hits })
            shorten(*values);
    result.series = std::move(series);
}

std::vector<SampledType> Run::sampledTypes(std::size_t firstSpan) const
{
    std::vector<SampledType> types = m_tally->types(m_types.size());
    const auto &spans = m_sampled->counts();
    for (std::size_t span = firstSpan; span < spans.size(); ++span)
        for (std::size_t type = 0; type < types.size(); ++type) {
            types[type].wholeReads += spans[span][type].reads;
            types[type].wholeWrites += spans[span][type].writes;
        }
    return types;
}

void Run::addNotes(RunResult &result) const
{
    const Duration floor = warmUpFloor(m_scenario.strategies[m_strategy]);
    if (m_automatic && floor.seconds() > result.warmUpSeconds * (1 + 1e-9))
        result.notes.push_back("The warm-up of " + displayQuantity(result.warmUpSeconds, Unit::time)
            + " is shorter than 12 times the longest TTL (" + formatDuration(floor)
            + "): expiries in step since the cold start may still show in the figures"
            + (m_timeline.empty() ? "; a run of twice that length would leave them out" : ""));
    if (m_automatic && automaticCuts().empty())
        result.notes.push_back("No warm-up was cut off: with a daily wave whole days are, and the run has only one; "
                               "simulate 48h or more to leave the cold start out");
    if (m_waitingAtEnd > 100 && static_cast<double>(m_waitingAtEnd) > 0.01 * static_cast<double>(result.totals.reads))
        result.notes.push_back("The database does not keep up: at the end " + displayCount(m_waitingAtEnd)
            + " reads were still waiting for it; latencies include their wait and would grow with a longer run");
    for (const auto &layer : m_layers)
        for (std::size_t type = 0; type < m_dataTypes.size(); ++type)
            if (layer->kind() == LayerKind::cdn && m_dataTypes[type].scope == "user"
                && layer->rule(static_cast<std::uint32_t>(type)))
                result.notes.push_back("\"" + m_dataTypes[type].name
                    + "\" is personal (scope \"user\") and cached in the "
                      "shared layer \""
                    + layer->name() + "\": its key must name the user");
}

void Run::addViewNotes(RunResult &result) const
{
    for (const LayerResult &layer : result.layers)
        for (const TypeResult &type : layer.dataTypes)
            if (type.figures.viewOverruns > 0)
                result.notes.push_back("Error in the plan: \"" + layer.name + "\" could not be refreshed in time for \""
                    + type.name + "\": " + displayCount(type.figures.viewOverruns) + " of "
                    + displayCount(type.figures.viewOverruns + type.figures.viewRebuilds)
                    + " refreshes were skipped because the one before still ran; take a longer refresh period or make "
                      "the rebuild cheaper");
}

/// Where leases end before fetches do, next to nothing is stored.
void Run::addLeaseNotes(RunResult &result, std::size_t firstSpan) const
{
    for (std::size_t layer = 0; layer < m_layers.size(); ++layer)
        for (std::uint32_t type = 0; type < m_types.size(); ++type) {
            const ActiveRule *rule = m_layers[layer]->rule(type);
            if (!rule || rule->rule.fill != Fill::lease)
                continue;
            std::uint64_t outlived = 0, stored = 0;
            for (std::size_t span = firstSpan; span < m_collector->spans().size(); ++span) {
                const LayerSpan &at = m_collector->spans()[span].layers[layer];
                outlived += at.types[type].outlivedLeases;
                stored += at.cache[type].fills;
            }
            if (outlived * 100 > stored)
                result.notes.push_back("Leases of \"" + m_dataTypes[type].name + "\" at \"" + m_layers[layer]->name()
                    + "\" end before fetches do: " + displayCount(outlived) + " values came after the lease time of "
                    + formatDuration(rule->leaseTime()) + " and were not stored, while " + displayCount(stored)
                    + " were; a longer lease_time, or a faster database, would let the cache fill");
        }
}

/// A layer that writes behind forgets what it evicts: readers then get from the database what it will overwrite.
void Run::addBufferNotes(RunResult &result, std::size_t firstSpan) const
{
    for (std::size_t type = 0; type < m_types.size(); ++type) {
        std::uint64_t reads = 0;
        for (std::size_t span = firstSpan; span < m_collector->spans().size(); ++span)
            reads += m_collector->spans()[span].types[type].readPastBuffer;
        if (reads * 1000 > result.dataTypes[type].figures.reads)
            result.notes.push_back(displayCount(reads) + " reads of \"" + m_dataTypes[type].name
                + "\" were answered by the database with a value older than one that waited in \""
                + m_layers[m_types[type].behind->layer()]->name()
                + "\" to be written to it: the layer had evicted, dropped or never stored the entry before its flush, "
                  "and reads are not answered from what waits; more room, or a shorter flush, keeps it readable");
    }
}

/// What of the timeline the figures of events leave out.
void Run::addEventNotes(RunResult &result) const
{
    const auto after = std::find_if(m_timeline.begin(), m_timeline.end(),
        [this](const TimelineEvent &event) { return SimTime {} + event.at >= m_end; });
    const auto happened = static_cast<std::size_t>(after - m_timeline.begin());
    if (after != m_timeline.end())
        result.notes.push_back(displayCount(m_timeline.size() - happened) + " of " + displayCount(m_timeline.size())
            + " events of the timeline come after the end of the run (" + displayQuantity(m_end.seconds(), Unit::time)
            + ") and did not happen, the first of them \"" + std::string(nameOf(after->event)) + "\" at "
            + formatDuration(after->at));
    if (happened > Recovery::mostEvents)
        result.notes.push_back("Of " + displayCount(happened) + " events that happened, the recovery of the first "
            + displayCount(Recovery::mostEvents) + " alone is told");
    for (std::size_t i = 0; i < happened; ++i)
        if (const std::string &name = m_timeline[i].dataType; !name.empty()
            && std::none_of(
                m_dataTypes.begin(), m_dataTypes.end(), [&](const auto &type) { return type.name == name; }))
            result.notes.push_back("The " + std::string(nameOf(m_timeline[i].event)) + " at "
                + formatDuration(m_timeline[i].at) + " did nothing: the trace has no data type named \"" + name + "\"");
}

Result<RunResultPtr> Run::finish()
{
    if (m_requests == 0 && m_scenario.workload.trace)
        return fail("the trace has no requests", m_scenario.workload.trace->file);
    auto result = std::make_shared<RunResult>();
    result->scenario = m_scenario.name;
    result->strategy = m_scenario.strategies[m_strategy].name;
    result->seed = m_seed;
    result->durationSeconds = exactSeconds(m_end);
    result->eventsProcessed = m_steps;
    result->fingerprint = mixBits(m_fingerprint ^ m_requests);
    if (m_scenario.run.warmUp && SimTime {} + *m_scenario.run.warmUp >= m_end)
        return fail("nothing is left to measure: the trace ends after " + displayQuantity(m_end.seconds(), Unit::time)
                + ", within the warm-up of " + formatDuration(*m_scenario.run.warmUp),
            "run.warm_up", "shorten the warm-up");
    const std::size_t firstSpan = firstMeasuredSpan(*result);
    sumTypes(*result, firstSpan);
    sumLayers(*result, firstSpan);
    sumRates(*result, firstSpan);
    if (m_sampled)
        result->sampled = sampledTypes(firstSpan);
    result->events = m_eventResults;
    result->notes = m_stream->notes();
    if (m_end < SimTime {} + m_scenario.run.duration)
        result->notes.push_back("The trace ends after " + displayQuantity(m_end.seconds(), Unit::time)
            + ", before the run's duration of " + formatDuration(m_scenario.run.duration)
            + "; what is measured ends there");
    for (const Errors &remarks :
        { remarksOnWorkload(m_scenario), remarksOnStrategy(m_scenario, m_strategy), remarksOnTimeline(m_scenario) })
        for (const Error &remark : remarks)
            result->notes.push_back(remark.text());
    addNotes(*result);
    addViewNotes(*result);
    addLeaseNotes(*result, firstSpan);
    addBufferNotes(*result, firstSpan);
    addEventNotes(*result);
    if (const Errors broken = brokenLaws(*result); !broken.empty())
        return tl::unexpected(broken.front());
    addCost(*result, m_scenario, m_strategy);
    addFindings(*result, m_scenario);
    return RunResultPtr(std::move(result));
}

} // namespace cs
