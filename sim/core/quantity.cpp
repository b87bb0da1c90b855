// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/core/quantity.h"

#include "sim/core/decimal.h"
#include "sim/core/units.h"

#include <cmath>

namespace cs
{

namespace
{

/// "5 MIN " cut into the sign, the number's text and the unit's text.
struct Parts {
    bool negative = false;
    std::string_view number;
    std::string_view unit;
};

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string expectation(Unit unit)
{
    const auto &kind = unitKind(unit);
    std::string out = "expected " + std::string(kind.what);
    if (unit == Unit::share)
        return out + " such as \"12 %\" or 0.12";
    if (kind.units.empty())
        return out;
    out += " with the unit ";
    for (std::size_t i = 0; i < kind.units.size(); ++i) {
        if (i > 0)
            out += i + 1 < kind.units.size() ? ", " : " or ";
        out += kind.units[i].name;
    }
    return out + ", such as \"" + std::string(kind.example) + '"';
}

Result<Parts> cut(std::string_view text, Unit unit)
{
    const std::string_view whole = trimmed(text);
    if (whole.empty())
        return fail("the text is empty; " + expectation(unit));
    Parts parts;
    std::string_view rest = whole;
    if (rest.front() == '-') {
        parts.negative = true;
        rest.remove_prefix(1);
    }
    const std::size_t length = decimalLength(rest);
    if (length == 0)
        return fail(quoted(whole) + " is not a number; " + expectation(unit));
    parts.number = rest.substr(0, length);
    parts.unit = trimmed(rest.substr(length));
    // "1,5 h" and "1.000.000 B": half a number read would be a wrong number.
    if (!parts.unit.empty()
        && (parts.unit.front() == ',' || parts.unit.front() == '.'
            || (parts.unit.front() >= '0' && parts.unit.front() <= '9')))
        return fail(quoted(whole) + " is not a number; " + expectation(unit), {},
            "a number has a decimal point and no thousands separators");
    return parts;
}

Error unitError(std::string_view text, const Parts &parts, Unit unit)
{
    if (parts.unit.empty())
        return { {}, quoted(trimmed(text)) + " has no unit; " + expectation(unit), {} };
    for (const Unit other : { Unit::time, Unit::bytes, Unit::rate, Unit::share, Unit::entries })
        if (other != unit && findUnit(other, parts.unit))
            return { {}, quoted(trimmed(text)) + " is " + std::string(unitKind(other).what) + "; " + expectation(unit),
                {} };
    if (unit == Unit::number)
        return { {}, quoted(trimmed(text)) + " has the unit " + quoted(parts.unit) + "; expected a plain number", {} };
    const std::string nearest = nearestUnit(unit, parts.unit);
    return { {}, quoted(trimmed(text)) + " has the unknown unit " + quoted(parts.unit) + "; " + expectation(unit),
        nearest.empty() ? std::string() : "did you mean " + quoted(nearest) + "?" };
}

Result<UnitName> unitOf(std::string_view text, const Parts &parts, Unit unit)
{
    static constexpr UnitName plain { "", 1, 1 };
    if (parts.unit.empty() && (unit == Unit::number || unit == Unit::share))
        return plain;
    if (unit == Unit::entries && parts.unit == "entry")
        return plain;
    const UnitName *found = findUnit(unit, parts.unit);
    if (!found)
        return tl::unexpected<Error>(unitError(text, parts, unit));
    return *found;
}

bool isZero(std::string_view number)
{
    return number.substr(0, number.find_first_of("eE")).find_first_of("123456789") == number.npos;
}

Result<double> checkedValue(std::string_view text, const Parts &parts, const UnitName &name, Unit unit)
{
    const std::string whole = quoted(trimmed(text));
    const auto number = readDecimal(parts.number);
    const double value = number ? name.toSi(*number) : INFINITY;
    if (!std::isfinite(value))
        return fail(whole + " is too large; " + expectation(unit));
    if (unit == Unit::number)
        return parts.negative ? -value : value;
    if (parts.negative && value > 0)
        return fail(whole + " is negative; " + expectation(unit) + ", 0 or more");
    if (unit == Unit::share && value > 1)
        return fail(whole + " is more than 100 %; " + expectation(unit));
    if (unit == Unit::entries && value != std::floor(value))
        return fail(whole + " is not a whole number; " + expectation(unit));
    return value;
}

} // namespace

Result<double> parseQuantity(std::string_view text, Unit unit)
{
    return cut(text, unit).and_then([&](const Parts &parts) {
        return unitOf(text, parts, unit).and_then([&](const UnitName &name) {
            return checkedValue(text, parts, name, unit);
        });
    });
}

Result<Duration> parseDuration(std::string_view text)
{
    const auto parts = cut(text, Unit::time);
    if (!parts)
        return tl::unexpected<Error>(parts.error());
    const auto name = unitOf(text, *parts, Unit::time);
    if (!name)
        return tl::unexpected<Error>(name.error());
    const auto ns = scaledDecimal(parts->number, nanosecondsPer(*name));
    if (!ns)
        return fail(quoted(trimmed(text)) + " is too long a time; expected at most 292 years (2562047h)");
    if (parts->negative && !isZero(parts->number))
        return fail(quoted(trimmed(text)) + " is negative; " + expectation(Unit::time) + ", 0 or more");
    // Nothing would be taken for what was meant to be very short.
    if (*ns == 0 && !isZero(parts->number))
        return fail(quoted(trimmed(text)) + " is less than 1 ns; expected 0 or at least 1 ns");
    return Duration { *ns };
}

} // namespace cs
