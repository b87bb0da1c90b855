// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/layer_state.h"

#include "sim/engine/out_of_service.h"

#include <algorithm>

namespace cs
{

namespace
{

/// Fills in what of a rule the hot path asks.
void prepare(ActiveRule &active)
{
    const Rule &rule = active.rule;
    active.plain = !rule.staleWhileRevalidate && !rule.staleIfError && !rule.revalidate && !rule.earlyRefresh
        && !rule.refreshAhead;
    active.single = rule.coalesce || rule.fill == Fill::lease;
    active.guarded = rule.fill == Fill::lease || rule.fill == Fill::versioned;
    active.nodeIdleTtl = active.plain ? rule.idleTtl.value_or(Duration {}) : Duration {};
    active.kept = std::max(rule.staleWhileRevalidate.value_or(Duration {}), rule.staleIfError.value_or(Duration {}));
    if (rule.revalidate)
        active.kept = Duration::max(); // until it is evicted, as browsers and nginx keep what they can ask about
}

} // namespace

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
    , m_isShield(isShield(layer))
    , m_seed(seed)
    , m_seedBase(index << 32)
    , m_books(books)
{
    stock.entries.resize(types.size());
    stock.bytes.resize(types.size());
    for (std::size_t i = 0; i < types.size(); ++i) {
        const Rule *rule = layer.ruleFor(types[i].name);
        if (!rule)
            continue;
        const std::uint64_t which = index * 65536 + i;
        ActiveRule &active = m_rules[i].emplace();
        active.rule = *rule;
        active.propagation = LawSampler(rule->propagation);
        active.propagationStream = substream(seed, "propagation", which);
        active.jitterStream = substream(seed, "jitter", which);
        active.earlyStream = substream(seed, "early refresh", which);
        active.tagRemovalTime = LawSampler(rule->tagRemovalTime);
        active.tagRemovalStream = substream(seed, "tag removal", which);
        prepare(active);
    }
    if (m_resolved.routing.kind == RoutingKind::weights)
        m_weights = cumulativeThresholds(m_resolved.routing.weights);
    m_grows = m_kind == LayerKind::browser && m_resolved.routing.kind == RoutingKind::client && !layer.nodes
        && scenario.workload.trace;
    m_nodes.resize(m_grows ? 1 : m_resolved.nodes);
    m_countsNodes = isSharded() && m_nodes.size() > 1;
    m_nodeOptions.capacity = m_capacity;
    m_nodeOptions.expiry = m_resolved.expiry;
    m_nodeOptions.samples = layer.samples.value_or(m_nodeOptions.samples);
    m_nodeOptions.lfuLogFactor = layer.lfuLogFactor.value_or(m_nodeOptions.lfuLogFactor);
    m_nodeOptions.lfuDecayTime = layer.lfuDecayTime.value_or(m_nodeOptions.lfuDecayTime);
    m_nodeOptions.reservedBytes = m_resolved.reserved;
    m_nodeOptions.future = future;
}

std::unique_ptr<CacheNode> LayerState::makeNode(std::uint32_t index) const
{
    NodeOptions options = m_nodeOptions;
    options.seed = substream(m_seed, "eviction", m_seedBase + index);
    return makeCacheNode(m_resolved.eviction, options, m_books);
}

std::unique_ptr<CacheNode> LayerState::firstUse(std::uint32_t index)
{
    m_used.push_back(index);
    return makeNode(index);
}

std::uint32_t LayerState::shardOf(std::uint64_t entryKey) const
{
    const auto shard = static_cast<std::uint32_t>(below(mixBits(entryKey ^ 0x5851F42D4C957F2DULL), m_nodes.size()));
    return m_moved.empty() ? shard : place(shard, entryKey);
}

std::uint32_t LayerState::routeAmongSeveral(std::uint64_t entryKey, std::uint64_t client, std::uint64_t number)
{
    const std::uint32_t node = choose(entryKey, client, number);
    if (m_moved.empty() || isSharded())
        return node;
    const bool byClient
        = m_resolved.routing.kind == RoutingKind::client || m_resolved.routing.kind == RoutingKind::weights;
    return place(node, byClient ? client : number);
}

/// Where something of a node goes: to the node with the highest hash among those that take keys, if it takes none.
std::uint32_t LayerState::place(std::uint32_t node, std::uint64_t what) const
{
    if (!m_moved.contains(node) || m_moved.size() >= m_nodes.size())
        return node;
    std::uint64_t best = 0;
    std::uint32_t chosen = node;
    for (std::uint32_t i = 0; i < m_nodes.size(); ++i) {
        const auto other = static_cast<std::uint32_t>(i);
        const std::uint64_t weight = mixBits(what ^ mixBits(i + 0x2545F4914F6CDD1DULL));
        if (m_moved.contains(other) || (chosen != node && weight <= best))
            continue;
        best = weight;
        chosen = other;
    }
    return chosen;
}

void LayerState::takeOut(std::uint32_t node)
{
    Parked &parked = m_parked[node];
    if (parked.times++ > 0)
        return;
    parked.node = std::move(m_nodes[node]);
    m_nodes[node] = std::make_unique<NodeOutOfService>();
}

void LayerState::putBack(std::uint32_t node)
{
    const auto parked = m_parked.find(node);
    if (parked == m_parked.end() || --parked->second.times > 0)
        return;
    m_nodes[node] = std::move(parked->second.node);
    m_parked.erase(parked);
}

CacheNode &LayerState::realNode(std::uint32_t index)
{
    const auto parked = m_parked.find(index);
    if (parked == m_parked.end())
        return node(index);
    if (!parked->second.node)
        parked->second.node = firstUse(index);
    return *parked->second.node;
}

void LayerState::moveKeysOff(std::uint32_t node, bool off)
{
    const int times = m_moved[node] += off ? 1 : -1;
    if (times <= 0)
        m_moved.erase(node);
}

/// Recorded clients are numbered in order of appearance, and how many there are is known only at the end.
std::uint32_t LayerState::browserOf(std::uint64_t client)
{
    constexpr std::uint64_t most = 0xFFFF'0000;
    const std::uint64_t node = client % most;
    if (node >= m_nodes.size())
        m_nodes.resize(node + 1);
    return static_cast<std::uint32_t>(node);
}

std::uint32_t LayerState::choose(std::uint64_t entryKey, std::uint64_t client, std::uint64_t number)
{
    if (m_nodes.size() == 1)
        return 0;
    switch (m_resolved.routing.kind) {
    case RoutingKind::random:
        return static_cast<std::uint32_t>(below(numbered(m_routeStream, number)(), m_nodes.size()));
    case RoutingKind::roundRobin:
        return static_cast<std::uint32_t>(m_turn++ % m_nodes.size());
    case RoutingKind::client:
        return ofClient(client);
    case RoutingKind::key:
        return shardOf(entryKey);
    case RoutingKind::weights: {
        const auto at = std::upper_bound(m_weights.begin(), m_weights.end(), mixBits(client ^ m_routeStream) >> 1);
        return static_cast<std::uint32_t>(
            std::min<std::size_t>(static_cast<std::size_t>(at - m_weights.begin()), m_nodes.size() - 1));
    }
    }
    return 0;
}

Duration LayerState::drawn(const LawSampler &law, std::uint64_t number) const
{
    auto engine = numbered(m_latencyStream, number);
    return Duration::fromSeconds(law(engine));
}

} // namespace cs
