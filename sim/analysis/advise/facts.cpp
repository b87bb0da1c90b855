// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/advise/facts.h"

#include "sim/workload/expected_load.h"
#include "sim/workload/key_shape.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cs
{

TypeFacts factsOf(const Scenario &scenario, std::size_t dataType)
{
    constexpr double day = 86'400;
    const DataType &type = scenario.workload.dataTypes[dataType];
    const KeyShape shape(type);
    TypeFacts facts;
    facts.type = &type;
    facts.index = dataType;
    facts.reads = expectedReads(scenario.workload, dataType, day) / day;
    facts.writes = writesPerSecond(type);
    facts.aliases = static_cast<double>(shape.aliases);
    facts.sharing = static_cast<double>(shape.sharing);
    facts.buckets = rankBuckets(type);
    for (const RankBucket &bucket : facts.buckets) {
        facts.keys += bucket.keys;
        facts.topShare = std::max(facts.topShare, bucket.readShare);
    }
    facts.valueBytes = type.valueSize.expected();
    facts.entryBytes = facts.valueBytes + type.keySize.expected();
    facts.dbSeconds = type.missCost.dbTime.expected();
    facts.missSeconds = facts.dbSeconds + type.missCost.appTime.expected() + type.missCost.serializeTime.expected();
    facts.tolerance
        = type.stalenessTolerance ? type.stalenessTolerance->seconds() : std::numeric_limits<double>::infinity();
    facts.personal = type.scope != "shared";
    return facts;
}

std::vector<TypeFacts> factsOf(const Scenario &scenario)
{
    std::vector<TypeFacts> out;
    for (std::size_t i = 0; i < scenario.workload.dataTypes.size(); ++i)
        out.push_back(factsOf(scenario, i));
    return out;
}

double ttlHitRatio(const TypeFacts &facts, double ttl, double nodes, bool removed)
{
    double hits = 0;
    for (const RankBucket &bucket : facts.buckets) {
        const double reads = facts.readsOf(bucket) / nodes, writes = removed ? facts.writesOf(bucket) : 0;
        const double life = writes * ttl > 1e-9 ? -std::expm1(-writes * ttl) / writes : ttl;
        const double x = reads * life;
        hits += bucket.keys * bucket.readShare * (std::isinf(x) ? 1 : x / (1 + x));
    }
    return hits;
}

double ttlStaleRatio(const TypeFacts &facts, double ttl, double nodes)
{
    double stale = 0;
    for (const RankBucket &bucket : facts.buckets) {
        const double x = facts.readsOf(bucket) / nodes * ttl, m = facts.writesOf(bucket) * ttl;
        // P(stale | hit) = 1 - (1 - e^-m) / m, by its series where that cancels.
        const double old = m < 1e-5 ? m / 2 : 1 + std::expm1(-m) / m;
        stale += bucket.keys * bucket.readShare * x / (1 + x) * old;
    }
    return stale;
}

double lruHitRatio(const TypeFacts &facts, double bytes, double overhead)
{
    const double entry = facts.entryBytes + overhead;
    const double room = entry > 0 ? bytes / entry : facts.keys;
    if (room >= facts.keys)
        return 1;
    const auto held = [&](double time) {
        double sum = 0;
        for (const RankBucket &bucket : facts.buckets)
            sum -= bucket.keys * std::expm1(-facts.readsOf(bucket) * time);
        return sum;
    };
    double low = -60, high = 60; // of log time
    for (int i = 0; i < 100; ++i) {
        const double middle = (low + high) / 2;
        (held(std::exp(middle)) < room ? low : high) = middle;
    }
    double hits = 0;
    for (const RankBucket &bucket : facts.buckets)
        hits -= bucket.keys * bucket.readShare * std::expm1(-facts.readsOf(bucket) * std::exp(low));
    return hits;
}

} // namespace cs
