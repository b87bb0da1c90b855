// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/charts/chart_spec.h"
#include "sim/results/run_result.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

/// What the charts share: axes in human units, colours, thinning.
namespace cs
{

inline constexpr std::size_t chartPointLimit = 2000;

/// Time from 0 to `spanSeconds` in ms, s, min, h or d.
ChartAxis timeAxis(double spanSeconds);

/// "Memory (MB)": the unit that suits values up to `largest`. Shares are in percent.
ChartAxis valueAxis(const std::string &what, Unit unit, double largest);

/// Palette index of each layer: by kind, so that it is the same in every chart and every strategy; a second layer of a
/// kind takes the next free one.
std::vector<int> layerColours(const RunResult &run);
inline constexpr int delayedHitColour = 6;

/// Palette index and dashes of run `index` of `count`; the baseline of a comparison is grey.
ChartSeries runSeries(std::span<const RunResultPtr> runs, std::size_t index);

/// Indices, ascending, of at most about `limit` points that keep the first, the last and the smallest and largest value
/// of every bucket, so that no peak is lost.
std::vector<std::size_t> thinned(std::span<const double> values, std::size_t limit = chartPointLimit);

/// Drops the points that thinned() leaves out.
void thin(ChartSeries &series, std::size_t limit = chartPointLimit);

/// Middle of each interval; for what is counted over the interval.
std::vector<double> intervalMiddles(const Series &series);
/// End of each interval; for what is held at its end.
std::vector<double> intervalEnds(const Series &series);

double largestOf(const ChartSpec &spec);
/// The last time any of the runs has reached.
double spanOf(std::span<const RunResultPtr> runs);

/// The warm-up that all runs share; 0 where they differ, so that no shade is wrong for one of them.
double commonWarmUp(std::span<const RunResultPtr> runs);

/// Marks the timeline's events that any of the runs has, and tells them in the description. Events at the same moment
/// share a mark.
void addEventMarks(ChartSpec &spec, std::span<const RunResultPtr> runs);

} // namespace cs
