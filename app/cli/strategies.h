// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/model/scenario.h"

#include <string>
#include <vector>

/// The numbers of the strategies that were named with --strategy, in that order, or of all; an error for a name that
/// the scenario has not.
cs::Result<std::vector<std::size_t>> chosen(const cs::Scenario &scenario, const std::vector<std::string> &names);
