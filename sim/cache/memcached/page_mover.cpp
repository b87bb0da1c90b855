// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cache/memcached/page_mover.h"

#include <algorithm>
#include <limits>

namespace cs
{

PageMover::Window PageMover::sum(std::uint32_t slabClass) const
{
    Window out;
    for (std::uint32_t i = 0; i < windowSize; ++i) {
        const Look &look = m_window[slabClass * windowSize + i];
        out.age += look.age;
        out.evictedShare += look.evictedShare;
        out.evicting += look.evicting;
        out.dirty += look.dirty;
    }
    return out;
}

std::optional<PageMove> PageMover::look(const std::vector<SlabClassState> &states)
{
    std::uint64_t evictedInAll = 0;
    for (std::uint32_t i = 1; i < states.size(); ++i)
        evictedInAll += states[i].evicted - m_before[i].evicted;
    ++m_looks;

    std::uint32_t oldest = 0, youngest = 0;
    std::uint64_t oldestAge = 0, youngestAge = std::numeric_limits<std::uint64_t>::max();
    bool youngestEvicts = false;
    std::optional<PageMove> move;
    for (std::uint32_t i = 1; i < states.size(); ++i) {
        const SlabClassState &now = states[i];
        const SlabClassState &before = m_before[i];
        if (now.pages == 0 && before.pages == 0)
            continue;
        Look &look = m_window[i * windowSize + m_looks % windowSize];
        look = { now.tailAge, 0, false, false };
        if (const std::uint64_t evicted = now.evicted - before.evicted; evicted > 0) {
            look.evictedShare = static_cast<float>(evicted) / static_cast<float>(evictedInAll);
            look.evicting = look.dirty = true;
        }
        look.dirty = look.dirty || now.outOfMemory != before.outOfMemory || now.pages != before.pages;

        const Window window = sum(i);
        const std::uint64_t age = window.age / windowSize;
        // More than two and a half pages free and a quiet window: back to the pool, and no more is looked at.
        if (2 * now.freeChunks > 5 * now.chunksPerPage && window.dirty == 0) {
            move = PageMove { i, 0 };
            youngest = oldest = 0;
            break;
        }
        if (age > oldestAge && now.pages > 2) {
            oldest = i;
            oldestAge = age;
        }
        if (age < youngestAge
            && (window.evicting > windowSize / 2 || window.evictedShare / static_cast<float>(windowSize) > 0.25f)) {
            youngest = i;
            youngestAge = age;
            youngestEvicts = look.evicting;
        }
    }
    std::copy(states.begin(), states.end(), m_before.begin());
    if (youngest != 0 && oldest != 0 && m_looks > windowSize && youngestEvicts
        && static_cast<double>(youngestAge) < static_cast<double>(oldestAge) * 0.8)
        move = PageMove { oldest, youngest };
    return move;
}

void PageMover::clear()
{
    m_looks = 0;
    std::fill(m_window.begin(), m_window.end(), Look {});
    std::fill(m_before.begin(), m_before.end(), SlabClassState {});
}

} // namespace cs
