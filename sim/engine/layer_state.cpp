// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/layer_state.h"

#include "sim/core/random.h"

#include <algorithm>

namespace cs
{

LayerState::LayerState(const Layer &layer, const Scenario &scenario, const std::vector<DataType> &types,
    std::size_t index, std::uint64_t seed, const CacheBooks *books)
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
            substream(seed, "jitter", which) };
    }
    if (m_resolved.routing.kind == RoutingKind::weights)
        m_weights = cumulativeThresholds(m_resolved.routing.weights);
    for (std::uint64_t n = 0; n < m_resolved.nodes; ++n)
        m_nodes.push_back(makeCacheNode(m_resolved.eviction,
            { m_capacity, m_resolved.expiry, substream(seed, "eviction", index * 65536 + n) }, books));
}

std::uint16_t LayerState::shardOf(std::uint64_t entryKey) const
{
    return static_cast<std::uint16_t>(below(mixBits(entryKey ^ 0x5851F42D4C957F2DULL), m_nodes.size()));
}

std::uint16_t LayerState::route(std::uint64_t entryKey, std::uint64_t client, std::uint64_t number)
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
