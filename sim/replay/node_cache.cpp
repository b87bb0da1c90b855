// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/node_cache.h"

#include "sim/cache/memcached/slab_sizes.h"
#include "sim/model/presets.h"

namespace cs
{

namespace
{

constexpr std::size_t indexAhead = 8, entryAhead = 4;

NodeOptions nodeOptions(const CacheRequest &request, std::uint64_t capacity)
{
    NodeOptions options;
    options.capacity = { request.sized ? CapacityUnit::bytes : CapacityUnit::entries, capacity };
    options.expiry = Expiry::swept;
    options.seed = request.seed;
    if (isRedisEviction(request.eviction))
        options.reservedBytes = redisReservedBytes;
    return options;
}

EntryKey keyOf(std::uint32_t id)
{
    return EntryKey::of(0, id);
}

} // namespace

std::uint64_t leastServerBytes(Eviction eviction)
{
    return isRedisEviction(eviction) ? redisReservedBytes + 1 : SlabSizes::pageBytes;
}

NodeCache::NodeCache(const CacheRequest &request, std::uint64_t capacity)
    : m_node(makeCacheNode(request.eviction, nodeOptions(request, capacity), &m_books))
    , m_ttlNs(request.ttlNs)
    , m_keySizes(request.keySizes)
    , m_keyBytes(request.keyBytes)
{
}

void NodeCache::play(const RequestSpan &requests, const SizeTable &sizes)
{
    if (requests.op == TraceOp::read)
        return read(requests, sizes);
    for (const std::uint32_t id : requests.ids) {
        if (requests.op == TraceOp::write)
            store(id, requests, sizes);
        else
            m_node->invalidate(keyOf(id), { requests.timeNs });
    }
}

void NodeCache::read(const RequestSpan &requests, const SizeTable &sizes)
{
    const auto ids = requests.ids;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (i + indexAhead < ids.size())
            m_node->prefetchIndex(keyOf(ids[i + indexAhead]));
        if (i + entryAhead < ids.size())
            m_node->prefetchEntry(keyOf(ids[i + entryAhead]));
        if (m_node->lookup(keyOf(ids[i]), { requests.timeNs }, {}))
            continue;
        if (requests.measured) {
            ++m_count.misses;
            m_count.missBytes += sizes[ids[i]];
        }
        store(ids[i], requests, sizes);
    }
}

void NodeCache::store(std::uint32_t id, const RequestSpan &requests, const SizeTable &sizes)
{
    StoreRequest request;
    request.key = keyOf(id);
    request.now = { requests.timeNs };
    request.deadline = SimTime::never();
    if (requests.ttls)
        request.deadline = { recordedDeadline(requests.timeNs, (*requests.ttls)[id]) };
    else if (m_ttlNs)
        request.deadline = request.now + Duration { *m_ttlNs };
    request.latestDeadline = request.freshUntil = request.deadline;
    request.generatedAt = request.now;
    request.keyBytes = m_keySizes[id] > 0 ? m_keySizes[id] : m_keyBytes;
    request.valueBytes = sizes[id];
    m_node->store(request);
}

} // namespace cs
