// SPDX-License-Identifier: GPL-3.0-or-later
// Work at the database that no read waits for: warming, and rebuilding materialised views.
#include "sim/engine/run.h"

#include <algorithm>

namespace cs
{

namespace
{

// How many queries a loader has under way where the database has no limit to take half of.
constexpr std::uint64_t loaderWidthWithoutLimit = 8;

} // namespace

/// Fills the nodes with the most popular keys of every type that asks for it, before the first read and at no cost; the
/// most popular last, so that it is the most recent.
void Run::warmBeforeStart(std::uint16_t layer)
{
    LayerState &state = *m_layers[layer];
    Loading all;
    all.layer = layer;
    for (std::uint32_t type = 0; type < m_types.size(); ++type) {
        const ActiveRule *rule = state.rule(type);
        if (!rule || !rule->rule.warm)
            continue;
        for (std::uint64_t key = std::min(rule->rule.warm->top, m_dataTypes[type].keys); key-- > 0;) {
            if ((key & 4095) == 0 && m_stop.stop_requested())
                return; // the loop says so
            if (m_sampled && !m_sampled->holds(type, key))
                continue;
            storeLoaded(all, type, key, 0, valueSize(type, key, 0), {});
        }
    }
}

/// Starts to load what warming asks for into a node or all nodes of a layer, the most popular first.
void Run::startLoading(std::uint16_t layer, std::uint32_t node, SimTime now)
{
    for (Loading &other : m_loadings)
        if (other.layer == layer && (node == Event::everyNode || other.node == node))
            other.stopped = true;
    Loading loading;
    loading.layer = layer;
    loading.node = node;
    for (std::uint32_t type = 0; type < m_types.size(); ++type) {
        const ActiveRule *rule = m_layers[layer]->rule(type);
        if (rule && rule->rule.warm)
            loading.types.push_back({ type, std::min(rule->rule.warm->top, keysNow(type, now)) });
    }
    if (loading.types.empty() || !m_layers[layer]->views.empty())
        return;
    m_loadings.push_back(loading);
    const std::uint64_t connections = m_scenario.origin.database.connections.value_or(2 * loaderWidthWithoutLimit);
    for (std::uint64_t i = 0; i < std::max<std::uint64_t>(1, connections / 2); ++i)
        loadNext(m_loadings.size() - 1, now);
}

/// Begins the next query of a loader, if there is one. A key that readers have brought back meanwhile needs none.
void Run::loadNext(std::size_t number, SimTime now)
{
    Loading &loading = m_loadings[number];
    if (loading.stopped || !m_measuring)
        return;
    for (; loading.at < loading.types.size(); ++loading.at, loading.key = 0) {
        const auto [type, top] = loading.types[loading.at];
        while (loading.key < top) {
            const std::uint64_t key = loading.key++;
            if ((key & 4095) == 0 && m_stop.stop_requested())
                return; // the loop says so
            if (isLoaded(loading, type, key, now))
                continue;
            const std::uint32_t task = newTask(Flight::Task::load, type, key, now);
            m_flights[task].leads = static_cast<std::uint32_t>(number);
            // A query of its own, so that loading draws nothing that a read would have drawn.
            auto engine = numbered(m_types[type].dbStream, mixBits(key ^ 0xA0761D6478BD642FULL ^ mixBits(number)));
            submitTask(task, Duration::fromSeconds(m_types[type].dbTime(engine)), now);
            return;
        }
    }
}

std::uint32_t Run::newTask(Flight::Task what, std::uint32_t type, std::uint64_t key, SimTime now)
{
    Request request;
    request.time = now;
    request.type = type;
    request.key = key;
    const std::uint32_t task = newFlight(request);
    m_flights[task].task = what;
    return task;
}

void Run::submitTask(std::uint32_t task, Duration service, SimTime now)
{
    m_flights[task].dbEntered = now;
    const ServerPool::Job job { task, now, service };
    if (m_database.submitBackground(job, now) == ServerPool::Admission::started)
        serveAtDatabase(job, now, false);
}

void Run::finishTask(std::uint32_t id, SimTime now)
{
    const Flight task = m_flights[id];
    release(id);
    if (task.task == Flight::Task::rebuild)
        return finishRebuild(static_cast<std::uint16_t>(task.nodes[0]), task.type, now);
    const Loading &loading = m_loadings[task.leads];
    if (!loading.stopped) {
        storeLoaded(loading, task.type, task.key, task.version, task.valueBytes, now);
        // Every node that gets the value gets it from the origin.
        const auto [first, last] = targets(loading, task.type, task.key);
        if (m_measuring)
            m_collector->currentSpan().types[task.type].originBytes += (last - first) * task.valueBytes;
    }
    loadNext(task.leads, now);
}

std::pair<std::uint32_t, std::uint32_t> Run::targets(
    const Loading &loading, std::uint32_t type, std::uint64_t key) const
{
    const LayerState &state = *m_layers[loading.layer];
    const std::uint32_t shard = state.isSharded() ? state.shardOf(EntryKey::of(type, key).value) : Event::everyNode;
    const std::uint32_t only = state.isSharded() ? shard : loading.node;
    return only == Event::everyNode ? std::pair<std::uint32_t, std::uint32_t>(0, state.nodeCount())
                                    : std::pair(only, only + 1);
}

bool Run::isLoaded(const Loading &loading, std::uint32_t type, std::uint64_t key, SimTime now) const
{
    const auto [first, last] = targets(loading, type, key);
    for (std::uint32_t node = first; node < last; ++node)
        if (!m_layers[loading.layer]->node(node).contains(EntryKey::of(type, key), now))
            return false;
    return true;
}

/// One query feeds all nodes that are to have the key.
void Run::storeLoaded(const Loading &loading, std::uint32_t type, std::uint64_t key, std::uint32_t version,
    std::uint64_t valueBytes, SimTime now)
{
    const auto [first, last] = targets(loading, type, key);
    const EntryKey entry = EntryKey::of(type, key);
    for (std::uint32_t node = first; node < last; ++node)
        store(loading.layer, node, type, key, version, mixBits(entry.value ^ static_cast<std::uint64_t>(now.ns + node)),
            valueBytes, keySize(type, key), now);
}

// ---------------------------------------------------------------- materialised views

/// A rebuild is due. One that still runs makes this one skipped: an error that the result shows.
void Run::refreshView(std::uint16_t layer, std::uint32_t type, SimTime now)
{
    if (!m_measuring)
        return;
    LayerState &state = *m_layers[layer];
    ViewState &view = *state.views[type];
    Event again;
    again.time = now + view.period;
    again.type = EventType::refreshView;
    again.subject = layer;
    again.key = type;
    m_events.push(again);
    if (state.down > 0)
        return;
    LayerTypeCounts &counts = m_collector->currentSpan().layers[layer].types[type];
    if (view.rebuilding) {
        ++counts.viewOverruns;
        return;
    }
    view.rebuilding = true;
    const std::uint32_t task = newTask(Flight::Task::rebuild, type, 0, now);
    m_flights[task].nodes[0] = layer;
    auto engine = numbered(m_types[type].dbStream, mixBits(0xE7037ED1A0B428DBULL ^ (view.number++ << 16 ^ layer)));
    submitTask(task, Duration::fromSeconds(m_types[type].dbTime(engine)), now);
}

/// The query has run: readers see what was there when it began to be served.
void Run::finishRebuild(std::uint16_t layer, std::uint32_t type, SimTime)
{
    ViewState &view = *m_layers[layer]->views[type];
    view.rebuilding = false;
    view.contentAsOf = view.servedSince;
    if (m_measuring)
        ++m_collector->currentSpan().layers[layer].types[type].viewRebuilds;
}

/// A read has missed at a layer that is not an ordinary one: a view answers it, an outage may fail it. False: it goes
/// on inward.
bool Run::divert(std::uint32_t id, SimTime now)
{
    Flight &flight = m_flights[id];
    const std::uint16_t layer = m_types[flight.type].path[flight.place];
    LayerState &state = *m_layers[layer];
    if (state.down > 0) {
        if (state.outageMode != OutageMode::failFast)
            return false;
        if (!flight.background)
            ++m_collector->span(flight.span).layers[layer].types[flight.type].misses;
        complete(id, Outcome::failed, now);
        return true;
    }
    TypeState &type = m_types[flight.type];
    Entry entry;
    entry.version = type.versioned ? type.versions.versionAt(flight.key, state.views[flight.type]->contentAsOf) : 0;
    entry.valueBytes = flight.absent ? 0
        : flight.recordedSize        ? flight.recordedSize
                                     : valueSize(flight.type, flight.key, entry.version);
    entry.generatedAt = state.views[flight.type]->contentAsOf;
    if (type.judged() && !flight.background)
        bookStaleHit(entry, flight.type, flight.key, layer, flight.span, now);
    answerFromLayer(id, entry, now);
    return true;
}

} // namespace cs
