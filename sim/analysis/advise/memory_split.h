// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace cs
{

/// What a size of memory is worth.
struct SizePoint {
    double size = 0, value = 0;
};

/// The points of the smallest concave curve above these, in the order of size (Talus: Beckmann and Sanchez, HPCA 2015).
std::vector<SizePoint> concaveHull(std::vector<SizePoint> points);

/// Sizes of every curve after each step of a greedy split: always the step that brings most value per price goes next,
/// which for concave curves is the best split of every amount. Curves are hulls; segments are cut so that no step grows
/// a size by more than `growth`.
std::vector<std::vector<double>> greedySplit(
    const std::vector<std::vector<SizePoint>> &hulls, const std::vector<double> &prices, double growth);

} // namespace cs
