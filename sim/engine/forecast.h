// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/scenario.h"

namespace cs
{

/// Length of an interval of the time series: what the scenario says, else a two-hundredth of the run, at least 1 ms.
Duration seriesInterval(const RunSettings &run);

} // namespace cs
