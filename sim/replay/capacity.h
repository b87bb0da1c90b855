// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/model/scenario.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cs
{

/// A capacity as it was asked for: an amount of entries or bytes, or a share of what the trace holds.
struct ReplayCapacity {
    std::string text;
    std::optional<double> share;
    std::uint64_t amount = 0;
    bool operator==(const ReplayCapacity &) const = default;
};

/// Capacities that all count the same.
struct ReplayCapacities {
    CapacityUnit unit = CapacityUnit::entries; ///< entries or bytes
    std::vector<ReplayCapacity> list;
};

/// Reads "1%", "2GB", "100", "100 entries". `count` is what the user said; without it, bytes if one of them is in
/// bytes, else entries. All errors at once.
ResultAll<ReplayCapacities> parseCapacities(const std::vector<std::string> &texts, std::optional<CapacityUnit> count);

/// The amount that is meant in a trace with `whole` objects or bytes: a share is cut down to whole ones, but at
/// least 1.
std::uint64_t resolveCapacity(const ReplayCapacity &capacity, std::uint64_t whole);

} // namespace cs
