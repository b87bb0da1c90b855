// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/experiment.h"
#include "sim/core/quantity.h"
#include "sim/results/interval.h"

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

/// Which inputs matter: every parameter of one strategy a little less and a little more, all on the same seeds, and
/// what that does to the main figures.
namespace cs
{

struct SensitivityFigure {
    const char *name; ///< with its unit
    const char *label;
    Unit unit;
};

/// A figure's change against the scenario as it is: points for shares, else a share of the unchanged value. With the
/// half width of its paired 95 % interval; not a number where the figure does not apply.
struct SensitivityEffect {
    Estimate low, high;
    double size() const; ///< the larger of the two, without its sign
    bool isClear() const; ///< one of the intervals leaves out zero
};

struct SensitivityRow {
    std::string path;
    std::string value, low, high; ///< of the parameter, for people
    std::vector<SensitivityEffect> effects; ///< by figure; empty where there is an error
    bool isInert = false; ///< no figure changes in any replication
    std::string error; ///< the scenario cannot be changed so

    double size() const; ///< of the largest clear effect; 0 when there is none
};

struct SensitivityTable {
    std::string scenario, strategy;
    double by = 0; ///< share of the parameter
    std::uint64_t seed = 1, replications = 1;
    double warmUpSeconds = 0, durationSeconds = 0;
    std::vector<SensitivityFigure> figures;
    std::vector<Estimate> unchanged; ///< by figure
    std::vector<SensitivityRow> rows; ///< the largest effect first; then the inert and the impossible
};

struct SensitivityOptions {
    RunOptions run;
    std::size_t strategy = 0;
    double by = 0.2;
    std::uint64_t replications = 3; ///< at least 2, else there are no intervals
    std::string sortBy; ///< name of a figure; empty = by the largest effect on any
    unsigned threads = 1;
};

/// Done, of all.
using SensitivityCallback = std::function<void(std::uint64_t, std::uint64_t)>;

/// Figures that are told, in their order; those of the totals' table.
std::vector<SensitivityFigure> sensitivityFigures();

/// The changes of `low` and `high` against `base`: samples by replication.
SensitivityEffect sensitivityEffect(
    const std::vector<double> &base, const std::vector<double> &low, const std::vector<double> &high, Unit unit);

Result<SensitivityTable> simulatedSensitivity(const Scenario &scenario, const SensitivityOptions &options,
    std::stop_token stop = {}, const SensitivityCallback &progress = {});

std::string sensitivityText(const SensitivityTable &table);
std::string sensitivityMarkdown(const SensitivityTable &table);
std::string sensitivityCsv(const SensitivityTable &table);
/// "cache-strategist/sensitivity" version 1.
std::string sensitivityJson(const SensitivityTable &table);

} // namespace cs
