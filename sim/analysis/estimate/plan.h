// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/estimate/rank_buckets.h"
#include "sim/analysis/estimate/stage.h"
#include "sim/analysis/estimate/weighted_law.h"
#include "sim/core/error.h"
#include "sim/model/presets.h"
#include "sim/workload/rate_profile.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// A scenario made ready for the estimate: everything that needs a look at the scenario's values, and nothing that
/// depends on rates.
namespace cs
{

struct PlannedType {
    const DataType *type = nullptr;
    std::vector<RankBucket> buckets;
    double reads = 0, writes = 0; ///< 1/s, the mean
    double changes = 0; ///< 1/s and key: a tagged thing changes, and with it the value
    double replaced = 0; ///< 1/s and key: the key gives way to a new one (churn)
    RateProfile profile;
    bool writesFollowReads = false;
    double sharing = 1;
    double keyBytes = 0, valueBytes = 0;
    WeightedLaw app; ///< CPU of a read that is answered by the origin
    WeightedLaw dbTime, checkTime;
    WeightedLaw origin; ///< app and database without waits
};

/// What the estimate knows of a workload. It can be kept while only strategies change.
struct PlannedWorkload {
    std::shared_ptr<const Scenario> scenario; ///< what the types point into
    std::vector<PlannedType> types;
    WeightedLaw hitTime; ///< CPU of a hit inside the app
    double start = 0, end = 0; ///< s, the measured span
    double running = 0; ///< s: how long the caches have been running in the mean of the measured span
    double interval = 0; ///< s, of the series
};

/// How an eviction is estimated.
enum class EvictionModel { none, idle, age, random, popular };

struct NodeClass {
    double count = 1;
    double share = 1; ///< of the layer's reads, each
};

struct PlannedRule {
    const Rule *rule = nullptr;
    RuleFigures figures;
    double negativeTtl = 0;
    double removals = 0; ///< 1/s and key: purges of the key's groups by other keys' writes or by tagged things
    double entryBytes = 0, absentBytes = 0, entryBytesSquared = 0;
};

struct PlannedLayer {
    const Layer *layer = nullptr;
    ResolvedLayer how;
    std::vector<NodeClass> classes;
    EvictionModel model = EvictionModel::none;
    bool sharded = false, byClient = false, isView = false, lazy = false, insideApp = false;
    double capacity = 0; ///< per node, in bytes or entries; 0 = nothing fits
    std::vector<std::optional<PlannedRule>> rules; ///< by data type
    WeightedLaw latency, missLatency;
};

struct PlannedStrategy {
    std::shared_ptr<const std::vector<Layer>> layers; ///< shields included; what is planned points into it
    std::vector<PlannedLayer> planned;
    std::vector<std::vector<std::size_t>> paths; ///< by data type: layers from the client inward
    std::vector<std::string> notes;
    std::set<std::string> leftOut; ///< fields of the result that would be guesses
};

/// Errors: a recorded workload (there is nothing to estimate from).
Result<PlannedWorkload> planWorkload(const Scenario &scenario);
Result<PlannedStrategy> planStrategy(const PlannedWorkload &workload, std::size_t strategy);

} // namespace cs
