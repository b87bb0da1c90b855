// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/scenario.h"

#include <functional>
#include <string>
#include <vector>

namespace cs
{

/// A number of a scenario that can be a little wrong.
struct ScenarioParameter {
    std::string path; ///< workload.data_types["Users"].reads.rate
    std::string value; ///< for people: "5 min"
    /// Multiplies it; whole numbers are rounded, but by at least one more or less; shares stay at most 1. The scenario
    /// is one like that which the parameter was listed of.
    std::function<void(Scenario &, double factor)> scale;
    std::function<std::string(const Scenario &)> text; ///< of its value there
};

/// Those that one strategy depends on, in the order of the file: rates, keys, sizes, skew, writes, miss costs, clients,
/// servers, connections, and of its layers nodes, capacity, latencies, TTLs and the like. What is 0 or not said is left
/// out.
std::vector<ScenarioParameter> scenarioParameters(const Scenario &scenario, std::size_t strategy);

} // namespace cs
