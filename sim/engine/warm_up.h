// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cs
{

/// MSER-5 (White, Simulation 69(6), 1997): the series is averaged in groups of five, and the truncation d (in groups,
/// at most half of them) is chosen that minimises the squared deviation of the rest over the square of its length.
/// Returns the number of groups to cut off.
std::size_t mser5(std::span<const double> series);

/// The means of consecutive groups of five; an incomplete last group is left out.
std::vector<double> groupsOfFive(std::span<const double> series);

} // namespace cs
