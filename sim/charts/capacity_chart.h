// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/curve/curve.h"
#include "sim/charts/chart_spec.h"

namespace cs
{

/// Hit ratios against capacity, a line for each eviction with its interval; the knees and where more memory adds
/// little.
ChartSpec capacityChart(const CapacityCurve &curve);

} // namespace cs
