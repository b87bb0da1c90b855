// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/counting_bloom.h"
#include "sim/cache/eviction/lru_segments.h"
#include "sim/cache/eviction/policy.h"

#include <vector>

namespace cs
{

/// Counts reads of keys that come and go in slots, by hash, for BasicWTinyLfu.
class SketchedCounts
{
public:
    static constexpr bool wantsKeys = true;

    void reserve(std::uint32_t slots)
    {
        if (m_hashes.size() < slots)
            m_hashes.resize(slots);
    }
    void take(std::uint32_t slot, std::uint64_t key) { m_hashes[slot] = CountingBloom::hashOf(key); }
    void build(std::uint64_t keys) { m_bloom.build(keys); }
    void add(std::uint32_t slot) { m_bloom.add(m_hashes[slot]); }
    std::uint32_t of(std::uint32_t slot) const { return m_bloom.estimate(m_hashes[slot]); }
    void halve() { m_bloom.halve(); }
    void clear() { m_bloom.clear(); }
    std::size_t memoryBytes() const { return m_bloom.memoryBytes() + m_hashes.capacity() * sizeof(m_hashes[0]); }

private:
    CountingBloom m_bloom;
    std::vector<CountingBloom::Hash> m_hashes;
};

/// W-TinyLFU (Einziger, Friedman, Manes, "TinyLFU: a highly efficient cache admission policy", ACM TOS 13(4), 2017): a
/// window of 1 % for new entries before a segmented LRU of 20 % and 80 %; whatever leaves the window replaces the main
/// part's victim only if it was read more often. As in libCacheSim, whose counts this gives, the window's hits are not
/// counted, but every look at its oldest entry is; a victim replaced in the main part does not end an eviction; counts
/// are halved after 32 hits in the main part for each entry that it holds, and nothing is counted before the cache is
/// full for the first time. Unlike there, with a capacity in bytes that is the number of entries it held when it first
/// was full (libCacheSim takes the bytes, so that counts never age), and an entry larger than the window is stored.
template <class Counts>
class BasicWTinyLfu
{
public:
    static constexpr Eviction eviction = Eviction::wTinyLfu;
    static constexpr std::string_view description = "A small window, then a segmented LRU that admits what is read "
                                                    "more often than its victim (Einziger et al., 2017)";
    static constexpr bool wantsKeys = Counts::wantsKeys;

    explicit BasicWTinyLfu(const PolicyOptions &options)
        : m_mainShare(options.capacity - std::max<std::uint64_t>(1, shareOf(options.capacity, 0.01)))
        , m_countsEntries(options.unit == CapacityUnit::entries)
        , m_lists({ shareOf(m_mainShare, 1.0 / 5), shareOf(m_mainShare, 4.0 / 5) })
    {
    }

    void reserve(std::uint32_t slots)
    {
        m_lists.reserve(slots);
        m_counts.reserve(slots);
    }
    void miss(std::uint64_t, std::uint64_t) { }
    void insert(std::uint32_t slot, std::uint64_t key, std::uint64_t size)
    {
        m_counts.take(slot, key);
        m_lists.push(slot, size, window);
        ++m_residents;
        if (m_agesAfter > 0)
            m_counts.add(slot);
    }
    void hit(std::uint32_t slot)
    {
        m_lists.hit(slot);
        if (m_lists.listOf(slot) == window)
            return;
        m_counts.add(slot);
        if (++m_hits < m_agesAfter)
            return;
        m_hits = 0;
        m_counts.halve();
    }
    void update(std::uint32_t slot, std::uint64_t size) { m_lists.update(slot, size); }
    std::uint32_t evict()
    {
        if (m_agesAfter == 0)
            beginCounting();
        std::uint32_t victim = noSlot;
        while (victim == noSlot) {
            if (m_lists.empty(window)) {
                victim = m_lists.victim();
                break;
            }
            const std::uint32_t oldest = m_lists.oldest(window);
            const std::uint32_t rival = m_lists.victim();
            const std::uint64_t size = m_lists.sizeOf(oldest);
            const bool fits = m_lists.used() + size <= m_mainShare;
            if (fits || (rival != noSlot && size <= m_mainShare && m_counts.of(oldest) > m_counts.of(rival)))
                admit(oldest, fits ? noSlot : rival);
            else
                victim = oldest;
            m_counts.add(oldest);
        }
        erase(victim);
        return victim;
    }
    std::uint32_t givenUp()
    {
        const std::uint32_t slot = m_lists.givenUp();
        m_residents -= slot != noSlot;
        return slot;
    }
    void erase(std::uint32_t slot)
    {
        m_lists.erase(slot);
        --m_residents;
    }
    void clear()
    {
        m_lists.clear();
        m_counts.clear();
        m_residents = m_agesAfter = m_hits = 0;
    }
    void prefetch(std::uint32_t slot) const { m_lists.prefetch(slot); }
    std::size_t memoryBytes() const { return m_lists.memoryBytes() + m_counts.memoryBytes(); }

private:
    static constexpr std::uint32_t window = 2;

    /// All residents are in the window and were added once.
    void beginCounting()
    {
        const std::uint64_t keys = std::max<std::uint64_t>(1, m_countsEntries ? m_mainShare : m_residents);
        m_agesAfter = 32 * keys;
        m_counts.build(keys);
        for (std::uint32_t slot = m_lists.oldest(window); !m_lists.isEnd(slot); slot = m_lists.newer(slot))
            m_counts.add(slot);
    }
    /// The window's oldest goes to the main part in the place of `rival`, if any, and of what else its size takes.
    void admit(std::uint32_t slot, std::uint32_t rival)
    {
        if (rival != noSlot)
            m_lists.giveUp(rival);
        const std::uint64_t size = m_lists.sizeOf(slot);
        m_lists.erase(slot);
        std::uint32_t segment = m_lists.segmentFor(size);
        if (segment == window) {
            while (m_lists.used() + size > m_mainShare)
                m_lists.giveUp(m_lists.victim());
            segment = 0;
        }
        m_lists.push(slot, size, segment);
    }

    std::uint64_t m_mainShare;
    bool m_countsEntries;
    LruSegments<2, 1> m_lists; ///< the main part's two and the window
    Counts m_counts;
    std::uint64_t m_residents = 0;
    std::uint64_t m_agesAfter = 0; ///< hits in the main part; 0 = nothing is counted yet
    std::uint64_t m_hits = 0;
};

using WTinyLfu = BasicWTinyLfu<SketchedCounts>;

} // namespace cs
