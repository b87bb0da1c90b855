// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace cs
{

/// Where the name of a marked moment stands, in rows above the plot; row 0 is the lowest.
struct MarkLabel {
    int row = -1; ///< -1 = there is no room for it
    double left = 0; ///< where its text begins
};

/// Places names this wide beside the lines at `xs` (ascending), between `left` and `right`, in at most `maxRows` rows.
/// No name touches another, and none is crossed by the line that leads from a mark up to its own name.
std::vector<MarkLabel> placeMarkLabels(
    std::span<const double> xs, std::span<const double> widths, double left, double right, int maxRows);

/// Rows that these labels take.
int rowsOf(std::span<const MarkLabel> labels);

} // namespace cs
