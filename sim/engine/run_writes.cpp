// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/run.h"

#include "sim/workload/events.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

std::uint64_t wholeBytes(double bytes)
{
    return static_cast<std::uint64_t>(std::clamp(bytes + 0.5, 0.0, 1e18));
}

constexpr std::uint64_t longestKey = 1 << 30;

/// Where a key may be at a layer: [first, last).
std::pair<std::uint32_t, std::uint32_t> nodesFor(const LayerState &state, EntryKey key, std::uint32_t onlyNode)
{
    if (onlyNode != Event::everyNode)
        return { onlyNode, onlyNode + 1 };
    if (!state.isSharded())
        return { 0, state.nodeCount() };
    const std::uint32_t shard = state.shardOf(key.value);
    return { shard, shard + 1 };
}

} // namespace

void Run::write(const Request &request)
{
    TypeState &type = m_types[request.type];
    ++m_collector->currentSpan().types[request.type].writes;
    const std::uint32_t before = type.versions.current(request.key);
    const std::uint32_t version = type.versions.commit(request.key, request.time);
    if (type.behind)
        takeBehind(request, before);
    for (const std::uint16_t layer : type.path) {
        const ActiveRule &rule = *m_layers[layer]->rule(request.type);
        Event event;
        switch (rule.rule.invalidation) {
        case Invalidation::ttl:
            continue;
        case Invalidation::deleteOnWrite:
        case Invalidation::event:
            event.type = EventType::invalidate;
            break;
        case Invalidation::writeThrough:
        case Invalidation::writeBehind:
            event.type = request.remove ? EventType::invalidate : EventType::writeThrough;
            break;
        case Invalidation::tags:
            event.type = EventType::purgeByWrite;
            break;
        }
        event.key = EntryKey::of(request.type, request.key).value;
        event.subject = layer;
        event.version = version;
        event.valueBytes = request.valueSize;
        event.keyBytes = request.keySize;
        event.ttlSeconds = request.ttlSeconds;
        event.time = request.time;
        publish(event, rule, request.number);
    }
}

/// Sends the effect of write or change number `number` to the nodes of a layer. A store or a delete reaches them
/// together; events and purges of tags take their own time to each node, and may be lost on the way.
void Run::publish(Event event, const ActiveRule &rule, std::uint64_t number)
{
    LayerState &state = *m_layers[event.subject];
    const bool apart = rule.rule.invalidation == Invalidation::event || rule.rule.invalidation == Invalidation::tags;
    const auto send = [&](std::uint64_t draw) {
        auto engine = numbered(rule.propagationStream, draw);
        if (apart && rule.rule.eventLoss > 0 && unitInterval(engine()) < rule.rule.eventLoss)
            return;
        if (!rule.propagation.isZero())
            event.time = event.time + Duration::fromSeconds(rule.propagation(engine));
        // Without delay it takes effect within the commit: no read can come in between.
        if (event.time == m_now)
            applyWrite(event);
        else
            m_events.push(event);
    };
    // Where a key has one place, only that node has to hear of it. A group of a tag may be anywhere.
    const bool onePlace = state.isSharded() && event.type == EventType::invalidate;
    if (!apart || onePlace || (rule.propagation.isZero() && rule.rule.eventLoss == 0)) {
        send(number);
        return;
    }
    // A node that nobody has asked yet has nothing and listens to nobody.
    for (const std::uint32_t node : state.usedNodes()) {
        event.node = node;
        event.time = m_now;
        send(mixBits(number) + node);
    }
}

