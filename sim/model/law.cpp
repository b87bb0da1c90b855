// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/model/law.h"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <numeric>

namespace cs
{

namespace
{

// Standard normal quantile of 0.99.
constexpr double z99 = 2.3263478740408408;

double normalQuantile(double p)
{
    return -std::sqrt(2.0) * boost::math::erfc_inv(2 * p);
}

double tableMean(const Law &law)
{
    if (law.values.empty())
        return 0;
    if (law.weights.size() != law.values.size())
        return std::accumulate(law.values.begin(), law.values.end(), 0.0) / static_cast<double>(law.values.size());
    const double total = std::accumulate(law.weights.begin(), law.weights.end(), 0.0);
    return total > 0 ? std::inner_product(law.values.begin(), law.values.end(), law.weights.begin(), 0.0) / total : 0;
}

double tableQuantile(const Law &law, double p)
{
    std::vector<std::pair<double, double>> rows;
    for (std::size_t i = 0; i < law.values.size(); ++i)
        rows.emplace_back(law.values[i], law.weights.size() == law.values.size() ? law.weights[i] : 1.0);
    std::sort(rows.begin(), rows.end());
    double total = 0;
    for (const auto &row : rows)
        total += row.second;
    double sum = 0;
    for (const auto &row : rows) {
        sum += row.second;
        if (sum >= p * total)
            return row.first;
    }
    return rows.empty() ? 0 : rows.back().first;
}

double tableCumulative(const Law &law, double x)
{
    double below = 0, total = 0;
    for (std::size_t i = 0; i < law.values.size(); ++i) {
        const double weight = law.weights.size() == law.values.size() ? law.weights[i] : 1.0;
        total += weight;
        below += law.values[i] <= x ? weight : 0;
    }
    return total > 0 ? below / total : 1;
}

double gevMean(const Law &law)
{
    constexpr double eulerGamma = 0.57721566490153286;
    if (law.shape == 0)
        return law.location + law.scale * eulerGamma;
    return law.location + law.scale * boost::math::tgamma1pm1(-law.shape) / law.shape;
}

/// 1 - F of the generalised Pareto law, exp(-...) of it the extreme-value law's F.
double tailAbove(const Law &law, double x)
{
    const double z = (x - law.location) / law.scale;
    if (law.shape == 0)
        return std::exp(-z);
    const double inner = 1 + law.shape * z;
    if (inner <= 0)
        return law.shape > 0 ? std::numeric_limits<double>::infinity() : 0;
    return std::exp(-std::log(inner) / law.shape);
}

double mixtureMean(const Law &law)
{
    double mean = 0;
    for (std::size_t i = 0; i < law.parts.size(); ++i)
        mean += law.shareOfPart(i) * law.parts[i].expected();
    return mean;
}

/// Bisection down to neighbouring numbers: a jump of the distribution is met exactly.
double mixtureQuantile(const Law &law, double p)
{
    double low = std::numeric_limits<double>::infinity(), high = 0;
    for (const Law &part : law.parts) {
        low = std::min(low, part.quantile(p));
        high = std::max(high, part.quantile(p));
    }
    if (!(low < high) || law.cumulative(low) >= p)
        return low < high ? low : high;
    for (;;) {
        const double middle = low + (high - low) / 2;
        if (!(middle > low && middle < high))
            return high;
        (law.cumulative(middle) >= p ? high : low) = middle;
    }
}

} // namespace

Law Law::constant(double value)
{
    Law law;
    law.value = value;
    return law;
}

LognormalParameters lognormalParameters(const Law &law)
{
    if (law.form == LognormalForm::p50p99)
        return law.p50 > 0 ? LognormalParameters { std::log(law.p50), std::log(law.p99 / law.p50) / z99 }
                           : LognormalParameters { -std::numeric_limits<double>::infinity(), 0 };
    if (law.mean <= 0)
        return { -std::numeric_limits<double>::infinity(), 0 };
    const double variance = std::log1p(law.cv * law.cv);
    return { std::log(law.mean) - variance / 2, std::sqrt(variance) };
}

double Law::expected() const
{
    if (!perKey.empty())
        return std::accumulate(perKey.begin(), perKey.end(), 0.0) / static_cast<double>(perKey.size());
    switch (kind) {
    case LawKind::constant:
        return value;
    case LawKind::exponential:
        return mean;
    case LawKind::lognormal: {
        const auto normal = lognormalParameters(*this);
        return std::exp(normal.mu + normal.sigma * normal.sigma / 2);
    }
    case LawKind::uniform:
        return (min + max) / 2;
    case LawKind::gpd:
        return location + scale / (1 - shape);
    case LawKind::gev:
        return gevMean(*this);
    case LawKind::table:
        return tableMean(*this);
    case LawKind::mixture:
        return mixtureMean(*this);
    }
    return 0;
}

double Law::quantile(double p) const
{
    if (!perKey.empty()) {
        Law table;
        table.values = perKey;
        return tableQuantile(table, p);
    }
    switch (kind) {
    case LawKind::constant:
        return value;
    case LawKind::exponential:
        return -mean * std::log1p(-p);
    case LawKind::lognormal: {
        const auto normal = lognormalParameters(*this);
        return std::exp(normal.mu + normal.sigma * normalQuantile(p));
    }
    case LawKind::uniform:
        return min + p * (max - min);
    case LawKind::gpd:
        return shape == 0 ? location - scale * std::log1p(-p)
                          : location + scale * std::expm1(-shape * std::log1p(-p)) / shape;
    case LawKind::gev: {
        const double e = -std::log(p);
        return shape == 0 ? location - scale * std::log(e)
                          : location + scale * std::expm1(-shape * std::log(e)) / shape;
    }
    case LawKind::table:
        return tableQuantile(*this, p);
    case LawKind::mixture:
        return mixtureQuantile(*this, p);
    }
    return 0;
}

double Law::cumulative(double x) const
{
    if (!perKey.empty()) {
        Law table;
        table.values = perKey;
        return tableCumulative(table, x);
    }
    switch (kind) {
    case LawKind::constant:
        return x >= value ? 1 : 0;
    case LawKind::exponential:
        return x > 0 ? -std::expm1(-x / mean) : 0;
    case LawKind::lognormal: {
        const auto normal = lognormalParameters(*this);
        if (normal.sigma == 0)
            return x >= std::exp(normal.mu) ? 1 : 0;
        return x > 0 ? boost::math::erfc((normal.mu - std::log(x)) / normal.sigma / std::sqrt(2.0)) / 2 : 0;
    }
    case LawKind::uniform:
        return max > min ? std::clamp((x - min) / (max - min), 0.0, 1.0) : (x >= min ? 1 : 0);
    case LawKind::gpd:
        return x > location ? 1 - tailAbove(*this, x) : 0;
    case LawKind::gev:
        return std::exp(-tailAbove(*this, x));
    case LawKind::table:
        return tableCumulative(*this, x);
    case LawKind::mixture: {
        double sum = 0;
        for (std::size_t i = 0; i < parts.size(); ++i)
            sum += shareOfPart(i) * parts[i].cumulative(x);
        return sum;
    }
    }
    return 0;
}

double Law::shareOfPart(std::size_t i) const
{
    if (weights.size() != parts.size())
        return 1.0 / static_cast<double>(parts.size());
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    return total > 0 ? weights[i] / total : 0;
}

} // namespace cs
