// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/chart_builders.h"
#include "sim/charts/chart_kit.h"
#include "sim/results/figure_text.h"

namespace cs
{

namespace
{

/// Intervals with reads, thinned by what all layers together hit, so that the areas keep common x values.
std::vector<std::size_t> shownIntervals(const Series &series)
{
    std::vector<std::size_t> withReads;
    std::vector<double> together;
    for (std::size_t i = 0; i < series.timeSeconds.size(); ++i) {
        if (series.reads[i] <= 0)
            continue;
        double hits = 0;
        for (const auto &layer : series.layers)
            hits += layer.hits[i];
        withReads.push_back(i);
        together.push_back(hits / series.reads[i]);
    }
    std::vector<std::size_t> shown;
    for (const auto i : thinned(together))
        shown.push_back(withReads[i]);
    return shown;
}

} // namespace

ChartSpec hitRatioOverTime(std::span<const RunResultPtr> runs)
{
    const RunResult &run = *runs.front();
    ChartSpec spec;
    spec.subtitle = run.strategy;
    spec.kind = ChartKind::stackedAreas;
    spec.x = timeAxis(spanOf(runs));
    spec.y = valueAxis("Hits, share of all reads", Unit::share, 1);
    spec.y.max = 1;
    spec.warmUpUntil = run.warmUpSeconds;
    if (run.series.layers.empty()) {
        spec.emptyText = "This strategy has no layers, so nothing can be hit.";
        spec.altText = "No chart: " + spec.emptyText;
        return spec;
    }
    const auto shown = shownIntervals(run.series);
    const auto times = intervalMiddles(run.series);
    const auto colours = layerColours(run);
    spec.altText = "Over all measured reads " + figureText(run.totals.hitRatio(), Unit::share) + " are hits";
    for (std::size_t l = 0; l < run.series.layers.size(); ++l) {
        ChartSeries series;
        series.name = run.series.layers[l].name;
        series.colour = l < colours.size() ? colours[l] : static_cast<int>(l);
        series.dashed = l % 2 == 1;
        for (const auto i : shown) {
            series.x.push_back(times[i]);
            series.y.push_back(run.series.layers[l].hits[i] / run.series.reads[i]);
        }
        spec.series.push_back(std::move(series));
        if (l < run.layers.size() && run.totals.reads > 0)
            spec.altText += (l == 0 ? ": " : ", ") + run.layers[l].name + " "
                + figureText(static_cast<double>(run.layers[l].figures.hits) / static_cast<double>(run.totals.reads),
                    Unit::share);
    }
    spec.altText += ".";
    if (spec.empty())
        spec.emptyText = "There were no reads.";
    return spec;
}

} // namespace cs
