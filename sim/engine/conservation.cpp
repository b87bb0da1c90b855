// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/conservation.h"

namespace cs
{

namespace
{

class Check
{
public:
    void equal(const std::string &where, const std::string &law, std::uint64_t left, std::uint64_t right)
    {
        if (left != right)
            m_errors.push_back({ where,
                "conservation law broken: " + law + " (" + std::to_string(left) + " != " + std::to_string(right)
                    + "); this is a bug in the simulator",
                {} });
    }
    void atMost(const std::string &where, const std::string &law, std::uint64_t left, std::uint64_t right)
    {
        if (left > right)
            equal(where, law, left, right);
    }
    Errors take() { return std::move(m_errors); }

private:
    Errors m_errors;
};

void checkLayer(Check &check, const std::string &where, const Figures &f)
{
    check.equal(where, "reads = hits + coalesced + misses", f.reads, f.hits + f.coalesced + f.misses);
    check.atMost(where, "tag removals <= invalidations", f.tagRemovals, f.invalidations);
    check.atMost(where, "stale on error <= stale served", f.staleOnError, f.staleServed);
    check.atMost(where, "stale served <= hits", f.staleServed, f.hits);
    check.equal(where,
        "entries at start + fills = entries + evictions + expirations + invalidations + replaced + flushed",
        f.entriesAtStart + f.fills, f.entries + f.evictions + f.expirations + f.invalidations + f.replaced + f.flushed);
}

} // namespace

Errors brokenLaws(const RunResult &result)
{
    Check check;
    std::uint64_t typeReads = 0, typeHits = 0, layerHits = 0, refreshes = 0;
    for (const TypeResult &type : result.dataTypes) {
        const Figures &f = type.figures;
        typeReads += f.reads;
        typeHits += f.hits;
        check.equal(type.name, "reads = hits + coalesced + origin reads + failed", f.reads,
            f.hits + f.coalesced + f.originReads + f.failed);
        check.equal(type.name, "writes at risk at start + writes = database writes + coalesced + lost + at risk at end",
            f.writesAtRiskStart + f.writes,
            static_cast<std::uint64_t>(f.dbWrites) + f.coalescedWrites + f.lostWrites + f.writesAtRisk);
        check.equal(type.name, "answered reads = latencies", f.reads - f.failed, f.latency.count());
        check.equal(type.name, "refreshes = answered by the origin + failed + answered by layers", f.refreshes,
            f.originRefreshes + f.failedRefreshes + f.cachedRefreshes);
        check.equal(type.name, "stale reads = stalenesses", f.staleReads, f.staleness.count());
    }
    for (const LayerResult &layer : result.layers) {
        layerHits += layer.figures.hits;
        refreshes += layer.figures.refreshes;
        if (!layer.hottestNodes.empty()) {
            std::uint64_t byNode = layer.otherNodesReads;
            for (const NodeLoad &node : layer.hottestNodes)
                byNode += node.reads;
            check.equal(layer.name, "reads = reads of all nodes", layer.figures.reads, byNode);
        }
        checkLayer(check, layer.name, layer.figures);
        for (const TypeResult &type : layer.dataTypes)
            checkLayer(check, layer.name + ", " + type.name, type.figures);
    }
    check.equal("totals", "reads = reads of all data types", result.totals.reads, typeReads);
    check.equal("totals", "hits = hits of all layers", result.totals.hits, layerHits);
    check.equal("totals", "refreshes = refreshes of all layers", result.totals.refreshes, refreshes);
    check.equal("totals", "hits = hits of all data types", result.totals.hits, typeHits);
    return check.take();
}

} // namespace cs
