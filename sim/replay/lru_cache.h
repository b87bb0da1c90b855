// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/replay/id_stream.h"
#include "sim/replay/replay_cache.h"

#include <vector>

namespace cs
{

/// LRU caches of several capacities in entries over a recorded stream of reads. The stream itself is the recency list:
/// an object is where it was read last, and what is before a cache's cursor has left that cache; to evict, the cursor
/// moves to the next position that is its object's last. The positions are shared by all capacities, for recency does
/// not depend on them. (The idea of a lazily cleaned queue: LIRS and 2Q implementations; here no queue is kept at all.)
class LruCache final : public ReplayCache
{
public:
    /// Positions are 32 bits.
    static constexpr std::uint64_t maxRequests = 0xfffffff0u;

    LruCache(const IdStream &stream, std::span<const std::uint64_t> capacities, std::uint32_t objects);

    /// Must be played the whole stream in order.
    void play(const RequestSpan &requests, const SizeTable &sizes) override;
    std::span<const MissCount> counts() const override { return m_counts; }
    std::size_t memoryBytes() const override;

private:
    struct Cache {
        std::uint64_t capacity = 0;
        std::uint64_t used = 0;
        std::uint32_t cursor = 1; ///< position of the next number of `queue`
        IdCursor queue;
    };

    template <bool measured>
    void read(std::span<const std::uint32_t> ids, const SizeTable &sizes);
    void miss(Cache &cache);

    HugeVector<std::uint32_t> m_last; ///< position of an object's last read; 0 = none
    std::uint32_t m_position = 0;
    std::vector<Cache> m_caches;
    std::vector<MissCount> m_counts;
};

} // namespace cs
