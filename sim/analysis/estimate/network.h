// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/estimate/plan.h"

#include <vector>

namespace cs
{

/// What the keys of one bucket do at one place of their path; rates in 1/s over all nodes, of one key.
struct KeyAtPlace {
    double reads = 0, hits = 0, misses = 0, joined = 0; ///< of readers
    double refreshes = 0, staleServed = 0, freshHits = 0;
    double staleHits() const { return hits > freshHits ? hits - freshHits : 0; }
    double entries = 0; ///< nodes that hold it, expired or not
    double stores = 0;
    double fetch = 0; ///< s, mean from a miss to the fill
    double fetchedFresh = 1; ///< of the values fetched
    double life = 0; ///< s, how old an entry gets by the rule and the eviction
    double idleLife = 0; ///< s without a read, the same
    double starts = 0, perStore = 0; ///< fetches that readers began; hits per store
};

/// One data type at one moment of the day.
struct TypeFlow {
    double reads = 0, writes = 0; ///< 1/s
    std::vector<KeyAtPlace> cells; ///< by bucket, then by place of the path
    std::vector<double> originReads, originRefreshes; ///< by bucket, 1/s and key
    std::vector<double> originFresh; ///< by bucket: what the origin sends is still the newest on arrival
    std::vector<double> checks; ///< by bucket: share of the origin reads that only ask whether a value is still right
};

/// A queue in front of servers; M/G/c by Allen and Cunneen.
struct QueueFigures {
    double load = 0; ///< offered, servers busy
    double utilisation = 0; ///< 0..1
    double waits = 0; ///< share that waits
    double wait = 0; ///< s, mean over all
    double lost = 0; ///< share that finds the queue full
    bool overloaded = false;
};
QueueFigures queueFigures(double rate, const WeightedLaw &service, double servers, double queueLimit);

/// The layers and the origin at one moment of the day, in a steady state.
struct NetworkState {
    std::vector<TypeFlow> types;
    std::vector<std::vector<double>> characteristic; ///< by layer and node class, s; `forever` = everything fits
    QueueFigures database, app;
    double dbQueries = 0; ///< 1/s
    double dbVariance = 0; ///< of the queries in a second, if fetches were Poisson
};

/// `factors`: by data type, of the mean reads and writes. `before`: a state to start from, where there is one.
NetworkState solveNetwork(const PlannedWorkload &workload, const PlannedStrategy &strategy,
    const std::vector<std::pair<double, double>> &factors, const NetworkState *before);

/// Whether the database, once it is so far behind that a fetch takes `fetch` seconds, is asked for more than it can do:
/// fetches that are not coalesced multiply while they take long, so that a busy database can stay behind for good.
bool staysBehind(const PlannedWorkload &workload, const PlannedStrategy &strategy,
    const std::vector<std::pair<double, double>> &factors, double fetch);

} // namespace cs
