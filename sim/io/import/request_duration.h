// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/log_import.h"
#include "sim/io/import/time_number.h"

#include <string>
#include <string_view>
#include <vector>

namespace cs
{

/// Where a log writes how long a request took, and in which unit.
struct DurationColumn {
    int index = -1; ///< field of the tail, from 0; -1 = none
    TimeScale scale = TimeScale::unknown;
};

/// Looks at what the first lines of a combined or common log have behind their known fields. Decimals are seconds
/// (nginx $request_time), whole numbers microseconds (Apache %D) unless all are so small that they can only be seconds
/// (%T). Two whole numbers of which the second is at least the size are bytes in and out (mod_logio), no time.
DurationColumn findDuration(const std::vector<std::string_view> &tails, const std::vector<std::int64_t> &sizes);

/// The unit of request times as written, by the same reasoning; `whole` is what whole numbers are.
TimeScale scaleOfDurations(const std::vector<std::string_view> &texts, TimeScale whole);

/// Seconds, or -1 for "-" and what is no time. A unit in the text ("12ms", "1.5s") wins over the scale.
double parseDurationText(std::string_view text, TimeScale scale);

std::string_view scaleName(TimeScale scale);
TimeScale scaleOf(TimeUnit unit);

} // namespace cs
