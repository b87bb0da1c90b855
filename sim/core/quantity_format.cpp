// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/core/decimal.h"
#include "sim/core/quantity.h"
#include "sim/core/units.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace cs
{

namespace
{

template <class... Format>
std::string toChars(double value, Format... format)
{
    // Fixed text of the largest double has 309 digits before the point.
    std::array<char, 512> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format...);
    return std::string(buffer.data(), end.ptr);
}

/// Shortest text of a positive number; digits in full where a person would write them so.
std::string plainText(double number)
{
    return number >= 1e-6 && number < 1e15 ? toChars(number, std::chars_format::fixed) : formatNumber(number);
}

/// The number with the fewest digits that comes back as `value` in this unit, or empty.
std::string shortestIn(const UnitName &unit, double value)
{
    const double number = unit.fromSi(value);
    if (!std::isfinite(number))
        return {};
    for (int precision = 0; precision < 17; ++precision) {
        const std::string text = toChars(number, std::chars_format::scientific, precision);
        const auto candidate = readDecimal(text);
        if (candidate && unit.toSi(*candidate) == value)
            return plainText(*candidate);
    }
    return {};
}

/// How odd a number looks in a unit: many digits, or far from 1..1000. Lower is better.
struct Oddity {
    std::size_t digits = 0;
    bool far = false;

    auto operator<=>(const Oddity &) const = default;
};

Oddity oddity(Unit kind, std::string_view unit, const std::string &number, double magnitude)
{
    // People count requests per second or per hour.
    const std::size_t rare = kind == Unit::rate && unit == "/min" ? 2 : kind == Unit::rate && unit == "/d" ? 1 : 0;
    const double many = kind == Unit::rate ? 1e6 : 1e3;
    // Beyond seven digits no unit is nicer than another.
    return { std::min<std::size_t>(significantDigits(number), 7) + rare, magnitude >= many };
}

bool isWritten(Unit kind, std::string_view unit)
{
    // Weeks are read, but "7d" needs no thought.
    return kind != Unit::time || unit != "w";
}

/// Candidates come from small to large units, rates from large to small; the first or last of equals wins accordingly.
struct Choice {
    std::string number;
    std::string_view unit;
    Oddity odd;
    bool found = false;

    void offer(std::string text, std::string_view name, const Oddity &oddness, bool preferLater)
    {
        if (found && (preferLater ? odd < oddness : odd <= oddness))
            return;
        number = std::move(text);
        unit = name;
        odd = oddness;
        found = true;
    }
};

} // namespace

std::string formatQuantity(double value, Unit unit)
{
    if (unit == Unit::number || !std::isfinite(value) || value < 0)
        return formatNumber(value);
    const auto &kind = unitKind(unit);
    const std::string blank(kind.blank);
    if (value == 0)
        return '0' + blank + std::string(unit == Unit::time ? std::string_view("s") : kind.units.front().name);
    Choice choice;
    for (const auto &name : kind.units) {
        // Less than one of a unit is written in a smaller one, if there is any.
        const double magnitude = name.fromSi(value);
        const bool smallest = unit == Unit::rate ? name.name == "/d" : &name == kind.units.data();
        if (!isWritten(unit, name.name) || (magnitude < 1 && !smallest))
            continue;
        std::string text = shortestIn(name, value);
        if (text.empty())
            continue;
        const Oddity odd = oddity(unit, name.name, text, magnitude);
        choice.offer(std::move(text), name.name, odd, unit != Unit::rate);
    }
    if (choice.found)
        return choice.number + blank + std::string(choice.unit);
    // Some doubles have no neighbour in a unit with a factor; the unit without one always has.
    if (unit == Unit::share)
        return formatNumber(value);
    return formatNumber(value) + blank + (unit == Unit::time ? "s" : unit == Unit::rate ? "/s" : "B");
}

std::string formatDuration(Duration duration)
{
    const bool negative = duration.ns < 0;
    const std::uint64_t ns
        = negative ? 0 - static_cast<std::uint64_t>(duration.ns) : static_cast<std::uint64_t>(duration.ns);
    if (ns == 0)
        return "0s";
    Choice choice;
    for (const auto &name : unitKind(Unit::time).units) {
        const std::uint64_t size = nanosecondsPer(name);
        if (ns < size || !isWritten(Unit::time, name.name))
            continue;
        if (auto text = exactQuotient(ns, size)) {
            const Oddity odd
                = oddity(Unit::time, name.name, *text, static_cast<double>(ns) / static_cast<double>(size));
            choice.offer(std::move(*text), name.name, odd, true);
        }
    }
    return std::string(negative ? "-" : "") + choice.number + std::string(choice.unit);
}

std::string formatNumber(double value)
{
    return toChars(value);
}

std::string formatFixed(double value, int decimals)
{
    std::string text = toChars(value, std::chars_format::fixed, std::clamp(decimals, 0, 100));
    if (text.starts_with('-') && text.find_first_not_of("-0.") == std::string::npos)
        text.erase(0, 1);
    return text;
}

} // namespace cs
