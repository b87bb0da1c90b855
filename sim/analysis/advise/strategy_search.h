// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/advise/advice.h"
#include "sim/analysis/advise/memory_split.h"

namespace cs
{

/// A strategy that was judged.
struct Candidate {
    std::vector<TypeAdvice> types;
    Strategy strategy;
    RunResultPtr judged;
    double memory = 0; ///< B, of all nodes
    double excess = 0; ///< by how much it misses its worst objective, as a share of the target; 0 = none
    bool feasible() const { return excess == 0; }
};

/// By how much a run misses the objective that it misses most, as a share of the target.
double worstExcess(const RunResult &run, std::string *objective = nullptr);

/// Judges the family of strategies that advice can come to: which kinds of layers, how dear an outdated answer, how
/// much memory (split greedily between the layers). The family does not depend on the objectives, they only choose
/// from it.
class StrategySearch
{
public:
    StrategySearch(const Scenario &scenario, StrategyJudge judge, std::string name);

    /// Cheapest first; those that miss an objective come last, the nearest to it first. Errors: the judge's.
    Result<std::vector<Candidate>> ranked(std::stop_token stop, const std::function<void(double)> &progress);
    std::size_t judged() const { return m_judged; }
    const std::vector<TypeFacts> &facts() const { return m_facts; }
    bool priced() const { return m_priced; }

private:
    struct Family {
        RuleChoice choice;
        std::vector<TypeAdvice> types;
        Strategy strategy;
        std::vector<std::vector<double>> sizes; ///< of its layers, B per node, from little memory to enough
    };
    std::vector<std::set<LayerKind>> kindSets() const;
    Family familyOf(const RuleChoice &choice) const;
    std::vector<SizePoint> curveOf(const Family &family, const Layer &layer) const;
    Result<Candidate> at(const Family &family, std::size_t step);
    Result<void> search(const Family &family, std::vector<Candidate> &out);
    double priceOf(const Layer &layer) const;

    Scenario m_scenario; ///< of one strategy, the judged one
    StrategyJudge m_judge;
    std::string m_name;
    std::vector<TypeFacts> m_facts;
    Palette m_palette;
    bool m_priced = false; ///< strategies differ in cost
    std::size_t m_judged = 0;
};

} // namespace cs
