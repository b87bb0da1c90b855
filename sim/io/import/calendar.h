// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace cs
{

/// A point of wall-clock time: nanoseconds since 1970-01-01 UTC, and whether it was written to the whole second only.
struct WallTime {
    std::int64_t ns = 0;
    bool wholeSecond = true;
};

/// The parts of a written date, for readers that meet them one by one. A year from 1900 to 2200 is a year.
struct DateParts {
    int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
    int offsetMinutes = 0; ///< of the time zone, east of Greenwich
    std::int64_t fractionNs = 0;
    bool hasFraction = false;

    /// False for a day that no calendar has. A leap second (60) counts as the first of the next minute.
    bool toWallTime(WallTime &time) const;
};

/// The readers below take the date at the front of `text` and remove it; false (and `text` as it was) when none is
/// there. "17/May/2015:10:05:03 +0000", with an optional fraction of the second, as %t and $time_local write it.
bool takeLogDate(std::string_view &text, WallTime &time);
/// "2015-05-17T10:05:03.123+02:00", "2015-05-17 10:05:03", "...Z": ISO 8601; without a zone it is UTC.
bool takeIsoDate(std::string_view &text, WallTime &time);

/// 1..12 for "Jan".."Dec" in any case, else 0.
int monthOf(std::string_view name);
/// "+0200", "-07:00", "Z" at the front.
bool takeZone(std::string_view &text, int &offsetMinutes);

} // namespace cs
