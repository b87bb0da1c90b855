// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/curve/scenario_curve.h"

#include "sim/analysis/curve/marks.h"
#include "sim/analysis/curve/trace_curve.h"
#include "sim/core/quantity.h"
#include "sim/model/presets.h"
#include "sim/results/result_fields.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

/// The scenario with one strategy in several variants.
class Variants
{
public:
    Variants(const Scenario &scenario, const ScenarioCurveOptions &options)
        : m_scenario(scenario)
        , m_original(scenario.strategies[options.strategy])
        , m_layer(options.layer)
    {
        m_scenario.strategies.clear();
    }
    void add(Eviction eviction, const Capacity &capacity)
    {
        Strategy variant = m_original;
        Layer &layer = variant.layers[m_layer];
        layer.eviction = eviction;
        layer.capacity = capacity;
        m_scenario.strategies.push_back(std::move(variant));
    }
    Result<std::vector<RunResultPtr>> run(
        const ScenarioCurveOptions &options, std::stop_token stop, const ExperimentCallback &progress) const
    {
        ExperimentOptions experiment;
        experiment.run = options.run;
        experiment.replications = options.replications;
        experiment.threads = options.threads;
        for (std::size_t i = 0; i < m_scenario.strategies.size(); ++i)
            experiment.strategies.push_back(i);
        return runExperiment(m_scenario, experiment, stop, progress);
    }

private:
    Scenario m_scenario;
    const Strategy m_original;
    std::size_t m_layer;
};

const LayerResult *layerOf(const RunResult &run, const std::string &name)
{
    for (const LayerResult &layer : run.layers)
        if (layer.name == name)
            return &layer;
    return nullptr;
}

Estimate estimateAt(const FigureRow &row, std::string_view name)
{
    for (const ResultField &field : resultFields())
        if (field.name == name && field.appliesTo(row))
            return estimateOf(field, row);
    return {};
}

CurvePoint pointOf(const RunResult &run, const LayerResult &layer, const std::vector<std::string> &types)
{
    CurvePoint point;
    point.capacity = layer.capacityPerNode;
    point.hitRatio = layer.figures.hitRatio();
    point.byteHitRatio = layer.figures.byteHitRatio();
    point.strategyHitRatio = run.totals.hitRatio();
    point.dbQueriesPerSecond = run.dbQueriesPerSecond;
    for (const std::string &type : types)
        for (const TypeResult &result : layer.dataTypes)
            if (result.name == type)
                point.typeHitRatios.push_back(result.figures.hitRatio());
    if (run.replications > 1)
        for (const FigureRow &row : figureRows(run))
            if (row.scope == Scope::layer && row.layer == layer.name) {
                point.hitRatioHalfWidth = estimateAt(row, "hit_ratio").halfWidth;
                point.byteHitRatioHalfWidth = estimateAt(row, "byte_hit_ratio").halfWidth;
            }
    return point;
}

/// What a node takes of its capacity that is not for entries.
std::uint64_t reservedOf(const Layer &layer, const Scenario &scenario, CapacityUnit unit)
{
    return unit == CapacityUnit::bytes ? resolved(layer, scenario).reserved : 0;
}

std::vector<std::uint64_t> capacitiesOf(
    const ScenarioCurveOptions &options, std::uint64_t workingSet, std::uint64_t reserved)
{
    std::vector<std::uint64_t> out;
    if (options.capacities.empty())
        for (const ReplayCapacity &share : shareGrid(options.points, 2))
            out.push_back(reserved + resolveCapacity(share, workingSet - reserved));
    else
        for (const ReplayCapacity &capacity : options.capacities)
            out.push_back(resolveCapacity(capacity, workingSet));
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

Result<void> checkAsked(const Scenario &scenario, const ScenarioCurveOptions &options)
{
    if (options.strategy >= scenario.strategies.size())
        return fail("there is no strategy number " + std::to_string(options.strategy + 1), "strategies");
    const Strategy &strategy = scenario.strategies[options.strategy];
    if (options.layer >= strategy.layers.size())
        return fail("the strategy \"" + strategy.name + "\" has no layer number " + std::to_string(options.layer + 1));
    const Layer &layer = strategy.layers[options.layer];
    if (!hasCapacityCurve(layer))
        return fail("the layer \"" + layer.name + "\" holds everything, so it has no curve", "--layer");
    return {};
}

/// Progress of a part of the work.
ExperimentCallback partOf(const ExperimentCallback &progress, double from, double share)
{
    return [=](const ExperimentProgress &now) {
        if (!progress)
            return;
        ExperimentProgress whole = now;
        whole.runs.fraction = from + share * now.runs.fraction;
        progress(whole);
    };
}

} // namespace

