// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/request_duration.h"

#include "sim/io/import/access_line.h"
#include "sim/io/import/text_scan.h"

namespace cs
{

namespace
{

constexpr std::size_t mostFields = 16;

/// "0.123", "rt=0.123" and "request_time:0.123" are numbers; what stands before = or : is a name.
std::string_view numberPart(std::string_view text)
{
    const auto mark = text.find_first_of("=:");
    if (mark != text.npos && mark > 0 && scan::isLetter(text[0]))
        text.remove_prefix(mark + 1);
    return text;
}

struct FieldStatistics {
    std::size_t numbers = 0, decimals = 0, zeros = 0, notBelowSize = 0;
    double largest = 0;
};

void look(std::string_view text, std::int64_t size, FieldStatistics &field)
{
    double value = 0;
    text = numberPart(text);
    if (text.empty() || !scan::isDigit(text[0]) || !scan::parseDecimal(text, value))
        return;
    ++field.numbers;
    field.decimals += text.find('.') != text.npos ? 1 : 0;
    field.zeros += value == 0 ? 1 : 0;
    field.notBelowSize += value >= static_cast<double>(size) ? 1 : 0;
    field.largest = std::max(field.largest, value);
}

TimeScale scaleOfField(const FieldStatistics &field, TimeScale whole)
{
    if (field.decimals > 0)
        return TimeScale::second;
    // No server answers in 0 to 60 microseconds every time, and in whole seconds most requests take 0.
    if (whole == TimeScale::microsecond && field.zeros > 0 && field.largest <= 60)
        return TimeScale::second;
    return whole;
}

} // namespace

DurationColumn findDuration(const std::vector<std::string_view> &tails, const std::vector<std::int64_t> &sizes)
{
    FieldStatistics fields[mostFields] = {};
    for (std::size_t line = 0; line < tails.size(); ++line)
        for (std::size_t i = 0; i < mostFields; ++i) {
            const auto text = tailField(tails[line], i);
            if (text.empty() && i > 1)
                break;
            look(text, sizes[line], fields[i]);
        }
    const auto common = [&](const FieldStatistics &f) { return f.numbers > 0 && f.numbers * 2 >= tails.size(); };
    for (std::size_t i = 0; i < mostFields; ++i)
        if (common(fields[i]) && fields[i].decimals * 2 >= fields[i].numbers)
            return { static_cast<int>(i), TimeScale::second };
    for (std::size_t i = 0; i < mostFields; ++i) {
        if (!common(fields[i]))
            continue;
        const bool bytesInAndOut = i + 1 < mostFields && common(fields[i + 1])
            && fields[i + 1].notBelowSize * 20 >= fields[i + 1].numbers * 19;
        if (!bytesInAndOut)
            return { static_cast<int>(i), scaleOfField(fields[i], TimeScale::microsecond) };
        ++i;
    }
    return {};
}

TimeScale scaleOfDurations(const std::vector<std::string_view> &texts, TimeScale whole)
{
    FieldStatistics field;
    for (const auto text : texts)
        look(text, 0, field);
    return scaleOfField(field, whole);
}

double parseDurationText(std::string_view text, TimeScale scale)
{
    text = numberPart(scan::trimmed(text));
    std::size_t end = text.size();
    while (end > 0 && !scan::isDigit(text[end - 1]) && text[end - 1] != '.')
        --end;
    const auto unit = text.substr(end);
    if (unit == "s")
        scale = TimeScale::second;
    else if (unit == "ms")
        scale = TimeScale::millisecond;
    else if (unit == "us" || unit == "\xc2\xb5s" || unit == "\xce\xbcs")
        scale = TimeScale::microsecond;
    else if (unit == "ns")
        scale = TimeScale::nanosecond;
    else if (!unit.empty())
        return -1;
    double value = 0;
    if (end == 0 || !scan::parseDecimal(text.substr(0, end), value) || value < 0)
        return -1;
    return value * (static_cast<double>(scale) * 1e-9);
}

std::string_view scaleName(TimeScale scale)
{
    switch (scale) {
    case TimeScale::nanosecond:
        return "nanoseconds";
    case TimeScale::microsecond:
        return "microseconds";
    case TimeScale::millisecond:
        return "milliseconds";
    case TimeScale::second:
        return "seconds";
    case TimeScale::unknown:
        break;
    }
    return "an unknown unit";
}

TimeScale scaleOf(TimeUnit unit)
{
    switch (unit) {
    case TimeUnit::seconds:
        return TimeScale::second;
    case TimeUnit::milliseconds:
        return TimeScale::millisecond;
    case TimeUnit::microseconds:
        return TimeScale::microsecond;
    case TimeUnit::automatic:
        break;
    }
    return TimeScale::unknown;
}

} // namespace cs
