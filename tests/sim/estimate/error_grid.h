// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/scenario.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace cs::test
{

/// Scenario number `number` of the grid that the error of the estimate is measured on: one to three data types and
/// layers with the common settings, drawn at random; always the same for the same number.
Scenario gridScenario(std::uint64_t number);

struct GridOutput {
    const char *name;
    bool relative;
};
inline constexpr std::array<GridOutput, 7> gridOutputs { { { "hit ratio (points)", false },
    { "database queries per second", true }, { "mean latency", true }, { "p99 latency", true },
    { "stale reads (points)", false }, { "cache memory", true }, { "database utilisation (points)", false } } };

/// Of one scenario, by output; not a number where it does not apply. Points and per cent, both as shares.
struct GridErrors {
    std::uint64_t number = 0;
    bool warned = false; ///< the estimate says that the database may stay, or is, overloaded
    std::array<double, gridOutputs.size()> estimated {}, simulated {}, error {}, noise {};
};

/// The estimate against the mean of two simulations; their distance from that mean is the noise.
GridErrors measureErrors(std::uint64_t number);

struct GridSummary {
    double median = 0, ninetieth = 0, worst = 0, medianNoise = 0;
};
/// Over the scenarios of which the estimate did not warn.
std::array<GridSummary, gridOutputs.size()> summary(const std::vector<GridErrors> &errors);

/// As docs/estimate.md has it.
std::string gridTable(const std::array<GridSummary, gridOutputs.size()> &figures);

} // namespace cs::test
