// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/chart_builders.h"
#include "sim/charts/chart_kit.h"
#include "sim/results/figure_text.h"

namespace cs
{

ChartSpec latencyOverTime(std::span<const RunResultPtr> runs)
{
    ChartSpec spec;
    spec.subtitle = runs.size() == 1 ? runs.front()->strategy : runs.front()->scenario;
    spec.x = timeAxis(spanOf(runs));
    spec.warmUpUntil = commonWarmUp(runs);
    for (std::size_t r = 0; r < runs.size(); ++r) {
        const Series &source = runs[r]->series;
        const auto times = intervalMiddles(source);
        ChartSeries series = runSeries(runs, r);
        for (std::size_t i = 0; i < times.size(); ++i) {
            if (source.latencyMeanSeconds[i] <= 0) // no read was answered
                continue;
            series.x.push_back(times[i]);
            series.y.push_back(source.latencyMeanSeconds[i]);
        }
        thin(series);
        spec.series.push_back(std::move(series));
        if (runs[r]->totals.latency.count() > 0)
            spec.altText += (spec.altText.empty() ? "Mean over the measured reads: " : ", ") + runs[r]->strategy + " "
                + figureText(runs[r]->totals.latency.meanSeconds(), Unit::time);
    }
    spec.altText += spec.altText.empty() ? "No read was answered." : ".";
    if (spec.empty())
        spec.emptyText = "No read was answered.";
    spec.y = valueAxis("Mean latency", Unit::time, largestOf(spec));
    return spec;
}

} // namespace cs
