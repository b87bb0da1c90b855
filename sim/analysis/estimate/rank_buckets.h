// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/workload.h"

#include <vector>

namespace cs
{

/// Cache keys of one data type that are about equally popular. Shares are of one key.
struct RankBucket {
    double keys = 0;
    double readShare = 0; ///< of the type's reads
    double writeShare = 0; ///< of the type's writes: of the value or values behind the key
    bool absent = false; ///< keys that the origin does not have
};

/// The popularity of a data type in some 200 buckets at most, however many keys it has: the first ranks one by one,
/// then blocks that grow geometrically. Key parts count: aliases dilute, keys that values share gather.
std::vector<RankBucket> rankBuckets(const DataType &type);

} // namespace cs
