// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/date_pattern.h"

#include "sim/io/import/text_scan.h"

namespace cs
{

namespace
{

bool takeNumber(std::string_view &text, std::size_t most, int &value)
{
    while (text.starts_with(' '))
        text.remove_prefix(1);
    std::size_t digits = 0;
    while (digits < most && digits < text.size() && scan::isDigit(text[digits]))
        ++digits;
    if (digits == 0 || !scan::parseInteger(text.substr(0, digits), value))
        return false;
    text.remove_prefix(digits);
    return true;
}

bool takeMonth(std::string_view &text, int &month)
{
    month = monthOf(text.substr(0, 3));
    std::size_t letters = 0;
    while (letters < text.size() && scan::isLetter(text[letters]))
        ++letters;
    text.remove_prefix(letters);
    return month != 0;
}

bool takeFraction(std::string_view &text, char digits, DateParts &parts)
{
    const std::size_t count = digits == '3' ? 3 : 6;
    int value = 0;
    const std::size_t before = text.size();
    if (!takeNumber(text, count, value) || before - text.size() != count)
        return false;
    parts.fractionNs = static_cast<std::int64_t>(value) * (count == 3 ? 1'000'000 : 1'000);
    parts.hasFraction = true;
    return true;
}

bool takeEpoch(std::string_view &text, DatePieces &pieces)
{
    std::size_t digits = 0;
    while (digits < text.size() && digits < 10 && scan::isDigit(text[digits]))
        ++digits;
    std::int64_t seconds = 0;
    if (!scan::parseInteger(text.substr(0, digits), seconds) || seconds > 9'000'000'000)
        return false;
    text.remove_prefix(digits);
    pieces.epochNs = seconds * 1'000'000'000;
    return true;
}

bool takeWordOf(std::string_view &text)
{
    std::size_t letters = 0;
    while (letters < text.size() && scan::isLetter(text[letters]))
        ++letters;
    text.remove_prefix(letters);
    return letters > 0;
}

bool takeHalf(std::string_view &text, DateParts &parts)
{
    const char half = text.empty() ? ' ' : scan::toLower(text[0]);
    if ((half != 'a' && half != 'p') || text.size() < 2)
        return false;
    text.remove_prefix(2);
    parts.hour = parts.hour % 12 + (half == 'p' ? 12 : 0);
    return true;
}

bool takeConversion(char c, std::string_view &text, DatePieces &pieces)
{
    DateParts &parts = pieces.parts;
    switch (c) {
    case 'Y':
        return takeNumber(text, 4, parts.year);
    case 'y':
        if (!takeNumber(text, 2, parts.year))
            return false;
        parts.year += parts.year < 69 ? 2000 : 1900;
        return true;
    case 'm':
        return takeNumber(text, 2, parts.month);
    case 'd':
    case 'e':
        return takeNumber(text, 2, parts.day);
    case 'b':
    case 'B':
    case 'h':
        return takeMonth(text, parts.month);
    case 'a':
    case 'A':
        return takeWordOf(text);
    case 'Z':
        parts.offsetMinutes = 0;
        return takeWordOf(text);
    case 'H':
    case 'k':
    case 'I':
    case 'l':
        return takeNumber(text, 2, parts.hour);
    case 'M':
        return takeNumber(text, 2, parts.minute);
    case 'S':
        return takeNumber(text, 2, parts.second);
    case 'p':
        return takeHalf(text, parts);
    case 'z':
        return takeZone(text, parts.offsetMinutes);
    case 's':
        return takeEpoch(text, pieces);
    case 'T':
        return takeDatePattern("%H:%M:%S", text, pieces);
    case 'R':
        return takeDatePattern("%H:%M", text, pieces);
    case 'F':
        return takeDatePattern("%Y-%m-%d", text, pieces);
    case 'D':
        return takeDatePattern("%m/%d/%y", text, pieces);
    case '%':
        if (!text.starts_with('%'))
            return false;
        text.remove_prefix(1);
        return true;
    default:
        return false;
    }
}

} // namespace

bool DatePieces::toWallTime(WallTime &time) const
{
    if (!epochNs)
        return parts.toWallTime(time);
    time.ns = *epochNs + parts.fractionNs;
    time.wholeSecond = !parts.hasFraction && time.ns % 1'000'000'000 == 0;
    return true;
}

bool takeDatePattern(std::string_view format, std::string_view &text, DatePieces &pieces)
{
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] == '%' && i + 2 < format.size() && format[i + 1] == '<') {
            i += 2;
            if (!takeFraction(text, format[i], pieces.parts))
                return false;
        } else if (format[i] == '%' && i + 1 < format.size()) {
            if (!takeConversion(format[++i], text, pieces))
                return false;
        } else if (text.starts_with(format[i])) {
            text.remove_prefix(1);
        } else {
            return false;
        }
    }
    return true;
}

char unknownConversion(std::string_view format)
{
    for (std::size_t i = 0; i + 1 < format.size(); ++i)
        if (format[i] == '%') {
            if (std::string_view("YymdebBhaAZHkIlMSpzsTRFD%<").find(format[i + 1]) == std::string_view::npos)
                return format[i + 1];
            ++i;
        }
    return 0;
}

namespace
{

bool usesAny(std::string_view format, std::string_view letters)
{
    for (std::size_t i = 0; i + 1 < format.size(); ++i)
        if (format[i] == '%' && letters.find(format[++i]) != letters.npos)
            return true;
    return false;
}

} // namespace

bool hasDay(std::string_view format)
{
    return usesAny(format, "sFD") || (usesAny(format, "de") && usesAny(format, "mbBh") && usesAny(format, "Yy"));
}

bool hasClock(std::string_view format)
{
    return usesAny(format, "sTR") || (usesAny(format, "HIkl") && usesAny(format, "M"));
}

} // namespace cs
