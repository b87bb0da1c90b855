// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/quantity.h"

#include <span>
#include <string>
#include <string_view>

namespace cs
{

/// A unit's spelling and its SI value as a fraction of whole numbers, so that a conversion rounds once.
struct UnitName {
    std::string_view name;
    double multiply;
    double divide;

    double toSi(double number) const { return divide == 1 ? number * multiply : number / divide; }
    double fromSi(double value) const { return divide == 1 ? value / multiply : value * divide; }
};

/// One kind of quantity: how to call it ("a time"), an example, and its units from small to large.
struct UnitKind {
    std::string_view what;
    std::string_view example;
    std::span<const UnitName> units;
    std::string_view blank; ///< between number and unit in text that formatQuantity writes
};

const UnitKind &unitKind(Unit unit);

/// The unit of that exact spelling, or nullptr.
const UnitName *findUnit(Unit unit, std::string_view name);

/// What somebody who wrote this probably meant ("MIN", "sec", "gb"), or empty.
std::string nearestUnit(Unit unit, std::string_view wrong);

/// Nanoseconds in a unit of time; 0 for other units.
std::uint64_t nanosecondsPer(const UnitName &time);

/// In quotes, without control characters and shortened when it is long: for messages.
std::string quoted(std::string_view text);

} // namespace cs
