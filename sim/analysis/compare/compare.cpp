// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/compare/compare.h"

#include "sim/results/result_fields.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

/// Of the mean of values: what Spread tells, and the variance of one value.
struct Sample {
    Spread spread;
    double variance = 0;
};

Sample sampleOf(const std::vector<double> &values)
{
    Sample out;
    for (const double value : values)
        out.spread.add(value);
    const double mean = out.spread.mean();
    for (const double value : values)
        out.variance += (value - mean) * (value - mean) / static_cast<double>(values.size() - 1);
    return out;
}

/// Welch (Biometrika 34, 1947): degrees of freedom rounded down, which widens the interval.
double welchHalfWidth(double a, double b, std::size_t replications)
{
    const double n = static_cast<double>(replications);
    const double va = a / n, vb = b / n;
    if (!(va + vb > 0))
        return 0;
    const double degrees = (va + vb) * (va + vb) / ((va * va + vb * vb) / (n - 1));
    return studentT975(std::max<std::uint64_t>(1, static_cast<std::uint64_t>(degrees))) * std::sqrt(va + vb);
}

Verdict verdictOf(const Estimate &difference, bool allEqual, int better)
{
    if (allEqual)
        return Verdict::same;
    if (!(std::abs(difference.value) > difference.halfWidth))
        return Verdict::indistinguishable;
    const bool more = difference.value > 0;
    if (better == 0)
        return more ? Verdict::higher : Verdict::lower;
    return more == (better > 0) ? Verdict::better : Verdict::worse;
}

/// What a figure rests on in all replications; infinite where it is no rare event.
double eventsBehind(const RunResult &run, const TotalsLine &line)
{
    struct Rare {
        std::string_view name;
        std::uint64_t Figures::*count;
    };
    constexpr Rare counts[] = { { "failed_ratio", &Figures::failed }, { "retry_ratio", &Figures::retries },
        { "lost_writes", &Figures::lostWrites }, { "wrong_reads", &Figures::wrongReads } };
    for (const Rare &rare : counts)
        if (rare.name == line.name)
            return static_cast<double>(run.totals.*rare.count);
    if (line.field)
        for (const auto &field : resultFields())
            if (field.name == std::string_view(line.field) && field.events)
                return field.events(totalsRow(run));
    return std::numeric_limits<double>::infinity();
}

/// A rare share is told apart by the events of both (none at all beside many says enough); a quantile needs both.
bool hasEvents(const RunResult &base, const RunResult &run, const TotalsLine &line)
{
    const double a = eventsBehind(base, line), b = eventsBehind(run, line);
    return (line.unit == Unit::time ? std::min(a, b) : std::max(a, b)) >= fewestEvents;
}

/// A quantile is read off a histogram: closer than a bucket two of them are one.
bool isWithinBucket(const TotalsLine &line, const Estimate &a, const Estimate &b)
{
    constexpr double bucket = 0.008; // relative, see Histogram
    return std::string_view(line.name).starts_with("latency_p")
        && std::abs(a.value - b.value) <= bucket * std::max(std::abs(a.value), std::abs(b.value));
}

ComparedFigure figureOf(const TotalsLine &line, std::size_t index, const StrategyComparison &all)
{
    ComparedFigure figure { line, {}, {} };
    const RunResult &base = *all.results[all.baseline];
    for (const auto &result : all.results) {
        Spread spread;
        for (const double value : result->samples[index])
            spread.add(value);
        figure.values.push_back({ spread.mean(), spread.halfWidth() });
    }
    for (std::size_t i = 0; i < all.results.size(); ++i) {
        const auto &result = all.results[i];
        PairedDifference difference = pairedDifference(base.samples[index], result->samples[index], line.better);
        const bool judged = difference.verdict != Verdict::same && difference.verdict != Verdict::notComparable;
        if (judged && !hasEvents(base, *result, line))
            difference.verdict = Verdict::tooFewEvents;
        else if (judged && isWithinBucket(line, figure.values[all.baseline], figure.values[i]))
            difference.verdict = Verdict::indistinguishable;
        figure.differences.push_back(difference);
    }
    return figure;
}

bool isShown(const ComparedFigure &figure, const StrategyComparison &all)
{
    if (figure.line.used)
        return std::any_of(
            all.results.begin(), all.results.end(), [&](const auto &result) { return figure.line.used(*result); });
    return std::any_of(
        figure.values.begin(), figure.values.end(), [](const Estimate &value) { return !std::isnan(value.value); });
}

