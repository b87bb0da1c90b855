// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace cs {

/// Log-linear histogram of non-negative nanosecond values in the manner of HdrHistogram: each power of two is cut into
/// 128 equal buckets, values below 256 ns are exact. A quantile is the middle of its bucket, at most 0.4 % off.
/// Merging adds counts, so it is exact and does not depend on the order.
class Histogram {
public:
    void add(std::int64_t ns, std::uint64_t count = 1);
    void merge(const Histogram &other);

    std::uint64_t count() const { return m_count; }
    /// Exact mean of the recorded values in seconds (0 when empty).
    double meanSeconds() const;
    double maxSeconds() const;
    /// Smallest recorded value v such that at least a share q of the values is <= v, in seconds (0 when empty).
    double quantileSeconds(double q) const;
    /// Number of recorded values whose bucket lies wholly at or above `ns`... counts values >= ns to bucket resolution.
    std::uint64_t countAtLeast(std::int64_t ns) const;

    struct Bucket {
        double lowSeconds = 0;
        double highSeconds = 0;
        std::uint64_t count = 0;
    };
    /// Non-empty buckets in ascending order.
    std::vector<Bucket> buckets() const;

    bool operator==(const Histogram &) const = default;

private:
    std::vector<std::uint64_t> m_counts; ///< grows to the largest bucket seen
    std::uint64_t m_count = 0;
    std::uint64_t m_sumLow = 0;  ///< 128-bit sum of nanoseconds, low and high word
    std::uint64_t m_sumHigh = 0;
    std::int64_t m_max = 0;
};

} // namespace cs
