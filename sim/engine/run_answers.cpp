// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/run.h"

#include <algorithm>

namespace cs
{

/// The flight has its answer (or none): fill what it passed, wake who waited, count.
void Run::complete(std::uint32_t first, Outcome outcome, SimTime now)
{
    if (m_flights[first].task != Flight::Task::none)
        return finishTask(first, now);
    const std::size_t base = m_completing.size();
    m_completing.push_back({ first, outcome, false, false });
    for (std::size_t i = base; i < m_completing.size(); ++i)
        settle(i, now);
    for (std::size_t i = base; i < m_completing.size(); ++i)
        if (!m_completing[i].goesOn)
            release(m_completing[i].flight);
    m_completing.resize(base);
}

void Run::settle(std::size_t index, SimTime now)
{
    Answered item = m_completing[index];
    Flight &flight = m_flights[item.flight];
    const auto &path = m_types[flight.type].path;
    const int asked = flight.place; // the layers in front of here were passed
    if (item.outcome == Outcome::failed && rescue(flight, item.waited ? asked : asked - 1, item.waited, now)) {
        item.outcome = Outcome::layerHit;
        item.waited = item.waited && flight.place == asked;
    }
    std::uint32_t lost = 0;
    for (int place = asked - 1; place >= flight.firstPlace; --place) {
        const std::uint32_t bit = std::uint32_t(1) << place;
        if (item.outcome != Outcome::failed && place < flight.place
            && !fill(flight, static_cast<std::uint8_t>(place), now))
            lost |= bit;
        if (flight.leads & bit)
            m_fetches.erase(FetchKey::of(flight.entryKey(), path[static_cast<std::size_t>(place)],
                flight.nodes[static_cast<std::size_t>(place)]));
    }
    passWaitersOn(flight, item.outcome, lost, now);
    if (item.outcome == Outcome::failed && retryLater(item.flight, now))
        m_completing[index].goesOn = true;
    else if (flight.background)
        bookRefresh(flight, item.outcome, item.waited);
    else
        book(flight, item.outcome, item.waited, now);
}

/// Who waited is served by what the flight brought past the place it waits at. Where the value was deleted meanwhile,
/// it asks again, but only once: what is fetched then was read after it came, as its own would have been.
void Run::passWaitersOn(Flight &flight, Outcome outcome, std::uint32_t lost, SimTime now)
{
    for (std::uint32_t id = flight.firstWaiter; id != Flight::none;) {
        Flight &waiter = m_flights[id];
        const std::uint32_t next = waiter.nextWaiter;
        waiter.nextWaiter = Flight::none;
        if ((lost >> waiter.place & 1) && !waiter.askedAgain) {
            waiter.askedAgain = true;
            askAgain(id, now);
        } else {
            serveWaiter(waiter, flight, outcome);
        }
        id = next;
    }
    flight.firstWaiter = flight.lastWaiter = Flight::none;
    if (flight.elder != Flight::none && outcome != Outcome::failed && flight.elderPlace <= flight.place)
        serveElders(flight, outcome);
}

void Run::serveWaiter(Flight &waiter, const Flight &by, Outcome outcome)
{
    const auto id = static_cast<std::uint32_t>(&waiter - m_flights.data());
    if (outcome == Outcome::failed || waiter.place > by.place) {
        m_completing.push_back({ id, Outcome::failed, true, false });
        return;
    }
    waiter.version = by.version;
    waiter.content = by.content;
    waiter.valueBytes = by.valueBytes;
    waiter.generatedAt = by.generatedAt;
    m_completing.push_back({ id, outcome, true, false });
}

/// Readers that still wait for those who had the lease before came before this value was read: it serves them, too.
void Run::serveElders(const Flight &flight, Outcome outcome)
{
    const Flight *younger = &flight;
    while (younger->elder != Flight::none && m_flights[younger->elder].serial == younger->elderSerial) {
        Flight &elder = m_flights[younger->elder];
        std::uint32_t left = elder.firstWaiter;
        elder.firstWaiter = elder.lastWaiter = Flight::none;
        while (left != Flight::none) {
            Flight &waiter = m_flights[left];
            const std::uint32_t id = left;
            left = waiter.nextWaiter;
            waiter.nextWaiter = Flight::none;
            if (waiter.place == flight.elderPlace)
                serveWaiter(waiter, flight, outcome);
            else
                addWaiter(elder, id);
        }
        younger = &elder;
    }
}

/// The value passes the layer at `place` on its way back to the client. False: the layer's lease on it was void.
bool Run::fill(Flight &flight, std::uint8_t place, SimTime now)
{
    const std::uint16_t layer = m_types[flight.type].path[place];
    const ActiveRule &rule = *m_layers[layer]->rule(flight.type);
    if (rule.guarded) {
        bool lostToken = false;
        if (cameTooLate(flight, place, lostToken)) {
            LayerTypeCounts &counts = m_collector->span(flight.span).layers[layer].types[flight.type];
            ++counts.droppedFills;
            counts.outlivedLeases += !lostToken && (flight.watchedTokens >> place & 1);
            return !lostToken;
        }
    }
    if (flight.absent && !rule.rule.negativeTtl)
        return true;
    if ((flight.asksAbout >> place & 1) && renew(flight, place, now))
        return true;
    StoredValue value;
    value.version = flight.version;
    value.content = flight.content;
    value.valueBytes = flight.valueBytes;
    value.keyBytes = flight.recordedKeySize ? flight.recordedKeySize : keySize(flight.type, flight.key);
    value.ttlSeconds = flight.recordedTtl;
    value.generatedAt = flight.generatedAt;
    value.absent = flight.absent;
    if (flight.background)
        value.replacesBefore = flight.arrival;
    if (rule.rule.earlyRefresh)
        value.fetchTime = fetchTime(flight, place, now);
    store(layer, flight.nodes[place], flight.entryKey(), value, flight.number, now);
    // A write that was overtaken by this fetch must not undo it.
    if (rule.rule.fill == Fill::versioned && flight.version > 0)
        noteWrite(layer, flight.nodes[place], flight.entryKey(), flight.version);
    return true;
}

/// From leaving the layer at `place` until now.
Duration Run::fetchTime(const Flight &flight, std::uint8_t place, SimTime now) const
{
    SimTime left = flight.departed;
    for (std::size_t passed = flight.departedFrom + 1u; passed <= place; ++passed)
        left = left + m_layers[m_types[flight.type].path[passed]]->latency(false, flight.number);
    return now - left;
}

/// A failed read is tried again from the client, if its caller does that and the clock reaches that far.
bool Run::retryLater(std::uint32_t id, SimTime now)
{
    Flight &flight = m_flights[id];
    if (!m_retry || flight.background || flight.attempt >= m_retry->count)
        return false;
    double seconds = m_retry->backoff.seconds();
    for (int i = 0; i < flight.attempt; ++i)
        seconds *= m_retry->multiplier;
    const double u = unitInterval(numbered(m_retryStream, flight.number)());
    seconds *= 1 - m_retry->jitter + 2 * m_retry->jitter * u;
    // Waits grow without bound: one that the clock cannot hold (or that is no number any more) never ends.
    const SimTime comesBack
        = seconds < Duration::max().seconds() / 2 ? now + Duration::fromSeconds(seconds) : SimTime::never();
    if (comesBack == SimTime::never())
        return false;
    Flight again;
    again.arrival = flight.arrival;
    again.key = flight.key;
    again.cacheKey = flight.cacheKey;
    again.content = m_types[flight.type].shape.content(flight.key);
    again.client = flight.client;
    again.number = mixBits(flight.number ^ mixBits(flight.attempt + 1u)); // draws of its own
    again.recordedSize = flight.recordedSize;
    again.recordedKeySize = flight.recordedKeySize;
    again.recordedTtl = flight.recordedTtl;
    again.recordedDbTime = flight.recordedDbTime;
    again.type = flight.type;
    again.absent = flight.absent;
    again.interval = flight.interval;
    again.span = flight.span;
    again.serial = ++m_flightSerial;
    again.attempt = static_cast<std::uint8_t>(flight.attempt + 1);
    flight = again;
    ++m_collector->span(flight.span).types[flight.type].retries;
    // As all that answers a read does, it counts where the read arrived, also when the run is over.
    m_collector->series().retries[flight.interval] += 1;
    m_events.push(comesBack, EventType::askLayer, id);
    return true;
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
    const TypeState &type = m_types[flight.type];
    const Duration age = now - flight.generatedAt;
    if (outcome == Outcome::layerHit && !waited) {
        bookReadBytes(flight, flight.place);
        bookHit(flight.type, type.path[flight.place], flight.span, flight.interval, latency.ns, flight.valueBytes, age);
        return;
    }
    if (waited) {
        ++counts.coalesced;
        series.coalesced[flight.interval] += 1;
        mark(2);
    } else {
        ++counts.originReads;
        counts.originBytes += flight.notModified ? 0 : flight.valueBytes;
        series.originReads[flight.interval] += 1;
        mark(3);
    }
    counts.readBytes += flight.valueBytes;
    counts.contentAgeSeconds += age.seconds();
    counts.latency.add(latency.ns);
    m_collector->latencySums()[flight.interval] += latency.seconds();
    m_collector->answered()[flight.interval] += 1;
    // The layers that it asked in vain; one that waited asked the layer it waited at, too.
    bookReadBytes(flight, std::min<std::size_t>(type.path.size(), flight.place + (waited ? 1u : 0u)));
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

/// What the first `asked` layers of its path passed on to it, and what none sent because the layer in front still had
/// the right value.
void Run::bookReadBytes(const Flight &flight, std::size_t asked)
{
    const auto &path = m_types[flight.type].path;
    Span &span = m_collector->span(flight.span);
    for (std::size_t place = 0; place < asked; ++place)
        span.layers[path[place]].types[flight.type].readBytes += flight.valueBytes;
    if (flight.renewed == 0)
        return;
    for (std::size_t place = 1; place < path.size(); ++place)
        if (flight.renewed >> (place - 1) & 1)
            span.layers[path[place]].types[flight.type].unsentBytes += flight.valueBytes;
}

void Run::bookRefresh(const Flight &flight, Outcome outcome, bool waited)
{
    Span &span = m_collector->span(flight.span);
    TypeCounts &counts = span.types[flight.type];
    m_fingerprint = (m_fingerprint ^ (std::uint64_t(5) << 56) ^ flight.version) * 0x100000001B3ULL;
    if (outcome == Outcome::failed) {
        ++counts.failedRefreshes;
        return;
    }
    if (outcome == Outcome::origin && !waited) {
        ++counts.originRefreshes;
        counts.originBytes += flight.notModified ? 0 : flight.valueBytes;
    } else {
        ++counts.cachedRefreshes;
    }
    const auto &path = m_types[flight.type].path;
    for (std::size_t place = flight.firstPlace + 1u; place < path.size() && place <= flight.place; ++place)
        if (!(flight.renewed >> (place - 1) & 1))
            span.layers[path[place]].types[flight.type].refreshBytes += flight.valueBytes;
}

void Run::bookHit(std::uint32_t type, std::uint16_t layer, std::uint16_t span, std::uint32_t interval,
    std::int64_t latency, std::uint64_t bytes, Duration age)
{
    Span &where = m_collector->span(span);
    LayerTypeCounts &at = where.layers[layer].types[type];
    ++at.hits;
    at.hitBytes += bytes;
    at.readBytes += bytes;
    at.contentAgeSeconds += age.seconds();
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

} // namespace cs
