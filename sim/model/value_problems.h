// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/model/scenario.h"

#include <string>
#include <vector>

namespace cs
{

/// An error of validate() and the other places whose values it rests on. A reader that has already complained about one
/// of them leaves the error out: it would follow from the first. "[*]" stands for any index.
struct ValueProblem {
    Error error;
    std::vector<std::string> restsOn;
};

std::vector<ValueProblem> valueProblems(const Scenario &scenario);

/// One file each: sim/model/validate_workload.cpp, validate_strategies.cpp, validate.cpp.
void checkWorkload(const Scenario &scenario, std::vector<ValueProblem> &out);
void checkStrategies(const Scenario &scenario, std::vector<ValueProblem> &out);

} // namespace cs
