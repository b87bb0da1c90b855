// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/advise/key_findings.h"
#include "sim/analysis/advise/rule_advice.h"
#include "sim/core/error.h"
#include "sim/results/run_result.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

/// What to cache, where, for how long and why; and a strategy of it that was simulated.
namespace cs
{

/// Judges a strategy of a scenario fast: figures, cost and findings as of a run.
using StrategyJudge = std::function<Result<RunResultPtr>(const Scenario &, std::size_t strategy)>;

struct AdviceOptions {
    std::string name = "Advised"; ///< of the strategy; a number follows where the scenario has one of that name
    StrategyJudge judge; ///< what the search goes by; empty = the instant estimate
    bool simulated = true; ///< confirm by simulation; without it nothing is claimed
    std::optional<Duration> duration; ///< of the simulation, in place of the scenario's
    std::string scenarioFolder;
    unsigned threads = 1;
};

struct AdviceProgress {
    std::string doing; ///< "searching", "simulating"
    double fraction = 0; ///< 0..1, of the whole
};
using AdviceCallback = std::function<void(const AdviceProgress &)>;

/// An objective of the scenario and what the advised strategy does about it.
struct Claim {
    Finding finding; ///< as simulated
    std::optional<double> estimated; ///< what the estimate said
    bool claimed = false; ///< met in the simulation
};

struct Advice {
    std::string scenario;
    std::vector<TypeAdvice> types; ///< by data type
    std::vector<AdviceFinding> findings;
    Strategy strategy; ///< an ordinary one; without layers where nothing is worth caching
    bool meetsAll = false; ///< every objective, in the simulation
    std::vector<Claim> claims;
    std::string verdict; ///< of the strategy, in sentences
    std::vector<RunResultPtr>
        runs; ///< simulated on the same requests: no cache, the scenario's strategies, the advised
    RunResultPtr estimate; ///< of the advised strategy
    std::size_t strategiesJudged = 0, strategiesSimulated = 0;
    std::vector<std::string> notes;
};

/// Errors: a recorded workload, no data types, what simulate() refuses, "cancelled".
Result<Advice> advise(const Scenario &scenario, const AdviceOptions &options = {}, std::stop_token stop = {},
    const AdviceCallback &progress = {});

/// The scenario with the advised strategy added as its last.
Scenario withAdvice(Scenario scenario, const Advice &advice);

} // namespace cs
