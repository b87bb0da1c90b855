// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/model/scenario.h"

namespace cs
{

/// What the file format can say but this version does not simulate, for one strategy of a valid scenario; each with its
/// place and what can be used instead. A run refuses a scenario for which this is not empty: a number that ignores part
/// of its scenario would be wrong.
Errors unsupported(const Scenario &scenario, std::size_t strategy);

/// The evictions that the engine knows.
bool isSupported(Eviction eviction);

} // namespace cs
