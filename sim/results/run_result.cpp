// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/run_result.h"

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
    flushed += other.flushed;
    staleReads += other.staleReads;
    violations += other.violations;
    wrongReads += other.wrongReads;
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
