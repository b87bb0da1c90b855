// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/quantity.h"

#include <string>
#include <vector>

namespace cs
{

enum class ChartKind { lines, stackedAreas, groupedBars };

/// One curve, area or set of bars. For bars x is the category index 0, 1, ...
struct ChartSeries {
    std::string name;
    std::vector<double> x;
    std::vector<double> y;
    int colour = 0; ///< index into the palette; the same thing has the same colour in every chart
    bool dashed = false; ///< a second cue beside the colour
};

struct ChartAxis {
    std::string title; ///< with the unit: "Time (h)"
    Unit unit = Unit::number; ///< how values read out
    double displayFactor = 1; ///< shown = value * displayFactor (1 / 3600: seconds as hours)
    bool fromZero = true;
    double max = 0; ///< as the values; 0 = from the data
    bool logarithmic = false; ///< x of lines only; what is not above 0 is left out
};

/// A moment that a chart over time marks with a thin line and its name: "restart Redis".
struct ChartMark {
    double x = 0;
    std::string label;
};

/// What a chart shows, for the screen, SVG, PNG, PDF and CSV alike. Knows nothing of any of them.
struct ChartSpec {
    std::string id; ///< "hit_ratio_over_time"
    std::string title;
    std::string subtitle; ///< strategy or scenario
    ChartKind kind = ChartKind::lines;
    ChartAxis x, y;
    std::vector<std::string> categories; ///< bars
    bool stacked = false; ///< bars: the series of a category on top of each other instead of side by side
    std::vector<ChartSeries> series;
    std::vector<ChartMark> marks; ///< in order of x
    double warmUpUntil = 0; ///< x value up to which the data are warm-up (drawn shaded); 0 = none
    std::string altText; ///< one or two sentences with the main figures
    bool empty() const; ///< nothing to draw: say why instead of an empty plot
    std::string emptyText;
};

} // namespace cs
