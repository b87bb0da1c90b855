// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/model/scenario.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace cs
{

enum class TimeUnit { automatic, seconds, milliseconds, microseconds };

struct ImportOptions {
    TraceFormat format = TraceFormat::automatic;
    std::string logFormat; ///< Apache LogFormat or nginx log_format string; empty = detected
    TimeUnit timeUnit = TimeUnit::automatic; ///< of the request time, when the log has one
    std::size_t maxEndpoints = 20; ///< the rest become one data type "Other"
    bool replay = false; ///< the scenario replays the log itself (workload.trace)
};

/// What the importer found out about one group of URLs.
struct ImportedEndpoint {
    std::string endpoint; ///< "GET /api/users/:id", "*.png", "Other"
    std::string name; ///< of the data type
    std::uint64_t reads = 0, writes = 0, errors = 0; ///< errors: status 5xx
    std::uint64_t keys = 0;
    double readsPerSecond = 0;
    double zipfExponent = 0;
    double zipfFit = 0; ///< goodness of fit, R^2 of observed against fitted cumulative shares, 0..1
    Law valueSize; ///< bytes
    std::optional<Law> latency; ///< seconds, when the log has request times
    std::optional<Diurnal> diurnal; ///< when the log spans long enough
};

/// One LRU without expiry over the log's reads in their order, against the same LRU over independent draws from the
/// data types that were fitted: how good a picture of the log the synthetic workload is.
struct HitComparison {
    std::uint64_t reads = 0; ///< of the log that were compared; the image draws as many
    std::uint64_t keys = 0; ///< distinct among them
    std::uint64_t capacity = 0; ///< entries: 10 % of the keys
    double logHitRatio = 0;
    double shuffledHitRatio = 0; ///< of the same reads in random order: what popularity alone explains
    double imageHitRatio = 0;
    std::string text; ///< one line that says both, the difference and where it comes from
};

struct ImportReport {
    Scenario scenario; ///< valid; opens and simulates
    std::vector<ImportedEndpoint> endpoints; ///< by reads, most first
    TraceFormat format = TraceFormat::combined;
    std::string formatText; ///< "combined with request time in microseconds"
    std::uint64_t lines = 0, requests = 0, malformed = 0;
    Errors firstProblems; ///< the first few malformed lines, with line number
    std::uint64_t others = 0; ///< valid lines that are neither read nor write (OPTIONS, ...)
    std::uint64_t clients = 0;
    HitComparison comparison;
    double spanSeconds = 0;
    std::vector<std::string> notes; ///< what was assumed
};

/// Reads an access log or a trace and makes a scenario of it, with "No cache" and one proposal as strategies.
Result<ImportReport> importLog(const std::string &path, const ImportOptions &options = {}, std::stop_token stop = {},
    const std::function<void(double fraction)> &progress = {});

} // namespace cs