/// A write reaches a layer: where keys are routed by key, their shard, which takes every value written
/// (write-allocate); else every node, where a copy is refreshed if it is there.
void Run::applyWrite(const Event &event)
{
    const auto layer = static_cast<std::uint16_t>(event.subject);
    if (event.type == EventType::purgeByWrite || event.type == EventType::purgeGroup)
        return applyPurge(event);
    if (!m_types[EntryKey { event.key }.type()].shape.isPlain())
        return applyWriteToParts(event);
    LayerState &state = *m_layers[layer];
    const EntryKey key { event.key };
    const std::uint64_t number = key.number();
    const auto [first, last] = nodesFor(state, key, event.node);
    for (std::uint32_t at = first; at < last; ++at) {
        const bool isNewest = noteWrite(layer, at, key, event.version);
        CacheNode *used = state.isOut(at) ? nullptr : state.usedNode(at);
        if (event.type == EventType::invalidate) {
            if (used)
                used->invalidate(key, event.time);
            continue;
        }
        if (!isNewest)
            continue; // it was overtaken on its way
        if (!state.isSharded() && !(used && used->contains(key, event.time)))
            continue;
        const std::uint64_t bytes = event.valueBytes ? event.valueBytes : valueSize(key.type(), number, event.version);
        store(layer, at, key.type(), number, event.version, mixBits(event.key ^ event.version), bytes,
            event.keyBytes ? event.keyBytes : keySize(key.type(), number), event.time, 0, event.ttlSeconds, true);
    }
}

/// A write to a value reaches every key that it has, and the one that it shares with others whoever's value that holds.
void Run::applyWriteToParts(const Event &event)
{
    const auto layer = static_cast<std::uint16_t>(event.subject);
    LayerState &state = *m_layers[layer];
    const EntryKey value { event.key };
    const std::uint64_t number = value.number();
    const KeyShape &shape = m_types[value.type()].shape;
    const std::uint64_t bytes = event.valueBytes ? event.valueBytes : valueSize(value.type(), number, event.version);
    for (std::uint64_t alias = 0; alias < shape.aliases; ++alias) {
        const EntryKey key = EntryKey::of(value.type(), shape.cacheKey(number, alias));
        const auto [first, last] = nodesFor(state, key, event.node);
        for (std::uint32_t at = first; at < last; ++at) {
            noteWrite(layer, at, key, event.version);
            CacheNode *used = state.isOut(at) ? nullptr : state.usedNode(at);
            if (event.type == EventType::invalidate) {
                if (used)
                    used->invalidate(key, event.time);
            }
            // The writer knows the value, not by which aliases it is asked for: copies of those are refreshed.
            else if ((used && used->contains(key, event.time)) || (state.isSharded() && shape.aliases == 1))
                store(layer, at, value.type(), key.number(), event.version, mixBits(key.value ^ event.version), bytes,
                    event.keyBytes ? event.keyBytes : keySize(value.type(), number), event.time, shape.content(number),
                    event.ttlSeconds, true);
        }
    }
}

/// A purge reaches one node of a layer, or all. By a write: the written key goes, and the groups it belongs to of those
/// tags that change with writes. By a change of the tagged thing: its group goes.
void Run::applyPurge(const Event &event)
{
    const auto layer = static_cast<std::uint16_t>(event.subject);
    TagIndex &index = *m_tagIndexes[layer];
    if (event.type == EventType::purgeGroup) {
        for (const EntryKey key : index.members(event.version, event.key))
            if (key.type() == event.valueBytes)
                purge(layer, key, event.node, event.time);
        return;
    }
    const EntryKey written { event.key };
    purge(layer, written, event.node, event.time);
    for (const TagIndex::Carried &tag : index.carriedBy(written.type()))
        if (tag.byWrites)
            for (const EntryKey key : index.members(tag.tag, written.number() % tag.groups))
                purge(layer, key, event.node, event.time);
}

