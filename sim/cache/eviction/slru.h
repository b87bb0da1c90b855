// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/lru_segments.h"
#include "sim/cache/eviction/policy.h"

namespace cs
{

/// Segmented LRU: entries start in the lowest segment, each hit takes them one up, and what a full segment loses sinks
/// one down. Karedla, Love and Wherry ("Caching strategies to improve disk system performance", Computer 27(3), 1994)
/// have two segments; as in libCacheSim, whose counts this gives, there are four of a quarter each, and a new entry
/// goes to the lowest with room. Unlike libCacheSim, which never stores it, an entry larger than a segment is kept in
/// the lowest one.
class Slru
{
public:
    static constexpr Eviction eviction = Eviction::slru;
    static constexpr std::string_view description = "Four LRU segments; each hit moves an entry one up, room is made "
                                                    "in the lowest (Karedla et al., 1994)";

    explicit Slru(const PolicyOptions &options)
        : m_segments(shares(options.capacity))
    {
    }

    void reserve(std::uint32_t slots) { m_segments.reserve(slots); }
    void miss(std::uint64_t, std::uint64_t) { }
    void insert(std::uint32_t slot, std::uint64_t, std::uint64_t size) { m_segments.insert(slot, size); }
    void hit(std::uint32_t slot) { m_segments.hit(slot); }
    void update(std::uint32_t slot, std::uint64_t size) { m_segments.update(slot, size); }
    std::uint32_t evict()
    {
        const std::uint32_t victim = m_segments.victim();
        m_segments.erase(victim);
        return victim;
    }
    std::uint32_t givenUp() { return m_segments.givenUp(); }
    void erase(std::uint32_t slot) { m_segments.erase(slot); }
    void clear() { m_segments.clear(); }
    void prefetch(std::uint32_t slot) const { m_segments.prefetch(slot); }
    std::size_t memoryBytes() const { return m_segments.memoryBytes(); }

private:
    static std::array<std::uint64_t, 4> shares(std::uint64_t capacity)
    {
        return { capacity / 4, capacity / 4, capacity / 4, capacity / 4 };
    }

    LruSegments<4> m_segments;
};

} // namespace cs
