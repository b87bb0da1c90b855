// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/lru_cache.h"

#include <bit>

namespace cs
{

namespace
{

constexpr std::size_t ahead = 24;

} // namespace

LruCache::LruCache(std::span<const std::uint64_t> capacities, std::uint64_t requests, std::uint32_t objects)
    : m_last(objects)
    , m_readAgain((requests + 1) / 64 + 1)
    , m_counts(capacities.size())
{
    for (const std::uint64_t capacity : capacities)
        m_caches.push_back({ capacity, 0, 1 });
}

void LruCache::play(const RequestSpan &requests, const SizeTable &sizes)
{
    if (m_caches.size() == 1)
        requests.measured ? read<true, true>(requests.ids, sizes) : read<false, true>(requests.ids, sizes);
    else
        requests.measured ? read<true, false>(requests.ids, sizes) : read<false, false>(requests.ids, sizes);
}

template <bool measured, bool single>
void LruCache::read(std::span<const std::uint32_t> ids, const SizeTable &sizes)
{
    std::uint32_t *const last = m_last.data();
    std::uint64_t *const readAgain = m_readAgain.data();
    const std::size_t caches = single ? 1 : m_caches.size();
    std::uint32_t position = m_position;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const std::uint32_t id = ids[i];
        if (i + ahead < ids.size())
            __builtin_prefetch(&last[ids[i + ahead]], 1);
        const std::uint32_t before = last[id];
        last[id] = ++position;
        readAgain[before / 64] |= std::uint64_t(1) << (before % 64);
        for (std::size_t k = 0; k < caches; ++k) {
            if (before >= m_caches[k].cursor)
                continue;
            if constexpr (measured) {
                ++m_counts[k].misses;
                m_counts[k].missBytes += sizes[id];
            }
            makeRoom(m_caches[k]);
        }
    }
    m_position = position;
}

void LruCache::makeRoom(Cache &cache) const
{
    if (cache.used < cache.capacity) {
        ++cache.used;
        return;
    }
    // The read that asks for room has no bit yet, so there is an end.
    std::size_t word = cache.cursor / 64;
    std::uint64_t residents = ~m_readAgain[word] & (~std::uint64_t(0) << (cache.cursor % 64));
    while (residents == 0)
        residents = ~m_readAgain[++word];
    cache.cursor = static_cast<std::uint32_t>(word * 64 + static_cast<unsigned>(std::countr_zero(residents)) + 1);
}

std::size_t LruCache::memoryBytes() const
{
    return m_last.capacity() * sizeof(m_last[0]) + m_readAgain.capacity() * sizeof(m_readAgain[0])
        + m_caches.size() * sizeof(Cache);
}

} // namespace cs
