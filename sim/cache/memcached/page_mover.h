// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/memcached/slab_sizes.h"

#include <optional>
#include <vector>

namespace cs
{

/// What the page mover sees of a slab class, once a second.
struct SlabClassState {
    std::uint64_t evicted = 0, outOfMemory = 0; ///< since the start
    std::uint32_t tailAge = 0; ///< seconds since the tail of COLD was used
    std::uint64_t freeChunks = 0, chunksPerPage = 0;
    std::uint32_t pages = 0;
};

struct PageMove {
    std::uint32_t from = 0, to = 0; ///< slab classes; `to` 0 = the pool for all
};

/// memcached's slab_automove=1 (slab_automove.c): over a window of 30 looks it compares the ages at the ends of the
/// classes, and moves a page from the oldest to the youngest evicting one if that is younger than 0.8 of the oldest;
/// classes with much free memory and nothing going on give pages back.
class PageMover
{
public:
    /// `states` by slab class, [0] unused.
    std::optional<PageMove> look(const std::vector<SlabClassState> &states);
    void clear();

private:
    static constexpr std::uint32_t windowSize = 30;
    struct Look {
        std::uint64_t age = 0;
        float evictedShare = 0;
        bool evicting = false, dirty = false;
    };
    struct Window {
        std::uint64_t age = 0;
        float evictedShare = 0;
        std::uint32_t evicting = 0, dirty = 0;
    };
    Window sum(std::uint32_t slabClass) const;

    std::uint64_t m_looks = 0;
    std::vector<Look> m_window = std::vector<Look>(SlabSizes::mostClasses * windowSize);
    std::vector<SlabClassState> m_before = std::vector<SlabClassState>(SlabSizes::mostClasses);
};

} // namespace cs
