// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/quantity.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Figures of the totals by the names of the result format, for tables of many runs.
namespace cs
{

struct MainFigure {
    const char *field; ///< "latency_p99_s"
    const char *label; ///< "p99 latency"
    bool brief; ///< also in a table with little room
};
std::span<const MainFigure> mainFigures();

/// What a field measures: told by the end of its name. Counts are plain numbers.
Unit fieldUnit(std::string_view field);

/// "92.1 %", "212 ms", "1,204"; with the half width of an interval where there is one. "-" for no value.
std::string fieldText(std::string_view field, double value, double halfWidth);

/// A value for a field as people give it: "0.9", "90 %", "300ms". The plain number is SI.
Result<double> parseFieldValue(std::string_view field, std::string_view text);

/// The name of a field of totals, or an error with the nearest one.
Result<std::string> knownField(std::string_view name);

} // namespace cs
