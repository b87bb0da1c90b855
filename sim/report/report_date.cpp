// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/report/report_date.h"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace cs
{

std::string reportDate()
{
    constexpr std::int64_t lastSecondOfYear9999 = 253402300799;
    auto now = std::chrono::system_clock::now();
    if (const char *epoch = std::getenv("SOURCE_DATE_EPOCH")) {
        const std::string_view text(epoch);
        std::int64_t seconds = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
        const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
        if (whole && seconds >= 0 && seconds <= lastSecondOfYear9999)
            now = std::chrono::system_clock::time_point(std::chrono::seconds(seconds));
    }
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(now));
    char date[40];
    std::snprintf(date, sizeof date, "%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
        static_cast<unsigned>(day.day()));
    return date;
}

} // namespace cs