bool hasCapacityCurve(const Layer &layer)
{
    return layer.kind != LayerKind::materializedView
        && std::any_of(layer.rules.begin(), layer.rules.end(), [](const RuleEntry &rule) { return rule.second; });
}

Result<CapacityCurve> scenarioCurve(const Scenario &scenario, const ScenarioCurveOptions &options, std::stop_token stop,
    const ExperimentCallback &progress)
{
    if (const auto checked = checkAsked(scenario, options); !checked)
        return tl::unexpected(checked.error());
    const Strategy &strategy = scenario.strategies[options.strategy];
    const Layer &layer = strategy.layers[options.layer];
    CapacityCurve curve;
    curve.subject = scenario.name;
    curve.strategy = strategy.name;
    curve.layer = layer.name;
    curve.unit = options.unit != CapacityUnit::none    ? options.unit
        : layer.capacity.unit == CapacityUnit::entries ? CapacityUnit::entries
                                                       : CapacityUnit::bytes;
    const Eviction own = resolved(layer, scenario).eviction;
    const auto evictions = options.evictions.empty() ? std::vector { own } : options.evictions;
    Variants unlimited(scenario, options);
    unlimited.add(own, {});
    const double runs = 1 + static_cast<double>(evictions.size() * options.points);
    const auto without = unlimited.run(options, stop, partOf(progress, 0, 1 / runs));
    if (!without)
        return tl::unexpected(without.error());
    const RunResult &free = *without->front();
    const LayerResult *held = layerOf(free, layer.name);
    if (!held)
        return fail("the layer \"" + layer.name + "\" is not in the result");
    curve.nodes = held->nodes;
    curve.requests = shownCount(free, free.totals.reads);
    const std::uint64_t reserved = reservedOf(layer, scenario, curve.unit);
    const std::uint64_t all = curve.unit == CapacityUnit::bytes ? held->figures.bytesPeak : held->figures.entries;
    curve.workingSet = reserved + std::max<std::uint64_t>(1, (all + curve.nodes - 1) / curve.nodes);
    for (const TypeResult &type : held->dataTypes)
        curve.types.push_back(type.name);
    Variants variants(scenario, options);
    const auto capacities = capacitiesOf(options, curve.workingSet, reserved);
    for (const Eviction eviction : evictions)
        for (const std::uint64_t capacity : capacities)
            variants.add(eviction, { curve.unit, capacity });
    const auto results = variants.run(options, stop, partOf(progress, 1 / runs, 1 - 1 / runs));
    if (!results)
        return tl::unexpected(results.error());
    for (std::size_t i = 0; i < evictions.size(); ++i) {
        CurveLine line;
        line.eviction = evictions[i];
        line.method = CurveMethod::simulation;
        for (std::size_t k = 0; k < capacities.size(); ++k) {
            const RunResult &run = *(*results)[i * capacities.size() + k];
            line.points.push_back(pointOf(run, *layerOf(run, layer.name), curve.types));
        }
        if (line.points.size() >= fewestPointsToMark && line.points.back().capacity >= curve.workingSet)
            markCurve(line, shapeOf(line), curve.workingSet);
        curve.lines.push_back(std::move(line));
    }
    curve.notes.push_back("Without limit the layer hits " + formatFixed(held->figures.hitRatio() * 100, 2)
        + " % and holds " + displayQuantity(static_cast<double>(held->figures.bytesPeak), Unit::bytes)
        + " at most on all nodes together");
    if (curve.nodes > 1)
        curve.notes.push_back("The capacity is that of each of " + displayCount(curve.nodes)
            + " nodes; the working set is their mean, and a node with more than its share still evicts there");
    return curve;
}

} // namespace cs
