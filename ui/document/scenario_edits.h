// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/model/scenario.h"

#include <cstddef>
#include <string>
#include <vector>

/// Edits that touch more than one place of a scenario: names are kept unique, and whatever refers to a name follows it.
namespace cs::ui
{

std::string uniqueName(const std::string &wanted, const std::vector<std::string> &taken);

/// A valid scenario to start from: one data type, "No cache" and a Redis strategy.
Scenario newScenario();

std::size_t addDataType(Scenario &scenario);
std::size_t duplicateDataType(Scenario &scenario, std::size_t index);
void removeDataType(Scenario &scenario, std::size_t index);
void renameDataType(Scenario &scenario, std::size_t index, const std::string &name);

std::size_t addStrategy(Scenario &scenario);
std::size_t duplicateStrategy(Scenario &scenario, std::size_t index);
void removeStrategy(Scenario &scenario, std::size_t index);

std::size_t addLayer(Scenario &scenario, std::size_t strategy, LayerKind kind);
void removeLayer(Scenario &scenario, std::size_t strategy, std::size_t layer);
void moveLayer(Scenario &scenario, std::size_t strategy, std::size_t from, std::size_t to);
void renameLayer(Scenario &scenario, std::size_t strategy, std::size_t layer, const std::string &name);

/// The rule itself, or nullptr when the layer does not cache the type.
Rule *ruleOf(Layer &layer, const std::string &dataType);
/// Caches the type here (with a default rule when there is none) or no longer.
void setCached(Layer &layer, const std::string &dataType, bool cached);

} // namespace cs::ui
