// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/scenario.h"

#include <span>

namespace cs
{

/// A workload that others measured or defined, to start a scenario from: a valid scenario with the strategies "No
/// cache" and one sensible cache. What its source does not say (population, origin, sizes of caches) is an assumption,
/// and the description names it.
struct WorkloadPreset {
    const char *name; ///< "ycsb-b"
    const char *title; ///< "YCSB B: mostly reads"
    const char *description;
    const char *source;
    Scenario (*make)();
};

std::span<const WorkloadPreset> workloadPresets();
/// nullptr when there is none of that name.
const WorkloadPreset *workloadPreset(std::string_view name);
/// The preset's scenario, named and described.
Scenario scenarioOf(const WorkloadPreset &preset);

} // namespace cs
