// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/scenario.h"

#include <cstddef>
#include <span>
#include <vector>

namespace cs
{

/// MSER-5 (White, Simulation 69(6), 1997): the series is averaged in groups of five, and the truncation d (in groups,
/// at most half of them) is chosen that minimises the squared deviation of the rest over the square of its length.
/// Returns the number of groups to cut off.
std::size_t mser5(std::span<const double> series);

/// The least that an automatic warm-up leaves out, where the run is long enough: 12 times the longest time after which
/// entries of the strategy end or are made anew. Entries stored together expire together, and the echoes of the cold
/// start at each multiple of the TTL bias a hit ratio long after the series looks level.
Duration warmUpFloor(const Strategy &strategy);
/// Nor less than this many times what it took a cache to fill: the characteristic time of an eviction.
inline constexpr int fillsOfWarmUp = 3;

/// The means of consecutive groups of five; an incomplete last group is left out.
std::vector<double> groupsOfFive(std::span<const double> series);

} // namespace cs
