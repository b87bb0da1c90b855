// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/advise/advice.h"

#include "sim/analysis/advise/strategy_search.h"
#include "sim/analysis/estimate/estimate.h"
#include "sim/analysis/experiment.h"
#include "sim/results/figure_text.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

constexpr double searchPart = 0.3; // of the progress
constexpr std::size_t mostSimulated = 8;

std::string freeName(const Scenario &scenario, const std::string &wanted)
{
    const auto taken = [&scenario](const std::string &name) {
        return std::any_of(scenario.strategies.begin(), scenario.strategies.end(),
            [&name](const Strategy &strategy) { return strategy.name == name; });
    };
    std::string name = wanted;
    for (int i = 2; taken(name); ++i)
        name = wanted + " " + std::to_string(i);
    return name;
}

const Finding *findingOf(const RunResult &run, const std::string &objective)
{
    for (const Finding &finding : run.findings)
        if (finding.objective == objective)
            return &finding;
    return nullptr;
}

/// Of one piece of advice, from search to claims.
class Adviser
{
public:
    Adviser(
        const Scenario &scenario, const AdviceOptions &options, std::stop_token stop, const AdviceCallback &progress)
        : m_scenario(scenario)
        , m_options(options)
        , m_stop(std::move(stop))
        , m_progress(progress)
    {
    }
    Result<Advice> advise();

private:
    void tell(const std::string &doing, double fraction) const
    {
        if (m_progress)
            m_progress({ doing, fraction });
    }
    Result<std::vector<RunResultPtr>> simulateWith(const Strategy &strategy, bool others);
    Result<std::size_t> firstConfirmed(const std::vector<Candidate> &ranked);
    Result<void> take(const Candidate &candidate);
    std::string verdict() const;
    std::string missed(const RunResult &run) const;

    const Scenario &m_scenario;
    const AdviceOptions &m_options;
    std::stop_token m_stop;
    const AdviceCallback &m_progress;
    Advice m_out;
};

/// No cache, the scenario's strategies and this one, or this one alone; on the same requests.
Result<std::vector<RunResultPtr>> Adviser::simulateWith(const Strategy &strategy, bool others)
{
    Scenario scenario = m_scenario;
    ExperimentOptions experiment;
    if (others) {
        const bool has = std::any_of(scenario.strategies.begin(), scenario.strategies.end(),
            [](const Strategy &one) { return one.layers.empty(); });
        if (!has)
            scenario.strategies.insert(scenario.strategies.begin(), Strategy { freeName(scenario, "No cache"), {} });
        for (std::size_t i = 0; i < scenario.strategies.size(); ++i)
            if (gapsOf(scenario, { i }).empty())
                experiment.strategies.push_back(i);
    }
    experiment.strategies.push_back(scenario.strategies.size());
    scenario.strategies.push_back(strategy);
    if (const Errors gaps = gapsOf(scenario, experiment.strategies); !gaps.empty())
        return tl::unexpected(gaps.front());
    experiment.run.duration = m_options.duration;
    experiment.run.scenarioFolder = m_options.scenarioFolder;
    experiment.threads = threadsWithin(memoryOfARun(scenario, experiment), std::max(1u, m_options.threads));
    ++m_out.strategiesSimulated;
    const double from = searchPart + (1 - searchPart) * (others ? 0.5 : 0.1);
    return runExperiment(scenario, experiment, m_stop, [&](const ExperimentProgress &now) {
        tell("simulating", from + (1 - from) * now.runs.fraction * (others ? 1 : 0.5));
    });
}

/// A candidate whose simulation misses an objective is dropped, with all that the estimate shows no better in it by as
/// much as the simulation was over. Where none is left, the one that missed least.
Result<std::size_t> Adviser::firstConfirmed(const std::vector<Candidate> &ranked)
{
    std::size_t best = 0, tried = 0;
    double least = 1e300;
    std::string objective;
    double atMost = 0;
    for (std::size_t i = 0; i < ranked.size() && tried < mostSimulated; ++i) {
        if (!ranked[i].feasible() && tried > 0)
            break;
        const Finding *known = objective.empty() ? nullptr : findingOf(*ranked[i].judged, objective);
        if (known && (objective == "hit_ratio" ? known->value < atMost : known->value > atMost))
            continue;
        const auto runs = simulateWith(ranked[i].strategy, false);
        if (!runs)
            return tl::unexpected(runs.error());
        ++tried;
        std::string missedMost;
        const double excess = worstExcess(*runs->back(), &missedMost);
        if (excess < least) {
            least = excess;
            best = i;
        }
        if (excess == 0 || !ranked[i].feasible())
            break;
        const Finding *simulated = findingOf(*runs->back(), missedMost),
                      *estimated = findingOf(*ranked[i].judged, missedMost);
        if (!simulated || !estimated)
            continue;
        objective = missedMost;
        atMost = estimated->value + (simulated->target - simulated->value);
    }
    return best;
}

