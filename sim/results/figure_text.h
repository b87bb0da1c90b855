// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/quantity.h"

#include <cstdint>
#include <string>

/// Figures as people read them, alike in the table, the charts and the report: always with the unit, never by locale.
namespace cs
{

/// "212 ms", "1.24 GB", "92.1 %", "0.667 /s". Rates stay per second so that two of them compare at a glance; shares
/// have at least a tenth of a percent.
std::string figureText(double value, Unit unit, int digits = 3);

/// With the half width of its 95 % interval, both to the digit that the interval leaves certain: "84.03 % ± 0.12 %".
/// Without one (not a number) the figure alone.
std::string intervalText(double value, double halfWidth, Unit unit);

/// "1,204.50 USD".
std::string moneyText(double amount, const std::string &currency);

/// Fixed decimals with thousands separators: "12,345.6".
std::string groupedNumber(double value, int decimals);

/// From a base to a value: "-83 %", "+12.1 points" for shares; "new" where only the base is 0, "0 %" where both are.
std::string differenceText(double base, double value, Unit unit);

/// A difference in differenceText()'s measure (points, or a share of the base) with the half width of its interval:
/// "+12.1 ± 0.3 points", "-83.0 ± 1.2 %"; "unclear" where the interval holds 0.
std::string differenceIntervalText(double difference, double halfWidth, Unit unit);

} // namespace cs
