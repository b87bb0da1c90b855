// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/run.h"

#include <algorithm>
#include <cmath>

namespace cs
{

/// How an entry that the node still has may be used; restarts its idle TTL where it is fresh.
Run::Freshness Run::judge(Entry &entry, const ActiveRule &rule, std::uint64_t number, SimTime now) const
{
    const Rule &how = rule.rule;
    if (now >= entry.freshUntil) {
        if (entry.absent)
            return Freshness::expired;
        return how.staleWhileRevalidate && now < entry.freshUntil + *how.staleWhileRevalidate ? Freshness::stale
                                                                                              : Freshness::expired;
    }
    if (how.idleTtl && !entry.absent) {
        entry.freshUntil = std::min(entry.latestDeadline, now + *how.idleTtl);
        entry.deadline = entry.freshUntil + rule.kept;
    }
    const SimTime end = entry.latestDeadline;
    if (entry.absent || end == SimTime::never())
        return Freshness::fresh;
    const double left = (end - now).seconds();
    if (how.refreshAhead && how.ttl && left <= *how.refreshAhead * how.ttl->seconds())
        return Freshness::refreshSoon;
    // XFetch (Vattani, Chierichetti and Lowenstein, VLDB 2015): now - delta beta ln U >= expiry. The reader is served
    // the old value, which is still fresh.
    const double scale = how.earlyRefresh ? *how.earlyRefresh * entry.fetchTime.seconds() : 0;
    constexpr double largestDraw = 37; // -ln 2^-53
    if (scale > 0 && left < scale * largestDraw) {
        const double u = 1 - unitInterval(numbered(rule.earlyStream, number)());
        if (-scale * std::log(u) >= left)
            return Freshness::refreshEarly;
    }
    return Freshness::fresh;
}

/// Fetches the value anew in the background, for the layer at `place` of the path. One fetch per key and node, except
/// that early refreshes only know of each other where fetches are coalesced.
void Run::refresh(const Request &request, std::uint8_t place, std::uint32_t node, Freshness why,
    std::optional<std::uint32_t> validator, SimTime now)
{
    const std::uint16_t layer = m_types[request.type].path[place];
    const ActiveRule &rule = *m_layers[layer]->rule(request.type);
    const FetchKey fetch = FetchKey::of(EntryKey::of(request.type, request.cacheKey), layer, node);
    const bool single = rule.single || why != Freshness::refreshEarly;
    if (single && m_fetches.contains(fetch))
        return;
    const std::uint32_t id = newFlight(request);
    Flight &flight = m_flights[id];
    flight.arrival = now;
    flight.background = true;
    flight.firstPlace = flight.place = flight.departedFrom = place;
    flight.departed = flight.tokenSince = now;
    flight.nodes[place] = node;
    const std::uint32_t bit = std::uint32_t(1) << place;
    if (single) {
        m_fetches.emplace(fetch, id);
        flight.leads = bit;
    }
    if (rule.rule.revalidate && validator) {
        flight.asksAbout = bit;
        flight.validator = *validator;
    }
    ++m_collector->span(flight.span).layers[layer].types[flight.type].refreshes;
    if (m_measuring)
        m_collector->series().refreshes[m_interval] += 1;
    moveOn(id, {}, now);
}

/// The answer is that what the layer at `place` has is still right: it becomes fresh again without a body. False: it
/// has that value no longer.
bool Run::renew(Flight &flight, std::uint8_t place, SimTime now)
{
    const std::uint16_t layer = m_types[flight.type].path[place];
    LayerState &state = *m_layers[layer];
    Entry *entry = state.node(flight.nodes[place]).lookup(flight.entryKey(), now, {});
    if (!entry || entry->version != flight.version || entry->content != flight.content || entry->absent)
        return false;
    const Lifetime lifetime
        = lifetimeOf(*state.rule(flight.type), flight.generatedAt, false, flight.recordedTtl, flight.number, now);
    entry->freshUntil = lifetime.freshUntil;
    entry->latestDeadline = lifetime.latest;
    entry->generatedAt = flight.generatedAt;
    flight.renewed |= std::uint32_t(1) << place;
    ++m_collector->span(flight.span).layers[layer].types[flight.type].revalidated;
    return true;
}

/// The origin failed: from place `from` outward, is there a layer that may serve what it has (stale-if-error)? The
/// flight is answered there then.
bool Run::rescue(Flight &flight, int from, bool waited, SimTime now)
{
    if (flight.background || flight.absent)
        return false;
    for (int place = from; place >= flight.firstPlace; --place) {
        const auto at = static_cast<std::uint8_t>(place);
        const std::uint16_t layer = m_types[flight.type].path[at];
        LayerState &state = *m_layers[layer];
        const auto &tolerated = state.rule(flight.type)->rule.staleIfError;
        if (!tolerated)
            continue;
        Entry *entry = state.node(flight.nodes[at]).lookup(flight.entryKey(), now, {});
        if (!entry || now >= entry->freshUntil + *tolerated)
            continue;
        flight.version = entry->version;
        flight.content = entry->content;
        flight.valueBytes = entry->valueBytes;
        flight.generatedAt = entry->generatedAt;
        if (!(waited && place == flight.place)) {
            // It was counted as a miss there when it went on.
            LayerTypeCounts &counts = m_collector->span(flight.span).layers[layer].types[flight.type];
            --counts.misses;
            counts.staleServed += now >= entry->freshUntil;
            counts.staleOnError += now >= entry->freshUntil;
            if (m_types[flight.type].judged())
                bookStaleHit(*entry, flight.type, flight.key, layer, flight.span, now);
        }
        flight.place = at;
        return true;
    }
    return false;
}

/// A write takes effect at a node: fills of older values are refused from now on, leases on the key are void. False:
/// where versions are compared, it is older than what the node knows of.
bool Run::noteWrite(std::uint16_t layer, std::uint32_t node, EntryKey key, std::uint32_t version)
{
    const ActiveRule *rule = m_layers[layer]->rule(key.type());
    if (!rule || !rule->guarded)
        return true;
    const FetchKey fetch = FetchKey::of(key, layer, node);
    if (rule->rule.fill == Fill::versioned) {
        std::uint32_t &newest = m_newestWrites[fetch];
        newest = std::max(newest, version);
        return version == newest;
    }
    const auto found = m_fetches.find(fetch);
    if (found == m_fetches.end())
        return true;
    const auto &path = m_types[key.type()].path;
    const auto place = std::find(path.begin(), path.end(), layer) - path.begin();
    m_flights[found->second].lostTokens |= std::uint32_t(1) << place;
    return true;
}

bool Run::cameTooLate(const Flight &flight, std::uint8_t place, bool &lostToken)
{
    const std::uint16_t layer = m_types[flight.type].path[place];
    if (m_layers[layer]->rule(flight.type)->rule.fill == Fill::versioned) {
        const auto known = m_newestWrites.find(FetchKey::of(flight.entryKey(), layer, flight.nodes[place]));
        return known != m_newestWrites.end() && flight.version < known->second;
    }
    lostToken = (flight.lostTokens >> place & 1) != 0;
    return lostToken || !(flight.leads >> place & 1);
}

/// The holder of a lease took too long: its value will not be stored. One of those who wait for it asks again and takes
/// a new token; the others are served by whichever value comes first.
void Run::endLease(const Event &event)
{
    Flight &holder = m_flights[event.subject];
    const std::uint32_t bit = std::uint32_t(1) << event.version;
    if (holder.serial != event.key || !(holder.leads & bit))
        return;
    holder.leads &= ~bit;
    m_fetches.erase(
        FetchKey::of(holder.entryKey(), m_types[holder.type].path[event.version], holder.nodes[event.version]));
    std::uint32_t next = holder.firstWaiter, chosen = Flight::none;
    holder.firstWaiter = holder.lastWaiter = Flight::none;
    while (next != Flight::none) {
        const std::uint32_t id = next;
        Flight &waiter = m_flights[id];
        next = waiter.nextWaiter;
        waiter.nextWaiter = Flight::none;
        if (chosen != Flight::none || waiter.place != event.version) {
            addWaiter(holder, id);
            continue;
        }
        chosen = id;
        waiter.elder = event.subject;
        waiter.elderSerial = holder.serial;
        waiter.elderPlace = waiter.place;
        askAgain(id, event.time);
    }
}

/// A flight that waited asks the same node again, as if it came only now.
void Run::askAgain(std::uint32_t id, SimTime now)
{
    const Flight &flight = m_flights[id];
    const std::uint16_t layer = m_types[flight.type].path[flight.place];
    countAsked(flight, layer, false);
    if (!flight.background)
        --m_collector->span(flight.span).layers[layer].types[flight.type].coalesced;
    m_events.push(now, EventType::askNode, id);
}

} // namespace cs
