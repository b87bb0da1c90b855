// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/endpoint_fit.h"

namespace cs
{

/// What the scenario of a log is made of.
struct LogFacts {
    std::string path;
    std::string formatText;
    TraceFormat format = TraceFormat::combined;
    std::string logFormat;
    bool replay = false;
    double spanSeconds = 1;
    std::uint64_t clients = 0;
    std::uint64_t requests = 0;
    bool hasLatency = false;
};

/// Data types, a run over the log's span, and two strategies: "No cache", and "Proposed" with one Redis that holds a
/// tenth of the data for five minutes.
Scenario scenarioOf(const LogFacts &facts, const std::vector<FittedEndpoint> &endpoints);

} // namespace cs
