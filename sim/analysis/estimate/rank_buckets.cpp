// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/estimate/rank_buckets.h"

#include "sim/workload/key_shape.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace cs
{

namespace
{

constexpr double exactRanks = 50;
constexpr double growth = 1.07; ///< of a block's end: keeps Che's hit ratio within 1e-4

/// Sum of i^-s for i = a+1 .. b by Euler and Maclaurin around the middles; exact sums for the first ranks.
double zipfSum(double a, double b, double s)
{
    double sum = 0;
    for (; a < exactRanks && a < b; a += 1)
        sum += std::pow(a + 1, -s);
    if (!(a < b))
        return sum;
    const double low = a + 0.5, high = b + 0.5;
    const double integral
        = std::fabs(s - 1) < 1e-9 ? std::log(high / low) : (std::pow(high, 1 - s) - std::pow(low, 1 - s)) / (1 - s);
    const double slope = -s * (std::pow(high, -s - 1) - std::pow(low, -s - 1));
    return sum + integral - slope / 24;
}

/// Sum of exp(-rate i / keys) for i = a .. b-1.
double exponentialSum(double a, double b, double decay)
{
    return std::exp(-decay * a) * std::expm1(-decay * (b - a)) / std::expm1(-decay);
}

/// Ends of the blocks of ranks 0..keys.
std::vector<double> blockEnds(double keys)
{
    std::vector<double> ends;
    for (double at = 0; at < keys;) {
        at = at < exactRanks ? at + 1 : std::max(at + 1, std::floor(at * growth));
        ends.push_back(std::min(at, keys));
    }
    return ends;
}

/// Blocks in which a law falls by about the same factor.
std::vector<double> evenEnds(double keys, double decay)
{
    const double blocks = std::clamp(std::ceil(keys * decay / 0.07), 1.0, std::min(keys, 200.0));
    std::vector<double> ends;
    for (double i = 1; i <= blocks; ++i) {
        const double end = std::round(keys * i / blocks);
        if (ends.empty() || end > ends.back())
            ends.push_back(end);
    }
    return ends;
}

struct Blocks {
    std::vector<double> ends; ///< in groups of keys that share a cache key
    std::function<double(double, double)> weight; ///< of ranks a .. b-1, all together anything
};

Blocks tableBlocks(const Popularity &popularity, double groups, double sharing)
{
    std::vector<double> weights(static_cast<std::size_t>(groups));
    for (std::size_t i = 0; i < popularity.weights.size(); ++i)
        weights[std::min(weights.size() - 1, static_cast<std::size_t>(static_cast<double>(i) / sharing))]
            += popularity.weights[i];
    std::sort(weights.begin(), weights.end(), std::greater<>());
    std::vector<double> sums(weights.size() + 1);
    std::partial_sum(weights.begin(), weights.end(), sums.begin() + 1);
    return { blockEnds(groups), [sums, sharing](double a, double b) {
                const auto at = [&](double rank) {
                    return sums[std::min(sums.size() - 1, static_cast<std::size_t>(rank / sharing + 0.5))];
                };
                return at(b) - at(a);
            } };
}

Blocks blocksOf(const Popularity &popularity, double keys, double sharing)
{
    const double groups = std::max(1.0, std::ceil(keys / sharing));
    const auto even = [](double a, double b) { return b - a; };
    switch (popularity.law) {
    case PopularityLaw::zipf:
        if (popularity.exponent == 0)
            break;
        return { blockEnds(groups), [s = popularity.exponent](double a, double b) { return zipfSum(a, b, s); } };
    case PopularityLaw::uniform:
        break;
    case PopularityLaw::hotspot: {
        const double hot = std::clamp(std::ceil(popularity.keysShare * keys), 1.0, keys);
        if (hot >= keys)
            break;
        const double edge = std::clamp(std::round(hot / sharing), 1.0, groups);
        std::vector<double> ends { edge };
        if (edge < groups)
            ends.push_back(groups);
        return { ends, [hot, keys, share = popularity.readsShare](double a, double b) {
                    const double inHot = std::min(b, hot) - std::min(a, hot);
                    return share * inHot / hot + (1 - share) * (b - a - inHot) / (keys - hot);
                } };
    }
    case PopularityLaw::exponential: {
        if (popularity.rate == 0)
            break;
        const double decay = popularity.rate / keys;
        return { evenEnds(groups, decay * sharing),
            [decay](double a, double b) { return exponentialSum(a, b, decay); } };
    }
    case PopularityLaw::table:
        if (!popularity.weights.empty())
            return tableBlocks(popularity, groups, sharing);
        break;
    }
    return { { groups }, even };
}

} // namespace

std::vector<RankBucket> rankBuckets(const DataType &type)
{
    const KeyShape shape(type);
    const auto keys = static_cast<double>(type.keys), sharing = static_cast<double>(shape.sharing),
               aliases = static_cast<double>(shape.aliases);
    const Blocks blocks = blocksOf(type.popularity, keys, sharing);
    const double missing = type.reads.missing ? type.reads.missing->share : 0;
    std::vector<RankBucket> out;
    double total = 0, from = 0;
    for (const double end : blocks.ends) {
        RankBucket bucket;
        bucket.keys = end - from;
        const double first = std::min(keys, from * sharing), last = std::min(keys, end * sharing);
        bucket.readShare = blocks.weight(first, last);
        bucket.writeShare = type.writes.keys == WriteKeys::popularity ? bucket.readShare : last - first;
        total += bucket.readShare;
        out.push_back(bucket);
        from = end;
    }
    for (RankBucket &bucket : out) {
        const double groups = bucket.keys;
        bucket.readShare *= total > 0 ? (1 - missing) / total / groups / aliases : 0;
        bucket.writeShare /= groups * (type.writes.keys == WriteKeys::popularity ? std::max(total, 1e-300) : keys);
        bucket.keys = groups * aliases;
    }
    if (missing > 0) {
        const double absent = static_cast<double>(type.reads.missing->keys) * aliases;
        out.push_back({ absent, missing / absent, 0, true });
    }
    return out;
}

} // namespace cs
