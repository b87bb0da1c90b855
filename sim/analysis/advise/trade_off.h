// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/advise/facts.h"

namespace cs
{

/// The TTL up to `longest` that costs least: seconds of origin work per miss against `staleCost` seconds per read that
/// is served an outdated value. `miss` = cost of a miss in the same measure.
double cheapestTtl(const TypeFacts &facts, double nodes, double miss, double staleCost, double longest);
/// The same for the period of a view, which every rebuild costs `rebuild`.
double cheapestPeriod(const TypeFacts &facts, double rebuild, double staleCost, double longest);

/// The next shorter time that people write: 1, 2, 3, 5, 10, 15, 20, 30, 45 s or min, whole hours and days.
Duration roundDown(double seconds);

} // namespace cs
