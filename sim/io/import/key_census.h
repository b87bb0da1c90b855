// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <vector>

namespace cs
{

/// Every bit of the input spread over every bit of the output (a bijection), so that ids can be sampled by their value.
std::uint64_t mixedKey(std::uint64_t key);

/// What is known of one key. The moments are running means, which floats keep exact enough for any number of requests.
struct KeyCount {
    std::uint32_t type = 0;
    std::uint32_t reads = 0;
    std::uint32_t sized = 0; ///< answers whose size is known
    float meanSize = 0, meanSquare = 0, meanLog = 0, meanSquareLog = 0;

    void addSize(double bytes);
};

/// Counts of keys, exact up to a number of keys; beyond it a sample by hash, each of its keys counted exactly, that
/// stands for `scale()` times as many (the fixed-size sampling of Waldspurger et al., "Efficient MRC construction with
/// SHARDS", FAST 2015). Memory is bounded whatever comes.
class KeyCensus
{
public:
    explicit KeyCensus(std::size_t mostKeys = 2'000'000)
        : m_most(mostKeys)
    {
    }
    /// The key's place among the keys met, or none when it is not in the sample.
    static constexpr std::uint32_t none = 0xffffffffu;
    std::uint32_t meet(std::uint64_t key, std::uint32_t type);
    KeyCount &at(std::uint32_t index) { return m_counts[index]; }
    bool isSampled() const { return m_limit != ~std::uint64_t { 0 }; }
    double scale() const;
    /// Keys of the sample as it is now.
    std::vector<KeyCount> counts() const;

private:
    void thin();

    std::size_t m_most;
    std::uint64_t m_limit = ~std::uint64_t { 0 };
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> m_index;
    std::vector<KeyCount> m_counts;
};

/// Number of distinct values in bounded memory, exact up to `most`.
class DistinctCount
{
public:
    void add(std::uint64_t value);
    std::uint64_t count() const;

private:
    static constexpr std::size_t most = 200'000;
    std::uint64_t m_limit = ~std::uint64_t { 0 };
    boost::unordered_flat_set<std::uint64_t> m_values;
};

} // namespace cs
