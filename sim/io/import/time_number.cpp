// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/time_number.h"

#include "sim/io/import/text_scan.h"

namespace cs
{

TimeScale scaleOfName(std::string_view name)
{
    const std::string lower = scan::lowered(name);
    const auto endsWith = [&](std::string_view unit) {
        if (!lower.ends_with(unit) || lower.size() == unit.size())
            return false;
        const char before = name[name.size() - unit.size() - 1];
        const char first = name[name.size() - unit.size()];
        // "durationMs" and "time_ms", but not "params".
        return before == '_' || before == '-' || before == '.'
            || (first >= 'A' && first <= 'Z' && !(before >= 'A' && before <= 'Z'));
    };
    for (const std::string_view unit : { "ns", "nanos", "nanoseconds" })
        if (endsWith(unit))
            return TimeScale::nanosecond;
    for (const std::string_view unit : { "us", "usec", "micros", "microseconds" })
        if (endsWith(unit))
            return TimeScale::microsecond;
    for (const std::string_view unit : { "ms", "msec", "millis", "milliseconds" })
        if (endsWith(unit))
            return TimeScale::millisecond;
    for (const std::string_view unit : { "s", "sec", "secs", "seconds" })
        if (endsWith(unit))
            return TimeScale::second;
    return TimeScale::unknown;
}

bool parseScaled(std::string_view text, TimeScale scale, std::int64_t &ns, bool &hasFraction)
{
    const std::string_view whole = text.substr(0, text.find('.'));
    hasFraction = whole.size() < text.size();
    std::int64_t count = 0;
    const auto unit = static_cast<std::int64_t>(scale);
    if (!scan::parseInteger(whole, count)) {
        // Exponents and the like: what a double keeps must do.
        double value = 0;
        if (!scan::parseDecimal(text, value) || std::abs(value) * static_cast<double>(unit) > 9.2e18)
            return false;
        ns = static_cast<std::int64_t>(std::llround(value * static_cast<double>(unit)));
        return true;
    }
    if (__builtin_mul_overflow(count, unit, &ns))
        return false;
    if (!hasFraction)
        return true;
    std::string_view digits = text.substr(whole.size() + 1);
    if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos) {
        double value = 0;
        if (!scan::parseDecimal(text, value) || std::abs(value) * static_cast<double>(unit) > 9.2e18)
            return false;
        ns = static_cast<std::int64_t>(std::llround(value * static_cast<double>(unit)));
        return true;
    }
    std::int64_t part = 0, place = unit;
    for (const char c : digits) {
        place /= 10;
        part += (c - '0') * place;
    }
    return !(whole.starts_with('-') ? __builtin_sub_overflow(ns, part, &ns) : __builtin_add_overflow(ns, part, &ns));
}

bool parseTime(std::string_view text, TimeScale scale, WallTime &time)
{
    text = scan::trimmed(text);
    if (scale == TimeScale::unknown) {
        std::string_view date = text;
        if (takeIsoDate(date, time) && date.empty())
            return true;
        date = text.starts_with('[') && text.ends_with(']') ? text.substr(1, text.size() - 2) : text;
        if (takeLogDate(date, time) && date.empty())
            return true;
        double value = 0;
        if (!scan::parseDecimal(text, value))
            return false;
        const double size = std::abs(value);
        scale = size < 1e11 ? TimeScale::second
            : size < 1e14   ? TimeScale::millisecond
            : size < 1e17   ? TimeScale::microsecond
                            : TimeScale::nanosecond;
    }
    bool hasFraction = false;
    if (!parseScaled(text, scale, time.ns, hasFraction))
        return false;
    time.wholeSecond = !hasFraction && scale == TimeScale::second;
    return true;
}

} // namespace cs
