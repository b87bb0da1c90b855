// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Decimal numbers without locale, sign and names: digits, an optional point and fraction, an optional exponent.
namespace cs
{

/// Length of the longest prefix that is such a number; 0 when there is none.
std::size_t decimalLength(std::string_view text);

/// Value of a text that is such a number; too large to hold gives nothing, too small gives 0.
std::optional<double> readDecimal(std::string_view number);

/// number x factor, rounded to the nearest whole number (exact up to 19 significant digits); nothing beyond 2^63 - 1.
std::optional<std::int64_t> scaledDecimal(std::string_view number, std::uint64_t factor);

/// Text of value / divisor as a finite decimal of at most 12 places, or nothing when it has no such form.
std::optional<std::string> exactQuotient(std::uint64_t value, std::uint64_t divisor);

/// Significant digits of a number's text ("1500" has 2, "0.25" has 2).
std::size_t significantDigits(std::string_view number);

} // namespace cs
