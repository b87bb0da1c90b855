// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/lru_by_bytes.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace cs
{

namespace
{

constexpr std::size_t ahead = 24;
constexpr std::size_t groupCaches = 64;

} // namespace

LruByBytes::LruByBytes(std::span<const std::uint64_t> capacities, std::uint32_t objects, double share)
    : m_cursors(capacities.size(), 1)
    , m_counts(capacities.size())
    , m_share(share)
    , m_last(objects)
    , m_positions(static_cast<std::uint32_t>(
          std::min<std::uint64_t>(std::uint64_t(2) * objects + (1 << 16), 0xfffffff0u) / 64 * 64))
{
    for (const std::uint64_t capacity : capacities) {
        const double room = static_cast<double>(capacity) * share;
        m_caches.push_back({ capacity, share < 1 ? static_cast<std::uint64_t>(std::floor(room)) : capacity, 0, 1 });
    }
    m_smallest = capacities.empty() ? 0 : *std::min_element(capacities.begin(), capacities.end());
    m_idAt.resize(m_positions);
    m_sizeAt.resize(m_positions);
    m_gone.resize(m_positions / 64);
}

void LruByBytes::play(const RequestSpan &requests, const SizeTable &sizes)
{
    const auto ids = requests.ids;
    const bool counted = requests.op == TraceOp::read && requests.measured;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (i + ahead < ids.size()) {
            __builtin_prefetch(&m_last[ids[i + ahead]], 1);
            sizes.prefetch(ids[i + ahead]);
        }
        if (requests.op == TraceOp::remove)
            remove(ids[i]);
        else if (counted)
            access<true>(ids[i], sizes[ids[i]]);
        else
            access<false>(ids[i], sizes[ids[i]]);
    }
}

template <bool counted>
void LruByBytes::access(std::uint32_t id, std::uint64_t size)
{
    if (m_end == m_positions)
        compact();
    const std::uint32_t before = m_last[id];
    const std::uint64_t charged = m_sizeAt[before];
    m_last[id] = m_end;
    m_idAt[m_end] = id;
    m_sizeAt[m_end] = size;
    m_gone[before / 64] |= std::uint64_t(1) << (before % 64);
    ++m_end;
    if (m_share < 1 || size > m_smallest || (before != 0 && charged != size))
        return accessGeneral<counted>(before, charged, size);
    for (std::size_t first = 0; first < m_caches.size(); first += groupCaches)
        missGroup<counted>(first, std::min(groupCaches, m_caches.size() - first), before, size);
}

/// An object that fits everywhere and has the size it had: caches that have it have nothing to do.
template <bool counted>
void LruByBytes::missGroup(std::size_t first, std::size_t count, std::uint32_t before, std::uint64_t size)
{
    std::uint64_t misses = 0;
    const std::uint32_t *const cursors = m_cursors.data() + first;
    for (std::size_t k = 0; k < count; ++k)
        misses |= std::uint64_t(before < cursors[k]) << k;
    for (; misses != 0; misses &= misses - 1) {
        const std::size_t k = first + static_cast<std::size_t>(std::countr_zero(misses));
        if constexpr (counted) {
            ++m_counts[k].misses;
            m_counts[k].missBytes += size;
        }
        Cache &cache = m_caches[k];
        cache.used += size;
        makeRoom(cache, m_end);
        m_cursors[k] = cache.cursor;
    }
}

template <bool counted>
void LruByBytes::accessGeneral(std::uint32_t before, std::uint64_t charged, std::uint64_t size)
{
    for (std::size_t k = 0; k < m_caches.size(); ++k) {
        Cache &cache = m_caches[k];
        const bool hit = before >= cache.cursor && charged <= cache.capacity;
        if (hit)
            cache.used -= charged;
        if (counted && !hit) {
            ++m_counts[k].misses;
            m_counts[k].missBytes += size;
        }
        if (size > cache.capacity)
            continue;
        cache.used += size;
        makeRoom(cache, m_end);
        m_cursors[k] = cache.cursor;
    }
}

/// Until what is used fits. In a sample the oldest object counts as itself, all others for what they stand for.
void LruByBytes::makeRoom(Cache &cache, std::uint32_t end) const
{
    const auto over = [&](std::uint64_t oldest) {
        if (m_share >= 1)
            return cache.used > cache.room;
        const double needed = static_cast<double>(cache.used - oldest) + static_cast<double>(oldest) * m_share;
        return needed > static_cast<double>(cache.room);
    };
    if (cache.used <= cache.room)
        return;
    for (std::uint32_t position = cache.cursor; position < end; ++position) {
        std::uint64_t residents = ~m_gone[position / 64] & (~std::uint64_t(0) << (position % 64));
        if (residents == 0) {
            position |= 63;
            continue;
        }
        position = position / 64 * 64 + static_cast<std::uint32_t>(std::countr_zero(residents));
        const std::uint64_t size = m_sizeAt[position];
        if (size > cache.capacity)
            continue; // it was never stored here
        if (!over(size)) {
            cache.cursor = position;
            return;
        }
        cache.used -= size;
        cache.cursor = position + 1;
        if (cache.used <= cache.room)
            return;
    }
}

void LruByBytes::remove(std::uint32_t id)
{
    const std::uint32_t before = m_last[id];
    if (before == 0)
        return;
    for (Cache &cache : m_caches)
        if (before >= cache.cursor && m_sizeAt[before] <= cache.capacity)
            cache.used -= m_sizeAt[before];
    m_gone[before / 64] |= std::uint64_t(1) << (before % 64);
    m_last[id] = 0;
}

/// Moves what is still the last access of its object together. There is room for it: that is at most half.
void LruByBytes::compact()
{
    std::vector<Cache *> byCursor;
    for (Cache &cache : m_caches)
        byCursor.push_back(&cache);
    std::sort(byCursor.begin(), byCursor.end(), [](Cache *a, Cache *b) { return a->cursor < b->cursor; });
    auto next = byCursor.begin();
    std::uint32_t to = 1;
    const auto passed = [&](std::uint32_t position) {
        for (; next != byCursor.end() && (*next)->cursor <= position; ++next)
            (*next)->cursor = to;
    };
    for (std::uint32_t word = 0; word < m_positions / 64; ++word)
        for (std::uint64_t bits = ~m_gone[word]; bits != 0; bits &= bits - 1) {
            const std::uint32_t position = word * 64 + static_cast<std::uint32_t>(std::countr_zero(bits));
            if (position == 0)
                continue;
            passed(position);
            m_idAt[to] = m_idAt[position];
            m_sizeAt[to] = m_sizeAt[position];
            m_last[m_idAt[to]] = to;
            ++to;
        }
    passed(m_positions);
    for (std::size_t k = 0; k < m_caches.size(); ++k)
        m_cursors[k] = m_caches[k].cursor;
    std::fill(m_gone.begin(), m_gone.end(), 0);
    m_end = to;
}

std::size_t LruByBytes::memoryBytes() const
{
    return m_last.capacity() * 4 + m_idAt.capacity() * 4 + m_sizeAt.capacity() * 8 + m_gone.capacity() * 8
        + m_caches.size() * (sizeof(Cache) + sizeof(MissCount) + 4);
}

} // namespace cs
