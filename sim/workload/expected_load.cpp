// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/workload/expected_load.h"

#include "sim/workload/alias_table.h"
#include "sim/workload/key_shape.h"
#include "sim/workload/popularity.h"
#include "sim/workload/population.h"

#include <algorithm>
#include <cmath>

namespace cs
{

double expectedReads(const Workload &workload, std::size_t index, double seconds)
{
    const DataType &type = workload.dataTypes[index];
    double reads = type.reads.rate * seconds;
    for (const Page &page : workload.pages)
        for (const auto &[name, keys] : page.reads)
            reads += name == type.name ? page.rate * static_cast<double>(keys) * seconds : 0;
    for (const Scan &scan : type.scans) {
        const double left = seconds - scan.at.seconds();
        if (left <= 0)
            continue;
        const auto keys = static_cast<double>(std::min(type.keys, scan.keys.value_or(type.keys)));
        const double times = scan.every ? 1 + std::floor(left / scan.every->seconds()) : 1;
        reads += std::min(times * keys, scan.rate * left + 1);
    }
    return reads;
}

double writesPerSecond(const DataType &type)
{
    return type.writes.rate ? *type.writes.rate : type.reads.rate * type.writes.perRead.value_or(0);
}

double expectedCacheKeys(const DataType &type, double seconds)
{
    const KeyShape shape(type);
    const double missing = type.reads.missing ? static_cast<double>(type.reads.missing->keys) : 0;
    return static_cast<double>(shape.aliases)
        * (std::ceil(keyNumbersUsed(type, seconds) / static_cast<double>(shape.sharing)) + missing);
}

double streamBytes(const DataType &type, double seconds)
{
    const bool drawn = type.popularity.law == PopularityLaw::uniform || type.popularity.law == PopularityLaw::hotspot;
    const bool tabulated
        = !drawn && (type.popularity.law == PopularityLaw::table || type.keys <= KeySampler::mostTabulated);
    // While a table is made, weights and two lists stand beside it.
    constexpr double whileMade = 24;
    return populationBytes(type, seconds)
        + (tabulated ? (AliasTable::bytesPerKey + whileMade) * static_cast<double>(type.keys) : 0);
}

} // namespace cs
