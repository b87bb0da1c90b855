// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/lru_cache.h"

namespace cs
{

namespace
{

constexpr std::size_t ahead = 24;

} // namespace

LruCache::LruCache(const IdStream &stream, std::span<const std::uint64_t> capacities, std::uint32_t objects)
    : m_last(objects)
    , m_counts(capacities.size())
{
    for (const std::uint64_t capacity : capacities)
        m_caches.push_back({ capacity, 0, 1, IdCursor(stream) });
}

void LruCache::play(const RequestSpan &requests, const SizeTable &sizes)
{
    requests.measured ? read<true>(requests.ids, sizes) : read<false>(requests.ids, sizes);
}

template <bool measured>
void LruCache::read(std::span<const std::uint32_t> ids, const SizeTable &sizes)
{
    std::uint32_t *const last = m_last.data();
    const std::size_t caches = m_caches.size();
    std::uint32_t position = m_position;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const std::uint32_t id = ids[i];
        __builtin_prefetch(&last[ids[i + ahead < ids.size() ? i + ahead : i]], 1);
        const std::uint32_t before = last[id];
        last[id] = ++position;
        for (std::size_t k = 0; k < caches; ++k) {
            if (before >= m_caches[k].cursor)
                continue;
            if constexpr (measured) {
                ++m_counts[k].misses;
                m_counts[k].missBytes += sizes[id];
            }
            miss(m_caches[k]);
        }
    }
    m_position = position;
}

void LruCache::miss(Cache &cache)
{
    if (cache.used < cache.capacity) {
        ++cache.used;
        return;
    }
    const std::uint32_t *const last = m_last.data();
    std::uint32_t cursor = cache.cursor;
    std::uint32_t victim;
    do {
        victim = cache.queue.next();
        __builtin_prefetch(&last[cache.queue.peek(ahead)]);
    } while (last[victim] != cursor++);
    cache.cursor = cursor;
}

std::size_t LruCache::memoryBytes() const
{
    return m_last.capacity() * sizeof(m_last[0])
        + m_caches.size() * (sizeof(Cache) + IdStream::blockIds * sizeof(std::uint32_t));
}

} // namespace cs
