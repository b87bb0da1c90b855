// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/cache_node.h"
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
    Rule rule;
    LawSampler propagation;
    std::uint64_t propagationStream = 0;
    std::uint64_t jitterStream = 0;
    LawSampler tagRemovalTime;
    std::uint64_t tagRemovalStream = 0;
    Duration ttl() const { return rule.ttl.value_or(Duration::max()); }
    Duration idleTtl() const { return rule.idleTtl.value_or(Duration { 0 }); }
};

/// One layer of the running strategy: its nodes and how to choose among them.
class LayerState
{
public:
    LayerState(const Layer &layer, const Scenario &scenario, const std::vector<DataType> &types, std::size_t index,
        std::uint64_t seed, const CacheBooks *books, const NextReads *future);

    /// The node that a read asks.
    std::uint16_t route(std::uint64_t entryKey, std::uint64_t client, std::uint64_t number);
    /// The same before its time, where it does not depend on what comes in between; else nullptr.
    CacheNode *nodeAhead(std::uint64_t entryKey, std::uint64_t client, std::uint64_t number)
    {
        if (m_resolved.routing.kind == RoutingKind::roundRobin)
            return nullptr;
        return m_nodes[route(entryKey, client, number)].get();
    }
    /// Keys live at one node each (Redis shards), rather than wherever they were asked for.
    bool isSharded() const { return m_resolved.routing.kind == RoutingKind::key; }
    std::uint16_t shardOf(std::uint64_t entryKey) const;

    Duration latency(bool hit, std::uint64_t number) const;
    const ActiveRule *rule(std::uint32_t type) const { return m_rules[type] ? &*m_rules[type] : nullptr; }
    CacheNode &node(std::uint16_t index) { return *m_nodes[index]; }
    std::uint16_t nodeCount() const { return static_cast<std::uint16_t>(m_nodes.size()); }
    const ResolvedLayer &resolvedLayer() const { return m_resolved; }
    const std::string &name() const { return m_name; }
    LayerKind kind() const { return m_kind; }
    const Capacity &capacity() const { return m_capacity; }
    bool insideApp() const { return m_insideApp; }

    // --- nodes that are not there (timeline)
    /// The node cannot be reached until putBack(); what it holds stays with it. Calls nest.
    void takeOut(std::uint16_t node);
    void putBack(std::uint16_t node);
    /// The node, also while it is out of service.
    CacheNode &realNode(std::uint16_t index);
    bool isOut(std::uint16_t node) const { return m_parked.contains(node); }
    /// Keys, clients and reads of these nodes go to the others: each of a node's keys to one of them, by rendezvous, so
    /// that no other key moves.
    void moveKeysOff(std::uint16_t node, bool off);

    /// Reads that miss here are to be looked at (Run::divert): a view answers them, an outage may fail them.
    bool isDiverted() const { return !views.empty() || down > 0; }
    int down = 0; ///< outages that are going on
    OutageMode outageMode = OutageMode::fallThrough;
    std::vector<std::optional<ViewState>> views; ///< by data type; empty for any other layer

    CacheStock stock;

private:
    std::uint16_t choose(std::uint64_t entryKey, std::uint64_t client, std::uint64_t number);
    std::uint16_t place(std::uint16_t node, std::uint64_t what) const;

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
    std::vector<std::unique_ptr<CacheNode>> m_nodes;
    struct Parked {
        std::unique_ptr<CacheNode> node;
        int times = 0;
    };
    std::map<std::uint16_t, Parked> m_parked; ///< nodes out of service
    std::map<std::uint16_t, int> m_moved; ///< nodes whose keys have moved
};

} // namespace cs
