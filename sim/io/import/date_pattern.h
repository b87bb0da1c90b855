// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/calendar.h"

#include <optional>
#include <string_view>

namespace cs
{

/// A date that is put together from several pieces of a line.
struct DatePieces {
    DateParts parts;
    std::optional<std::int64_t> epochNs; ///< seconds since 1970, in place of the parts
    bool toWallTime(WallTime &time) const;
};

/// Reads at the front of `text` what strftime would have written for `format`, and removes it. Knows %Y %y %m %d %e %b
/// %B %H %I %M %S %p %z %Z %T %D %F %R %s %j is not taken; %<3 and %<6 are a fraction of so many digits.
bool takeDatePattern(std::string_view format, std::string_view &text, DatePieces &pieces);

/// The conversion letters that the format uses and that takeDatePattern() does not know; 0 when it knows all.
char unknownConversion(std::string_view format);
/// Whether a date written like this says the day, and the time of day.
bool hasDay(std::string_view format);
bool hasClock(std::string_view format);

} // namespace cs
