// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/names.h"

#include <cstddef>
#include <vector>

namespace cs
{

enum class LawKind { constant, exponential, lognormal, uniform, gpd, gev, table, mixture };

template <>
struct NameTable<LawKind> {
    static constexpr Named<LawKind> table[] = {
        { LawKind::constant, "constant" },
        { LawKind::exponential, "exponential" },
        { LawKind::lognormal, "lognormal" },
        { LawKind::uniform, "uniform" },
        { LawKind::gpd, "gpd" },
        { LawKind::gev, "gev" },
        { LawKind::table, "table" },
        { LawKind::mixture, "mixture" },
    };
};

/// How a lognormal law was stated; both describe the same family.
enum class LognormalForm { meanCv, p50p99 };

/// A law for a time (seconds) or a size (bytes); the field that holds it says which. Only the fields of its kind count.
struct Law {
    LawKind kind = LawKind::constant;
    double value = 0; ///< constant
    double mean = 0; ///< exponential, lognormal (meanCv)
    double cv = 0; ///< lognormal (meanCv): standard deviation / mean
    LognormalForm form = LognormalForm::meanCv; ///< lognormal
    double p50 = 0, p99 = 0; ///< lognormal (p50p99), p99 >= p50
    double min = 0, max = 0; ///< uniform
    double location = 0, scale = 0, shape = 0; ///< gpd (generalised Pareto), gev (generalised extreme value); shape < 1
    std::vector<double> values, weights; ///< table; weights empty = equal; mixture: weights of the parts
    std::vector<Law> parts; ///< mixture: one of them is drawn, then a value of it; none is a mixture itself
    std::vector<double> perKey; ///< sizes only: value of key 0, 1, ... (repeats when shorter)

    static Law constant(double value);
    bool operator==(const Law &) const = default;

    /// Expected value in the law's unit (per-key laws: the plain mean over the list).
    double expected() const;
    /// Quantile for 0 < p < 1: the smallest value with probability >= p to stay at or below it.
    double quantile(double p) const;
    /// Probability of a value at or below `x`.
    double cumulative(double x) const;
    /// Weight of part `i` of a mixture, all weights together 1.
    double shareOfPart(std::size_t i) const;
};

/// Parameters of the underlying normal of a lognormal law, whichever way it was stated.
struct LognormalParameters {
    double mu = 0;
    double sigma = 0;
};
LognormalParameters lognormalParameters(const Law &law);

} // namespace cs