/// Removes an entry by tag and counts the work. An expired one is only found, not removed by this.
void Run::purge(std::uint16_t layer, EntryKey key, std::uint32_t onlyNode, SimTime now)
{
    LayerState &state = *m_layers[layer];
    const ActiveRule &rule = *state.rule(key.type());
    const auto [first, last] = nodesFor(state, key, onlyNode);
    for (std::uint32_t node = first; node < last; ++node) {
        noteWrite(layer, node, key, m_types[key.type()].versions.current(key.number()));
        CacheNode *used = state.isOut(node) ? nullptr : state.usedNode(node);
        if (!used || !used->contains(key, now))
            continue;
        used->invalidate(key, now);
        if (!m_measuring)
            continue;
        LayerTypeCounts &counts = m_collector->currentSpan().layers[layer].types[key.type()];
        ++counts.tagRemovals;
        auto engine = numbered(rule.tagRemovalStream, key.value ^ mixBits(static_cast<std::uint64_t>(now.ns) + node));
        counts.tagWorkSeconds += rule.tagRemovalTime(engine);
    }
}

/// The tagged thing changes: the values of a group are outdated, wherever they are, and layers that tag hear of it.
void Run::changeTagged(std::uint32_t number, SimTime now)
{
    if (!m_measuring)
        return;
    TaggedThing &thing = m_taggedThings[number];
    const std::uint64_t group = thing.drawGroup();
    for (const TaggedThing::Affected &affected : thing.types) {
        TypeState &type = m_types[affected.type];
        const std::uint64_t keys = keysOf(affected.type);
        for (std::uint64_t key = group; key < keys; key += affected.groups)
            type.versions.commit(key, now);
    }
    for (std::uint16_t layer = 0; layer < m_layers.size(); ++layer)
        for (std::uint32_t type = 0; m_tagIndexes[layer] && type < m_types.size(); ++type) {
            const ActiveRule *rule = m_layers[layer]->rule(type);
            if (!rule || rule->rule.invalidation != Invalidation::tags)
                continue;
            for (const TagIndex::Carried &tag : m_tagIndexes[layer]->carriedBy(type)) {
                if (tag.byWrites || m_tagIndexes[layer]->names()[tag.tag] != thing.name)
                    continue;
                Event event;
                event.time = now;
                event.type = EventType::purgeGroup;
                event.subject = layer;
                event.key = group;
                event.version = tag.tag;
                event.valueBytes = type;
                publish(event, *rule, thing.changes + (static_cast<std::uint64_t>(type) << 48));
            }
        }
    ++thing.changes;
    m_events.push(now + thing.next(), EventType::tagChange, number);
}

/// A write of a type whose database hears of it later. While the layer cannot be reached, it goes to the database; so
/// does a delete, since a layer without the entry could not keep the database's old value from coming back.
void Run::takeBehind(const Request &request, std::uint32_t before)
{
    WriteBehind &behind = *m_types[request.type].behind;
    LayerState &state = *m_layers[behind.layer()];
    const EntryKey key = EntryKey::of(request.type, request.key);
    const auto node = state.isSharded() ? state.shardOf(key.value)
                                        : static_cast<std::uint32_t>(below(mixBits(request.number), state.nodeCount()));
    if (request.remove || state.isOut(node))
        behind.writeThrough(request.key, request.time);
    else
        behind.take(request.key, before, node, request.time);
    watchBehind(request.type);
}

void Run::watchBehind(std::uint32_t type)
{
    WriteBehind &behind = *m_types[type].behind;
    if (behind.timerIsSet || behind.nextDue() == SimTime::never())
        return;
    behind.timerIsSet = true;
    m_events.push(behind.nextDue(), EventType::flushBehind, type);
}

void Run::flushBehind(std::uint32_t type, SimTime now)
{
    WriteBehind &behind = *m_types[type].behind;
    behind.timerIsSet = false;
    if (m_layers[behind.layer()]->down > 0)
        return; // it waits until the layer is back
    behind.flushDue(now);
    watchBehind(type);
}

