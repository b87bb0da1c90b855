// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/calendar.h"

#include "sim/io/import/text_scan.h"

#include <chrono>

namespace cs
{

using scan::isDigit;

namespace
{

bool takeDigits(std::string_view &text, std::size_t count, int &value)
{
    if (text.size() < count)
        return false;
    int result = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (!isDigit(text[i]))
            return false;
        result = result * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    value = result;
    return true;
}

bool takeChar(std::string_view &text, char c)
{
    if (text.empty() || text[0] != c)
        return false;
    text.remove_prefix(1);
    return true;
}

void takeFraction(std::string_view &text, DateParts &parts)
{
    if (text.size() < 2 || (text[0] != '.' && text[0] != ',') || !isDigit(text[1]))
        return;
    text.remove_prefix(1);
    std::int64_t unit = 100'000'000;
    for (; !text.empty() && isDigit(text[0]); text.remove_prefix(1), unit /= 10)
        parts.fractionNs += (text[0] - '0') * unit;
    parts.hasFraction = true;
}

bool takeClock(std::string_view &text, DateParts &parts)
{
    if (!takeDigits(text, 2, parts.hour) || !takeChar(text, ':') || !takeDigits(text, 2, parts.minute)
        || !takeChar(text, ':') || !takeDigits(text, 2, parts.second))
        return false;
    takeFraction(text, parts);
    return true;
}

} // namespace

bool DateParts::toWallTime(WallTime &time) const
{
    if (year < 1900 || year > 2200 || hour > 24 || minute > 59 || second > 60 || hour < 0 || minute < 0 || second < 0)
        return false;
    if (hour == 24 && (minute > 0 || second > 0))
        return false;
    const std::chrono::year_month_day date { std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
        std::chrono::day(static_cast<unsigned>(day)) };
    if (!date.ok())
        return false;
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    const std::int64_t seconds = days * 86400 + hour * 3600 + (minute - offsetMinutes) * 60 + second;
    time.ns = seconds * 1'000'000'000 + fractionNs;
    time.wholeSecond = !hasFraction;
    return true;
}

int monthOf(std::string_view name)
{
    static constexpr std::string_view names = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (name.size() != 3)
        return 0;
    const char letters[3] = { scan::toLower(name[0]), scan::toLower(name[1]), scan::toLower(name[2]) };
    const auto at = names.find(std::string_view(letters, 3));
    return at != names.npos && at % 3 == 0 ? static_cast<int>(at / 3) + 1 : 0;
}

bool takeZone(std::string_view &text, int &offsetMinutes)
{
    std::string_view rest = text;
    offsetMinutes = 0;
    if (takeChar(rest, 'Z') || takeChar(rest, 'z')) {
        text = rest;
        return true;
    }
    if (rest.empty() || (rest[0] != '+' && rest[0] != '-'))
        return false;
    const int sign = rest[0] == '-' ? -1 : 1;
    rest.remove_prefix(1);
    int hours = 0, minutes = 0;
    if (!takeDigits(rest, 2, hours))
        return false;
    const bool colon = takeChar(rest, ':');
    if (!takeDigits(rest, 2, minutes) && colon)
        return false;
    if (hours > 18 || minutes > 59)
        return false;
    offsetMinutes = sign * (hours * 60 + minutes);
    text = rest;
    return true;
}

bool takeLogDate(std::string_view &text, WallTime &time)
{
    std::string_view rest = text;
    DateParts parts;
    if (!takeDigits(rest, 2, parts.day) || !takeChar(rest, '/'))
        return false;
    parts.month = monthOf(rest.substr(0, 3));
    if (parts.month == 0)
        return false;
    rest.remove_prefix(3);
    if (!takeChar(rest, '/') || !takeDigits(rest, 4, parts.year) || !takeChar(rest, ':') || !takeClock(rest, parts))
        return false;
    std::string_view zone = rest;
    if (takeChar(zone, ' ') && takeZone(zone, parts.offsetMinutes))
        rest = zone;
    if (!parts.toWallTime(time))
        return false;
    text = rest;
    return true;
}

bool takeIsoDate(std::string_view &text, WallTime &time)
{
    std::string_view rest = text;
    DateParts parts;
    if (!takeDigits(rest, 4, parts.year) || !takeChar(rest, '-') || !takeDigits(rest, 2, parts.month)
        || !takeChar(rest, '-') || !takeDigits(rest, 2, parts.day))
        return false;
    if (!takeChar(rest, 'T') && !takeChar(rest, 't') && !takeChar(rest, ' '))
        return false;
    if (!takeClock(rest, parts))
        return false;
    std::string_view zone = rest;
    takeChar(zone, ' ');
    if (takeZone(zone, parts.offsetMinutes))
        rest = zone;
    else if (zone.starts_with("UTC"))
        rest = zone.substr(3);
    if (!parts.toWallTime(time))
        return false;
    text = rest;
    return true;
}

} // namespace cs
