// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/core/decimal.h"

#include <charconv>
#include <limits>

namespace cs
{

namespace
{

__extension__ using Wide = unsigned __int128;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

std::size_t digitsFrom(std::string_view text, std::size_t at)
{
    std::size_t end = at;
    while (end < text.size() && isDigit(text[end]))
        ++end;
    return end - at;
}

/// mantissa x 10^exponent; digits beyond the nineteenth are cut off.
struct Scientific {
    std::uint64_t mantissa = 0;
    std::int64_t exponent = 0;
};

std::int64_t readExponent(std::string_view text)
{
    std::int64_t exponent = 0;
    const bool negative = text.starts_with('-');
    if (text.starts_with('-') || text.starts_with('+'))
        text.remove_prefix(1);
    for (const char c : text)
        if (exponent < 1'000'000)
            exponent = exponent * 10 + (c - '0');
    return negative ? -exponent : exponent;
}

Scientific scientific(std::string_view number)
{
    Scientific out;
    int kept = 0;
    bool fraction = false;
    for (std::size_t i = 0; i < number.size(); ++i) {
        const char c = number[i];
        if (c == '.') {
            fraction = true;
        } else if (!isDigit(c)) {
            out.exponent += readExponent(number.substr(i + 1));
            break;
        } else if (kept < 19) {
            out.mantissa = out.mantissa * 10 + static_cast<std::uint64_t>(c - '0');
            kept += out.mantissa > 0;
            out.exponent -= fraction;
        } else {
            out.exponent += !fraction;
        }
    }
    return out;
}

} // namespace

std::size_t decimalLength(std::string_view text)
{
    std::size_t at = digitsFrom(text, 0);
    std::size_t digits = at;
    if (at < text.size() && text[at] == '.') {
        const std::size_t places = digitsFrom(text, at + 1);
        digits += places;
        at += places > 0 ? places + 1 : 0;
    }
    if (digits == 0)
        return 0;
    // "3 e" and "100entries": an e without digits is no exponent but the unit's.
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        const std::size_t sign = at + 1 < text.size() && (text[at + 1] == '-' || text[at + 1] == '+') ? 1 : 0;
        const std::size_t places = digitsFrom(text, at + 1 + sign);
        if (places > 0)
            at += 1 + sign + places;
    }
    return at;
}

std::optional<double> readDecimal(std::string_view number)
{
    double value = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
    if (read.ec == std::errc()) // an empty or foreign text gives invalid_argument
        return value;
    const Scientific parts = scientific(number);
    // from_chars has one code for too large and too small.
    if (read.ec == std::errc::result_out_of_range && (parts.mantissa == 0 || parts.exponent < 0))
        return 0.0;
    return std::nullopt;
}

std::optional<std::int64_t> scaledDecimal(std::string_view number, std::uint64_t factor)
{
    constexpr Wide limit = static_cast<Wide>(std::numeric_limits<std::int64_t>::max());
    const Scientific parts = scientific(number);
    Wide value = static_cast<Wide>(parts.mantissa) * factor;
    if (value == 0)
        return 0;
    for (std::int64_t i = 0; i < parts.exponent; ++i) {
        value *= 10;
        if (value > limit)
            return std::nullopt;
    }
    if (parts.exponent < 0) {
        if (parts.exponent < -38)
            return 0;
        Wide divisor = 1;
        for (std::int64_t i = 0; i < -parts.exponent; ++i)
            divisor *= 10;
        const Wide rest = value % divisor;
        value = value / divisor + (rest >= divisor - rest ? 1 : 0);
    }
    if (value > limit)
        return std::nullopt;
    return static_cast<std::int64_t>(value);
}

std::optional<std::string> exactQuotient(std::uint64_t value, std::uint64_t divisor)
{
    std::string text = std::to_string(value / divisor);
    Wide rest = value % divisor;
    if (rest == 0)
        return text;
    text += '.';
    for (int place = 0; place < 12 && rest != 0; ++place) {
        rest *= 10;
        text += static_cast<char>('0' + static_cast<int>(rest / divisor));
        rest %= divisor;
    }
    if (rest != 0)
        return std::nullopt;
    return text;
}

std::size_t significantDigits(std::string_view number)
{
    std::size_t digits = 0;
    std::size_t zeros = 0;
    for (const char c : number) {
        if (c == 'e' || c == 'E')
            break;
        if (c == '0')
            ++zeros;
        if (c >= '1' && c <= '9') {
            digits += digits > 0 ? zeros + 1 : 1;
            zeros = 0;
        }
    }
    return digits;
}

} // namespace cs
