// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace cs
{

struct ZipfFit {
    double exponent = 0; ///< 0..5
    double population = 1; ///< keys the reads were drawn from, at least those seen
    double fit = 0; ///< R^2 of the observed against the expected cumulative shares of reads by rank, 0..1
};

/// Fits how many keys there are and how skewed their popularity is to the number of reads of each key seen.
///
/// Maximum likelihood on the unordered counts: each key's count is Poisson with the rate of an unknown rank, keys not
/// seen are those with count zero. Taking the observed order for the true ranks, as fits to a rank-frequency plot do,
/// sees skew where there is only chance (500 equal keys with 1000 reads look like exponent 0.4), and taking the keys
/// seen for all there are makes the fitted workload return to its keys too often.
ZipfFit fitZipf(std::vector<std::uint32_t> counts);

/// p(1), p(1) + p(2), ... up to 1 for `keys` ranks.
std::vector<double> zipfCumulative(std::uint64_t keys, double exponent);

} // namespace cs
