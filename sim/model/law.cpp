// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/model/law.h"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
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
    case LawKind::table:
        return tableMean(*this);
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
    case LawKind::table:
        return tableQuantile(*this, p);
    }
    return 0;
}

} // namespace cs
