// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/make_caches.h"

#include "sim/cache/eviction/registry.h"
#include "sim/replay/dense_policy.h"
#include "sim/replay/lru_cache.h"
#include "sim/replay/node_cache.h"
#include "sim/replay/policy_cache.h"

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

bool isLruTogether(const CacheRequest &request)
{
    return request.eviction == Eviction::lru && !request.sized && !request.ttlNs && !request.recordedTtls
        && request.onlyReads > 0 && request.onlyReads <= LruCache::maxRequests;
}

std::vector<std::unique_ptr<ReplayCache>> makeCaches(const CacheRequest &request)
{
    std::vector<std::unique_ptr<ReplayCache>> caches;
    if (isLruTogether(request)) {
        caches.push_back(std::make_unique<LruCache>(request.capacities, request.onlyReads, request.objects));
        return caches;
    }
    for (const std::uint64_t capacity : request.capacities) {
        if (isServerEviction(request.eviction)) {
            caches.push_back(std::make_unique<NodeCache>(request, capacity));
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
