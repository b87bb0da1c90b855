// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cache/memcached/slab_sizes.h"

#include <algorithm>

namespace cs
{

std::uint64_t SlabItem::heldBytes() const
{
    std::uint64_t sum = 0;
    for (std::uint32_t i = 0; i < parts; ++i)
        sum += slabSizes.chunkBytes(classes[i]);
    return sum;
}

SlabItem slabItem(std::uint64_t keyBytes, std::uint64_t valueBytes)
{
    constexpr std::uint64_t longestKey = 250, largestItem = 1 << 20;
    constexpr std::uint64_t itemHeader = 48, cas = 8, chunkHeader = 48;
    SlabItem item;
    if (keyBytes > longestKey || valueBytes > largestItem)
        return item;
    item.bytes = itemHeader + cas + keyBytes + 1 + valueBytes + 2;
    if (item.bytes > largestItem)
        return item;
    item.slabClass = slabSizes.classOf(item.bytes);
    const auto add = [&](std::uint64_t bytes) {
        item.classes[item.parts++] = static_cast<std::uint8_t>(slabSizes.classOf(bytes));
    };
    if (item.bytes <= SlabSizes::largestChunk) {
        add(item.bytes);
        return item;
    }
    add((itemHeader + cas + keyBytes + 1 + chunkHeader + 7) / 8 * 8);
    for (std::uint64_t left = valueBytes + 2; left > 0;) {
        const std::uint64_t chunk = std::min<std::uint64_t>(left + chunkHeader, SlabSizes::largestChunk);
        add(chunk);
        left -= chunk - chunkHeader;
    }
    return item;
}

} // namespace cs
