// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/cache_node.h"
#include "sim/core/random.h"
#include "sim/engine/shield.h"
#include "sim/engine/view.h"
#include "sim/model/presets.h"
#include "sim/workload/law_sampler.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cs
{

/// What a layer does with one data type, ready to run.
struct ActiveRule {
    bool plain = true; ///< what the node finds is served: no look at how fresh it is
    bool single = false; ///< one fetch per key and node, others wait for it
    bool guarded = false; ///< fills that came too late are dropped
    Duration nodeIdleTtl; ///< the node restarts it at a hit; of rules that are not plain the engine does
    Duration kept; ///< past its freshness an entry is kept so long
    Rule rule;
    LawSampler propagation;
    std::uint64_t propagationStream = 0;
    std::uint64_t jitterStream = 0;
    LawSampler tagRemovalTime;
    std::uint64_t tagRemovalStream = 0;
    std::uint64_t earlyStream = 0;
    Duration ttl() const { return rule.ttl.value_or(Duration::max()); }
    Duration leaseTime() const { return rule.leaseTime.value_or(Duration { 10'000'000'000 }); }
};

/// One layer of the running strategy: its nodes and how to choose among them.
class LayerState
{
public:
    LayerState(const Layer &layer, const Scenario &scenario, const std::vector<DataType> &types, std::size_t index,
        std::uint64_t seed, const CacheBooks *books, const NextReads *future);

    /// The node that a read asks.
    std::uint32_t route(std::uint64_t entryKey, std::uint64_t client, std::uint64_t number)
    {
        if (m_grows)
            return browserOf(client);
        if (m_nodes.size() == 1)
            return 0;
        if (m_resolved.routing.kind == RoutingKind::client && m_moved.empty())
            return ofClient(client);
        return routeAmongSeveral(entryKey, client, number);
    }
    /// More than the processor keeps at hand: what a read needs is better fetched before its time. Not where the node
    /// depends on what comes in between.
    bool isWorthFetchingAhead() const
    {
        constexpr std::uint64_t perNode = 512, perEntry = 160, atHand = 1 << 18;
        return m_nodes.size() * perNode + stock.totalEntries * perEntry > atHand
            && m_resolved.routing.kind != RoutingKind::roundRobin;
    }
    /// nullptr: not used yet.
    const CacheNode *nodeAhead(std::uint32_t index) const { return m_nodes[index].get(); }
    /// Keys live at one node each (Redis shards), rather than wherever they were asked for.
    bool isSharded() const { return m_resolved.routing.kind == RoutingKind::key; }
    std::uint32_t shardOf(std::uint64_t entryKey) const;

    Duration latency(bool hit, std::uint64_t number) const
    {
        const LawSampler &law = hit ? m_latency : m_missLatency;
        return law.isZero() ? Duration {} : drawn(law, number);
    }
    const ActiveRule *rule(std::uint32_t type) const { return m_rules[type] ? &*m_rules[type] : nullptr; }
    /// A node is made when it is first used: a browser that never asks takes next to nothing.
    CacheNode &node(std::uint32_t index)
    {
        if (!m_nodes[index]) [[unlikely]]
            m_nodes[index] = firstUse(index);
        return *m_nodes[index];
    }
    /// Those that were ever used, in the order in which they were first.
    const std::vector<std::uint32_t> &usedNodes() const { return m_used; }
    /// Also while it is out of service. nullptr: not used yet, so it holds nothing.
    CacheNode *usedNode(std::uint32_t index)
    {
        const auto parked = m_parked.empty() ? m_parked.end() : m_parked.find(index);
        return parked == m_parked.end() ? m_nodes[index].get() : parked->second.node.get();
    }
    std::uint32_t nodeCount() const { return static_cast<std::uint32_t>(m_nodes.size()); }
    /// Several nodes that keys are spread over: reads are counted by node, so that hot shards are seen.
    bool countsNodes() const { return m_countsNodes; }
    const ResolvedLayer &resolvedLayer() const { return m_resolved; }
    const std::string &name() const { return m_name; }
    /// What befalls a layer befalls the shield behind it.
    bool isNamed(const std::string &name) const { return name == m_name || (m_isShield && shieldName(name) == m_name); }
    LayerKind kind() const { return m_kind; }
    const Capacity &capacity() const { return m_capacity; }
    bool insideApp() const { return m_insideApp; }

    // --- nodes that are not there (timeline)
    /// The node cannot be reached until putBack(); what it holds stays with it. Calls nest.
    void takeOut(std::uint32_t node);
    void putBack(std::uint32_t node);
    /// The node, also while it is out of service.
    CacheNode &realNode(std::uint32_t index);
    bool isOut(std::uint32_t node) const { return m_parked.contains(node); }
    /// Keys, clients and reads of these nodes go to the others: each of a node's keys to one of them, by rendezvous, so
    /// that no other key moves.
    void moveKeysOff(std::uint32_t node, bool off);

    /// Reads that miss here are to be looked at (Run::divert): a view answers them, an outage may fail them.
    bool isDiverted() const { return !views.empty() || down > 0; }
    int down = 0; ///< outages that are going on
    std::vector<std::uint32_t> outages; ///< their numbers on the timeline, the newest last
    OutageMode outageMode = OutageMode::fallThrough; ///< of the newest one
    std::vector<std::optional<ViewState>> views; ///< by data type; empty for any other layer

    CacheStock stock;

private:
    Duration drawn(const LawSampler &law, std::uint64_t number) const;
    /// A browser serves one client, nobody shares it.
    std::uint32_t ofClient(std::uint64_t client) const
    {
        const std::uint64_t nodes = m_nodes.size();
        if (m_kind != LayerKind::browser)
            return static_cast<std::uint32_t>(below(mixBits(client ^ m_routeStream), nodes));
        return static_cast<std::uint32_t>(client < nodes ? client : client % nodes);
    }
    std::uint32_t routeAmongSeveral(std::uint64_t entryKey, std::uint64_t client, std::uint64_t number);
    std::uint32_t browserOf(std::uint64_t client);
    std::uint32_t choose(std::uint64_t entryKey, std::uint64_t client, std::uint64_t number);
    std::uint32_t place(std::uint32_t node, std::uint64_t what) const;
    std::unique_ptr<CacheNode> makeNode(std::uint32_t index) const;
    std::unique_ptr<CacheNode> firstUse(std::uint32_t index);

    std::string m_name;
    LayerKind m_kind;
    bool m_insideApp;
    Capacity m_capacity;
    ResolvedLayer m_resolved;
    std::vector<std::optional<ActiveRule>> m_rules; ///< by data type
    LawSampler m_latency, m_missLatency;
    std::uint64_t m_latencyStream, m_routeStream;
    std::vector<std::uint64_t> m_weights; ///< cumulative thresholds
    std::uint64_t m_turn = 0;
    bool m_countsNodes = false;
    bool m_isShield = false;
    bool m_grows = false; ///< a node for each recorded client
    std::uint64_t m_seed, m_seedBase;
    const CacheBooks *m_books;
    NodeOptions m_nodeOptions; ///< of every node, but for the seed
    std::vector<std::unique_ptr<CacheNode>> m_nodes;
    std::vector<std::uint32_t> m_used;
    struct Parked {
        std::unique_ptr<CacheNode> node;
        int times = 0;
    };
    std::map<std::uint32_t, Parked> m_parked; ///< nodes out of service
    std::map<std::uint32_t, int> m_moved; ///< nodes whose keys have moved
};

} // namespace cs
