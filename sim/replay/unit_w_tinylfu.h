// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/w_tinylfu.h"
#include "sim/replay/lazy_lists.h"
#include "sim/replay/unit_cache.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace cs
{

/// As WTinyLfu by entries. Where the counters of a key are is computed ahead, for what will be read and for what the
/// window loses next, so that they are there in time.
class UnitWTinyLfu
{
public:
    using Same = WTinyLfu;

    explicit UnitWTinyLfu(const UnitOptions &options)
        : m_capacity(options.capacity)
        , m_mainShare(options.capacity - std::max(1u, static_cast<std::uint32_t>(shareOf(options.capacity, 0.01))))
        , m_probationShare(static_cast<std::uint32_t>(shareOf(m_mainShare, 1.0 / 5)))
        , m_protectedShare(static_cast<std::uint32_t>(shareOf(m_mainShare, 4.0 / 5)))
        , m_keys(options.keys)
        , m_lists(options.objects)
        , m_known(knownPlaces)
    {
    }
    void prefetch(std::uint32_t object) const
    {
        m_lists.prefetch(object);
        __builtin_prefetch(&m_keys[object]);
    }
    void prepare(std::uint32_t object)
    {
        m_lists.prefetchPlace(object);
        if (m_agesAfter > 0)
            m_counts.prefetch(placesOf(object));
    }
    bool read(std::uint32_t object)
    {
        const std::uint32_t list = m_lists.listOf(object);
        if (list == m_lists.absent) {
            store(object);
            return false;
        }
        if (list == probation && m_protectedShare > 0) {
            m_lists.move(object, protectedList);
            cool();
        } else {
            m_lists.move(object, list);
        }
        if (list != window)
            count(object);
        return true;
    }
    std::size_t memoryBytes() const
    {
        return m_lists.memoryBytes() + m_counts.memoryBytes() + m_known.capacity() * sizeof(Known);
    }

private:
    static constexpr std::uint32_t probation = 1, protectedList = 2, window = 3;
    static constexpr std::uint32_t knownPlaces = 256;
    struct Known {
        std::uint32_t object = LazyQueue::none;
        CountingBloom::Places places;
    };

    const CountingBloom::Places &placesOf(std::uint32_t object)
    {
        Known &known = m_known[object % knownPlaces];
        if (known.object != object) {
            known.object = object;
            // Made where they stay: a copy of what was just written would wait for it.
            std::construct_at(&known.places, m_counts.places(CountingBloom::hashOf(m_keys[object])));
        }
        return known.places;
    }
    std::uint32_t mainCount() const { return m_lists.count(probation) + m_lists.count(protectedList); }

    void store(std::uint32_t object)
    {
        if (mainCount() + m_lists.count(window) == m_capacity)
            evict();
        m_lists.push(object, window);
        if (m_agesAfter > 0)
            m_counts.add(placesOf(object));
    }
    /// A hit in the main part.
    void count(std::uint32_t object)
    {
        m_counts.add(placesOf(object));
        if (++m_hits < m_agesAfter)
            return;
        m_hits = 0;
        m_counts.halve();
    }
    void cool()
    {
        if (m_lists.count(protectedList) <= m_protectedShare)
            return;
        m_lists.push(m_lists.takeOldest(protectedList), probation);
        while (m_lists.count(probation) > m_probationShare)
            m_lists.takeOldest(probation);
    }
    void evict()
    {
        if (m_agesAfter == 0)
            beginCounting();
        for (;;) {
            if (m_lists.empty(window)) {
                m_lists.takeOldest(lowest());
                return;
            }
            const std::uint32_t oldest = m_lists.oldest(window);
            prepareNext();
            const bool fits = mainCount() < m_mainShare;
            const bool wins = !fits && mainCount() > 0
                && m_counts.estimate(placesOf(oldest)) > m_counts.estimate(placesOf(m_lists.oldest(lowest())));
            m_counts.add(placesOf(oldest));
            m_lists.takeOldest(window);
            if (!fits && !wins)
                return;
            if (wins)
                m_lists.takeOldest(lowest());
            admit(oldest);
        }
    }
    /// What the window loses soon.
    void prepareNext()
    {
        const std::uint32_t later = m_lists.oldLater(window, 16);
        if (later != LazyQueue::none)
            __builtin_prefetch(&m_keys[later]);
        const std::uint32_t soon = m_lists.oldLater(window, 4);
        if (soon != LazyQueue::none)
            m_counts.prefetch(placesOf(soon));
    }
    std::uint32_t lowest() const { return m_lists.empty(probation) ? protectedList : probation; }
    void admit(std::uint32_t object)
    {
        if (m_lists.count(probation) < m_probationShare)
            m_lists.push(object, probation);
        else if (m_lists.count(protectedList) < m_protectedShare)
            m_lists.push(object, protectedList);
        else {
            while (mainCount() >= m_mainShare)
                m_lists.takeOldest(lowest());
            m_lists.push(object, probation);
        }
    }
    /// All residents are in the window and were read once.
    void beginCounting()
    {
        const std::uint32_t keys = std::max(1u, m_mainShare);
        m_agesAfter = 32 * std::uint64_t(keys);
        m_counts.build(keys);
        std::fill(m_known.begin(), m_known.end(), Known {});
        m_lists.forEach(window, [this](std::uint32_t object) { m_counts.add(placesOf(object)); });
    }

    std::uint32_t m_capacity;
    std::uint32_t m_mainShare, m_probationShare, m_protectedShare;
    const std::uint64_t *m_keys;
    LazyLists<3> m_lists;
    CountingBloom m_counts;
    std::vector<Known> m_known; ///< by the last bits of the object
    std::uint64_t m_agesAfter = 0; ///< hits in the main part; 0 = nothing is counted yet
    std::uint64_t m_hits = 0;
};

} // namespace cs
