// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/scalar_codecs.h"

#include "sim/core/units.h"

#include <charconv>
#include <cmath>

namespace cs
{

namespace
{

/// A string or a number as text for the quantity parser; anything else is reported.
std::optional<std::string> quantityText(const ValueIn &in, std::string_view expectation)
{
    if (in.kind() == JsonKind::string || in.kind() == JsonKind::number)
        return in.string();
    in.expected(std::string(expectation));
    return std::nullopt;
}

} // namespace

void Text::read(const ValueIn &in, std::string &out) const
{
    if (in.kind() == JsonKind::string)
        out = in.string();
    else
        in.expected(std::string(what));
}

void YesNo::read(const ValueIn &in, bool &out) const
{
    if (in.kind() == JsonKind::boolean)
        out = in.slice() == "true";
    else
        in.expected("true or false");
}

void Count::read(const ValueIn &in, std::uint64_t &out) const
{
    const auto text = in.slice();
    std::uint64_t count = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
    if (in.kind() == JsonKind::number && read.ec == std::errc() && read.ptr == text.data() + text.size()) {
        out = count;
        return;
    }
    const std::string range = ", " + displayCount(min) + " to " + displayCount(max);
    // 5e4 and 50000.0 are whole numbers too.
    const auto value = in.kind() == JsonKind::number ? parseQuantity(text, Unit::number) : fail("");
    if (value && *value >= 0 && *value < 18446744073709551616.0 && *value == std::floor(*value))
        out = static_cast<std::uint64_t>(*value);
    else if (in.kind() == JsonKind::string && parseQuantity(in.string(), Unit::number))
        in.expected("a whole number without quotes" + range);
    else
        in.expected("a whole number" + range);
}

void Number::read(const ValueIn &in, double &out) const
{
    if (in.kind() != JsonKind::number) {
        in.expected(std::string(expectation()));
        return;
    }
    if (const auto value = parseQuantity(in.slice(), Unit::number))
        out = *value;
    else
        in.report(value.error().message, value.error().hint);
}

JsonTree Number::write(double value) const
{
    return JsonTree::raw(std::isfinite(value) ? formatNumber(value) : "null");
}

std::string_view Quantity::expectation() const
{
    switch (unit) {
    case Unit::time:
        return "a time such as \"5min\"";
    case Unit::bytes:
        return "a size such as \"2 kB\"";
    case Unit::rate:
        return "a rate such as \"2400/h\"";
    case Unit::share:
        return "a share such as \"12 %\" or 0.12";
    case Unit::entries:
        return "a count such as \"100 entries\"";
    case Unit::number:
        break;
    }
    return "a plain number";
}

void Quantity::read(const ValueIn &in, double &out) const
{
    const auto text = quantityText(in, expectation());
    if (!text)
        return;
    if (const auto value = parseQuantity(*text, unit))
        out = *value;
    else
        in.report(value.error().message, value.error().hint);
}

JsonTree Quantity::write(double value) const
{
    return std::isfinite(value) ? JsonTree::text(formatQuantity(value, unit)) : JsonTree::raw("null");
}

void Time::read(const ValueIn &in, Duration &out) const
{
    const std::string orWord = alternative.empty() ? std::string() : " or " + quoted(alternative);
    const auto text = quantityText(in, std::string(expectation()) + orWord);
    if (!text)
        return;
    if (const auto value = parseDuration(*text)) {
        out = *value;
        return;
    } else {
        const std::string_view words[] = { alternative };
        const std::string hint = alternative.empty() ? std::string() : didYouMean(*text, words);
        in.report(value.error().message + orWord, hint.empty() ? value.error().hint : hint);
    }
}

} // namespace cs
