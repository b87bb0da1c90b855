// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/make_caches.h"

#include "sim/cache/eviction/registry.h"
#include "sim/replay/dense_policy.h"
#include "sim/replay/lru_by_bytes.h"
#include "sim/replay/lru_cache.h"
#include "sim/replay/node_cache.h"
#include "sim/replay/policy_cache.h"
#include "sim/replay/unit_policies.h"

namespace cs
{

namespace
{

template <class Policy, bool sized>
std::unique_ptr<ReplayCache> makeCache(const PolicyCacheOptions &options, bool expires)
{
    if (expires)
        return std::make_unique<PolicyCache<Policy, sized, true>>(options);
    return std::make_unique<PolicyCache<Policy, sized, false>>(options);
}

bool isPlain(const CacheRequest &request)
{
    return !request.sized && !request.ttlNs && !request.recordedTtls && request.onlyReads > 0
        && fitsUnits(request.onlyReads, request.objects);
}

/// Null where it takes the general way.
std::unique_ptr<ReplayCache> makePlainCache(const CacheRequest &request, std::uint64_t capacity)
{
    if (!isPlain(request))
        return nullptr;
    UnitOptions options;
    options.capacity = static_cast<std::uint32_t>(std::min(capacity, UnitOptions::maxCapacity));
    options.objects = request.objects;
    options.seed = request.seed;
    options.keys = request.keys;
    options.nextReads = request.nextReads;
    options.requests = request.onlyReads;
    return makeUnitCache(request.eviction, options);
}

} // namespace

bool isServerEviction(Eviction eviction)
{
    return hasCacheNode(eviction) && !hasPolicy(eviction);
}

bool wantsKeys(const CacheRequest &request)
{
    if (isServerEviction(request.eviction))
        return false;
    return withPolicy(request.eviction, [&]<class P>(std::type_identity<P>) {
        return request.sized ? WantsKeys<typename DensePolicy<P, true>::type>
                             : WantsKeys<typename DensePolicy<P, false>::type>;
    });
}

bool wantsFuture(Eviction eviction)
{
    if (isServerEviction(eviction))
        return false;
    return withPolicy(eviction, []<class P>(std::type_identity<P>) { return Foresees<P>; });
}

bool takesNextReads(const CacheRequest &request)
{
    return isPlain(request);
}

bool isLruTogether(const CacheRequest &request)
{
    if (request.eviction != Eviction::lru || request.ttlNs || request.recordedTtls)
        return false;
    if (request.sized)
        return request.shortcuts && request.capacities.size() > 1;
    return request.onlyReads > 0 && request.onlyReads <= LruCache::maxRequests;
}

std::vector<std::unique_ptr<ReplayCache>> makeCaches(const CacheRequest &request)
{
    std::vector<std::unique_ptr<ReplayCache>> caches;
    if (isLruTogether(request)) {
        if (request.sized)
            caches.push_back(std::make_unique<LruByBytes>(request.capacities, request.objects));
        else
            caches.push_back(std::make_unique<LruCache>(request.capacities, request.onlyReads, request.objects));
        return caches;
    }
    for (const std::uint64_t capacity : request.capacities) {
        if (isServerEviction(request.eviction)) {
            caches.push_back(std::make_unique<NodeCache>(request, capacity));
            continue;
        }
        if (auto plain = makePlainCache(request, capacity)) {
            caches.push_back(std::move(plain));
            continue;
        }
        const PolicyCacheOptions options { capacity, request.ttlNs.value_or(0), request.seed, request.objects,
            request.keys, request.future };
        caches.push_back(withPolicy(request.eviction, [&]<class P>(std::type_identity<P>) {
            const bool expires = request.ttlNs || request.recordedTtls;
            return request.sized ? makeCache<typename DensePolicy<P, true>::type, true>(options, expires)
                                 : makeCache<typename DensePolicy<P, false>::type, false>(options, expires);
        }));
    }
    return caches;
}

} // namespace cs
