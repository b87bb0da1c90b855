// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/core/key_sample.h"
#include "sim/model/scenario.h"
#include "sim/results/run_result.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

namespace cs
{

/// How far a run is. Called from the thread that runs, at most a few times a second.
struct Progress {
    double fraction = 0; ///< 0..1
    std::uint64_t requestsDone = 0;
    double requestsPerSecond = 0; ///< wall clock
    double secondsLeft = 0; ///< wall clock, estimated
};
using ProgressCallback = std::function<void(const Progress &)>;

struct RunOptions {
    std::optional<std::uint64_t> seed; ///< in place of the scenario's
    std::optional<Duration> duration; ///< in place of the scenario's
    std::optional<Duration> automaticWarmUp; ///< the cut where the scenario leaves it to the run, see alignedWarmUp()
    std::string scenarioFolder; ///< a relative `workload.trace.file` starts here
    std::optional<KeySample> sample; ///< only requests for these keys; who asks scales the caches, see sampled_runs.h
    std::uint64_t memoryLimitBytes = 0; ///< 0 = what the machine has available
};

/// What a run of this strategy will take at most, before it starts.
struct RunEstimate {
    std::uint64_t requests = 0;
    std::uint64_t memoryBytes = 0;
};
RunEstimate estimateRun(const Scenario &scenario, std::size_t strategy, const RunOptions &options = {});

/// Memory the machine can give right now (MemAvailable).
std::uint64_t availableMemoryBytes();

/// Simulates one strategy on the scenario's workload: single-threaded, deterministic, no global state. Errors: an
/// unsupported feature, more memory than there is, an unreadable trace, a broken conservation law (a bug), and
/// "cancelled" (Error::message == cancelledMessage) within 100 ms of a stop request.
Result<RunResultPtr> simulate(const Scenario &scenario, std::size_t strategy, const RunOptions &options = {},
    std::stop_token stop = {}, const ProgressCallback &progress = {});

/// Strategies are compared over one span of time. Where runs chose their warm-ups themselves and differ, this is the
/// longest; those that cut off less are to be simulated again with it as RunOptions::automaticWarmUp. Else nothing.
std::optional<Duration> alignedWarmUp(std::span<const RunResultPtr> runs);

inline constexpr const char *cancelledMessage = "cancelled";

} // namespace cs
