// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/scenario.h"

namespace cs
{

/// Length of an interval of the time series: what the scenario says, else a two-hundredth of the run, at least 1 ms.
Duration seriesInterval(const RunSettings &run);

/// Versions that a run comes to commit of the data type at an index; `type` is that type with all its
/// keys, `share` of which are simulated.
double expectedCommits(
    const Scenario &scenario, const DataType &type, std::size_t index, double seconds, double share = 1);

} // namespace cs
