// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <boost/random/mersenne_twister.hpp>
#include <cstdint>
#include <limits>
#include <string_view>

namespace cs
{

/// Finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): a bijection that spreads every input bit.
constexpr std::uint64_t mixBits(std::uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

/// SplitMix64 as a random bit generator: tiny state, for draws that belong to one numbered thing (a request, a key).
class SplitMix64
{
public:
    using result_type = std::uint64_t;
    explicit constexpr SplitMix64(std::uint64_t seed)
        : m_state(seed)
    {
    }
    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }
    constexpr result_type operator()() { return mixBits(m_state += 0x9E3779B97F4A7C15ULL); }

private:
    std::uint64_t m_state;
};

/// A long sequence of draws (arrival times, keys) comes from one of these.
using StreamEngine = boost::random::mt19937_64;

/// Seed of the named substream of a run: every source of randomness has its own, so that adding a draw somewhere shifts
/// nothing elsewhere and two strategies see the same workload.
constexpr std::uint64_t substream(std::uint64_t seed, std::string_view purpose, std::uint64_t index = 0)
{
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char c : purpose)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    return mixBits(mixBits(seed + 0x9E3779B97F4A7C15ULL) ^ mixBits(hash) ^ mixBits(index * 0xD1B54A32D192ED03ULL + 1));
}

/// Generator for thing number `n` of a substream: the same draw whoever asks, in whatever order.
constexpr SplitMix64 numbered(std::uint64_t stream, std::uint64_t n)
{
    return SplitMix64(mixBits(stream ^ mixBits(n + 0x632BE59BD9B4E019ULL)));
}

/// 0 <= u < 1 with 53 bits.
constexpr double unitInterval(std::uint64_t bits)
{
    return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

/// Uniform in 0..n-1 without division bias worth naming (multiply-shift; bias < n / 2^64).
inline std::uint64_t below(std::uint64_t bits, std::uint64_t n)
{
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>((static_cast<Wide>(bits) * n) >> 64);
}

} // namespace cs
