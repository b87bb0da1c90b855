// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/core/time.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace cs
{

/// What a text such as "5min", "2 kB", "2400/h" or "12 %" measures.
enum class Unit {
    time, ///< SI value in seconds: ns us ms s min h d w
    bytes, ///< SI value in bytes: B kB MB GB TB KiB MiB GiB TiB
    rate, ///< SI value in 1/s: /s /min /h /d
    share, ///< 0..1: "12 %" or a plain number
    entries, ///< a count: "100 entries"
    number, ///< no unit
};

/// Reads a number with its unit. Blanks around the number and the unit are allowed; the number is decimal with an
/// optional exponent; nan, inf and hexadecimal are not numbers here. A missing or wrong unit is an error that names the
/// units that are meant (and the nearest known spelling). Negative values are errors for every unit but `number`.
Result<double> parseQuantity(std::string_view text, Unit unit);

/// As parseQuantity(text, Unit::time), but exact in ns; beyond 292 years, or rounded to 0 without being 0, is an error.
Result<Duration> parseDuration(std::string_view text);

/// Shortest text that parseQuantity reads back to the same value, in the unit a person would choose ("5min", "2 kB",
/// "2400/h", "12 %"). Never depends on the locale.
std::string formatQuantity(double value, Unit unit);
std::string formatDuration(Duration duration);

/// For reading only, rounded to `digits` significant digits with a thin blank before the unit: "12.3 ms", "1.24 GB",
/// "38.5 %", "1,204". Not meant to be parsed.
std::string displayQuantity(double value, Unit unit, int digits = 3);
/// A count with thousands separators: 1204331 -> "1,204,331".
std::string displayCount(std::uint64_t count);

/// Locale-free shortest round-trip text of a double ("0.1", "1e-09", "3").
std::string formatNumber(double value);
/// Locale-free fixed-point text.
std::string formatFixed(double value, int decimals);

} // namespace cs
