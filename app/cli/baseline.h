// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/experiment.h"

#include <string>
#include <vector>

/// The strategies to simulate, all or those that were named, the baseline among them (in front if it was not named).
/// The baseline is the one of that name, or without a name the first that has no layers, else the first; its place in
/// the scenario.
cs::Result<std::size_t> takeStrategies(const cs::Scenario &scenario, const std::vector<std::string> &names,
    const std::string &baseline, cs::ExperimentOptions &experiment);
