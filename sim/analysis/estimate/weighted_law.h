// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/law.h"

#include <vector>

namespace cs
{

/// A law as weighted points, dense towards its upper tail; the weights sum to 1.
struct WeightedLaw {
    struct Point {
        double value = 0, weight = 1;
    };
    std::vector<Point> points { {} };

    static WeightedLaw of(const Law &law);
    static WeightedLaw constant(double value) { return { { { value, 1 } } }; }
    /// max(0, X) with X > t in a share `positive` of the cases times exp(-t / mean).
    static WeightedLaw sometimesExponential(double positive, double mean);

    double mean() const;
    double secondMoment() const;
    double squaredVariation() const; ///< variance / mean^2, 0 for a mean of 0
    double within(double value) const; ///< P(X <= value)
    bool isZero() const { return points.size() == 1 && points.front().value == 0; }
};

/// Of the sum of two independent values.
WeightedLaw sumOf(const WeightedLaw &a, const WeightedLaw &b);
struct LawShare {
    double share = 0; ///< any unit
    const WeightedLaw *law = nullptr;
};
WeightedLaw mixtureOf(const std::vector<LawShare> &parts);
/// Fetches of one key start at 0 and then at a rate of `rate` until the first of them is back: when that is on average.
/// Each takes a time of the law, stretched to the mean `mean`.
double firstBack(const WeightedLaw &law, double mean, double rate);
/// What is left of it at a time drawn evenly within: the wait of one who joins.
WeightedLaw residualOf(const WeightedLaw &law);

} // namespace cs
