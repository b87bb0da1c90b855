// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/layer_state.h"

#include "sim/core/random.h"
#include "sim/engine/out_of_service.h"

#include <algorithm>

namespace cs
{

LayerState::LayerState(const Layer &layer, const Scenario &scenario, const std::vector<DataType> &types,
    std::size_t index, std::uint64_t seed, const CacheBooks *books, const NextReads *future)
    : m_name(layer.name)
    , m_kind(layer.kind)
    , m_insideApp(isInsideApp(layer.kind))
    , m_capacity(layer.capacity)
    , m_resolved(resolved(layer, scenario))
    , m_rules(types.size())
    , m_latency(m_resolved.latency)
    , m_missLatency(m_resolved.missLatency)
    , m_latencyStream(substream(seed, "layer latency", index))
    , m_routeStream(substream(seed, "routing", index))
{
    stock.entries.resize(types.size());
    stock.bytes.resize(types.size());
    for (std::size_t i = 0; i < types.size(); ++i) {
        const Rule *rule = layer.ruleFor(types[i].name);
        if (!rule)
            continue;
        const std::uint64_t which = index * 65536 + i;
        m_rules[i] = ActiveRule { *rule, LawSampler(rule->propagation), substream(seed, "propagation", which),
            substream(seed, "jitter", which), LawSampler(rule->tagRemovalTime), substream(seed, "tag removal", which) };
    }
    if (m_resolved.routing.kind == RoutingKind::weights)
        m_weights = cumulativeThresholds(m_resolved.routing.weights);
    for (std::uint64_t n = 0; n < m_resolved.nodes; ++n) {
        NodeOptions options { m_capacity, m_resolved.expiry, substream(seed, "eviction", index * 65536 + n) };
        options.future = future;
        m_nodes.push_back(makeCacheNode(m_resolved.eviction, options, books));
    }
}

std::uint16_t LayerState::shardOf(std::uint64_t entryKey) const
{
    const auto shard = static_cast<std::uint16_t>(below(mixBits(entryKey ^ 0x5851F42D4C957F2DULL), m_nodes.size()));
    return m_moved.empty() ? shard : place(shard, entryKey);
}

std::uint16_t LayerState::route(std::uint64_t entryKey, std::uint64_t client, std::uint64_t number)
{
    const std::uint16_t node = choose(entryKey, client, number);
    if (m_moved.empty() || isSharded())
        return node;
    const bool byClient
        = m_resolved.routing.kind == RoutingKind::client || m_resolved.routing.kind == RoutingKind::weights;
    return place(node, byClient ? client : number);
}

/// Where something of a node goes: to the node with the highest hash among those that take keys, if it takes none.
std::uint16_t LayerState::place(std::uint16_t node, std::uint64_t what) const
{
    if (!m_moved.contains(node) || m_moved.size() >= m_nodes.size())
        return node;
    std::uint64_t best = 0;
    std::uint16_t chosen = node;
    for (std::uint32_t i = 0; i < m_nodes.size(); ++i) {
        const auto other = static_cast<std::uint16_t>(i);
        const std::uint64_t weight = mixBits(what ^ mixBits(i + 0x2545F4914F6CDD1DULL));
        if (m_moved.contains(other) || (chosen != node && weight <= best))
            continue;
        best = weight;
        chosen = other;
    }
    return chosen;
}

void LayerState::takeOut(std::uint16_t node)
{
    Parked &parked = m_parked[node];
    if (parked.times++ > 0)
        return;
    parked.node = std::move(m_nodes[node]);
    m_nodes[node] = std::make_unique<NodeOutOfService>();
}

void LayerState::putBack(std::uint16_t node)
{
    const auto parked = m_parked.find(node);
    if (parked == m_parked.end() || --parked->second.times > 0)
        return;
    m_nodes[node] = std::move(parked->second.node);
    m_parked.erase(parked);
}

CacheNode &LayerState::realNode(std::uint16_t index)
{
    const auto parked = m_parked.find(index);
    return parked == m_parked.end() ? *m_nodes[index] : *parked->second.node;
}

void LayerState::moveKeysOff(std::uint16_t node, bool off)
{
    const int times = m_moved[node] += off ? 1 : -1;
    if (times <= 0)
        m_moved.erase(node);
}

std::uint16_t LayerState::choose(std::uint64_t entryKey, std::uint64_t client, std::uint64_t number)
{
    if (m_nodes.size() == 1)
        return 0;
    switch (m_resolved.routing.kind) {
    case RoutingKind::random:
        return static_cast<std::uint16_t>(below(numbered(m_routeStream, number)(), m_nodes.size()));
    case RoutingKind::roundRobin:
        return static_cast<std::uint16_t>(m_turn++ % m_nodes.size());
    case RoutingKind::client:
        return static_cast<std::uint16_t>(below(mixBits(client ^ m_routeStream), m_nodes.size()));
    case RoutingKind::key:
        return shardOf(entryKey);
    case RoutingKind::weights: {
        const auto at = std::upper_bound(m_weights.begin(), m_weights.end(), mixBits(client ^ m_routeStream) >> 1);
        return static_cast<std::uint16_t>(
            std::min<std::size_t>(static_cast<std::size_t>(at - m_weights.begin()), m_nodes.size() - 1));
    }
    }
    return 0;
}

Duration LayerState::latency(bool hit, std::uint64_t number) const
{
    const LawSampler &law = hit ? m_latency : m_missLatency;
    if (law.isZero())
        return {};
    auto engine = numbered(m_latencyStream, number);
    return Duration::fromSeconds(law(engine));
}

} // namespace cs