std::string Adviser::missed(const RunResult &run) const
{
    std::string objective;
    if (worstExcess(run, &objective) == 0)
        return {};
    const Finding &worst = *findingOf(run, objective);
    if (worst.target <= 0 || worst.value == 0)
        return worst.text;
    const double off = worst.value / worst.target - 1;
    return worst.text + " (" + figureText(std::abs(off), Unit::share) + (off > 0 ? " above it)" : " below it)");
}

std::string Adviser::verdict() const
{
    if (m_out.runs.empty())
        return "Not simulated, so nothing is claimed.";
    const RunResult &run = *m_out.runs.back();
    if (run.findings.empty())
        return "The scenario has no objectives; the strategy serves " + figureText(run.totals.hitRatio(), Unit::share)
            + " of the reads from caches.";
    if (m_out.meetsAll)
        return "\"" + m_out.strategy.name + "\" meets every objective in its simulation"
            + (run.hasCost ? ", for " + moneyText(run.costPerMonth, run.currency) + " a month." : ".");
    return "No strategy that was found meets every objective. The nearest, \"" + m_out.strategy.name
        + "\", fails first in: " + missed(run) + ".";
}

Result<void> Adviser::take(const Candidate &candidate)
{
    m_out.types = candidate.types;
    m_out.strategy = candidate.strategy;
    m_out.estimate = candidate.judged;
    if (m_options.simulated) {
        auto runs = simulateWith(candidate.strategy, true);
        if (!runs)
            return tl::unexpected(runs.error());
        m_out.runs = std::move(*runs);
        m_out.meetsAll = worstExcess(*m_out.runs.back()) == 0;
        for (const Finding &finding : m_out.runs.back()->findings) {
            Claim claim { finding, {}, finding.met };
            if (const Finding *estimated = findingOf(*candidate.judged, finding.objective))
                claim.estimated = estimated->value;
            m_out.claims.push_back(std::move(claim));
        }
    }
    m_out.verdict = verdict();
    return {};
}

Result<Advice> Adviser::advise()
{
    StrategySearch search(
        m_scenario,
        m_options.judge
            ? m_options.judge
            : [](const Scenario &scenario, std::size_t strategy) { return estimateStrategy(scenario, strategy); },
        freeName(m_scenario, m_options.name));
    m_out.scenario = m_scenario.name;
    m_out.findings = keyFindings(m_scenario, search.facts());
    for (AdviceFinding &finding : strategyFindings(m_scenario, search.facts()))
        m_out.findings.push_back(std::move(finding));
    auto ranked = search.ranked(m_stop, [this](double part) { tell("searching", part * searchPart); });
    if (!ranked)
        return tl::unexpected(ranked.error());
    m_out.strategiesJudged = search.judged();
    std::size_t chosen = 0;
    if (m_options.simulated) {
        const auto confirmed = firstConfirmed(*ranked);
        if (!confirmed)
            return tl::unexpected(confirmed.error());
        chosen = *confirmed;
    }
    if (const auto taken = take((*ranked)[chosen]); !taken)
        return tl::unexpected(taken.error());
    if (!search.priced())
        m_out.notes.push_back("No price depends on the strategy, so \"cheapest\" means nothing here: every layer that "
                              "suits is used, with "
                              "the least memory that saves all but 0.1 % of what more could.");
    m_out.notes.push_back(
        "Data types share the memory of a layer: one list for all is within tenths of a point of the best fixed split, "
        "and a bad split costs points.");
    tell("done", 1);
    return std::move(m_out);
}

} // namespace

Result<Advice> advise(
    const Scenario &scenario, const AdviceOptions &options, std::stop_token stop, const AdviceCallback &progress)
{
    if (scenario.workload.trace)
        return fail("advice needs data types that are described, not a recorded stream", "workload.trace",
            "cachestrat import makes a scenario of it");
    if (scenario.workload.dataTypes.empty())
        return fail("there is nothing to give advice on", "workload.data_types", "expected at least one data type");
    return Adviser(scenario, options, std::move(stop), progress).advise();
}

Scenario withAdvice(Scenario scenario, const Advice &advice)
{
    scenario.strategies.push_back(advice.strategy);
    return scenario;
}

} // namespace cs
