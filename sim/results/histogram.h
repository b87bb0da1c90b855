// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cs
{

/// Log-linear histogram of non-negative nanosecond values in the manner of HdrHistogram: each power of two is cut into
/// 128 equal buckets, values below 256 ns are exact. A quantile is the mean of what fell into its bucket: at most 0.8 %
/// off, and right to 1e-8 where one value repeats (a constant latency). Merging adds integers, so it is exact and does
/// not depend on the order.
class Histogram
{
public:
    /// Records `ns` (negative counts as 0) `count` times.
    void add(std::int64_t ns, std::uint64_t count = 1)
    {
        const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(ns, 0));
        const std::size_t index = bucketOf(value);
        if (index >= m_cells.size()) [[unlikely]] {
            if (count == 0)
                return;
            m_cells.resize(index + 1);
        }
        m_cells[index].count += count;
        m_cells[index].excess += ((value - bucketLow(index)) >> excessShift(index)) * count;
        m_count += count;
        addToSum(value, count);
        if (count != 0)
            m_max = std::max(m_max, static_cast<std::int64_t>(value));
    }
    void merge(const Histogram &other);
    /// What was recorded after this histogram was like `earlier`. Its largest value is known to its bucket only.
    Histogram since(const Histogram &earlier) const;

    std::uint64_t count() const { return m_count; }
    /// Exact mean of the recorded values in seconds (0 when empty).
    double meanSeconds() const;
    /// Exact largest recorded value in seconds (0 when empty).
    double maxSeconds() const;
    /// Smallest recorded value v such that at least a share q of the values is <= v, in seconds (0 when empty), to the
    /// resolution of a bucket; exact for the largest value.
    double quantileSeconds(double q) const;
    /// Number of recorded values >= ns, to the resolution of a bucket: those whose bucket begins at or above `ns`.
    std::uint64_t countAtLeast(std::int64_t ns) const;

    struct Bucket {
        double lowSeconds = 0;
        double highSeconds = 0; ///< exclusive
        std::uint64_t count = 0;
    };
    /// Non-empty buckets in ascending order.
    std::vector<Bucket> buckets() const;

    bool operator==(const Histogram &) const = default;

private:
    __extension__ using Wide = unsigned __int128;

    static constexpr unsigned subBits = 7; ///< 2^7 buckets per power of two

    static constexpr std::size_t bucketOf(std::uint64_t value)
    {
        // Below 2^(subBits+1) the shift is 0 and the bucket is the value itself, without a branch.
        const unsigned shift = static_cast<unsigned>(std::bit_width(value | ((2U << subBits) - 1))) - (subBits + 1);
        return (static_cast<std::size_t>(shift) << subBits) + static_cast<std::size_t>(value >> shift);
    }
    static constexpr std::uint64_t bucketLow(std::size_t index)
    {
        const std::size_t power = index >> subBits;
        if (power < 2)
            return index;
        const std::uint64_t mantissa
            = (index & ((std::size_t { 1 } << subBits) - 1)) + (std::uint64_t { 1 } << subBits);
        return mantissa << (power - 1);
    }
    static std::uint64_t bucketWidth(std::size_t index);
    /// Excesses are summed in units that keep the sum of 2^44 values in 64 bits.
    static constexpr unsigned excessShift(std::size_t index)
    {
        const auto power = static_cast<unsigned>(index >> subBits);
        return power > 21 ? power - 21 : 0;
    }

    void addToSum(std::uint64_t value, std::uint64_t count)
    {
        const Wide sum = (static_cast<Wide>(m_sumHigh) << 64 | m_sumLow) + static_cast<Wide>(value) * count;
        m_sumLow = static_cast<std::uint64_t>(sum);
        m_sumHigh = static_cast<std::uint64_t>(sum >> 64);
    }

    struct Cell {
        std::uint64_t count = 0;
        std::uint64_t excess = 0; ///< sum of value - low end of the bucket, in units of 2^excessShift
        bool operator==(const Cell &) const = default;
    };

    std::vector<Cell> m_cells; ///< grows to the largest bucket seen
    std::uint64_t m_count = 0;
    std::uint64_t m_sumLow = 0; ///< 128-bit sum of nanoseconds, low and high word
    std::uint64_t m_sumHigh = 0;
    std::int64_t m_max = 0;
};

} // namespace cs
