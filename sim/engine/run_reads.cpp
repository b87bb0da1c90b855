// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/run.h"

namespace cs
{

namespace
{

Request requestOf(const Flight &flight)
{
    Request request;
    request.time = flight.arrival;
    request.key = flight.key;
    request.cacheKey = flight.cacheKey;
    request.client = flight.client;
    request.number = flight.number;
    request.valueSize = flight.recordedSize;
    request.keySize = flight.recordedKeySize;
    request.ttlSeconds = flight.recordedTtl;
    request.dbTime = flight.recordedDbTime;
    request.type = flight.type;
    request.absent = flight.absent;
    return request;
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
    counts.missingReads += request.absent;
    if (m_tally)
        m_tally->read(request.type, request.key);
    if (type.path.empty()) {
        startOrigin(newFlight(request), request.time);
        return;
    }

    const std::uint16_t layer = type.path.front();
    LayerState &state = *m_layers[layer];
    const ActiveRule &rule = *state.rule(request.type);
    const EntryKey key = EntryKey::of(request.type, request.cacheKey);
    const std::uint32_t node = state.route(key.value, request.client, request.number);
    LayerSpan &span = m_collector->currentSpan().layers[layer];
    LayerTypeCounts &at = span.types[request.type];
    ++at.reads;
    if (state.countsNodes())
        ++span.nodeReads[node];
    series.layers[layer].reads[m_interval] += 1;
    Entry *entry = state.node(node).lookup(key, request.time, rule.nodeIdleTtl);
    std::optional<std::uint32_t> validator;
    if (entry) {
        const Freshness how = rule.plain ? Freshness::fresh : judge(*entry, rule, request.number, request.time);
        if (how != Freshness::expired) {
            if (type.judged())
                bookStaleHit(*entry, request.type, request.key, layer, m_spanIndex, request.time);
            at.staleServed += how == Freshness::stale;
            if (how != Freshness::fresh)
                validator = entry->version;
            bookHit(request.type, layer, m_spanIndex, m_interval, hitLatency(layer, request.number, request.time).ns,
                entry->valueBytes, request.time - entry->generatedAt);
            if (how != Freshness::fresh)
                refresh(request, 0, node, how, validator, request.time);
            return;
        }
        if (rule.rule.revalidate)
            validator = entry->version;
    }
    if (m_tally)
        m_tally->beyond(request.type, request.key);
    const std::uint32_t id = newFlight(request);
    Flight &flight = m_flights[id];
    flight.nodes[0] = node;
    if (validator) {
        flight.asksAbout = 1;
        flight.validator = *validator;
    }
    goInward(id, request.time);
}

void Run::countAsked(const Flight &flight, std::uint16_t layer, bool added)
{
    if (flight.background)
        return;
    const std::uint64_t one = added ? 1 : ~std::uint64_t(0);
    LayerSpan &span = m_collector->span(flight.span).layers[layer];
    span.types[flight.type].reads += one;
    if (m_layers[layer]->countsNodes())
        span.nodeReads[flight.nodes[flight.place]] += one;
    m_collector->series().layers[layer].reads[flight.interval] += added ? 1 : -1;
}

/// The flight reaches the layer at its place.
void Run::askLayer(std::uint32_t id, SimTime now)
{
    Flight &flight = m_flights[id];
    flight.nodes[flight.place] = m_layers[m_types[flight.type].path[flight.place]]->route(
        flight.entryKey().value, flight.client, flight.number);
    askNode(id, now);
}

void Run::askNode(std::uint32_t id, SimTime now)
{
    Flight &flight = m_flights[id];
    const std::uint16_t layer = m_types[flight.type].path[flight.place];
    LayerState &state = *m_layers[layer];
    const ActiveRule &rule = *state.rule(flight.type);
    const std::uint32_t node = flight.nodes[flight.place];
    countAsked(flight, layer, true);
    const std::uint32_t bit = std::uint32_t(1) << flight.place;
    flight.asksAbout &= ~bit;
    if (Entry *entry = state.node(node).lookup(flight.entryKey(), now, rule.nodeIdleTtl)) {
        const Freshness how = rule.plain ? Freshness::fresh : judge(*entry, rule, flight.number, now);
        if (how != Freshness::expired) {
            if (!flight.background) {
                if (m_types[flight.type].judged())
                    bookStaleHit(*entry, flight.type, flight.key, layer, flight.span, now);
                m_collector->span(flight.span).layers[layer].types[flight.type].staleServed += how == Freshness::stale;
            }
            if (how == Freshness::fresh) {
                answerFromLayer(id, *entry, now);
                return;
            }
            const Request request = requestOf(flight);
            const std::uint8_t place = flight.place;
            const std::uint32_t version = entry->version;
            answerFromLayer(id, *entry, now);
            refresh(request, place, node, how, version, now);
            return;
        }
        if (rule.rule.revalidate) {
            flight.asksAbout |= bit;
            flight.validator = entry->version;
        }
    }
    goInward(id, now);
}

/// The layer at the flight's place has not got the value: wait for a fetch under way, or go on.
void Run::goInward(std::uint32_t id, SimTime now)
{
    Flight &flight = m_flights[id];
    const std::uint16_t layer = m_types[flight.type].path[flight.place];
    const LayerState &state = *m_layers[layer];
    const ActiveRule &rule = *state.rule(flight.type);
    if (state.isDiverted()) {
        if (divert(id, now))
            return; // else nobody is there to wait with
    } else if (rule.single && waitForOther(id, now)) {
        return;
    }
    if (!flight.background)
        ++m_collector->span(flight.span).layers[layer].types[flight.type].misses;
    const Duration wait = state.latency(false, flight.number);
    if (rule.rule.earlyRefresh && flight.departed == SimTime::never()) {
        flight.departed = now + wait;
        flight.departedFrom = flight.place;
    }
    moveOn(id, wait, now);
}

/// To the next place, `wait` from now. Only a layer that itself has an expired value asks about it: one that has
/// nothing needs the whole value.
void Run::moveOn(std::uint32_t id, Duration wait, SimTime now)
{
    Flight &flight = m_flights[id];
    flight.checking = (flight.asksAbout >> flight.place & 1) != 0;
    ++flight.place;
    if (wait.ns > 0)
        m_events.push(now + wait, EventType::askLayer, id);
    else if (flight.place == m_types[flight.type].path.size())
        startOrigin(id, now);
    else
        askLayer(id, now);
}

/// One fetch per key and node. True: it is another's, and this flight waits for it. With leases at most until that
/// one's token ends (Nishtala et al., NSDI 2013).
bool Run::waitForOther(std::uint32_t id, SimTime now)
{
    Flight &flight = m_flights[id];
    const std::uint16_t layer = m_types[flight.type].path[flight.place];
    const ActiveRule &rule = *m_layers[layer]->rule(flight.type);
    const FetchKey fetch = FetchKey::of(flight.entryKey(), layer, flight.nodes[flight.place]);
    const auto [found, isFirst] = m_fetches.try_emplace(fetch, id);
    if (isFirst) {
        flight.leads |= std::uint32_t(1) << flight.place;
        flight.tokenSince = now;
        flight.askedAgain = false;
        return false;
    }
    Flight &leader = m_flights[found->second];
    if (!flight.background)
        ++m_collector->span(flight.span).layers[layer].types[flight.type].coalesced;
    const std::uint32_t bit = std::uint32_t(1) << flight.place;
    if (rule.rule.fill == Fill::lease && !(leader.watchedTokens & bit)) {
        leader.watchedTokens |= bit;
        Event end;
        end.time = std::max(now, leader.tokenSince + rule.leaseTime());
        end.type = EventType::leaseEnd;
        end.subject = found->second;
        end.key = leader.serial;
        end.version = flight.place;
        m_events.push(end);
    }
    addWaiter(leader, id);
    return true;
}

void Run::addWaiter(Flight &leader, std::uint32_t id)
{
    if (leader.lastWaiter == Flight::none)
        leader.firstWaiter = id;
    else
        m_flights[leader.lastWaiter].nextWaiter = id;
    leader.lastWaiter = id;
}

void Run::answerFromLayer(std::uint32_t id, const Entry &entry, SimTime now)
{
    Flight &flight = m_flights[id];
    flight.version = entry.version;
    flight.content = entry.content;
    flight.valueBytes = entry.valueBytes;
    flight.generatedAt = entry.generatedAt;
    const std::uint16_t layer = m_types[flight.type].path[flight.place];
    const Duration wait = hitLatency(layer, flight.number, now);
    if (wait.ns > 0)
        m_events.push(now + wait, EventType::respond, id);
    else
        complete(id, Outcome::layerHit, now);
}

/// The layer's latency, and for layers inside the app the CPU that a hit takes, which queues with all other work.
Duration Run::hitLatency(std::uint16_t layer, std::uint64_t number, SimTime now)
{
    const LayerState &state = *m_layers[layer];
    const Duration wait = state.latency(true, number);
    if (!state.insideApp() || m_hitTime.isZero())
        return wait;
    auto engine = numbered(m_hitTimeStream, number);
    return wait + (m_app.serve(now, Duration::fromSeconds(m_hitTime(engine))) - now);
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
    flight.serial = ++m_flightSerial;
    flight.arrival = request.time;
    flight.key = request.key;
    flight.cacheKey = request.cacheKey;
    flight.content = m_types[request.type].shape.content(request.key);
    flight.client = request.client;
    flight.number = request.number;
    flight.recordedSize = request.valueSize;
    flight.recordedKeySize = request.keySize;
    flight.recordedTtl = request.ttlSeconds;
    flight.recordedDbTime = request.dbTime;
    flight.type = request.type;
    flight.absent = request.absent;
    flight.interval = m_interval;
    flight.span = m_spanIndex;
    return id;
}

void Run::release(std::uint32_t flight)
{
    m_flights[flight].serial = 0;
    m_freeFlights.push_back(flight);
}

} // namespace cs
