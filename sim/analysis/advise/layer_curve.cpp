// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/advise/layer_curve.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

/// Of a read-only server's record of an entry; what real servers take is counted when a strategy is judged.
constexpr double overheadBytes = 100;

struct Held {
    double bytes = 0, saved = 0;
};

Held heldFor(const std::vector<TypeInLayer> &types, double readers, double time)
{
    Held out;
    for (const TypeInLayer &one : types)
        for (const RankBucket &bucket : one.facts->buckets) {
            const double reads = one.facts->readsOf(bucket), here = reads / readers;
            const double in = -std::expm1(-here * std::min(time, one.ttl));
            out.bytes += bucket.keys * in * (one.facts->entryBytes + overheadBytes);
            out.saved += bucket.keys * reads * in * one.facts->missSeconds;
        }
    return out;
}

} // namespace

std::vector<SizePoint> savedWork(const PaletteLayer &layer, const std::vector<TypeInLayer> &types, double smallest)
{
    constexpr double growth = 1.1, headroom = 1.25;
    const double nodes = layer.copies ? 1 : static_cast<double>(layer.how.nodes);
    double longest = 1;
    for (const TypeInLayer &one : types)
        longest = std::max(longest, one.ttl);
    const Held all = heldFor(types, layer.readers(), longest);
    const double most = std::max(smallest, std::min(layer.capacity, all.bytes / nodes * headroom + smallest));
    std::vector<SizePoint> out;
    for (double size = smallest;; size = std::min(most, size * growth)) {
        const double room = std::max(0.0, size - smallest) / headroom * nodes;
        double low = std::log(1e-6), high = std::log(longest);
        for (int i = 0; i < 50 && room < all.bytes; ++i) {
            const double middle = (low + high) / 2;
            (heldFor(types, layer.readers(), std::exp(middle)).bytes < room ? low : high) = middle;
        }
        const double time = room < all.bytes ? std::exp(low) : longest;
        out.push_back({ size, heldFor(types, layer.readers(), time).saved });
        if (size >= most)
            return out;
    }
}

} // namespace cs
