// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/chart_builders.h"
#include "sim/charts/chart_kit.h"
#include "sim/results/figure_text.h"

namespace cs
{

namespace
{

/// Hits of a data type at one layer.
double hitsAt(const LayerResult &layer, const std::string &type)
{
    for (const auto &entry : layer.dataTypes)
        if (entry.name == type)
            return static_cast<double>(entry.figures.hits);
    return 0;
}

void addLayers(ChartSpec &spec, const RunResult &run)
{
    const auto colours = layerColours(run);
    for (std::size_t l = 0; l < run.layers.size(); ++l) {
        ChartSeries series;
        series.name = run.layers[l].name;
        series.colour = colours[l];
        series.dashed = l % 2 == 1;
        for (std::size_t t = 0; t < run.dataTypes.size(); ++t) {
            const auto reads = static_cast<double>(run.dataTypes[t].figures.reads);
            series.x.push_back(static_cast<double>(t));
            series.y.push_back(reads > 0 ? hitsAt(run.layers[l], run.dataTypes[t].name) / reads : 0);
        }
        spec.series.push_back(std::move(series));
    }
}

void addRuns(ChartSpec &spec, std::span<const RunResultPtr> runs)
{
    for (std::size_t r = 0; r < runs.size(); ++r) {
        ChartSeries series = runSeries(runs, r);
        for (std::size_t t = 0; t < runs[r]->dataTypes.size() && t < spec.categories.size(); ++t) {
            series.x.push_back(static_cast<double>(t));
            series.y.push_back(runs[r]->dataTypes[t].figures.hitRatio());
        }
        spec.series.push_back(std::move(series));
    }
}

} // namespace

ChartSpec hitRatioByType(std::span<const RunResultPtr> runs)
{
    ChartSpec spec;
    const RunResult &last = *runs.back();
    spec.subtitle = runs.size() == 1 ? last.strategy : last.scenario;
    spec.kind = ChartKind::groupedBars;
    spec.x.title = "Data type";
    spec.y = valueAxis("Hit ratio", Unit::share, 1);
    spec.y.max = 1;
    for (const auto &type : last.dataTypes)
        spec.categories.push_back(type.name);
    spec.stacked = runs.size() == 1;
    if (spec.stacked)
        addLayers(spec, last);
    else
        addRuns(spec, runs);
    spec.altText = "Hit ratio with " + last.strategy;
    for (std::size_t t = 0; t < last.dataTypes.size(); ++t)
        spec.altText += (t == 0 ? ": " : ", ") + last.dataTypes[t].name + " "
            + figureText(last.dataTypes[t].figures.hitRatio(), Unit::share);
    spec.altText += ".";
    if (spec.empty())
        spec.emptyText = last.dataTypes.empty() ? "There are no data types."
                                                : "This strategy has no layers, so nothing can be hit.";
    return spec;
}

} // namespace cs
