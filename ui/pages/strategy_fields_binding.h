// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/fields/field.h"

#include <functional>
#include <utility>
#include <vector>

/// The fields of a strategy, a layer and a rule bound to what is selected at the moment.
namespace cs::ui
{

/// Strategy and layer index; a layer of -1 is none.
using LayerPosition = std::function<std::pair<std::size_t, int>()>;

BoundField strategyNameBinding(std::function<std::size_t()> strategy);
std::vector<BoundField> layerFieldBindings(const LayerPosition &position, const std::function<QString()> &owner);
std::vector<BoundField> ruleFieldBindings(const std::function<Rule *(Scenario &)> &target,
    const std::function<QString()> &owner, const std::function<std::size_t()> &strategy);
/// Whether the layer caches the data type of that row at all.
BoundField cachedBinding(const LayerPosition &position, const std::function<int()> &dataType);

} // namespace cs::ui
