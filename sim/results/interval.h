// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>

namespace cs
{

/// A figure over replications and the half width of its 95 % confidence interval; not a number where nothing can be
/// told (no reads, fewer than two replications, too few events).
struct Estimate {
    double value = std::numeric_limits<double>::quiet_NaN();
    double halfWidth = std::numeric_limits<double>::quiet_NaN();
};

/// The 97.5 % quantile of Student's t distribution.
double studentT975(std::uint64_t degreesOfFreedom);

/// One figure over independent replications, in one pass and constant memory. With weights it is the ratio estimator:
/// value = part / whole and weight = whole give sum(part) / sum(whole), with the interval from the residuals
/// part - ratio * whole (Cochran, Sampling Techniques, chapter 6). With equal weights it is the mean with Student's t.
class Spread
{
public:
    void add(double value, double weight = 1);
    std::uint64_t count() const { return m_count; }
    double mean() const;
    /// Of the 95 % interval; not a number for fewer than two replications, exactly 0 where all values are equal.
    double halfWidth() const;

private:
    // Sums of deviations from the first value: no cancellation where a ratio hardly varies.
    double m_first = 0;
    double m_weight = 0, m_weightSquares = 0;
    double m_deviation = 0; ///< weight * d
    double m_cross = 0; ///< weight^2 * d
    double m_squares = 0; ///< (weight * d)^2
    std::uint64_t m_count = 0;
};

} // namespace cs
