// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/estimate/weighted_law.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace cs
{

namespace
{

/// Ends of the strata: even over the bulk, then ever finer towards the tail.
const std::vector<double> &strata()
{
    static const std::vector<double> ends = [] {
        std::vector<double> out;
        constexpr int bulk = 64;
        for (int i = 0; i <= bulk; ++i)
            out.push_back(0.98 * i / bulk);
        for (double rest = 0.02; rest > 1e-6;) {
            rest *= 0.75;
            out.push_back(1 - rest);
        }
        return out;
    }();
    return ends;
}

constexpr std::size_t mostPoints = 96;

/// Adds up points by value in cells of 1/32 of an octave, each with its own mean.
class Cells
{
public:
    void add(double value, double weight)
    {
        const auto bits = std::bit_cast<std::uint64_t>(value < 1e-12 ? 0.0 : value);
        constexpr int kept = 5;
        const auto index = static_cast<std::size_t>(bits == 0 ? 0 : (bits >> (52 - kept)) - lowest + 1);
        if (index >= m_weights.size()) {
            m_weights.resize(index + 1);
            m_sums.resize(index + 1);
        }
        m_weights[index] += weight;
        m_sums[index] += weight * value;
    }
    std::vector<WeightedLaw::Point> take() const
    {
        std::vector<WeightedLaw::Point> out;
        for (std::size_t i = 0; i < m_weights.size(); ++i)
            if (m_weights[i] > 0)
                out.push_back({ m_sums[i] / m_weights[i], m_weights[i] });
        return out;
    }

private:
    static constexpr std::uint64_t lowest = std::bit_cast<std::uint64_t>(1e-12) >> (52 - 5);
    std::vector<double> m_weights, m_sums;
};

/// Neighbours go together until few enough are left; in the upper tail they stay apart longer.
WeightedLaw thinned(const std::vector<WeightedLaw::Point> &points)
{
    WeightedLaw out;
    out.points.clear();
    double total = 0;
    for (const auto &point : points)
        total += point.weight;
    double above = total;
    WeightedLaw::Point open { 0, 0 };
    double sum = 0;
    for (const auto &point : points) {
        const double room = std::max(total * 1e-7, above * 0.2 < total * 0.015 ? above * 0.2 : total * 0.015);
        if (points.size() > mostPoints && open.weight > 0 && open.weight + point.weight <= room) {
            open.weight += point.weight;
            sum += point.weight * point.value;
        } else {
            if (open.weight > 0)
                out.points.push_back({ sum / open.weight, open.weight });
            open = point;
            sum = point.weight * point.value;
        }
        above -= point.weight;
    }
    if (open.weight > 0)
        out.points.push_back({ sum / open.weight, open.weight });
    for (auto &point : out.points)
        point.weight /= total;
    if (out.points.empty())
        out.points.push_back({});
    return out;
}

} // namespace

WeightedLaw WeightedLaw::of(const Law &law)
{
    if (law.kind == LawKind::constant && law.perKey.empty())
        return constant(law.value);
    WeightedLaw out;
    out.points.clear();
    const auto &ends = strata();
    for (std::size_t i = 0; i + 1 < ends.size(); ++i)
        out.points.push_back({ std::max(0.0, law.quantile((ends[i] + ends[i + 1]) / 2)), ends[i + 1] - ends[i] });
    const double rest = 1 - ends.back();
    out.points.push_back({ std::max(0.0, law.quantile(1 - rest / 3)), rest });
    // The points' mean misses what lies within the strata.
    const double points = out.mean(), mean = law.expected();
    if (points > 0 && mean > 0 && law.kind != LawKind::gev)
        for (Point &point : out.points)
            point.value *= mean / points;
    return out;
}

WeightedLaw WeightedLaw::sometimesExponential(double positive, double mean)
{
    if (positive <= 0 || mean <= 0)
        return constant(0);
    WeightedLaw out;
    out.points = { { 0, 1 - positive } };
    const auto &ends = strata();
    const auto excess = [](double p) { return p >= 1 ? 0.0 : (1 - p) * (1 - std::log1p(-p)); }; // E[X; X > x(p)]
    for (std::size_t i = 0; i < ends.size(); ++i) {
        const double low = ends[i], high = i + 1 < ends.size() ? ends[i + 1] : 1;
        out.points.push_back({ mean * (excess(low) - excess(high)) / (high - low), positive * (high - low) });
    }
    return out;
}

double WeightedLaw::mean() const
{
    double sum = 0;
    for (const Point &point : points)
        sum += point.weight * point.value;
    return sum;
}

double WeightedLaw::secondMoment() const
{
    double sum = 0;
    for (const Point &point : points)
        sum += point.weight * point.value * point.value;
    return sum;
}

double WeightedLaw::squaredVariation() const
{
    const double first = mean();
    return first > 0 ? std::max(0.0, secondMoment() / (first * first) - 1) : 0;
}

double WeightedLaw::within(double value) const
{
    double sum = 0;
    for (const Point &point : points)
        sum += point.value <= value ? point.weight : 0;
    return sum;
}

WeightedLaw sumOf(const WeightedLaw &a, const WeightedLaw &b)
{
    if (a.points.size() == 1 || b.points.size() == 1) {
        const WeightedLaw &one = a.points.size() == 1 ? a : b;
        WeightedLaw out = a.points.size() == 1 ? b : a;
        for (auto &point : out.points)
            point.value += one.points.front().value;
        return out;
    }
    Cells cells;
    for (const auto &x : a.points)
        for (const auto &y : b.points)
            cells.add(x.value + y.value, x.weight * y.weight);
    return thinned(cells.take());
}

WeightedLaw mixtureOf(const std::vector<LawShare> &parts)
{
    double total = 0;
    for (const LawShare &part : parts)
        total += part.share;
    Cells cells;
    for (const LawShare &part : parts)
        if (part.share > 0)
            for (const auto &point : part.law->points)
                cells.add(point.value, point.weight * part.share / total);
    return thinned(cells.take());
}

WeightedLaw residualOf(const WeightedLaw &law)
{
    const double mean = law.mean();
    if (mean <= 0)
        return law;
    constexpr int parts = 16;
    Cells cells;
    for (const auto &point : law.points)
        for (int i = 0; i < parts; ++i)
            cells.add(point.value * (i + 0.5) / parts, point.weight * point.value / mean / parts);
    return thinned(cells.take());
}

double firstBack(const WeightedLaw &law, double mean, double rate)
{
    const double ofLaw = law.mean();
    if (law.points.size() == 1 || ofLaw <= 0 || rate * mean < 0.01)
        return mean;
    const double scale = mean / ofLaw;
    // Between two points of the law the share that is back is constant.
    double sum = 0, from = 0, back = 0, met = 0; // met: rate times the integral of the share
    for (const auto &point : law.points) {
        const double width = point.value * scale - from;
        const double fall = rate * back;
        sum += (1 - back) * std::exp(-met) * (fall > 0 ? -std::expm1(-fall * width) / fall : width);
        met += fall * width;
        from += width;
        back += point.weight;
        if (met > 20)
            break;
    }
    return sum;
}

} // namespace cs
