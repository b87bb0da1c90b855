// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/experiment.h"
#include "sim/io/scenario_tree.h"
#include "sim/results/interval.h"
#include "sim/results/result_writer.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

/// Strategies on the same requests: figure by figure the difference to a baseline, with the interval that the pairing
/// of the replications allows, and a verdict only where that interval leaves out zero.
namespace cs
{

/// Comparing replicates at least this often unless a number is asked for: the 95 % factor of Student's t is 12.7 for
/// two replications, 2.8 for five.
inline constexpr std::uint64_t fewestToCompare = 5;

enum class Verdict {
    same, ///< equal in every replication
    indistinguishable, ///< the interval holds zero
    tooFewEvents, ///< fewer than fewestEvents are behind the figure: its interval would be a guess
    better,
    worse,
    higher, ///< of a figure of which neither more nor less is better
    lower,
    notComparable, ///< one of the two has no such figure
};
template <>
struct NameTable<Verdict> {
    static constexpr Named<Verdict> table[] = {
        { Verdict::same, "same" },
        { Verdict::indistinguishable, "indistinguishable" },
        { Verdict::tooFewEvents, "too few events" },
        { Verdict::better, "better" },
        { Verdict::worse, "worse" },
        { Verdict::higher, "higher" },
        { Verdict::lower, "lower" },
        { Verdict::notComparable, "not comparable" },
    };
};

/// A strategy's figure minus the baseline's, SI. Not a number where there is none.
struct PairedDifference {
    Estimate difference; ///< mean over the pairs of replications; 95 % interval by Student's t of the pairs
    Estimate relative; ///< sum of the differences / sum of the baseline's values, with the ratio estimator's interval
    double unpairedHalfWidth = std::numeric_limits<double>::quiet_NaN(); ///< had the requests not been the same (Welch)
    /// Part of the variance of the difference that pairing takes away, 1 - var(difference) / (var(a) + var(b));
    /// negative where pairing hurts.
    double varianceReduction = std::numeric_limits<double>::quiet_NaN();
    Verdict verdict = Verdict::notComparable;
};

struct ComparedFigure {
    TotalsLine line;
    std::vector<Estimate> values; ///< by strategy: mean of the replications' values, not of all requests pooled
    std::vector<PairedDifference> differences; ///< by strategy; the baseline's own means nothing
};

/// What one strategy has otherwise than the baseline.
struct ComparedInputs {
    std::vector<TreeDifference> differences;
};

/// `results`, `values`, `differences` and `inputs` are in the order in which the strategies were named.
struct StrategyComparison {
    std::string scenario, currency;
    std::uint64_t seed = 1, replications = 1;
    std::size_t baseline = 0; ///< among the results
    std::vector<RunResultPtr> results;
    std::vector<ComparedFigure> figures; ///< those that some strategy has
    std::vector<ComparedInputs> inputs;
    std::vector<std::string> notes;
};

/// The differences of figures that vary together: `values` and `base` by replication.
PairedDifference pairedDifference(const std::vector<double> &base, const std::vector<double> &values, int better);

/// Results of one experiment with at least two replications; `baseline` is a place among them.
StrategyComparison compared(const Scenario &scenario, std::vector<RunResultPtr> results, std::size_t baseline);

/// The place in the scenario of what others are measured against, unless said otherwise: the first of these strategies
/// that has no layers, else the first.
std::size_t defaultBaseline(const Scenario &scenario, const std::vector<std::size_t> &strategies);

/// How often to replicate for a comparison: what was asked for, else the scenario's number, at least fewestToCompare.
std::uint64_t replicationsToCompare(const Scenario &scenario, std::optional<std::uint64_t> asked);

/// Simulates the strategies of `options` with replicationsToCompare(). `baseline` is a place in the scenario and is
/// simulated first if the options leave it out. An error for fewer than two replications.
Result<StrategyComparison> compareStrategies(const Scenario &scenario, ExperimentOptions options, std::size_t baseline,
    std::stop_token stop = {}, const ExperimentCallback &progress = {});

std::string comparisonText(const StrategyComparison &comparison);
std::string comparisonMarkdown(const StrategyComparison &comparison);
/// One row per strategy and figure.
std::string comparisonCsv(const StrategyComparison &comparison);
/// "cache-strategist/comparison" version 1.
std::string comparisonJson(const StrategyComparison &comparison);

} // namespace cs