/// The strategies' own trees, without their names.
std::vector<ComparedInputs> inputsOf(const Scenario &scenario, const StrategyComparison &all)
{
    const auto treeOf = [&](const RunResult &run) {
        Scenario only = scenario;
        std::erase_if(only.strategies, [&](const Strategy &one) { return one.name != run.strategy; });
        for (auto &strategy : only.strategies)
            strategy.name = "strategy";
        const JsonTree tree = scenarioTree(only);
        const JsonTree *list = tree.find("strategies");
        return list && !list->children.empty() ? list->children.front() : JsonTree::of(JsonTree::Shape::record);
    };
    const JsonTree base = treeOf(*all.results[all.baseline]);
    std::vector<ComparedInputs> out;
    for (const auto &result : all.results)
        out.push_back({ differences(base, treeOf(*result)) });
    return out;
}

std::vector<std::string> notesOf(const StrategyComparison &all)
{
    std::vector<std::string> notes;
    for (const auto &result : all.results)
        for (const auto &note : result->notes)
            notes.push_back(result->strategy + ": " + note);
    return notes;
}

} // namespace

PairedDifference pairedDifference(const std::vector<double> &base, const std::vector<double> &values, int better)
{
    PairedDifference out;
    const auto missing = [](double value) { return std::isnan(value); };
    if (base.size() != values.size() || base.size() < 2 || std::any_of(base.begin(), base.end(), missing)
        || std::any_of(values.begin(), values.end(), missing))
        return out;
    std::vector<double> differences;
    Spread relative;
    bool positive = true;
    for (std::size_t i = 0; i < base.size(); ++i) {
        differences.push_back(values[i] - base[i]);
        positive = positive && base[i] > 0;
        if (positive)
            relative.add(differences.back() / base[i], base[i]);
    }
    const Sample a = sampleOf(base), b = sampleOf(values), d = sampleOf(differences);
    out.difference = { d.spread.mean(), d.spread.halfWidth() };
    if (positive)
        out.relative = { relative.mean(), relative.halfWidth() };
    out.unpairedHalfWidth = welchHalfWidth(a.variance, b.variance, base.size());
    if (a.variance + b.variance > 0)
        out.varianceReduction = 1 - d.variance / (a.variance + b.variance);
    out.verdict = verdictOf(out.difference, base == values, better);
    return out;
}

StrategyComparison compared(const Scenario &scenario, std::vector<RunResultPtr> results, std::size_t baseline)
{
    StrategyComparison out;
    out.scenario = scenario.name;
    out.baseline = baseline;
    out.results = std::move(results);
    out.seed = out.results.front()->seed;
    out.replications = out.results.front()->replications;
    for (const auto &result : out.results)
        if (out.currency.empty())
            out.currency = result->currency;
    const auto lines = totalsLines();
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (ComparedFigure figure = figureOf(lines[i], i, out); isShown(figure, out))
            out.figures.push_back(std::move(figure));
    out.inputs = inputsOf(scenario, out);
    out.notes = notesOf(out);
    return out;
}

std::size_t defaultBaseline(const Scenario &scenario, const std::vector<std::size_t> &strategies)
{
    for (const std::size_t strategy : strategies)
        if (scenario.strategies[strategy].layers.empty())
            return strategy;
    return strategies.empty() ? 0 : strategies.front();
}

std::uint64_t replicationsToCompare(const Scenario &scenario, std::optional<std::uint64_t> asked)
{
    return asked.value_or(std::max(scenario.run.replications, fewestToCompare));
}

Result<StrategyComparison> compareStrategies(const Scenario &scenario, ExperimentOptions options, std::size_t baseline,
    std::stop_token stop, const ExperimentCallback &progress)
{
    const bool counted = options.replications.has_value();
    const std::uint64_t replications = replicationsToCompare(scenario, options.replications);
    const std::uint64_t most = options.maxReplications.value_or(scenario.run.maxReplications);
    const bool precise = options.precision || (!counted && scenario.run.precision);
    if (replications < 2 || (precise && most < 2))
        return fail(
            "a comparison needs at least 2 replications", "replications", "without them nothing says what is chance");
    if (!precise)
        options.replications = replications;
    if (std::find(options.strategies.begin(), options.strategies.end(), baseline) == options.strategies.end())
        options.strategies.insert(options.strategies.begin(), baseline);
    auto results = runExperiment(scenario, options, stop, progress);
    if (!results)
        return tl::unexpected(results.error());
    const auto place = std::find(options.strategies.begin(), options.strategies.end(), baseline);
    return compared(scenario, std::move(*results), static_cast<std::size_t>(place - options.strategies.begin()));
}

} // namespace cs
