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
};

/// Presets by kind: cdn 8 points of presence, client routing; in_process one node per app server, random routing;
/// redis one shard, key routing, Redis memory accounting; memcached the same with memcached's memory, eviction and
/// expiry. Latencies and their source are in presets.cpp.
ResolvedLayer resolved(const Layer &layer, const Scenario &scenario);

/// True for a layer that is asked from inside the app servers (in-process, Redis, memcached, materialised view).
bool isInsideApp(LayerKind kind);

/// The layer kind's name for people: "CDN", "in-process", "Redis", ...
std::string_view displayName(LayerKind kind);

} // namespace cs
