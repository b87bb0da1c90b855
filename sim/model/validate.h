// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/model/scenario.h"

namespace cs
{

/// Everything wrong with a scenario's values and references (names twice, rules for unknown data types, ranges), each
/// with its place. Empty = valid. The reader calls it; the window calls it after every edit.
Errors validate(const Scenario &scenario);

/// "strategies[1].layers[0].rules[\"Sessions\"].ttl" and the like.
std::string strategyPlace(std::size_t strategy);
std::string layerPlace(std::size_t strategy, std::size_t layer);
std::string rulePlace(std::size_t strategy, std::size_t layer, const std::string &dataType);
std::string dataTypePlace(std::size_t dataType);

} // namespace cs
