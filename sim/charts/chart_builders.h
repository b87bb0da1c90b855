// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/charts/chart_spec.h"
#include "sim/results/run_result.h"

#include <span>

/// The build functions behind the registry in charts.cpp, a file each.
namespace cs
{

ChartSpec hitRatioOverTime(std::span<const RunResultPtr> runs);
ChartSpec hitRatioByType(std::span<const RunResultPtr> runs);
ChartSpec latencyPercentiles(std::span<const RunResultPtr> runs);
ChartSpec latencyOverTime(std::span<const RunResultPtr> runs);
ChartSpec dbQueriesOverTime(std::span<const RunResultPtr> runs);
ChartSpec memoryOverTime(std::span<const RunResultPtr> runs);

} // namespace cs
