// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/sweep/sweep_table.h"
#include "sim/analysis/sweep/vary.h"
#include "sim/io/json_tree.h"
#include "sim/model/scenario.h"
#include "sim/store/run_library.h"

#include <functional>
#include <stop_token>

namespace cs
{

struct SweepRequest {
    /// With seed, duration and replications as they are to be simulated.
    Scenario scenario;
    std::string scenarioFolder; ///< a relative trace starts here
    std::vector<std::size_t> strategies;
    std::vector<Vary> varies;
    std::optional<std::uint64_t> latinHypercube; ///< this many points in place of the full grid
};

struct SweepProgress {
    std::uint64_t points = 0, done = 0; ///< of this part; done includes what was kept
    std::uint64_t kept = 0; ///< found in the library
    double fraction = 0;
    double secondsLeft = 0; ///< wall clock, estimated; 0 = not known yet
};
using SweepCallback = std::function<void(const SweepProgress &)>;

struct SweepOptions {
    unsigned threads = 1;
    std::optional<SweepShard> shard;
    RunLibrary *library = nullptr; ///< keeps finished points, and has those of a sweep that was interrupted
    std::function<void(const Error &)> warn; ///< about a point that could not be kept
};

/// Scenarios that differ in some fields, each simulated with the same seed, so that differences are not chance. The
/// outcome does not depend on threads, shards, or on having been interrupted.
class Sweep
{
public:
    static constexpr std::uint64_t mostPoints = 1'000'000;

    /// Checks every path, value and point before anything is simulated. A value that is wrong at every point is an
    /// error here; a point that is wrong by its combination is a row of the table.
    static ResultAll<Sweep> plan(SweepRequest request);

    /// Of scenario, strategies, fields, values and model: equal for equal sweeps.
    const std::string &id() const { return m_id; }
    std::uint64_t points() const { return m_points; }
    std::vector<std::string> valuesAt(std::uint64_t point) const;
    ResultAll<Scenario> scenarioAt(std::uint64_t point) const;
    /// Most that one simulation will take.
    std::uint64_t memoryBytes() const { return m_memoryBytes; }

    /// An error when it was interrupted; finished points are in the library then.
    Result<SweepTable> run(
        const SweepOptions &options, std::stop_token stop = {}, const SweepCallback &progress = {}) const;

private:
    friend class SweepRun;
    explicit Sweep(SweepRequest request);
    Errors checkPaths();
    Errors checkPoints();
    std::size_t valueIndex(std::uint64_t point, std::size_t vary) const;
    Result<void> define();
    JsonTree treeAt(std::uint64_t point, Result<void> &done) const;
    ResultAll<Scenario> checked(const JsonTree &tree) const;

    SweepRequest m_request;
    JsonTree m_tree;
    std::uint64_t m_points = 1;
    std::vector<std::vector<std::string>> m_hypercube; ///< by vary, then point
    std::string m_id, m_definition;
    std::uint64_t m_memoryBytes = 1;
};

} // namespace cs
