// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/findings.h"

#include "sim/results/figure_text.h"
#include "sim/results/result_fields.h"

#include <cmath>

namespace cs
{

namespace
{

enum class Wanted { atMost, atLeast };

struct Objective {
    const char *name; ///< in files
    const char *label; ///< in sentences
    Unit unit;
    Wanted wanted;
    const char *field = nullptr; ///< among the figures of a result
};

/// 300 ms is 0.3 s, to the last digit.
double seconds(Duration duration)
{
    return static_cast<double>(duration.ns) / 1e9;
}

/// A round target reads round: "70 %", not "70.0 %".
std::string targetFigure(double target, Unit unit, int digits = 3)
{
    std::string text = figureText(target, unit, digits);
    const auto point = text.find('.');
    if (point == std::string::npos)
        return text;
    auto end = text.find_first_not_of("0123456789", point + 1);
    end = end == std::string::npos ? text.size() : end;
    auto keep = end;
    while (keep > point + 1 && text[keep - 1] == '0')
        --keep;
    if (keep == point + 1)
        --keep;
    return text.erase(keep, end - keep);
}

/// "p99 latency 212 ms, objective at most 300 ms: met". Two figures that read alike but differ get more digits, so that
/// the sentence never contradicts itself.
Finding judged(const RunResult &run, const Objective &objective, double target, double value)
{
    const double halfWidth = objective.field ? totalsEstimate(run, objective.field).halfWidth : std::nan("");
    Finding finding;
    finding.objective = objective.name;
    finding.target = target;
    finding.value = value;
    finding.met = objective.wanted == Wanted::atMost ? value <= target : value >= target;
    std::string valueText = figureText(value, objective.unit);
    std::string targetText = targetFigure(target, objective.unit);
    for (int digits = 4;
         targetFigure(value, objective.unit, digits - 1) == targetText && value != target && digits <= 17; ++digits) {
        valueText = figureText(value, objective.unit, digits);
        targetText = targetFigure(target, objective.unit, digits);
    }
    if (std::isfinite(halfWidth))
        valueText = intervalText(value, halfWidth, objective.unit);
    finding.text = std::string(objective.label) + " " + valueText + ", objective "
        + (objective.wanted == Wanted::atMost ? "at most " : "at least ") + targetText
        + (finding.met ? ": met" : ": missed");
    if (std::abs(value - target) <= halfWidth)
        finding.text += ", but not certain: the objective lies within the interval";
    return finding;
}

Finding notJudged(const Objective &objective, double target, const std::string &why)
{
    return { objective.name, false, target, 0,
        std::string(objective.label) + " cannot be judged, " + why + "; objective "
            + (objective.wanted == Wanted::atMost ? "at most " : "at least ") + targetFigure(target, objective.unit) };
}

void addLatency(RunResult &run, const Objective &objective, Duration target, double value)
{
    run.findings.push_back(run.totals.latency.count() > 0
            ? judged(run, objective, seconds(target), value)
            : notJudged(objective, seconds(target), run.estimated ? "it is not estimated" : "no read was answered"));
}

void addReadRatio(RunResult &run, const Objective &objective, double target, double value)
{
    if (objective.field && !run.tells(objective.field))
        run.findings.push_back(notJudged(objective, target, "it is not estimated"));
    else
        run.findings.push_back(run.totals.reads > 0 ? judged(run, objective, target, value)
                                                    : notJudged(objective, target, "there were no reads"));
}

void addUtilization(RunResult &run, double target)
{
    constexpr Objective objective { "db_utilization", "Database utilisation", Unit::share, Wanted::atMost,
        "db_utilization" };
    if (run.dbLimited) {
        run.findings.push_back(judged(run, objective, target, run.dbUtilization));
        return;
    }
    Finding finding = judged(run, objective, target, 0);
    finding.text = "The database has no limit of connections, so it is never busy; objective at most "
        + targetFigure(target, Unit::share) + (finding.met ? ": met" : ": missed");
    run.findings.push_back(finding);
}

void addCostFinding(RunResult &run, double target)
{
    Finding finding;
    finding.objective = "cost_per_month";
    finding.target = target;
    finding.value = run.costPerMonth;
    finding.met = run.hasCost && run.costPerMonth <= target;
    const std::string targetText = "objective at most " + moneyText(target, run.currency);
    finding.text = run.hasCost
        ? "Cost per month " + moneyText(run.costPerMonth, run.currency) + ", " + targetText
            + (finding.met ? ": met" : ": missed")
        : "Cost per month cannot be judged, the scenario has no price that applies; " + targetText;
    run.findings.push_back(finding);
}

/// Never an objective of its own in a scenario: nobody wants any of it.
void addUnwanted(RunResult &run, const char *name, const char *label, std::uint64_t count, const char *why)
{
    if (count == 0)
        return;
    Finding finding;
    finding.objective = name;
    finding.value = static_cast<double>(count);
    finding.text = std::string(label) + " " + displayCount(count)
        + (run.replications > 1 ? " in " + displayCount(run.replications) + " replications" : "")
        + ", objective 0: missed; " + why;
    run.findings.push_back(finding);
}

} // namespace

std::uint64_t refusedStores(const RunResult &run)
{
    return totalsRow(run).figures.refused;
}

double failedRatio(const RunResult &run)
{
    return run.totals.reads == 0 ? 0.0 : static_cast<double>(run.totals.failed) / static_cast<double>(run.totals.reads);
}

void addFindings(RunResult &run, const Scenario &scenario)
{
    constexpr Objective p99 { "latency_p99", "p99 latency", Unit::time, Wanted::atMost, "latency_p99_s" };
    constexpr Objective mean { "latency_mean", "Mean latency", Unit::time, Wanted::atMost, "latency_mean_s" };
    constexpr Objective hitRatio { "hit_ratio", "Hit ratio", Unit::share, Wanted::atLeast, "hit_ratio" };
    constexpr Objective stale { "stale_reads", "Stale reads", Unit::share, Wanted::atMost, "stale_ratio" };
    constexpr Objective failed { "failed_reads", "Failed reads", Unit::share, Wanted::atMost, nullptr };
    const Objectives &objectives = scenario.objectives;
    run.findings.clear();
    if (objectives.latencyP99)
        addLatency(run, p99, *objectives.latencyP99, run.totals.latency.quantileSeconds(0.99));
    if (objectives.latencyMean)
        addLatency(run, mean, *objectives.latencyMean, run.totals.latency.meanSeconds());
    if (objectives.hitRatio)
        addReadRatio(run, hitRatio, *objectives.hitRatio, run.totals.hitRatio());
    if (objectives.dbUtilization)
        addUtilization(run, *objectives.dbUtilization);
    if (objectives.staleReads)
        addReadRatio(run, stale, *objectives.staleReads, run.totals.staleRatio());
    if (objectives.failedReads && !run.tells("failed"))
        run.findings.push_back(notJudged(failed, *objectives.failedReads, "they are not estimated"));
    else if (objectives.failedReads)
        addReadRatio(run, failed, *objectives.failedReads, failedRatio(run));
    if (objectives.costPerMonth)
        addCostFinding(run, *objectives.costPerMonth);
    addUnwanted(run, "wrong_reads", "Wrong reads", run.totals.wrongReads,
        "they were served another value than they asked for, because a key part that affects the value is not in the "
        "key");
    addUnwanted(run, "lost_writes", "Writes lost", run.totals.lostWrites,
        "they were acknowledged, but what held them behind the database was lost before it heard of them");
    addUnwanted(run, "refused", "Stores refused", refusedStores(run),
        "the layer was out of memory and its eviction finds nothing to remove, so the values were not cached");
}

} // namespace cs
