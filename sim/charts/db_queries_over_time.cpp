// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/chart_builders.h"
#include "sim/charts/chart_kit.h"
#include "sim/results/figure_text.h"

namespace cs
{

ChartSpec dbQueriesOverTime(std::span<const RunResultPtr> runs)
{
    ChartSpec spec;
    spec.subtitle = runs.size() == 1 ? runs.front()->strategy : runs.front()->scenario;
    spec.x = timeAxis(spanOf(runs));
    spec.warmUpUntil = commonWarmUp(runs);
    for (std::size_t r = 0; r < runs.size(); ++r) {
        const RunResult &run = *runs[r];
        ChartSeries series = runSeries(runs, r);
        series.x = intervalMiddles(run.series);
        series.y = run.series.dbQueriesPerSecond;
        thin(series);
        spec.series.push_back(std::move(series));
        spec.altText += run.strategy + ": mean " + figureText(run.dbQueriesPerSecond, Unit::rate) + ", peak "
            + figureText(run.dbQueriesPerSecondPeak, Unit::rate) + ". ";
    }
    spec.altText.pop_back();
    if (spec.empty())
        spec.emptyText = "The run has no intervals.";
    spec.y = valueAxis("Database queries", Unit::rate, largestOf(spec));
    return spec;
}

} // namespace cs
