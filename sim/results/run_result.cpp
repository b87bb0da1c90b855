// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/run_result.h"

#include <algorithm>

namespace cs
{

namespace
{

double ratio(std::uint64_t part, std::uint64_t whole)
{
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

} // namespace

double Figures::hitRatio() const
{
    return ratio(hits, reads);
}

double Figures::byteHitRatio() const
{
    return ratio(hitBytes, readBytes);
}

double Figures::staleRatio() const
{
    return ratio(staleReads, reads);
}

double Figures::violationRatio() const
{
    return ratio(violations, reads);
}

double Figures::staleHitRatio() const
{
    return ratio(staleReads, hits);
}

double Figures::contentAgeMean() const
{
    return reads > failed ? contentAgeSeconds / static_cast<double>(reads - failed) : 0;
}

double Figures::contentAgeMeanOfHits() const
{
    return hits > 0 ? contentAgeSeconds / static_cast<double>(hits) : 0;
}

double LayerResult::hottestNodeShare() const
{
    return hottestNodes.empty() ? 0 : ratio(hottestNodes.front().reads, figures.reads);
}

void LayerResult::addNodeLoads(const LayerResult &other)
{
    otherNodesReads += other.otherNodesReads;
    for (const NodeLoad &load : other.hottestNodes) {
        const auto same = std::find_if(
            hottestNodes.begin(), hottestNodes.end(), [&](const NodeLoad &mine) { return mine.node == load.node; });
        (same == hottestNodes.end() ? otherNodesReads : same->reads) += load.reads;
    }
    std::stable_sort(
        hottestNodes.begin(), hottestNodes.end(), [](const auto &a, const auto &b) { return a.reads > b.reads; });
}

bool RunResult::tells(std::string_view field) const
{
    return std::find(notEstimated.begin(), notEstimated.end(), field) == notEstimated.end();
}

double Figures::violationHitRatio() const
{
    return ratio(violations, hits);
}

void Figures::add(const Figures &other)
{
    reads += other.reads;
    writes += other.writes;
    hits += other.hits;
    misses += other.misses;
    coalesced += other.coalesced;
    failed += other.failed;
    originReads += other.originReads;
    fills += other.fills;
    evictions += other.evictions;
    expirations += other.expirations;
    invalidations += other.invalidations;
    replaced += other.replaced;
    bypassed += other.bypassed;
    refused += other.refused;
    flushed += other.flushed;
    staleReads += other.staleReads;
    violations += other.violations;
    wrongReads += other.wrongReads;
    staleServed += other.staleServed;
    staleOnError += other.staleOnError;
    revalidated += other.revalidated;
    refreshes += other.refreshes;
    originRefreshes += other.originRefreshes;
    failedRefreshes += other.failedRefreshes;
    cachedRefreshes += other.cachedRefreshes;
    droppedFills += other.droppedFills;
    retries += other.retries;
    missingReads += other.missingReads;
    contentAgeSeconds += other.contentAgeSeconds;
    hitBytes += other.hitBytes;
    readBytes += other.readBytes;
    entriesAtStart += other.entriesAtStart;
    entries += other.entries;
    bytes += other.bytes;
    bytesPeak += other.bytesPeak;
    dbQueries += other.dbQueries;
    dbWrites += other.dbWrites;
    coalescedWrites += other.coalescedWrites;
    lostWrites += other.lostWrites;
    writesAtRiskStart += other.writesAtRiskStart;
    writesAtRisk += other.writesAtRisk;
    writesAtRiskPeak += other.writesAtRiskPeak;
    writesAtRiskMean += other.writesAtRiskMean;
    dirtyKeysMean += other.dirtyKeysMean;
    tagRemovals += other.tagRemovals;
    tagWorkSeconds += other.tagWorkSeconds;
    viewRebuilds += other.viewRebuilds;
    viewOverruns += other.viewOverruns;
    egressBytes += other.egressBytes;
    latency.merge(other.latency);
    staleness.merge(other.staleness);
}

} // namespace cs
