// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/advise/memory_split.h"

#include <algorithm>

namespace cs
{

std::vector<SizePoint> concaveHull(std::vector<SizePoint> points)
{
    std::sort(points.begin(), points.end(),
        [](const SizePoint &a, const SizePoint &b) { return a.size != b.size ? a.size < b.size : a.value > b.value; });
    std::vector<SizePoint> hull;
    for (const SizePoint &next : points) {
        if (!hull.empty() && (next.size == hull.back().size || next.value <= hull.back().value))
            continue; // more room for nothing
        while (hull.size() >= 2) {
            const SizePoint &a = hull[hull.size() - 2], &b = hull.back();
            if ((b.value - a.value) * (next.size - b.size) > (next.value - b.value) * (b.size - a.size))
                break;
            hull.pop_back();
        }
        hull.push_back(next);
    }
    return hull;
}

std::vector<std::vector<double>> greedySplit(
    const std::vector<std::vector<SizePoint>> &hulls, const std::vector<double> &prices, double growth)
{
    struct Step {
        double gain; ///< per price
        std::size_t curve;
        double size;
    };
    std::vector<Step> steps;
    std::vector<double> sizes;
    constexpr double free = 1e-30;
    for (std::size_t curve = 0; curve < hulls.size(); ++curve) {
        const auto &hull = hulls[curve];
        sizes.push_back(hull.empty() ? 0 : hull.front().size);
        for (std::size_t i = 1; i < hull.size(); ++i) {
            const double rise = (hull[i].value - hull[i - 1].value) / (hull[i].size - hull[i - 1].size);
            const double gain = rise / std::max(prices[curve], free);
            double size = hull[i - 1].size;
            while (size > 0 && size * growth < hull[i].size)
                steps.push_back({ gain, curve, size *= growth });
            steps.push_back({ gain, curve, hull[i].size });
        }
    }
    std::stable_sort(steps.begin(), steps.end(), [](const Step &a, const Step &b) { return a.gain > b.gain; });
    std::vector<std::vector<double>> out { sizes };
    for (const Step &step : steps) {
        sizes[step.curve] = step.size;
        out.push_back(sizes);
    }
    return out;
}

} // namespace cs
