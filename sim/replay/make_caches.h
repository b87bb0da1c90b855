// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/scenario.h"
#include "sim/replay/replay_cache.h"

#include <memory>
#include <optional>
#include <vector>

namespace cs
{

class Future;

struct CacheRequest {
    Eviction eviction = Eviction::lru;
    std::vector<std::uint64_t> capacities;
    bool sized = false; ///< capacities are bytes, else entries
    std::optional<std::int64_t> ttlNs;
    bool recordedTtls = false; ///< every entry has the TTL that the stream says, in place of ttlNs
    std::uint64_t seed = 1;
    std::uint32_t objects = 0;
    const std::uint32_t *keySizes = nullptr; ///< of the objects in bytes, 0 = not known; only for a server
    std::uint32_t keyBytes = 0; ///< where it is not known
    const std::uint64_t *keys = nullptr; ///< of the objects, where wantsKeys() says so
    const Future *future = nullptr; ///< where wantsFuture() says so
    const std::uint32_t *nextReads = nullptr; ///< by position; goes before the future where all are plain reads
    /// When the stream is all reads and shortcuts are wanted: how many. 0 = the general way.
    std::uint64_t onlyReads = 0;
    bool shortcuts = false; ///< wanted, whatever the stream holds
};

/// Whether it is the eviction of a cache server, which is played by the server's own node.
bool isServerEviction(Eviction eviction);

/// Whether the cache needs the keys of the trace.
bool wantsKeys(const CacheRequest &request);

/// Whether the cache looks ahead in the stream.
bool wantsFuture(Eviction eviction);

/// Whether a cache that looks ahead has enough of nextReads.
bool takesNextReads(const CacheRequest &request);

/// Whether one cache answers for all capacities.
bool isLruTogether(const CacheRequest &request);

/// Caches whose counts, one after the other, are those of the capacities.
std::vector<std::unique_ptr<ReplayCache>> makeCaches(const CacheRequest &request);

} // namespace cs
