// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fields/codec.h"

#include <charconv>
#include <iterator>

namespace cs::ui
{

std::string Codec<double>::print(double value, Unit unit)
{
    // "0.0002" reads better than "2e-04"; both read back to the same number.
    const double size = std::abs(value);
    if (unit != Unit::number || size < 1e-7 || size > 1e12)
        return formatQuantity(value, unit);
    char text[64];
    const auto end = std::to_chars(std::begin(text), std::end(text), value, std::chars_format::fixed).ptr;
    return std::string(text, end);
}

Result<std::uint64_t> Codec<std::uint64_t>::read(const std::string &text, Unit)
{
    // "50,000" and "50 000" are what people paste; a decimal comma makes no sense in a count.
    std::string digits;
    for (const char c : text)
        if (c != ',' && c != ' ' && c != '\'' && c != '_')
            digits += c;
    const auto number = parseQuantity(digits, Unit::number);
    if (!number)
        return fail("\"" + text + "\" is not a whole number", {}, "for example 50000");
    if (*number < 0 || *number > 9e15 || std::floor(*number) != *number)
        return fail("\"" + text + "\" is not a whole number from 0 to 9e15");
    return static_cast<std::uint64_t>(*number);
}

} // namespace cs::ui
