// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/curve/stack_distances.h"
#include "sim/replay/replay_cache.h"

#include <vector>

namespace cs
{

/// Counts reads, and the bytes they ask for, by their depth in the LRU stack: what LRU caches of every capacity in
/// entries would hit, from one pass. A write stores and makes recent, a remove takes out; neither is counted.
class DepthCounts final : public ReplayCache
{
public:
    struct Count {
        std::uint64_t reads = 0, bytes = 0;
    };

    void play(const RequestSpan &requests, const SizeTable &sizes) override;
    /// There are no capacities to tell misses of.
    std::span<const MissCount> counts() const override { return {}; }
    std::size_t memoryBytes() const override;

    /// Index 0: reads of objects that were not there; index d: at depth d.
    const std::vector<Count> &byDepth() const { return m_counts; }
    /// Sizes are looked up from now on; they are all 0 before.
    void countBytes() { m_bytes = true; }
    /// What caches of 0, 1, 2, ... entries hit, as many as make a difference.
    std::vector<Count> hits() const;

private:
    StackDistances m_stack;
    std::vector<Count> m_counts { Count {} };
    std::vector<std::uint32_t> m_depths;
    bool m_bytes = false;
};

} // namespace cs
