// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cache/memory_model.h"

#include "sim/cache/memcached/slab_sizes.h"

#include <bit>

namespace cs
{

namespace
{

constexpr std::uint64_t redisTableShare = 12;

// Header of a simple dynamic string (sds.h): its width depends on the length it must hold.
std::uint64_t sdsHeader(std::uint64_t n)
{
    return n < 32 ? 1 : n < 256 ? 3 : n < 65536 ? 5 : 9;
}

std::uint64_t redisValue(std::uint64_t n, std::uint64_t quantum)
{
    constexpr std::uint64_t objectHeader = 16;
    if (n <= 44)
        return jemallocSize(objectHeader + 3 + n + 1, quantum);
    // From 32 kB on the argument's buffer is adopted with two spare bytes.
    const std::uint64_t text = n >= 32768 ? sdsHeader(n + 2) + n + 3 : sdsHeader(n) + n + 1;
    return objectHeader + jemallocSize(text, quantum);
}

// What memcached itself would refuse is kept whole here: a node with another eviction is not bound to its limits.
std::uint64_t memcachedEntry(std::uint64_t key, std::uint64_t value)
{
    const SlabItem item = slabItem(key, value);
    constexpr std::uint64_t header = 48 + 8 + 1 + 2;
    return item.parts > 0 ? item.heldBytes() : header + key + value;
}

} // namespace

std::uint64_t jemallocSize(std::uint64_t n, std::uint64_t quantum)
{
    if (n <= 8)
        return 8;
    if (n <= 8 * quantum)
        return (n + quantum - 1) / quantum * quantum;
    // Four classes per doubling.
    const std::uint64_t step = std::uint64_t(1) << (std::bit_width(n - 1) - 3);
    return (n + step - 1) / step * step;
}

std::uint64_t redisItemBytes(std::uint64_t keyBytes, std::uint64_t valueBytes, bool expires, std::uint64_t quantum)
{
    const std::uint64_t dictEntry = jemallocSize(24, quantum);
    return dictEntry + jemallocSize(sdsHeader(keyBytes) + keyBytes + 1, quantum) + redisValue(valueBytes, quantum)
        + (expires ? dictEntry : 0);
}

std::uint64_t entryBytes(const Overhead &overhead, std::uint64_t keyBytes, std::uint64_t valueBytes, bool expires)
{
    switch (overhead.kind) {
    case OverheadKind::none:
        return keyBytes + valueBytes;
    case OverheadKind::bytes:
        return keyBytes + valueBytes + overhead.bytes;
    case OverheadKind::redis:
        return redisItemBytes(keyBytes, valueBytes, expires) + redisTableShare * (expires ? 2 : 1);
    case OverheadKind::memcached:
        return memcachedEntry(keyBytes, valueBytes);
    }
    return keyBytes + valueBytes;
}

} // namespace cs
