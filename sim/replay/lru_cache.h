// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/replay/replay_cache.h"

#include <vector>

namespace cs
{

/// LRU caches of several capacities in entries, for a stream of reads. The stream itself is the recency list: an object
/// is at the position of its last read, and what is before a cache's cursor has left that cache. One bit per position
/// says that its object was read again later; to evict, a cursor moves on to behind the next position without it.
/// Positions and bits are shared by all capacities, for recency does not depend on them (Mattson et al., 1970).
class LruCache final : public ReplayCache
{
public:
    /// Positions are 32 bits.
    static constexpr std::uint64_t maxRequests = 0xfffffff0u;

    LruCache(std::span<const std::uint64_t> capacities, std::uint64_t requests, std::uint32_t objects);

    void play(const RequestSpan &requests, const SizeTable &sizes) override;
    std::span<const MissCount> counts() const override { return m_counts; }
    std::size_t memoryBytes() const override;

private:
    struct Cache {
        std::uint64_t capacity = 0;
        std::uint64_t used = 0;
        std::uint32_t cursor = 1; ///< objects read last before here are not in the cache
    };

    template <bool measured, bool single>
    void read(std::span<const std::uint32_t> ids, const SizeTable &sizes);
    void makeRoom(Cache &cache) const;

    HugeVector<std::uint32_t> m_last; ///< position of an object's last read; 0 = none
    HugeVector<std::uint64_t> m_readAgain; ///< bit per position
    std::uint32_t m_position = 0;
    std::vector<Cache> m_caches;
    std::vector<MissCount> m_counts;
};

} // namespace cs
