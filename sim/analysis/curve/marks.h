// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/curve/curve.h"

#include <span>

namespace cs
{

/// Points of a curve, ascending by capacity; straight lines in between.
struct CurveShape {
    std::vector<double> capacity;
    std::vector<double> hitRatio;

    double at(double wanted) const; ///< 0 at nothing, level beyond the last point
};

/// Finds CurveLine::knee and CurveLine::enough; `workingSet` is where the range ends.
void markCurve(CurveLine &line, const CurveShape &shape, std::uint64_t workingSet);
/// The shape that the line's own points give.
CurveShape shapeOf(const CurveLine &line);

/// Straight lines between fewer points say nothing of the places in between.
inline constexpr std::size_t fewestPointsToMark = 5;

inline constexpr double moreMemory = 1.1, fewMoreHits = 0.001;

} // namespace cs
