// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cs
{

/// A field that a sweep varies, and its values as they are written in a scenario.
struct Vary {
    /// A range without steps, for a Latin hypercube: any value in it, in the unit of its start.
    struct Span {
        double from = 0, to = 0;
        bool logarithmic = false;
        std::string unit; ///< as written behind the number
    };

    std::string path;
    std::vector<std::string> values; ///< empty when there is a span
    std::optional<Span> span;
};

inline constexpr std::size_t mostValues = 10'000;

/// Reads `PATH=VALUES`, where VALUES is a list of `64MB`, `64MB..4GB*2` (a geometric range) and `1min..10min+1min` (an
/// arithmetic one; both up to their end where a step meets it), or, for a Latin hypercube, a range without steps:
/// `1min..10min` even, `64MB..4GB*` even in its logarithm. Values keep the unit of the range's start.
Result<Vary> parseVary(std::string_view text);

/// Value of a span at a share 0..1 of it.
std::string valueIn(const Vary::Span &span, double share);

} // namespace cs
