// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/ttl_tradeoff.h"

#include "sim/results/result_fields.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

/// A rule whose TTL is varied.
struct Subject {
    std::size_t layer = 0;
    std::size_t rule = 0; ///< of the layer's
    std::vector<Duration> ttls;
};

std::optional<Duration> toleranceOf(const Scenario &scenario, const std::string &dataType)
{
    for (const DataType &type : scenario.workload.dataTypes)
        if (type.name == dataType)
            return type.stalenessTolerance;
    return std::nullopt;
}

std::vector<Duration> gridOf(const TtlOptions &options, const Rule &rule, std::optional<Duration> tolerance)
{
    if (!options.ttls.empty())
        return options.ttls;
    const double middle = (rule.ttl          ? *rule.ttl
            : tolerance && tolerance->ns > 0 ? *tolerance
                                             : Duration::fromSeconds(60))
                              .seconds();
    std::vector<Duration> grid;
    for (std::uint64_t i = 0; i < options.points; ++i) {
        const double at = options.points == 1 ? 0.5 : static_cast<double>(i) / static_cast<double>(options.points - 1);
        const double seconds = middle * std::pow(10, 4 * at - 2);
        grid.push_back(Duration::fromSeconds(std::clamp(seconds, 1e-6, 9e9)));
    }
    return grid;
}

bool isWanted(const std::vector<std::string> &names, const std::string &name)
{
    return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<Subject> subjectsOf(const Scenario &scenario, const TtlOptions &options)
{
    std::vector<Subject> subjects;
    const auto &layers = scenario.strategies[options.strategy].layers;
    for (std::size_t l = 0; l < layers.size(); ++l) {
        if (layers[l].kind == LayerKind::materializedView || !isWanted(options.layers, layers[l].name))
            continue;
        for (std::size_t r = 0; r < layers[l].rules.size(); ++r) {
            const auto &[type, rule] = layers[l].rules[r];
            if (!rule || !isWanted(options.dataTypes, type))
                continue;
            Subject subject { l, r, gridOf(options, *rule, toleranceOf(scenario, type)) };
            std::sort(subject.ttls.begin(), subject.ttls.end());
            subject.ttls.erase(std::unique(subject.ttls.begin(), subject.ttls.end()), subject.ttls.end());
            subjects.push_back(std::move(subject));
        }
    }
    return subjects;
}

/// The half width of a data type's share, where there is one.
double halfWidthOf(const std::vector<FigureRow> &rows, const std::string &type, std::string_view name)
{
    for (const FigureRow &row : rows)
        if (row.scope == Scope::dataType && row.dataType == type)
            for (const ResultField &field : resultFields())
                if (field.name == name && field.appliesTo(row))
                    return estimateOf(field, row).halfWidth;
    return std::numeric_limits<double>::quiet_NaN();
}

TtlPoint pointOf(const RunResult &run, const std::string &layer, const std::string &type, Duration ttl)
{
    TtlPoint point;
    point.ttl = ttl;
    point.dbQueriesPerSecond = run.dbQueriesPerSecond;
    for (const TypeResult &result : run.dataTypes)
        if (result.name == type) {
            point.hitRatio = result.figures.hitRatio();
            point.staleRatio = result.figures.staleRatio();
            point.violationRatio = result.figures.violationRatio();
            point.staleReads = shownCount(run, result.figures.staleReads);
            point.violations = shownCount(run, result.figures.violations);
        }
    for (const LayerResult &result : run.layers)
        if (result.name == layer)
            for (const TypeResult &at : result.dataTypes)
                if (at.name == type)
                    point.layerHitRatio = at.figures.hitRatio();
    if (run.replications > 1) {
        const auto rows = figureRows(run);
        point.staleHalfWidth = halfWidthOf(rows, type, "stale_ratio");
        point.violationHalfWidth = halfWidthOf(rows, type, "violation_ratio");
    }
    return point;
}

/// The scenario with a strategy for every TTL of every subject.
Scenario variantsOf(const Scenario &scenario, std::size_t strategy, const std::vector<Subject> &subjects)
{
    Scenario out = scenario;
    out.strategies.clear();
    for (const Subject &subject : subjects)
        for (const Duration ttl : subject.ttls) {
            Strategy variant = scenario.strategies[strategy];
            variant.layers[subject.layer].rules[subject.rule].second->ttl = ttl;
            out.strategies.push_back(std::move(variant));
        }
    return out;
}

} // namespace

void findLongest(TtlTradeoff &tradeoff, double limit)
{
    tradeoff.violationsNeverExceed = tradeoff.staleReadsNeverExceed = true;
    tradeoff.longestForViolations = tradeoff.longestForStaleReads = std::nullopt;
    for (const TtlPoint &point : tradeoff.points) {
        tradeoff.violationsNeverExceed = tradeoff.violationsNeverExceed && point.violationRatio <= limit;
        tradeoff.staleReadsNeverExceed = tradeoff.staleReadsNeverExceed && point.staleRatio <= limit;
        if (tradeoff.violationsNeverExceed)
            tradeoff.longestForViolations = point.ttl;
        if (tradeoff.staleReadsNeverExceed)
            tradeoff.longestForStaleReads = point.ttl;
    }
}

Result<TtlReport> ttlTradeoff(
    const Scenario &scenario, const TtlOptions &options, std::stop_token stop, const ExperimentCallback &progress)
{
    if (options.strategy >= scenario.strategies.size())
        return fail("there is no strategy number " + std::to_string(options.strategy + 1), "strategies");
    const Strategy &strategy = scenario.strategies[options.strategy];
    const auto subjects = subjectsOf(scenario, options);
    if (subjects.empty())
        return fail("the strategy \"" + strategy.name + "\" has no rule whose TTL could vary", "strategies");
    const Scenario variants = variantsOf(scenario, options.strategy, subjects);
    ExperimentOptions experiment;
    experiment.run = options.run;
    experiment.replications = options.replications;
    experiment.threads = options.threads;
    for (std::size_t i = 0; i < variants.strategies.size(); ++i)
        experiment.strategies.push_back(i);
    const auto runs = runExperiment(variants, experiment, stop, progress);
    if (!runs)
        return tl::unexpected(runs.error());
    TtlReport report { scenario.name, strategy.name, options.limit, {} };
    std::size_t next = 0;
    for (const Subject &subject : subjects) {
        const Layer &layer = strategy.layers[subject.layer];
        const auto &[type, rule] = layer.rules[subject.rule];
        TtlTradeoff tradeoff;
        tradeoff.layer = layer.name;
        tradeoff.dataType = type;
        tradeoff.ttl = rule->ttl;
        tradeoff.tolerance = toleranceOf(scenario, type);
        for (const Duration ttl : subject.ttls)
            tradeoff.points.push_back(pointOf(*(*runs)[next++], layer.name, type, ttl));
        findLongest(tradeoff, options.limit);
        report.tradeoffs.push_back(std::move(tradeoff));
    }
    return report;
}

} // namespace cs
