// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/run.h"

#include <algorithm>

namespace cs
{

namespace
{

std::uint32_t layerAndNode(std::uint16_t layer, std::uint16_t node)
{
    return static_cast<std::uint32_t>(layer) << 16 | node;
}

} // namespace

void Run::read(const Request &request)
{
    TypeState &type = m_types[request.type];
    if (m_nextReads && !m_nextReads->pass(EntryKey::of(request.type, request.key).value))
        m_foresightLost = true;
    TypeCounts &counts = m_collector->currentSpan().types[request.type];
    ++counts.reads;
    Series &series = m_collector->series();
    series.reads[m_interval] += 1;
    series.dataTypes[request.type].reads[m_interval] += 1;

    if (!type.path.empty()) {
        const std::uint16_t layer = type.path.front();
        LayerState &state = *m_layers[layer];
        const EntryKey key = EntryKey::of(request.type, request.cacheKey);
        const std::uint16_t node = state.route(key.value, request.client, request.number);
        LayerTypeCounts &at = m_collector->currentSpan().layers[layer].types[request.type];
        ++at.reads;
        series.layers[layer].reads[m_interval] += 1;
        if (Entry *entry = state.node(node).lookup(key, request.time, state.rule(request.type)->idleTtl())) {
            if (type.judged())
                bookStaleHit(*entry, request.type, request.key, layer, m_spanIndex, request.time);
            bookHit(
                request.type, layer, m_spanIndex, m_interval, hitLatency(layer, request.number).ns, entry->valueBytes);
            return;
        }
        const std::uint32_t flight = newFlight(request);
        m_flights[flight].nodes[0] = node;
        goInward(flight, request.time, true);
        return;
    }
    startOrigin(newFlight(request), request.time);
}

/// The flight reaches the layer at its place.
void Run::askLayer(std::uint32_t id, SimTime now)
{
    Flight &flight = m_flights[id];
    const std::uint16_t layer = m_types[flight.type].path[flight.place];
    LayerState &state = *m_layers[layer];
    const EntryKey key = flight.entryKey();
    const std::uint16_t node = state.route(key.value, flight.client, flight.number);
    flight.nodes[flight.place] = node;
    ++m_collector->span(flight.span).layers[layer].types[flight.type].reads;
    m_collector->series().layers[layer].reads[flight.interval] += 1;
    if (Entry *entry = state.node(node).lookup(key, now, state.rule(flight.type)->idleTtl())) {
        if (m_types[flight.type].judged())
            bookStaleHit(*entry, flight.type, flight.key, layer, flight.span, now);
        answerFromLayer(id, *entry, now);
        return;
    }
    goInward(id, now, true);
}

/// The layer at the flight's place has not got the value: wait for a fetch under way, or go on.
void Run::goInward(std::uint32_t id, SimTime now, bool asked)
{
    Flight &flight = m_flights[id];
    TypeState &type = m_types[flight.type];
    const std::uint16_t layer = type.path[flight.place];
    LayerState &state = *m_layers[layer];
    LayerTypeCounts &at = m_collector->span(flight.span).layers[layer].types[flight.type];
    if (asked && state.isDiverted()) {
        if (divert(id, now))
            return;
        asked = false; // nobody there to wait with
    }
    if (asked && state.rule(flight.type)->rule.coalesce) {
        const FetchKey fetch { flight.entryKey().value, layerAndNode(layer, flight.nodes[flight.place]) };
        const auto [found, isFirst] = m_fetches.try_emplace(fetch, id);
        if (!isFirst) {
            ++at.coalesced;
            Flight &leader = m_flights[found->second];
            if (leader.lastWaiter == Flight::none)
                leader.firstWaiter = id;
            else
                m_flights[leader.lastWaiter].nextWaiter = id;
            leader.lastWaiter = id;
            return;
        }
        flight.leads |= std::uint32_t(1) << flight.place;
    }
    ++at.misses;
    const Duration wait = state.latency(false, flight.number);
    ++flight.place;
    const bool atOrigin = flight.place == type.path.size();
    if (wait.ns > 0)
        m_events.push(now + wait, EventType::askLayer, id);
    else if (atOrigin)
        startOrigin(id, now);
    else
        askLayer(id, now);
}

void Run::answerFromLayer(std::uint32_t id, const Entry &entry, SimTime now)
{
    Flight &flight = m_flights[id];
    flight.version = entry.version;
    flight.content = entry.content;
    flight.valueBytes = entry.valueBytes;
    const std::uint16_t layer = m_types[flight.type].path[flight.place];
    const Duration wait = hitLatency(layer, flight.number);
    if (wait.ns > 0)
        m_events.push(now + wait, EventType::respond, id);
    else
        complete(id, Outcome::layerHit, now);
}

Duration Run::hitLatency(std::uint16_t layer, std::uint64_t number)
{
    const LayerState &state = *m_layers[layer];
    Duration wait = state.latency(true, number);
    if (state.insideApp() && !m_hitTime.isZero()) {
        auto engine = numbered(m_hitTimeStream, number);
        const Duration cpu = Duration::fromSeconds(m_hitTime(engine));
        if (m_measuring)
            m_collector->currentSpan().appBusySeconds += cpu.seconds();
        wait = wait + cpu;
    }
    return wait;
}

/// The value passes the layer at `place` on its way back to the client.
void Run::fill(Flight &flight, std::uint8_t place, SimTime now)
{
    const std::uint16_t layer = m_types[flight.type].path[place];
    const std::uint32_t keyBytes = flight.recordedKeySize ? flight.recordedKeySize : keySize(flight.type, flight.key);
    store(layer, flight.nodes[place], flight.type, flight.cacheKey, flight.version, flight.number, flight.valueBytes,
        keyBytes, now, flight.content);
}

/// The flight has its answer (or none): fill what it passed, wake who waited, count.
void Run::complete(std::uint32_t first, Outcome outcome, SimTime now)
{
    if (m_flights[first].task != Flight::Task::none)
        return finishTask(first, now);
    const std::size_t base = m_completing.size();
    m_completing.push_back(first);
    for (std::size_t i = base; i < m_completing.size(); ++i) {
        const std::uint32_t id = m_completing[i];
        Flight &flight = m_flights[id];
        const auto &path = m_types[flight.type].path;
        for (int place = flight.place - 1; place >= 0; --place) {
            if (outcome != Outcome::failed)
                fill(flight, static_cast<std::uint8_t>(place), now);
            if (flight.leads >> place & 1)
                m_fetches.erase(FetchKey { flight.entryKey().value, layerAndNode(path[place], flight.nodes[place]) });
        }
        book(flight, outcome, i != base, now);
        for (std::uint32_t waiter = flight.firstWaiter; waiter != Flight::none; waiter = m_flights[waiter].nextWaiter) {
            m_flights[waiter].version = flight.version;
            m_flights[waiter].content = flight.content;
            m_flights[waiter].valueBytes = flight.valueBytes;
            m_completing.push_back(waiter);
        }
    }
    for (std::size_t i = base; i < m_completing.size(); ++i)
        release(m_completing[i]);
    m_completing.resize(base);
}

void Run::book(const Flight &flight, Outcome outcome, bool waited, SimTime now)
{
    const Duration latency = now - flight.arrival;
    Series &series = m_collector->series();
    TypeCounts &counts = m_collector->span(flight.span).types[flight.type];
    const auto mark = [&](std::uint64_t what) {
        m_fingerprint = (m_fingerprint ^ (what << 56) ^ static_cast<std::uint64_t>(latency.ns)) * 0x100000001B3ULL;
    };
    if (outcome == Outcome::failed) {
        ++counts.failed;
        series.failed[flight.interval] += 1;
        mark(4);
        return;
    }
    if (outcome == Outcome::layerHit && !waited) {
        const std::uint16_t layer = m_types[flight.type].path[flight.place];
        for (std::size_t place = 0; place < flight.place; ++place)
            m_collector->span(flight.span).layers[m_types[flight.type].path[place]].types[flight.type].readBytes
                += flight.valueBytes;
        bookHit(flight.type, layer, flight.span, flight.interval, latency.ns, flight.valueBytes);
        return;
    }
    if (waited) {
        ++counts.coalesced;
        series.coalesced[flight.interval] += 1;
        mark(2);
    } else {
        ++counts.originReads;
        counts.originBytes += flight.valueBytes;
        series.originReads[flight.interval] += 1;
        mark(3);
    }
    counts.readBytes += flight.valueBytes;
    counts.latency.add(latency.ns);
    m_collector->latencySums()[flight.interval] += latency.seconds();
    m_collector->answered()[flight.interval] += 1;
    const TypeState &type = m_types[flight.type];
    // The layers that it asked in vain; one that waited asked the layer it waited at, too.
    const std::size_t asked = std::min<std::size_t>(type.path.size(), flight.place + (waited ? 1u : 0u));
    for (std::size_t place = 0; place < asked; ++place)
        m_collector->span(flight.span).layers[type.path[place]].types[flight.type].readBytes += flight.valueBytes;
    if (type.judged() && flight.content != type.shape.content(flight.key)) {
        ++counts.wrongReads;
    } else if (type.versioned && type.versions.isOutdated(flight.key, flight.version)) {
        const Duration staleness = now - type.versions.supersededAt(flight.key, flight.version);
        ++counts.staleReads;
        counts.staleness.add(staleness.ns);
        if (staleness > type.tolerance)
            ++counts.violations;
    }
}

void Run::bookHit(std::uint32_t type, std::uint16_t layer, std::uint16_t span, std::uint32_t interval,
    std::int64_t latency, std::uint64_t bytes)
{
    Span &where = m_collector->span(span);
    LayerTypeCounts &at = where.layers[layer].types[type];
    ++at.hits;
    at.hitBytes += bytes;
    at.readBytes += bytes;
    at.latency.add(latency);
    TypeCounts &counts = where.types[type];
    ++counts.hits;
    counts.hitBytes += bytes;
    counts.readBytes += bytes;
    Series &series = m_collector->series();
    series.layers[layer].hits[interval] += 1;
    series.dataTypes[type].hits[interval] += 1;
    m_collector->latencySums()[interval] += static_cast<double>(latency) * 1e-9;
    m_collector->answered()[interval] += 1;
    m_fingerprint = (m_fingerprint ^ (std::uint64_t(1) << 56) ^ static_cast<std::uint64_t>(latency)) * 0x100000001B3ULL;
}

void Run::bookStaleHit(
    Entry &entry, std::uint32_t typeIndex, std::uint64_t key, std::uint16_t layer, std::uint16_t span, SimTime now)
{
    const TypeState &type = m_types[typeIndex];
    if (entry.content != type.shape.content(key)) {
        // Somebody else's value: how old it is does not matter.
        ++m_collector->span(span).layers[layer].types[typeIndex].wrongReads;
        return;
    }
    if (!type.versions.isOutdated(key, entry.version))
        return;
    if (entry.supersededAt == SimTime::never())
        entry.supersededAt = type.versions.supersededAt(key, entry.version);
    const Duration staleness = now - entry.supersededAt;
    LayerTypeCounts &at = m_collector->span(span).layers[layer].types[typeIndex];
    ++at.staleReads;
    at.staleness.add(staleness.ns);
    if (staleness > type.tolerance)
        ++at.violations;
}

std::uint32_t Run::newFlight(const Request &request)
{
    std::uint32_t id;
    if (m_freeFlights.empty()) {
        id = static_cast<std::uint32_t>(m_flights.size());
        m_flights.emplace_back();
    } else {
        id = m_freeFlights.back();
        m_freeFlights.pop_back();
        m_flights[id] = Flight {};
    }
    Flight &flight = m_flights[id];
    flight.arrival = request.time;
    flight.key = request.key;
    flight.cacheKey = request.cacheKey;
    flight.content = m_types[request.type].shape.content(request.key);
    flight.client = request.client;
    flight.number = request.number;
    flight.recordedSize = request.valueSize;
    flight.recordedKeySize = request.keySize;
    flight.type = request.type;
    flight.interval = m_interval;
    flight.span = m_spanIndex;
    return id;
}

void Run::release(std::uint32_t flight)
{
    m_freeFlights.push_back(flight);
}

} // namespace cs
