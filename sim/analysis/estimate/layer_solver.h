// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/estimate/network.h"

#include <vector>

namespace cs
{

/// One key on its way inward, between two layers.
struct KeyFlow {
    /// Fetches as the next layer sees them: where a write removes the entry there, too (`joint`: told as if there were
    /// no writes), and where it does not (`apart`).
    KeyStream joint, apart;
    double writes = 0; ///< 1/s
    double counted = 1; ///< share of the fetches that readers wait for
    double repeats = 0; ///< 1/s: reads that come during the fetch of another and were not held back
    double checks = 0; ///< share of the fetches that only ask whether a value is still right
    double oddsNext = -1; ///< where the age is inherited: hits per miss at the next layer, known already
    bool removed = false; ///< writes remove the entry in front
    bool byClient = false;
};

/// One layer: the characteristic times of its nodes, and what its keys do there.
class LayerSolver
{
public:
    LayerSolver(const PlannedWorkload &workload, const PlannedStrategy &strategy, std::size_t layer,
        std::vector<std::vector<KeyFlow>> &flows, NetworkState &state);
    /// Takes the flows through the layer.
    void solve();

private:
    /// Where the eviction draws the line.
    struct Line {
        double time = forever; ///< characteristic time
        double rate = 0, part = 1; ///< popular keys: those read more often are in, of those read as often a part
        bool binding = false;
    };
    /// What a key does at all nodes of the layer together.
    struct AllNodes {
        StageOutcome sum;
        double nodes = 0, held = 0;
        double fetches = 0, holds = 0, asked = 0; ///< the last two by fetch
        double age = forever, idle = forever;
    };

    std::size_t placeOf(std::size_t type) const;
    double firstBackOf(std::size_t type, std::size_t bucket, std::size_t nodeClass, const StageInput &in) const;
    RuleFigures ruleOf(std::size_t type, std::size_t bucketNumber) const;
    double restOfTtl(std::size_t type, std::size_t bucket, double ttl) const;
    StageInput inputOf(std::size_t type, std::size_t bucket, const NodeClass &node) const;
    void limit(StageInput &in, const Line &line) const;
    double heldBytes(const NodeClass &node, const Line &line) const;
    double bytesOf(std::size_t type, const RankBucket &bucket) const;
    double slack() const;
    Line lineFor(const NodeClass &node, double hint) const;
    Line popularLine(const NodeClass &node, double capacity) const;
    void pass(std::size_t type, std::size_t bucket);
    void addNodes(std::size_t t, std::size_t b, std::size_t nodeClass, const RuleFigures &rule, AllNodes &all) const;
    void leave(std::size_t t, std::size_t b, const RuleFigures &rule, const AllNodes &all);
    void passView(std::size_t type, std::size_t bucket);
    bool passWithAge(std::size_t type, std::size_t bucket);
    void boundAge(const KeyAtPlace &cell, StageOutcome &sum, double writes, const RuleFigures &rule) const;
    void countAt(KeyAtPlace &cell, KeyFlow &flow, const RuleFigures &rule, const StageOutcome &sum) const;

    const PlannedWorkload &m_workload;
    const PlannedStrategy &m_strategy;
    std::size_t m_layer;
    const PlannedLayer &m_plan;
    std::vector<std::vector<KeyFlow>> &m_flows;
    NetworkState &m_state;
    double m_keysAtNode; ///< share of a type's keys that a node sees
    std::vector<Line> m_lines; ///< by node class
    mutable std::vector<std::vector<double>> m_firstBack; ///< by node class and data type, then bucket; < 0 = not yet
};

} // namespace cs
