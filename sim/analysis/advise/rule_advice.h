// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/advise/cacheability.h"
#include "sim/analysis/advise/palette.h"

#include <set>

namespace cs
{

/// What one layer of the advised strategy does with a data type.
struct LayerAdvice {
    std::string layer;
    LayerKind kind = LayerKind::redis;
    Rule rule;
};

/// What to do with one data type and why, in sentences with the figures they rest on.
struct TypeAdvice {
    Cacheability cacheability;
    std::vector<LayerAdvice> layers; ///< from the client inward; none = do not cache
    std::vector<std::string> reasons;
};

/// The two things that are searched: which kinds of layers may be used, and how much an outdated answer costs.
struct RuleChoice {
    std::set<LayerKind> kinds;
    double staleCost = 0; ///< s of origin work per read that is served an outdated value
};

/// Where nothing but a TTL keeps values fresh, the TTLs of all layers in series stay within the tolerance together.
TypeAdvice adviseType(const TypeFacts &facts, const Palette &palette, const RuleChoice &choice);

/// The strategy of these pieces of advice; layers that nobody uses are left out. Capacities are the palette's.
Strategy strategyOf(const std::vector<TypeAdvice> &advice, const Palette &palette, const std::string &name);

} // namespace cs
