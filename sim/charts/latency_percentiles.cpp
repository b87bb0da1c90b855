// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/chart_builders.h"
#include "sim/charts/chart_kit.h"
#include "sim/results/figure_text.h"

namespace cs
{

ChartSpec latencyPercentiles(std::span<const RunResultPtr> runs)
{
    constexpr struct {
        const char *name;
        double share;
    } percentiles[] = { { "p50", 0.5 }, { "p90", 0.9 }, { "p95", 0.95 }, { "p99", 0.99 }, { "p99.9", 0.999 } };
    ChartSpec spec;
    spec.subtitle = runs.size() == 1 ? runs.front()->strategy : runs.front()->scenario;
    spec.kind = ChartKind::groupedBars;
    spec.x.title = "Percentile of the answered reads";
    for (const auto &percentile : percentiles)
        spec.categories.emplace_back(percentile.name);
    for (std::size_t r = 0; r < runs.size(); ++r) {
        const Histogram &latency = runs[r]->totals.latency;
        ChartSeries series = runSeries(runs, r);
        if (latency.count() == 0)
            continue;
        for (std::size_t i = 0; i < std::size(percentiles); ++i) {
            series.x.push_back(static_cast<double>(i));
            series.y.push_back(latency.quantileSeconds(percentiles[i].share));
        }
        spec.altText += runs[r]->strategy + ": p50 " + figureText(latency.quantileSeconds(0.5), Unit::time) + ", p99 "
            + figureText(latency.quantileSeconds(0.99), Unit::time) + ". ";
        spec.series.push_back(std::move(series));
    }
    if (spec.empty())
        spec.altText = spec.emptyText = "No read was answered.";
    else
        spec.altText.pop_back();
    spec.y = valueAxis("Latency", Unit::time, largestOf(spec));
    return spec;
}

} // namespace cs
