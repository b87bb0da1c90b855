// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/experiment.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

/// Seed and duration in place of the scenario's, alike for every command that simulates.
struct SpanOptions {
    std::optional<std::uint64_t> seed;
    std::string duration;
};
void addSpanOptions(CLI::App &app, SpanOptions &options);

/// Takes them over; an exit code.
int takeSpan(const SpanOptions &options, const cs::Scenario &scenario, cs::RunOptions &run);

/// The scenario that says by itself what was simulated.
cs::Scenario asSimulated(cs::Scenario scenario, const cs::ExperimentOptions &experiment);
