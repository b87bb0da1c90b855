// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/ttl_chart.h"

#include "sim/analysis/ttl_text.h"
#include "sim/charts/chart_kit.h"

namespace cs
{

ChartSpec ttlChart(const TtlReport &report, const TtlTradeoff &tradeoff)
{
    ChartSpec spec;
    spec.id = "ttl_tradeoff";
    spec.title = "Hits, stale reads and violations against TTL";
    spec.subtitle = report.strategy + ": " + tradeoff.dataType + " at " + tradeoff.layer;
    spec.x = timeAxis(tradeoff.points.empty() ? 1 : tradeoff.points.back().ttl.seconds());
    spec.x.title.replace(0, 4, "TTL");
    spec.x.logarithmic = true;
    spec.y = valueAxis("Share of the type's reads", Unit::share, 1);
    spec.y.max = 1;
    const auto add = [&](const std::string &name, double TtlPoint::*share, int colour, bool dashed) {
        ChartSeries series { name, {}, {}, colour, dashed };
        for (const TtlPoint &point : tradeoff.points) {
            series.x.push_back(point.ttl.seconds());
            series.y.push_back(point.*share);
        }
        spec.series.push_back(std::move(series));
    };
    add("Hits of all layers", &TtlPoint::hitRatio, 0, false);
    add("Stale reads", &TtlPoint::staleRatio, 1, false);
    add("Violations", &TtlPoint::violationRatio, 7, true);
    if (tradeoff.tolerance && tradeoff.tolerance->ns > 0) {
        const double at = tradeoff.tolerance->seconds();
        spec.series.push_back({ "Tolerance", { at, at }, { 0, 1 }, 8, true });
    }
    spec.altText = "Shares of the reads of " + tradeoff.dataType + " against the TTL at " + tradeoff.layer + ".";
    for (const std::string &line : ttlVerdicts(report, tradeoff))
        spec.altText += " " + line + ".";
    if (spec.empty())
        spec.emptyText = "There is no TTL to show.";
    return spec;
}

} // namespace cs
