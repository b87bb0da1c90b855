// SPDX-License-Identifier: GPL-3.0-or-later
// What happens at a time. Flash crowds and growth are part of the workload, see sim/workload.
#include "sim/engine/exact_seconds.h"
#include "sim/engine/run.h"

#include <algorithm>

namespace cs
{

void Run::happen(std::uint32_t number, SimTime now)
{
    const TimelineEvent &event = m_timeline[number];
    watchEvent(event, now);
    if (event.event == EventKind::dbSlowdown) {
        m_slowdowns.push_back(number);
        setSlowdown();
        if (event.duration)
            happenLater(number, 0, 0, now + *event.duration);
        return;
    }
    for (std::uint16_t layer = 0; layer < m_layers.size(); ++layer) {
        LayerState &state = *m_layers[layer];
        const bool named = state.isNamed(event.layer);
        switch (event.event) {
        case EventKind::deploy:
            if (state.kind() == LayerKind::inProcess && (named || event.layer.empty()))
                deploy(number, layer, now);
            break;
        case EventKind::purge:
            if (named || event.layer.empty())
                purgeByEvent(event, layer, now);
            break;
        case EventKind::flush:
            for (std::uint32_t node = 0; named && node < state.nodeCount(); ++node)
                if (CacheNode *used = state.usedNode(node))
                    used->flush(now);
            break;
        case EventKind::restart:
        case EventKind::outage:
            if (!named)
                break;
            if (event.event == EventKind::restart)
                restartLayer(layer, now);
            if (event.event == EventKind::restart && !event.duration) {
                startLoading(layer, Event::everyNode, now);
                break;
            }
            beginOutage(number, layer);
            if (event.duration)
                happenLater(number, layer, Event::everyNode, now + *event.duration);
            break;
        case EventKind::nodeLoss:
            if (named)
                loseNode(number, layer, now);
            break;
        case EventKind::dbSlowdown:
        case EventKind::flashCrowd:
        case EventKind::growth:
            break;
        }
    }
}

/// `node`: what the later step is about, where the event has one for every node.
void Run::happenLater(std::uint32_t number, std::uint16_t layer, std::uint32_t node, SimTime at)
{
    Event later;
    later.time = at;
    later.type = EventType::timeline;
    later.subject = number;
    later.key = layer;
    later.node = node;
    m_events.push(later);
}

void Run::continueEvent(const Event &later)
{
    if (!m_measuring)
        return;
    const TimelineEvent &event = m_timeline[later.subject];
    const auto layer = static_cast<std::uint16_t>(later.key);
    const auto node = static_cast<std::uint32_t>(later.node);
    switch (event.event) {
    case EventKind::dbSlowdown:
        std::erase(m_slowdowns, later.subject);
        setSlowdown();
        break;
    case EventKind::deploy:
        restartNode(layer, node, later.time);
        break;
    case EventKind::restart:
        endOutage(later.subject, layer);
        startLoading(layer, Event::everyNode, later.time);
        break;
    case EventKind::outage:
        endOutage(later.subject, layer);
        break;
    case EventKind::nodeLoss:
        m_layers[layer]->putBack(node);
        if (event.rehash)
            m_layers[layer]->moveKeysOff(node, false);
        break;
    default:
        break;
    }
}

/// The instances restart one after the other, evenly spread over the duration; without one all at once.
void Run::deploy(std::uint32_t number, std::uint16_t layer, SimTime now)
{
    const std::int64_t length = m_timeline[number].duration.value_or(Duration {}).ns;
    const std::int64_t nodes = m_layers[layer]->nodeCount();
    for (std::int64_t node = 0; node < nodes; ++node) {
        const Duration wait { length / nodes * node + length % nodes * node / nodes };
        if (wait.ns == 0)
            restartNode(layer, static_cast<std::uint32_t>(node), now);
        else
            happenLater(number, layer, static_cast<std::uint32_t>(node), now + wait);
    }
}

/// In good order: what it has not yet written to the database it writes first.
void Run::restartNode(std::uint16_t layer, std::uint32_t node, SimTime now)
{
    for (TypeState &type : m_types)
        if (type.behind && type.behind->layer() == layer)
            type.behind->flush(node, now);
    m_layers[layer]->realNode(node).flush(now);
    startLoading(layer, node, now);
}

/// All at once and unprepared: what it has not yet written to the database is lost.
void Run::restartLayer(std::uint16_t layer, SimTime now)
{
    LayerState &state = *m_layers[layer];
    for (std::uint32_t node = 0; node < state.nodeCount(); ++node)
        state.realNode(node).flush(now);
    loseBehind(layer, std::nullopt, now);
}

void Run::loseBehind(std::uint16_t layer, std::optional<std::uint32_t> node, SimTime now)
{
    for (TypeState &type : m_types)
        if (type.behind && type.behind->layer() == layer)
            type.behind->lose(node, now, type.versions);
}

/// The layer keeps what it holds; what is written meanwhile does not reach it.
void Run::beginOutage(std::uint32_t number, std::uint16_t layer)
{
    LayerState &state = *m_layers[layer];
    state.outages.push_back(number);
    state.outageMode = m_timeline[number].mode;
    if (state.down++ > 0)
        return;
    for (std::uint32_t node = 0; node < state.nodeCount(); ++node)
        state.takeOut(node);
    for (Loading &loading : m_loadings)
        loading.stopped = loading.stopped || loading.layer == layer;
}

void Run::endOutage(std::uint32_t number, std::uint16_t layer)
{
    LayerState &state = *m_layers[layer];
    std::erase(state.outages, number);
    if (--state.down > 0) {
        state.outageMode = m_timeline[state.outages.back()].mode;
        return;
    }
    for (std::uint32_t node = 0; node < state.nodeCount(); ++node)
        state.putBack(node);
    for (std::uint32_t type = 0; type < m_types.size(); ++type)
        if (m_types[type].behind && m_types[type].behind->layer() == layer)
            watchBehind(type);
}

void Run::loseNode(std::uint32_t number, std::uint16_t layer, SimTime now)
{
    const TimelineEvent &event = m_timeline[number];
    LayerState &state = *m_layers[layer];
    const auto node = static_cast<std::uint32_t>(event.node.value_or(0));
    if (node >= state.nodeCount())
        return;
    state.realNode(node).flush(now);
    loseBehind(layer, node, now);
    state.takeOut(node);
    if (event.rehash)
        state.moveKeysOff(node, true);
    if (event.duration)
        happenLater(number, layer, node, now + *event.duration);
}

void Run::purgeByEvent(const TimelineEvent &event, std::uint16_t layer, SimTime now)
{
    LayerState &state = *m_layers[layer];
    std::vector<bool> types(m_types.size());
    for (std::size_t type = 0; type < m_types.size(); ++type)
        types[type] = event.dataType.empty() || m_dataTypes[type].name == event.dataType;
    const TagIndex *tags = event.tag.empty() ? nullptr : m_tagIndexes[layer].get();
    if (!event.tag.empty() && !tags)
        return;
    const auto carries = [&](EntryKey key) {
        const auto &carried = tags->carriedBy(key.type());
        return std::any_of(carried.begin(), carried.end(), [&](const TagIndex::Carried &tag) {
            return tags->names()[tag.tag] == event.tag && (!event.group || key.number() % tag.groups == *event.group);
        });
    };
    for (std::uint32_t node = 0; node < state.nodeCount(); ++node)
        for (const EntryKey key : state.node(node).keys()) {
            if (!types[key.type()])
                continue;
            if (!tags)
                state.node(node).invalidate(key, now);
            else if (carries(key))
                purge(layer, key, node, now);
        }
}

/// The totals so far, the warm-up included.
Recovery::Look Run::lookNow(SimTime now)
{
    Recovery::Look look;
    look.time = now;
    for (const Span &span : m_collector->spans())
        for (const TypeCounts &type : span.types) {
            look.reads += type.reads;
            look.hits += type.hits;
            look.failed += type.failed;
            look.dbQueries += type.dbQueries;
        }
    for (const TypeState &type : m_types)
        look.lostWrites += type.behind ? type.behind->lostSoFar() : 0;
    look.queuePeak = m_database.takePeakWaiting();
    return look;
}

Histogram Run::latenciesSoFar() const
{
    Histogram sum;
    for (const Span &span : m_collector->spans()) {
        for (const TypeCounts &type : span.types)
            sum.merge(type.latency);
        for (const LayerSpan &layer : span.layers)
            for (const LayerTypeCounts &type : layer.types)
                sum.merge(type.latency);
    }
    return sum;
}

/// The strategy has what the event is about.
bool Run::concerns(const TimelineEvent &event) const
{
    const auto holds = [&](std::uint16_t layer) {
        const auto &tags = m_tagIndexes[layer];
        if (!event.tag.empty()
            && (!tags || std::find(tags->names().begin(), tags->names().end(), event.tag) == tags->names().end()))
            return false;
        for (std::uint32_t type = 0; type < m_types.size(); ++type)
            if (m_layers[layer]->rule(type) && (event.dataType.empty() || m_dataTypes[type].name == event.dataType))
                return true;
        return false;
    };
    if (event.event != EventKind::deploy && event.event != EventKind::purge && event.layer.empty())
        return true;
    for (std::uint16_t layer = 0; layer < m_layers.size(); ++layer) {
        const LayerState &state = *m_layers[layer];
        if (!event.layer.empty() && state.name() != event.layer)
            continue;
        if ((event.event != EventKind::deploy || state.kind() == LayerKind::inProcess)
            && (event.event != EventKind::purge || holds(layer))
            && (event.event != EventKind::nodeLoss || event.node.value_or(0) < state.nodeCount()))
            return true;
    }
    return false;
}

void Run::watchEvent(const TimelineEvent &event, SimTime now)
{
    EventResult result;
    result.event = std::string(nameOf(event.event));
    result.subject = !event.layer.empty() ? event.layer : !event.dataType.empty() ? event.dataType : event.tag;
    if (event.key)
        result.subject += ", key " + std::to_string(*event.key);
    if (event.event == EventKind::nodeLoss)
        result.subject += ", node " + std::to_string(event.node.value_or(0));
    result.applies = concerns(event);
    const bool lasts = event.duration || event.event == EventKind::deploy || event.event == EventKind::restart
        || event.event == EventKind::flush || event.event == EventKind::purge || event.event == EventKind::growth
        || event.event == EventKind::nodeLoss;
    const SimTime until = lasts ? now + event.duration.value_or(Duration {}) : m_end;
    result.atSeconds = exactSeconds(now);
    result.untilSeconds = exactSeconds(std::min(until, m_end));
    // A lost node may stay lost; what is left recovers without it.
    m_recovery->begin(std::move(result), event.event == EventKind::nodeLoss && event.rehash ? now : until, lookNow(now),
        [this] { return latenciesSoFar(); });
}

void Run::setSlowdown()
{
    m_slowdown = 1;
    for (const std::uint32_t number : m_slowdowns)
        m_slowdown *= m_timeline[number].factor.value_or(1);
}

} // namespace cs