/// What the rules of this strategy, and the tagged things of all, need before time 0.
void Run::prepareWrites()
{
    const Strategy &strategy = m_scenario.strategies[m_strategy];
    for (std::uint16_t layer = 0; layer < m_layers.size(); ++layer) {
        LayerState &state = *m_layers[layer];
        auto tags = std::make_unique<TagIndex>(strategy.layers[layer], m_dataTypes);
        m_tagIndexes.push_back(tags->isUsed() ? std::move(tags) : nullptr);
        if (state.kind() == LayerKind::materializedView)
            state.views.resize(m_types.size());
        for (std::uint32_t type = 0; type < m_types.size(); ++type) {
            const ActiveRule *rule = state.rule(type);
            if (!rule)
                continue;
            // The layer nearest to the database is the one that keeps its writes back.
            if (rule->rule.invalidation == Invalidation::writeBehind && m_types[type].versioned)
                m_types[type].behind = std::make_unique<WriteBehind>(layer, rule->rule.flush, rule->rule.flushBatch);
            if (state.kind() == LayerKind::materializedView)
                state.views[type] = ViewState { *rule->rule.refresh, {}, {}, false, 0 };
        }
    }
    m_taggedThings = taggedThings(m_scenario.strategies, m_dataTypes, m_seed);
    for (const TaggedThing &thing : m_taggedThings)
        for (const auto &affected : thing.types)
            m_types[affected.type].versioned = true;
}

/// Sets going what happens by itself.
void Run::startWrites()
{
    for (std::uint32_t number = 0; number < m_taggedThings.size(); ++number)
        m_events.push(SimTime {} + m_taggedThings[number].next(), EventType::tagChange, number);
    for (std::uint16_t layer = 0; layer < m_layers.size(); ++layer)
        for (std::uint32_t type = 0; type < m_layers[layer]->views.size(); ++type) {
            if (!m_layers[layer]->views[type])
                continue;
            Event refresh;
            refresh.time = SimTime {} + m_layers[layer]->views[type]->period;
            refresh.type = EventType::refreshView;
            refresh.subject = layer;
            refresh.key = type;
            m_events.push(refresh);
        }
}

std::uint64_t Run::keysOf(std::uint32_t type) const
{
    // Keys that come by growth are there when they are first written or tagged.
    return std::max(keysWithGrowth(m_dataTypes[type], m_timeline), m_types[type].versions.keysWritten());
}

/// Those that a growth has brought by now.
std::uint64_t Run::keysNow(std::uint32_t type, SimTime now) const
{
    std::uint64_t keys = m_dataTypes[type].keys;
    for (const GrowthStep &step : growthSteps(m_dataTypes[type], m_timeline))
        if (step.time <= now)
            keys = step.keys;
    return keys;
}

/// The version that the database returns now.
std::uint32_t Run::databaseVersion(const TypeState &type, std::uint64_t key) const
{
    if (!type.versioned)
        return 0;
    const std::uint32_t newest = type.versions.current(key);
    return type.behind ? type.behind->databaseVersion(key, newest) : newest;
}

std::uint64_t Run::valueSize(std::uint32_t typeIndex, std::uint64_t key, std::uint32_t version) const
{
    const TypeState &type = m_types[typeIndex];
    if (!type.valueSizePerKey.empty())
        return wholeBytes(type.valueSizePerKey[key % type.valueSizePerKey.size()]);
    auto engine = numbered(type.valueSizeStream, key * 0x9E3779B97F4A7C15ULL + version);
    return wholeBytes(type.valueSize(engine));
}

std::uint32_t Run::keySize(std::uint32_t typeIndex, std::uint64_t key) const
{
    const TypeState &type = m_types[typeIndex];
    if (!type.keySizePerKey.empty())
        return static_cast<std::uint32_t>(
            std::min(wholeBytes(type.keySizePerKey[key % type.keySizePerKey.size()]), longestKey));
    auto engine = numbered(type.keySizeStream, key);
    return static_cast<std::uint32_t>(std::min(wholeBytes(type.keySize(engine)), longestKey));
}

} // namespace cs
