// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/scenario.h"

namespace cs
{

/// A layer with every preset of its kind filled in: what the engine runs and what the screen shows as default.
struct ResolvedLayer {
    std::uint64_t nodes = 1;
    Eviction eviction = Eviction::lru;
    Law latency; ///< seconds
    Law missLatency; ///< seconds
    Overhead overhead;
    Expiry expiry = Expiry::lazy;
    Routing routing;
    std::uint64_t reserved = 0; ///< bytes of the capacity that are not for entries
};

/// What a redis-server takes of its maxmemory besides keys, values and tables: 876,496 B at start-up and the buffers of
/// one client that pipelines 16 requests (measured with redis-server 7.0.15 of Debian 12). A client that does not
/// pipeline takes less, 1,000 busy clients 38 MB more.
inline constexpr std::uint64_t redisReservedBytes = 1'007'416;

/// Presets by kind: cdn 8 points of presence, client routing; in_process one node per app server, random routing;
/// redis one shard, key routing, redis-lru, expired keys swept up by the server's cycle, Redis memory accounting;
/// memcached the same with memcached's memory, eviction and expiry. Latencies and their source are in presets.cpp.
ResolvedLayer resolved(const Layer &layer, const Scenario &scenario);

/// True for the evictions of redis-server: sim/cache/redis.
bool isRedisEviction(Eviction eviction);

/// True for a layer that is asked from inside the app servers (in-process, Redis, memcached, materialised view).
bool isInsideApp(LayerKind kind);

/// The layer kind's name for people: "CDN", "in-process", "Redis", ...
std::string_view displayName(LayerKind kind);

} // namespace cs
