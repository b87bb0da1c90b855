// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/zipf_fit.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

namespace cs
{

/// Exact LRU of `capacity` entries over keys 0..keys-1, no expiry.
class LruCounter
{
public:
    LruCounter(std::size_t keys, std::uint64_t capacity);
    void read(std::uint32_t key);
    double hitRatio() const { return m_reads > 0 ? static_cast<double>(m_hits) / static_cast<double>(m_reads) : 0; }

private:
    void moveToFront(std::uint32_t key);
    std::vector<std::uint32_t> m_before, m_after; ///< a ring of the keys in the cache through a node for both ends
    std::vector<bool> m_inside;
    std::uint32_t m_ends;
    std::uint64_t m_capacity, m_held = 0, m_reads = 0, m_hits = 0;
};

/// Hit ratio of such an LRU over the reads in random order: popularity as it is, without any order in time.
double shuffledHitRatio(std::vector<std::uint32_t> reads, std::size_t keys, std::uint64_t capacity);

/// What the image is drawn from: one entry a data type.
struct ImageType {
    double reads = 0;
    std::uint64_t keys = 1;
    double exponent = 0;
};

/// Mean hit ratio of such an LRU over `reads` independent draws from the data types; the mean over several draws of the
/// whole where one would be noisy.
double imageHitRatio(
    const std::vector<ImageType> &types, std::uint64_t reads, std::uint64_t capacity, std::stop_token stop);

} // namespace cs
