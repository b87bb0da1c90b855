// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/calendar.h"

#include <string_view>

namespace cs
{

/// How many nanoseconds one of a written number is.
enum class TimeScale : std::int64_t {
    unknown = 0,
    nanosecond = 1,
    microsecond = 1'000,
    millisecond = 1'000'000,
    second = 1'000'000'000
};

/// The unit in a column's or field's name: "time_ms", "durationNs", "ts_us", "time_s"; `unknown` without one.
TimeScale scaleOfName(std::string_view name);

/// A time written as a number or as a date (ISO 8601, or that of access logs). With an unknown scale the size of the
/// number tells since when it counts: up to 1e11 are seconds, 1e14 milliseconds, 1e17 microseconds, above nanoseconds.
bool parseTime(std::string_view text, TimeScale scale, WallTime &time);

/// Exact for decimals of up to 18 digits; false for what is no plain number or does not fit.
bool parseScaled(std::string_view text, TimeScale scale, std::int64_t &ns, bool &hasFraction);

} // namespace cs
