// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// One key with Poisson reads and writes behind a TTL cache that does not hear of the writes; the TTL starts when the
/// value is stored and fetching takes no time. All rates in 1/s, times in seconds.
namespace cs
{

/// Share of the hits that are stale: 1 - (1 - e^(-w T)) / (w T).
double staleShareOfHits(double ttl, double writeRate);
/// Share of the reads that hit: r T / (1 + r T).
double hitRatioOfTtl(double ttl, double readRate);

/// The longest TTL with at most this share of the hits stale: x / w with x = q + W(-q e^-q), q = 1 / (1 - share), W the
/// principal branch of Lambert's function. Infinite where nothing is written or all may be stale.
double longestTtlForStaleHits(double share, double writeRate);
/// The same for the share of all reads, of which misses are fresh.
double longestTtlForStaleReads(double share, double readRate, double writeRate);

/// The TTL at which fetches and stale reads, at these costs each, cost least; infinite where longer is always cheaper.
double cheapestTtl(double readRate, double writeRate, double fetchCost, double staleCost);
/// That cost in 1/s: fetchCost r / (1 + r T) + staleCost r (r T / (1 + r T)) P(stale | hit).
double costOfTtl(double ttl, double readRate, double writeRate, double fetchCost, double staleCost);

} // namespace cs
