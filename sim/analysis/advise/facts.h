// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/estimate/rank_buckets.h"
#include "sim/model/scenario.h"

#include <string>
#include <vector>

namespace cs
{

/// What advice is drawn from: a data type in plain figures, means over the day. Rates in 1/s, sizes in bytes, times in
/// s.
struct TypeFacts {
    const DataType *type = nullptr;
    std::size_t index = 0;
    double reads = 0, writes = 0;
    double keys = 0; ///< as a cache sees them
    double valueBytes = 0, entryBytes = 0; ///< entry: key and value, without a server's overhead
    double missSeconds = 0, dbSeconds = 0; ///< of an idle origin
    double tolerance = 0; ///< infinite where old values never matter
    double topShare = 0; ///< of the reads, of the most popular cache key
    double aliases = 1, sharing = 1; ///< keys per value, values per key
    bool personal = false;
    std::vector<RankBucket> buckets;

    double readsOf(const RankBucket &bucket) const { return reads * bucket.readShare; } ///< of one key
    double writesOf(const RankBucket &bucket) const { return writes * bucket.writeShare; }
    const std::string &name() const { return type->name; }
};

TypeFacts factsOf(const Scenario &scenario, std::size_t dataType);
std::vector<TypeFacts> factsOf(const Scenario &scenario);

/// Hit ratio where entries live for `ttl`, spread over `nodes` that each see their share of the reads. `removed`: a
/// write removes the entry at once. Closed form: mixture over the keys of lambda E / (1 + lambda E) (Jung, Berger and
/// Balakrishnan, INFOCOM 2003).
double ttlHitRatio(const TypeFacts &facts, double ttl, double nodes, bool removed);
/// Share of the reads that are served an outdated value where writes are not seen until the TTL ends.
double ttlStaleRatio(const TypeFacts &facts, double ttl, double nodes);
/// Hit ratio of an LRU list of `bytes` for this type alone, by the characteristic time (Che, Tung and Wang 2002).
double lruHitRatio(const TypeFacts &facts, double bytes, double overhead);

} // namespace cs
