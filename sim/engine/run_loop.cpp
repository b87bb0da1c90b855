// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/core/quantity.h"
#include "sim/engine/forecast.h"
#include "sim/engine/run.h"
#include "sim/engine/upcoming.h"
#include "sim/workload/events.h"
#include "sim/workload/population.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace cs
{

namespace
{

// An automatic warm-up is chosen among the first half of 40 equal spans, each five batches of the hit-ratio series.
constexpr int spansInAll = 40;
constexpr int batchesInAll = 200;

double wallSeconds()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

CpuPool poolOf(const std::optional<AppServers> &app)
{
    return app ? CpuPool(app->servers * app->cores) : CpuPool();
}

ServerPool poolOf(const Database &database)
{
    return ServerPool(
        database.connections.value_or(ServerPool::unlimited), database.queueLimit.value_or(ServerPool::unlimited));
}

SimTime part(SimTime whole, int numerator, int denominator)
{
    return { whole.ns / denominator * numerator + whole.ns % denominator * numerator / denominator };
}

/// Tells how far a run is, at most a few times a second, without asking the clock at every step.
class ProgressTeller
{
public:
    ProgressTeller(const ProgressCallback &callback)
        : m_callback(callback)
        , m_started(wallSeconds())
        , m_last(m_started)
    {
    }

    void tell(double fraction, std::uint64_t requests)
    {
        const double now = wallSeconds();
        if (!m_callback || now - m_last < 0.25)
            return;
        m_last = now;
        const double elapsed = now - m_started;
        m_callback({ fraction, requests, static_cast<double>(requests) / elapsed,
            fraction > 0 ? elapsed * (1 - fraction) / fraction : 0 });
    }

private:
    const ProgressCallback &m_callback;
    double m_started, m_last;
};

} // namespace

Run::Run(const Scenario &scenario, std::size_t strategy, const RunOptions &options)
    : m_scenario(scenario)
    , m_strategy(strategy)
    , m_options(options)
    , m_seed(options.seed.value_or(scenario.run.seed))
    , m_dataTypes(effectiveDataTypes(playedWorkload(scenario)))
    , m_app(poolOf(scenario.origin.app))
    , m_database(poolOf(scenario.origin.database))
    , m_retry(scenario.origin.retry)
    , m_retryStream(substream(m_seed, "retries"))
    , m_appLimited(scenario.origin.app.has_value())
    , m_databaseLimited(scenario.origin.database.connections.has_value())
    , m_databaseTimeout(scenario.origin.database.timeout.value_or(Duration::max()))
    , m_hitTime(scenario.origin.app ? scenario.origin.app->hitTime : Law {})
    , m_hitTimeStream(substream(m_seed, "hit time"))
{
    m_scenario.workload = playedWorkload(scenario);
    m_scenario.run.duration = options.duration.value_or(scenario.run.duration);
    m_end = SimTime {} + m_scenario.run.duration;
    auto &layers = m_scenario.strategies[strategy].layers;
    layers = layersToRun(layers);
    m_automatic = !m_scenario.run.warmUp.has_value();
    if (m_automatic)
        m_scenario.run.warmUp = options.automaticWarmUp;
}

void Run::prepare()
{
    m_plannedEnd = m_end;
    const Strategy &strategy = m_scenario.strategies[m_strategy];
    m_types.resize(m_dataTypes.size());
    std::vector<std::string> typeNames, layerNames;
    for (std::size_t i = 0; i < m_dataTypes.size(); ++i) {
        const DataType &type = m_dataTypes[i];
        TypeState &state = m_types[i];
        typeNames.push_back(type.name);
        state.keySize = LawSampler(type.keySize);
        state.valueSize = LawSampler(type.valueSize);
        state.keySizePerKey = type.keySize.perKey;
        state.valueSizePerKey = type.valueSize.perKey;
        state.dbTime = LawSampler(type.missCost.dbTime);
        state.checkTime = LawSampler(type.missCost.checkTime);
        state.appTime = LawSampler(type.missCost.appTime);
        state.serializeTime = LawSampler(type.missCost.serializeTime);
        state.dbQueries = type.missCost.dbQueries;
        state.tolerance = type.stalenessTolerance.value_or(Duration::max());
        state.versioned = m_scenario.workload.trace || type.writes.rate.value_or(0) > 0
            || type.writes.perRead.value_or(0) * type.reads.rate > 0;
        state.shape = KeyShape(type);
        if (!m_scenario.workload.trace) {
            DataType grown = type;
            grown.keys = keysWithGrowth(type, m_scenario.timeline);
            const double seconds = m_scenario.run.duration.seconds();
            state.versions.expect(keyNumbersUsed(grown, seconds),
                expectedCommits(m_scenario, grown, i, seconds, m_options.sample ? m_options.sample->share() : 1));
        }
        state.keySizeStream = substream(m_seed, "key size", i);
        state.valueSizeStream = substream(m_seed, "value size", i);
        state.dbStream = substream(m_seed, "database time", i);
        state.appStream = substream(m_seed, "app time", i);
    }
    m_books.resize(strategy.layers.size());
    for (std::size_t i = 0; i < strategy.layers.size(); ++i) {
        layerNames.push_back(strategy.layers[i].name);
        m_layers.push_back(std::make_unique<LayerState>(
            strategy.layers[i], m_scenario, m_dataTypes, i, m_seed, &m_books[i], m_nextReads.get()));
        for (std::size_t type = 0; type < m_types.size(); ++type)
            if (m_layers[i]->rule(static_cast<std::uint32_t>(type)))
                m_types[type].path.push_back(static_cast<std::uint16_t>(i));
    }
    prepareWrites();

    RunSettings played = m_scenario.run;
    played.duration = std::min(played.duration, Duration { m_end.ns });
    const Duration interval = seriesInterval(played);
    const auto intervals = static_cast<std::size_t>((m_end.ns + interval.ns - 1) / interval.ns);
    m_collector = std::make_unique<Collector>(
        m_types.size(), typeNames, layerNames, interval, std::max<std::size_t>(1, intervals));
    if (std::any_of(m_types.begin(), m_types.end(), [](const TypeState &type) { return type.behind != nullptr; }))
        m_collector->series().writesAtRisk.resize(std::max<std::size_t>(1, intervals));
    m_intervalEnd = SimTime {} + interval;
    if (m_scenario.run.warmUp) {
        if (m_scenario.run.warmUp->ns > 0)
            m_spanEnds.push_back(SimTime {} + *m_scenario.run.warmUp);
    } else {
        m_spanEnds = automaticCuts();
        m_batchEnd = part(m_end, 1, batchesInAll);
    }
    m_timeline = m_scenario.timeline;
    std::stable_sort(m_timeline.begin(), m_timeline.end(), [](const auto &a, const auto &b) { return a.at < b.at; });
    if (!m_timeline.empty())
        m_recovery = std::make_unique<Recovery>(
            Duration { std::max({ std::int64_t(1'000'000), interval.ns / 5, m_end.ns / 20'000 }) },
            m_scenario.run.duration);
    if (m_sampled) {
        std::vector<SimTime> ends = m_spanEnds;
        ends.push_back(m_end);
        m_sampled->countSpans(std::move(ends));
    }
    beginSpan({});
    for (std::size_t i = 0; i < m_layers.size(); ++i)
        warmBeforeStart(static_cast<std::uint16_t>(i));
    startWrites();
    findBoundary();
}

/// Where an automatic warm-up may end. With a daily or weekly wave a part of its period would be no fair sample: whole
/// periods only, and at least one is left.
std::vector<SimTime> Run::automaticCuts() const
{
    std::vector<SimTime> cuts;
    std::int64_t period = 1;
    for (const DataType &type : m_dataTypes) {
        if (type.reads.diurnal && type.reads.diurnal->peakToTrough > 1)
            period = std::max(period, type.reads.diurnal->period.ns);
        if (!type.reads.weekly.empty())
            period = std::max<std::int64_t>(period, 7 * 86'400'000'000'000);
    }
    for (int i = 1; i <= spansInAll / 2; ++i) {
        const std::int64_t wanted = part(m_end, i, spansInAll).ns;
        const std::int64_t whole = wanted / period + (wanted % period > 0 ? 1 : 0);
        const SimTime cut { whole * period };
        if (whole < m_end.ns / period && (cuts.empty() || cuts.back() < cut))
            cuts.push_back(cut);
    }
    return cuts;
}

Result<RunResultPtr> Run::execute(std::stop_token stop, const ProgressCallback &progress)
{
    auto stream = openStream();
    if (!stream)
        return tl::unexpected(stream.error());
    m_stream = std::move(*stream);
    if (m_options.sample) {
        m_sampled = static_cast<SampledStream *>(m_stream.get());
        m_tally = std::make_unique<KeyTally>();
    }
    m_stop = stop;
    if (const auto ahead = readAhead(); !ahead)
        return tl::unexpected(ahead.error());
    const std::uint64_t memory = m_options.memoryLimitBytes ? m_options.memoryLimitBytes : availableMemoryBytes();
    // Half of the memory, and a growing array is there twice for a moment.
    m_maxFlights = std::max<std::size_t>(100'000, memory / (4 * (sizeof(Flight) + sizeof(ServerPool::Job))));
    if (const auto known = endWithTrace(); !known)
        return tl::unexpected(known.error());
    prepare();
    const auto ended = loop(progress);
    if (!ended)
        return tl::unexpected(ended.error());
    if (const auto held = foresightHeld(); !held)
        return tl::unexpected(held.error());
    return finish();
}

Result<bool> Run::loop(const ProgressCallback &progress)
{
    ProgressTeller teller(progress);
    Upcoming upcoming(*m_stream);
    SimTime arrival = SimTime::never();
    const auto fetchRequest = [&]() -> Result<bool> {
        const auto more = upcoming.refill();
        if (more && !*more) {
            // A recorded workload is over: what is measured ends right after its last request.
            const SimTime last = m_sampled ? std::max(m_now, m_sampled->lastTime()) : m_now;
            if (m_measuring && last.ns + 1 < m_end.ns)
                m_end = { last.ns + 1 };
            findBoundary();
        }
        return more;
    };
    if (m_stop.stop_requested())
        return fail(cancelledMessage);
    if (const auto first = fetchRequest(); !first)
        return first;
    arrival = upcoming.size() > 0 ? upcoming.front().time : SimTime::never();
    for (;;) {
        if ((++m_steps & 1023) == 0) {
            if (m_stop.stop_requested())
                return fail(cancelledMessage);
            if (m_flights.size() > m_maxFlights)
                return fail("the origin falls behind: " + displayCount(m_flights.size() - m_freeFlights.size())
                        + " reads are waiting for an answer after " + displayQuantity(m_now.seconds(), Unit::time),
                    "origin", "more connections or cores, a queue_limit or a timeout keep the queue bounded");
            const double read = m_stream->fractionRead();
            teller.tell(read >= 0 ? read : std::min(1.0, m_now.seconds() / m_end.seconds()), m_requests);
        }
        const SimTime eventTime = m_events.nextTime();
        const SimTime next = std::min(eventTime, m_measuring ? arrival : SimTime::never());
        if (next >= m_boundary) {
            if (!m_measuring)
                return true; // everything under way has been answered
            crossBoundary();
            continue;
        }
        m_now = next;
        if (eventTime <= next) {
            dispatch(m_events.pop());
            continue;
        }
        ++m_requests;
        if (upcoming.front().write)
            write(upcoming.front());
        else
            read(upcoming.front());
        upcoming.pop();
        if (upcoming.needsRefill() || upcoming.size() == 0) [[unlikely]]
            if (const auto more = fetchRequest(); !more)
                return more;
        arrival = upcoming.size() > 0 ? upcoming.front().time : SimTime::never();
        expect(upcoming);
    }
}

/// Which node of the first layer of its path the request will probably ask, its memory being on its way; nowhere if
/// that is at hand anyway.
std::uint32_t Run::expectNode(const Request &request)
{
    const TypeState &type = m_types[request.type];
    if (request.write || type.path.empty())
        return Upcoming::nowhere;
    LayerState &layer = *m_layers[type.path.front()];
    if (!layer.isWorthFetchingAhead())
        return Upcoming::nowhere;
    const std::uint32_t node
        = layer.route(EntryKey::of(request.type, request.cacheKey).value, request.client, request.number);
    if (const auto *there = reinterpret_cast<const char *>(layer.nodeAhead(node)))
        for (const std::size_t line : { 0, 64, 128, 192 })
            __builtin_prefetch(there + line);
    return node;
}

/// One look finds the next, so each step is taken for a request that is nearer: its node, its place in the index, its
/// entry.
void Run::expect(Upcoming &upcoming)
{
    constexpr std::size_t nodeAhead = 30, indexAhead = 20, entryAhead = 10;
    if (nodeAhead >= upcoming.size())
        return;
    upcoming.nodeAt(nodeAhead) = expectNode(upcoming.at(nodeAhead));
    for (const std::size_t ahead : { indexAhead, entryAhead }) {
        if (upcoming.nodeAt(ahead) == Upcoming::nowhere)
            continue;
        const Request &request = upcoming.at(ahead);
        const CacheNode *node = m_layers[m_types[request.type].path.front()]->nodeAhead(upcoming.nodeAt(ahead));
        const EntryKey key = EntryKey::of(request.type, request.cacheKey);
        if (node && ahead == indexAhead)
            node->prefetchIndex(key);
        else if (node)
            node->prefetchEntry(key);
    }
}

void Run::dispatch(const Event &event)
{
    switch (event.type) {
    case EventType::appDone:
        enterDatabase(event.subject, event.time);
        break;
    case EventType::askNode:
        askNode(event.subject, event.time);
        break;
    case EventType::leaseEnd:
        endLease(event);
        break;
    case EventType::dbDone:
        finishDatabase(event.subject, event.time);
        break;
    case EventType::dbTimeout:
        expireDatabaseQueue(event.time);
        break;
    case EventType::askLayer:
        if (m_flights[event.subject].place == m_types[m_flights[event.subject].type].path.size())
            startOrigin(event.subject, event.time);
        else
            askLayer(event.subject, event.time);
        break;
    case EventType::respond:
        complete(event.subject, Outcome::layerHit, event.time);
        break;
    case EventType::invalidate:
    case EventType::writeThrough:
    case EventType::purgeByWrite:
    case EventType::purgeGroup:
        applyWrite(event);
        break;
    case EventType::tagChange:
        changeTagged(event.subject, event.time);
        break;
    case EventType::flushBehind:
        flushBehind(event.subject, event.time);
        break;
    case EventType::refreshView:
        refreshView(static_cast<std::uint16_t>(event.subject), static_cast<std::uint32_t>(event.key), event.time);
        break;
    case EventType::timeline:
        continueEvent(event);
        break;
    }
}

void Run::findBoundary()
{
    m_boundary = m_measuring ? std::min({ m_end, m_intervalEnd, m_batchEnd }) : SimTime::never();
    if (!m_measuring)
        return;
    if (m_nextSpanEnd < m_spanEnds.size())
        m_boundary = std::min(m_boundary, m_spanEnds[m_nextSpanEnd]);
    if (m_recovery)
        m_boundary = std::min(m_boundary, m_recovery->nextLook());
    if (m_nextTimeline < m_timeline.size())
        m_boundary = std::min(m_boundary, SimTime {} + m_timeline[m_nextTimeline].at);
}

void Run::crossBoundary()
{
    const SimTime now = m_boundary;
    m_now = now;
    if (now == m_batchEnd)
        closeBatch();
    if (now == m_intervalEnd || now == m_end)
        closeInterval();
    if (now == m_end) {
        finishMeasuring(now);
    } else {
        if (m_recovery && now == m_recovery->nextLook())
            m_recovery->look(lookNow(now), [this] { return latenciesSoFar(); });
        if (m_nextSpanEnd < m_spanEnds.size() && now == m_spanEnds[m_nextSpanEnd]) {
            ++m_nextSpanEnd;
            beginSpan(now);
        }
        while (m_nextTimeline < m_timeline.size() && SimTime {} + m_timeline[m_nextTimeline].at == now)
            happen(static_cast<std::uint32_t>(m_nextTimeline++), now);
    }
    findBoundary();
}

void Run::closeInterval()
{
    Series &series = m_collector->series();
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        for (std::uint32_t node = 0; node < m_layers[i]->nodeCount(); ++node)
            if (CacheNode *used = m_layers[i]->usedNode(node))
                used->sweep(m_now);
        series.layers[i].entries[m_interval] = static_cast<double>(m_layers[i]->stock.totalEntries);
        series.layers[i].bytes[m_interval] = static_cast<double>(m_layers[i]->stock.totalBytes);
    }
    series.dbQueueLength[m_interval] = static_cast<double>(m_database.waiting());
    if (!series.writesAtRisk.empty())
        for (const TypeState &type : m_types)
            series.writesAtRisk[m_interval] += type.behind ? static_cast<double>(type.behind->atRisk()) : 0;
    if (m_interval + 1 < series.timeSeconds.size())
        ++m_interval;
    m_intervalEnd = m_intervalEnd + series.interval;
}

void Run::closeBatch()
{
    std::uint64_t reads = 0, hits = 0;
    for (const Span &span : m_collector->spans())
        for (const TypeCounts &type : span.types) {
            reads += type.reads;
            hits += type.hits;
        }
    const std::uint64_t newReads = reads - m_batchReads;
    // A batch without reads says nothing new.
    m_batches.push_back(newReads > 0 ? static_cast<double>(hits - m_batchHits) / static_cast<double>(newReads)
                                     : (m_batches.empty() ? 0 : m_batches.back()));
    m_batchReads = reads;
    m_batchHits = hits;
    m_batchEnd = part(m_plannedEnd, static_cast<int>(m_batches.size()) + 1, batchesInAll);
    m_evicts.resize(m_layers.size());
    for (const LayerSpan &layer : m_collector->currentSpan().layers) {
        const auto index = static_cast<std::size_t>(&layer - m_collector->currentSpan().layers.data());
        const bool evicting = std::any_of(
            layer.cache.begin(), layer.cache.end(), [](const CacheCounters &cache) { return cache.evictions > 0; });
        if (evicting && !m_evicts[index])
            m_filled = m_now;
        m_evicts[index] = m_evicts[index] || evicting;
    }
}

void Run::takeBusyTime(SimTime now)
{
    Span &span = m_collector->currentSpan();
    span.dbBusySeconds += m_database.takeBusySeconds(now);
    span.appBusySeconds += m_app.takeBusySeconds(now);
    for (std::size_t type = 0; type < m_types.size(); ++type)
        if (m_types[type].behind)
            span.types[type].behind = m_types[type].behind->takeCounts(now);
}

void Run::beginSpan(SimTime now)
{
    if (!m_collector->spans().empty())
        takeBusyTime(now);
    std::vector<CacheStock *> stocks;
    std::vector<std::size_t> countedNodes;
    for (const auto &layer : m_layers) {
        stocks.push_back(&layer->stock);
        countedNodes.push_back(layer->countsNodes() ? layer->nodeCount() : 0);
    }
    m_collector->beginSpan(now, stocks, m_books, countedNodes);
    m_spanIndex = m_collector->spanIndex();
}

void Run::finishMeasuring(SimTime now)
{
    if (m_recovery)
        m_eventResults = m_recovery->finish(lookNow(now), [this] { return latenciesSoFar(); });
    takeBusyTime(now);
    m_waitingAtEnd = m_database.waiting();
    for (const TypeState &type : m_types)
        m_atRiskAtEnd.push_back(type.behind ? type.behind->atRisk() : 0);
    for (std::size_t i = 0; i < m_layers.size(); ++i)
        m_collector->currentSpan().layers[i].peakBytes = m_layers[i]->stock.peakBytes;
    m_finalStocks.clear();
    for (const auto &layer : m_layers)
        m_finalStocks.push_back(layer->stock);
    m_collector->detach(m_books);
    m_measuring = false;
}

} // namespace cs
