// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/experiment.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

/// The options of how often to simulate, alike for every command that does.
struct ReplicationOptions {
    std::optional<std::uint64_t> replications, maxReplications;
    std::string precision;
    unsigned threads = 0;
};
void addReplicationOptions(CLI::App &app, ReplicationOptions &options);

/// Takes them over; says how much memory a run needs and lets no more run at once than fit.
cs::Result<void> takeReplicationOptions(
    const ReplicationOptions &options, const cs::Scenario &scenario, cs::ExperimentOptions &experiment);

/// "43 %, 1,234,567 requests, 2,000,000/s, 3 s left; 7 replications, hit ratio ± 0.31 %".
std::string progressText(const cs::ExperimentProgress &progress);
