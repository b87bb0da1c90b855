// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/time.h"

namespace cs
{

/// Seconds as a result tells them: the nearest double, so that 500 s are 500. seconds() multiplies, which is faster and
/// may be off in the last digit.
constexpr double exactSeconds(Duration span)
{
    return static_cast<double>(span.ns) / 1e9;
}

constexpr double exactSeconds(SimTime time)
{
    return static_cast<double>(time.ns) / 1e9;
}

} // namespace cs
