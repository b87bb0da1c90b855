// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/core/decimal.h"
#include "sim/core/quantity.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>

namespace cs
{

namespace
{

constexpr std::string_view thinBlank = "\u2009";

/// A unit on the screen and the value from which on it is used.
struct Step {
    std::string_view name;
    double size;
    double from;
};

constexpr Step timeSteps[] = {
    { "ns", 1e-9, 0 },
    { "\u00b5s", 1e-6, 1e-6 },
    { "ms", 1e-3, 1e-3 },
    { "s", 1, 1 },
    { "min", 60, 60 },
    { "h", 3600, 3600 },
    { "d", 86400, 172800 },
};
constexpr Step sizeSteps[]
    = { { "B", 1, 0 }, { "kB", 1e3, 1e3 }, { "MB", 1e6, 1e6 }, { "GB", 1e9, 1e9 }, { "TB", 1e12, 1e12 } };
constexpr Step rateSteps[] = { { "/d", 1.0 / 86400, 0 }, { "/h", 1.0 / 3600, 1.0 / 3600 }, { "/s", 1, 0.1 } };
constexpr Step shareSteps[] = { { "%", 0.01, 0 } };
constexpr Step entrySteps[] = { { "entries", 1, 0 } };

std::span<const Step> stepsOf(Unit unit)
{
    switch (unit) {
    case Unit::time:
        return timeSteps;
    case Unit::bytes:
        return sizeSteps;
    case Unit::rate:
        return rateSteps;
    case Unit::share:
        return shareSteps;
    case Unit::entries:
        return entrySteps;
    case Unit::number:
        break;
    }
    return {};
}

double rounded(double value, int digits)
{
    std::array<char, 64> buffer;
    const auto end = std::to_chars(
        buffer.data(), buffer.data() + buffer.size(), std::abs(value), std::chars_format::scientific, digits - 1);
    const double out = readDecimal(std::string_view(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data())))
                           .value_or(INFINITY);
    return value < 0 ? -out : out;
}

void insertSeparators(std::string &text)
{
    const std::size_t first = text.starts_with('-') ? 1 : 0;
    std::size_t end = text.find('.');
    if (end == std::string::npos)
        end = text.size();
    for (std::size_t at = end; at > first + 3;)
        text.insert(at -= 3, 1, ',');
}

std::string roundedText(double value, int digits)
{
    if (std::abs(value) >= 1e15 || (value != 0 && std::abs(value) < 1e-6))
        return formatNumber(rounded(value, digits));
    const double magnitude = value == 0 ? 0 : std::floor(std::log10(std::abs(rounded(value, digits))));
    const int places = std::clamp(digits - 1 - static_cast<int>(magnitude), 0, 20);
    std::string text = formatFixed(value, places);
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.ends_with('.'))
            text.pop_back();
    }
    insertSeparators(text);
    return text;
}

} // namespace

std::string displayQuantity(double value, Unit unit, int digits)
{
    digits = std::clamp(digits, 1, 17);
    if (!std::isfinite(value))
        return formatNumber(value);
    const auto steps = stepsOf(unit);
    if (steps.empty())
        return roundedText(value, digits);
    const Step *step = steps.data();
    for (const auto &next : steps)
        // What rounds to 1000 ms is shown as 1 s.
        if (std::abs(rounded(value / next.size, digits)) >= next.from / next.size * (1 - 1e-12))
            step = &next;
    if (value == 0)
        step = unit == Unit::time ? &timeSteps[3] : unit == Unit::rate ? &rateSteps[2] : step;
    return roundedText(value / step->size, digits) + std::string(thinBlank) + std::string(step->name);
}

std::string displayCount(std::uint64_t count)
{
    std::string text = std::to_string(count);
    insertSeparators(text);
    return text;
}

} // namespace cs
