// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cache/cache_node.h"

#include "sim/cache/cache_node_of.h"
#include "sim/cache/eviction/registry.h"
#include "sim/cache/memcached/memcached_node.h"
#include "sim/cache/redis/redis_node.h"
#include "sim/model/presets.h"

namespace cs
{

bool hasCacheNode(Eviction eviction)
{
    return isRedisEviction(eviction) || eviction == Eviction::memcachedSlru || hasPolicy(eviction);
}

std::unique_ptr<CacheNode> makeCacheNode(Eviction eviction, const NodeOptions &options, const CacheBooks *books)
{
    if (eviction == Eviction::memcachedSlru)
        return std::make_unique<MemcachedNode>(options, books);
    if (isRedisEviction(eviction))
        return std::make_unique<RedisNode>(eviction, options, books);
    return withPolicy(eviction, [&]<class Policy>(std::type_identity<Policy>) -> std::unique_ptr<CacheNode> {
        return std::make_unique<CacheNodeOf<Policy>>(options, books);
    });
}

} // namespace cs
