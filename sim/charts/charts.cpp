// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/charts.h"

#include "sim/charts/chart_builders.h"
#include "sim/charts/chart_kit.h"

#include <algorithm>

namespace cs
{

namespace
{

constexpr ChartBuilder builders[] = {
    { "hit_ratio_over_time", "Hit ratio over time by layer", false, hitRatioOverTime },
    { "hit_ratio_by_type", "Hit ratio by data type", true, hitRatioByType },
    { "latency_percentiles", "Latency percentiles", true, latencyPercentiles },
    { "latency_over_time", "Mean latency over time", true, latencyOverTime },
    { "db_queries_over_time", "Database queries over time", true, dbQueriesOverTime },
    { "memory_over_time", "Cache memory over time by layer", false, memoryOverTime },
};

} // namespace

bool ChartSpec::empty() const
{
    return std::all_of(series.begin(), series.end(), [](const ChartSeries &one) { return one.y.empty(); });
}

std::span<const ChartBuilder> chartBuilders()
{
    return builders;
}

std::vector<ChartSpec> buildCharts(std::span<const RunResultPtr> runs)
{
    std::vector<ChartSpec> charts;
    for (const auto &builder : builders) {
        const auto build = [&](std::span<const RunResultPtr> some) {
            ChartSpec spec = builder.build(some);
            spec.id = builder.id;
            spec.title = builder.title;
            if (spec.kind != ChartKind::groupedBars && !spec.empty())
                addEventMarks(spec, some);
            charts.push_back(std::move(spec));
        };
        if (runs.empty())
            continue;
        if (builder.comparesRuns)
            build(runs);
        else
            for (std::size_t i = 0; i < runs.size(); ++i)
                build(runs.subspan(i, 1));
    }
    return charts;
}

} // namespace cs
