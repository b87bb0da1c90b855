// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/run.h"

#include "sim/cache/memory_model.h"

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

} // namespace

void Run::write(const Request &request)
{
    TypeState &type = m_types[request.type];
    ++m_collector->currentSpan().types[request.type].writes;
    const std::uint32_t version = type.versions.commit(request.key, request.time);
    for (const std::uint16_t layer : type.path) {
        const ActiveRule &rule = *m_layers[layer]->rule(request.type);
        if (rule.rule.invalidation != Invalidation::deleteOnWrite
            && rule.rule.invalidation != Invalidation::writeThrough)
            continue;
        Event event;
        event.key = EntryKey::of(request.type, request.key).value;
        event.subject = layer;
        event.version = version;
        event.valueBytes = request.valueSize;
        event.type
            = rule.rule.invalidation == Invalidation::deleteOnWrite ? EventType::invalidate : EventType::writeThrough;
        event.time = request.time;
        if (!rule.propagation.isZero()) {
            auto engine = numbered(rule.propagationStream, request.number);
            event.time = request.time + Duration::fromSeconds(rule.propagation(engine));
        }
        // Without delay it takes effect within the commit: no read can come in between.
        if (event.time == request.time)
            applyWrite(event);
        else
            m_events.push(event);
    }
}

/// A write reaches a layer: where keys are routed by key, their shard, which takes every value written
/// (write-allocate); else every node, where a copy is refreshed if it is there.
void Run::applyWrite(const Event &event)
{
    const auto layer = static_cast<std::uint16_t>(event.subject);
    LayerState &state = *m_layers[layer];
    const EntryKey key { event.key };
    const std::uint64_t number = event.key & ((std::uint64_t(1) << EntryKey::typeShift) - 1);
    const bool sharded = state.isSharded();
    const std::uint16_t first = sharded ? state.shardOf(key.value) : 0;
    const std::uint16_t last = sharded ? first : static_cast<std::uint16_t>(state.nodeCount() - 1);
    for (std::uint32_t node = first; node <= last; ++node) {
        const auto at = static_cast<std::uint16_t>(node);
        if (event.type == EventType::invalidate) {
            state.node(at).invalidate(key, event.time);
            continue;
        }
        if (!sharded && !state.node(at).contains(key, event.time))
            continue;
        const std::uint64_t bytes = event.valueBytes ? event.valueBytes : valueSize(key.type(), number, event.version);
        store(layer, at, key.type(), number, event.version, mixBits(event.key ^ event.version), bytes,
            keySize(key.type(), number), event.time);
    }
}

void Run::store(std::uint16_t layer, std::uint16_t node, std::uint32_t type, std::uint64_t key, std::uint32_t version,
    std::uint64_t number, std::uint64_t valueBytes, std::uint32_t keyBytes, SimTime now)
{
    LayerState &state = *m_layers[layer];
    const ActiveRule &rule = *state.rule(type);
    StoreRequest request;
    request.key = EntryKey::of(type, key);
    request.now = now;
    request.latestDeadline = SimTime::never();
    if (rule.rule.ttl) {
        double seconds = 1;
        if (rule.rule.jitter > 0)
            seconds = 1 - rule.rule.jitter + 2 * rule.rule.jitter * unitInterval(numbered(rule.jitterStream, number)());
        const Duration ttl
            = rule.rule.jitter > 0 ? Duration::fromSeconds(rule.rule.ttl->seconds() * seconds) : *rule.rule.ttl;
        request.latestDeadline = now + ttl;
    }
    request.deadline = request.latestDeadline;
    if (rule.rule.idleTtl)
        request.deadline = std::min(request.latestDeadline, now + *rule.rule.idleTtl);
    if (request.deadline <= now)
        return; // a TTL of nothing keeps nothing
    request.freshUntil = request.deadline;
    request.generatedAt = now;
    request.version = version;
    request.valueBytes = valueBytes;
    request.keyBytes = keyBytes;
    request.heldBytes
        = entryBytes(state.resolvedLayer().overhead, keyBytes, valueBytes, request.deadline != SimTime::never());
    request.keepExisting = rule.rule.fill == Fill::add;
    state.node(node).store(request);
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

/// Loads the most popular keys of every type that asks for it, the most popular last so that it is the most recent.
void Run::warm(std::uint16_t layer, SimTime now, bool counted)
{
    LayerState &state = *m_layers[layer];
    for (std::uint32_t type = 0; type < m_types.size(); ++type) {
        const ActiveRule *rule = state.rule(type);
        if (!rule || !rule->rule.warm)
            continue;
        const std::uint64_t top = std::min(rule->rule.warm->top, m_dataTypes[type].keys);
        for (std::uint64_t key = top; key-- > 0;) {
            const std::uint32_t version = m_types[type].versioned ? m_types[type].versions.current(key) : 0;
            const std::uint64_t bytes = valueSize(type, key, version);
            const EntryKey entry = EntryKey::of(type, key);
            if ((key & 4095) == 0 && m_stop.stop_requested())
                return; // the loop says so
            const bool sharded = state.isSharded();
            const std::uint16_t first = sharded ? state.shardOf(entry.value) : 0;
            const std::uint16_t last = sharded ? first : static_cast<std::uint16_t>(state.nodeCount() - 1);
            for (std::uint32_t node = first; node <= last; ++node)
                store(layer, static_cast<std::uint16_t>(node), type, key, version,
                    mixBits(entry.value ^ (now.ns + node)), bytes, keySize(type, key), now);
            if (counted && m_measuring) {
                // One load feeds all nodes.
                m_collector->currentSpan().types[type].dbQueries += m_types[type].dbQueries;
                m_collector->series().dbQueriesPerSecond[m_interval] += m_types[type].dbQueries;
            }
        }
    }
}

} // namespace cs
