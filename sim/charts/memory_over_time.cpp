// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/chart_builders.h"
#include "sim/charts/chart_kit.h"
#include "sim/results/figure_text.h"
#include "sim/results/result_fields.h"

namespace cs
{

ChartSpec memoryOverTime(std::span<const RunResultPtr> runs)
{
    const RunResult &run = *runs.front();
    ChartSpec spec;
    spec.subtitle = run.strategy;
    spec.x = timeAxis(spanOf(runs));
    spec.warmUpUntil = run.warmUpSeconds;
    const auto colours = layerColours(run);
    for (std::size_t l = 0; l < run.series.layers.size(); ++l) {
        ChartSeries series;
        series.name = run.series.layers[l].name;
        series.colour = l < colours.size() ? colours[l] : static_cast<int>(l);
        series.dashed = l % 2 == 1;
        series.x = intervalEnds(run.series);
        series.y = run.series.layers[l].bytes;
        thin(series);
        spec.series.push_back(std::move(series));
        if (l < run.layers.size())
            spec.altText += (l == 0 ? "Peak of all nodes of a layer: " : ", ") + run.layers[l].name + " "
                + figureText(static_cast<double>(shownCount(run, run.layers[l].figures.bytesPeak)), Unit::bytes);
    }
    if (spec.empty())
        spec.emptyText = run.series.layers.empty() ? "This strategy has no layers, so no memory is used."
                                                   : "The run has no intervals.";
    spec.altText += spec.altText.empty() ? "No chart: " + spec.emptyText : ".";
    spec.y = valueAxis("Memory of all nodes", Unit::bytes, largestOf(spec));
    return spec;
}

} // namespace cs
