// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace cs
{

/// How often keys were added, never too low, seldom too high: a counting Bloom filter (Fan et al., "Summary cache",
/// IEEE/ACM Trans. Networking 8(3), 2000) for an error of 1 in 1000, with libCacheSim's numbers of counters and hash
/// functions and its hash (XXH64 with two seeds, combined as by Kirsch and Mitzenmacher, ESA 2006), so that the same
/// keys share counters there and here. A counter stops at 65535.
class CountingBloom
{
public:
    /// Where a key's counters are.
    struct Hash {
        std::uint32_t first = 0, step = 0;
    };
    static Hash hashOf(std::uint64_t key)
    {
        return { static_cast<std::uint32_t>(xxh64(key, 0x12345678)),
            static_cast<std::uint32_t>(xxh64(key, 0x12344321)) };
    }

    /// Makes room for so many keys; all counts are zero.
    void build(std::uint64_t keys)
    {
        const double wanted = std::ceil(countersPerKey() * static_cast<double>(keys));
        const double most = static_cast<double>(std::numeric_limits<std::int32_t>::max());
        m_count = static_cast<std::uint32_t>(std::min(wanted, most));
        m_count = m_count < hashes ? 2 * hashes : m_count;
        m_inverse = ~std::uint64_t(0) / m_count + 1;
        m_counters.assign(m_count, 0);
    }
    bool isBuilt() const { return m_count > 0; }
    void add(const Hash &hash) { add(places(hash)); }
    std::uint32_t estimate(const Hash &hash) const { return estimate(places(hash)); }
    void prefetch(const Hash &hash) const { prefetch(places(hash)); }

    /// The same for one who keeps the places of a key, which hold until the next build().
    using Places = std::array<std::uint32_t, 10>;
    Places places(const Hash &hash) const
    {
        Places out {};
        for (std::uint32_t i = 0; i < hashes; ++i)
            out[i] = reduced(hash.first + i * hash.step);
        return out;
    }
    void add(const Places &places)
    {
        for (const std::uint32_t at : places)
            m_counters[at] = static_cast<std::uint16_t>(m_counters[at] + (m_counters[at] < 0xffff));
    }
    std::uint32_t estimate(const Places &places) const
    {
        std::uint32_t least = ~std::uint32_t(0);
        for (const std::uint32_t at : places)
            least = std::min<std::uint32_t>(least, m_counters[at]);
        return least;
    }
    void prefetch(const Places &places) const
    {
        for (const std::uint32_t at : places)
            __builtin_prefetch(&m_counters[at], 1);
    }
    void halve()
    {
        for (std::uint16_t &counter : m_counters)
            counter = static_cast<std::uint16_t>(counter >> 1);
    }
    void clear()
    {
        m_counters = {};
        m_count = 0;
    }
    std::size_t memoryBytes() const { return m_counters.capacity() * sizeof(m_counters[0]); }

private:
    static constexpr std::uint32_t hashes = std::tuple_size_v<Places>; // ln 2 times the counters per key

    __extension__ using Wide = unsigned __int128;

    static double countersPerKey() { return -std::log(0.001) / 0.480453013918201; } // ln(2)^2

    static constexpr std::uint64_t rotated(std::uint64_t value, int bits)
    {
        return value << bits | value >> (64 - bits);
    }
    /// XXH64 of the eight bytes of a number, lowest first (Collet, xxHash specification).
    static constexpr std::uint64_t xxh64(std::uint64_t value, std::uint64_t seed)
    {
        constexpr std::uint64_t p1 = 0x9E3779B185EBCA87, p2 = 0xC2B2AE3D27D4EB4F, p3 = 0x165667B19E3779F9,
                                p4 = 0x85EBCA77C2B2AE63, p5 = 0x27D4EB2F165667C5;
        std::uint64_t hash = seed + p5 + 8;
        hash ^= rotated(value * p2, 31) * p1;
        hash = rotated(hash, 27) * p1 + p4;
        hash = (hash ^ hash >> 33) * p2;
        hash = (hash ^ hash >> 29) * p3;
        return hash ^ hash >> 32;
    }
    /// x mod m_count without a division (Lemire, Kaser, Kurz, Softw. Pract. Exp. 49(6), 2019).
    std::uint32_t reduced(std::uint32_t x) const
    {
        return static_cast<std::uint32_t>(static_cast<Wide>(m_inverse * x) * m_count >> 64);
    }

    std::uint32_t m_count = 0;
    std::uint64_t m_inverse = 0;
    std::vector<std::uint16_t> m_counters;
};

} // namespace cs
