// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/replay/huge_pages.h"
#include "sim/replay/replay_cache.h"

#include <vector>

namespace cs
{

/// LRU caches of several capacities in bytes, in one pass over any stream. As in LruCache the stream is the recency
/// list and what is before a cache's cursor has left it; here each position has the size of its object too. Sizes that
/// change, objects larger than a cache and removals make contents that are no prefix of each other, so every cache
/// keeps its own books.
///
/// With a share below 1 the stream is that of a sample of the objects: they stand for all, so a cache holds that share
/// of its capacity, while an object itself needs no more room than it has in the whole cache.
class LruByBytes final : public ReplayCache
{
public:
    LruByBytes(std::span<const std::uint64_t> capacities, std::uint32_t objects, double share = 1);

    void play(const RequestSpan &requests, const SizeTable &sizes) override;
    std::span<const MissCount> counts() const override { return m_counts; }
    std::size_t memoryBytes() const override;

private:
    struct Cache {
        std::uint64_t capacity = 0; ///< what is larger is not stored
        std::uint64_t room = 0; ///< for all together
        std::uint64_t used = 0;
        std::uint32_t cursor = 1;
    };

    template <bool counted>
    void access(std::uint32_t id, std::uint64_t size);
    template <bool counted>
    void missGroup(std::size_t first, std::size_t count, std::uint32_t before, std::uint64_t size);
    template <bool counted>
    void accessGeneral(std::uint32_t before, std::uint64_t charged, std::uint64_t size);
    void remove(std::uint32_t id);
    void makeRoom(Cache &cache, std::uint32_t end) const;
    void compact();

    std::vector<Cache> m_caches;
    std::vector<std::uint32_t> m_cursors; ///< as in the caches, side by side
    std::vector<MissCount> m_counts;
    std::uint64_t m_smallest = 0; ///< capacity
    double m_share;
    HugeVector<std::uint32_t> m_last; ///< position of an object's last access; 0 = none
    HugeVector<std::uint32_t> m_idAt; ///< by position
    HugeVector<std::uint64_t> m_sizeAt; ///< by position
    HugeVector<std::uint64_t> m_gone; ///< bit per position: accessed again or removed
    std::uint32_t m_end = 1;
    std::uint32_t m_positions;
};

} // namespace cs
