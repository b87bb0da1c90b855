// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/advise/facts.h"

namespace cs
{

/// Something about the scenario that a planner should change or know. `place` is a path in the scenario's file.
struct AdviceFinding {
    enum class Weight { error, warning, note };
    Weight weight = Weight::warning;
    std::string place, text, hint;
};

template <>
struct NameTable<AdviceFinding::Weight> {
    static constexpr Named<AdviceFinding::Weight> table[] = { { AdviceFinding::Weight::error, "error" },
        { AdviceFinding::Weight::warning, "warning" }, { AdviceFinding::Weight::note, "note" } };
};

/// Of the design of keys and tags: parts that dilute or that are missing, keys that are too long, tags that remove too
/// much, keys that load one shard.
std::vector<AdviceFinding> keyFindings(const Scenario &scenario, const std::vector<TypeFacts> &facts);

/// Of the strategies that the scenario has: TTLs beyond a tolerance, personal data in a CDN, a layer behind another
/// that leaves it nothing.
std::vector<AdviceFinding> strategyFindings(const Scenario &scenario, const std::vector<TypeFacts> &facts);

} // namespace cs
