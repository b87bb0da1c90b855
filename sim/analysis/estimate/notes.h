// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/estimate/day.h"
#include "sim/results/run_result.h"

namespace cs
{

/// Says on the result where the scenario does what the estimate does not see, and names the fields that are left out.
void addEstimateNotes(
    RunResult &result, const PlannedWorkload &workload, const PlannedStrategy &strategy, const DayFigures &day);

} // namespace cs
