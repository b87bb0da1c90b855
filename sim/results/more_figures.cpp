// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/figure_text.h"
#include "sim/results/result_fields.h"
#include "sim/results/result_tables.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace cs
{

namespace
{

struct MoreFigure {
    const char *field, *label;
    std::optional<Unit> unit = {}; ///< none: a count
};

// Every figure of the totals that neither the table of totals nor those of data types and layers have.
constexpr MoreFigure figures[] = {
    { "db_queue_peak", "Reads waiting for the database, peak" },
    { "app_utilization", "Application utilisation", Unit::share },
    { "latency_p90_s", "p90 latency", Unit::time },
    { "latency_p999_s", "p99.9 latency", Unit::time },
    { "staleness_mean_s", "Staleness of stale reads, mean", Unit::time },
    { "staleness_p99_s", "Staleness of stale reads, p99", Unit::time },
    { "staleness_max_s", "Staleness of stale reads, longest", Unit::time },
    { "content_age_mean_s", "Age of the content served, mean", Unit::time },
    { "missing_reads", "Reads for keys that do not exist" },
    { "replaced", "Entries replaced by a newer value" },
    { "bypassed", "Values too large or not admitted" },
    { "flushed", "Entries lost to flushes and restarts" },
    { "dropped_fills", "Values that came too late to be stored" },
    { "tag_removals", "Entries removed by tag" },
    { "tag_work_s", "Work for tags", Unit::time },
    { "view_rebuilds", "View rebuilds" },
    { "view_overruns", "View rebuilds skipped, the one before still ran" },
    { "stale_on_error", "Hits past freshness because the origin failed" },
    { "revalidated", "Entries revalidated as not modified" },
    { "origin_refreshes", "Background refreshes from the database" },
    { "cached_refreshes", "Background refreshes from a cache" },
    { "failed_refreshes", "Background refreshes that failed" },
    { "db_writes", "Writes at the database" },
    { "coalesced_writes", "Writes overtaken before the database heard" },
    { "writes_at_risk", "Writes at risk at the end" },
    { "writes_at_risk_mean", "Writes at risk, mean", Unit::number },
    { "dirty_keys_mean", "Keys with writes at risk, mean", Unit::number },
};

std::string cell(const Estimate &estimate, const std::optional<Unit> &unit)
{
    if (std::isnan(estimate.value))
        return "-";
    return unit ? intervalText(estimate.value, estimate.halfWidth, *unit) : groupedNumber(estimate.value, 0);
}

} // namespace

TextTable moreFiguresTextTable(std::span<const RunResultPtr> runs)
{
    TextTable table;
    table.header.emplace_back("");
    for (const auto &run : runs)
        table.header.push_back(run->strategy);
    for (const MoreFigure &figure : figures) {
        std::vector<Estimate> estimates;
        for (const auto &run : runs)
            estimates.push_back(totalsEstimate(*run, figure.field));
        if (std::none_of(estimates.begin(), estimates.end(), [](const Estimate &one) { return one.value > 0; }))
            continue;
        std::vector<std::string> cells { figure.label };
        for (const Estimate &estimate : estimates)
            cells.push_back(cell(estimate, figure.unit));
        table.rows.push_back(std::move(cells));
    }
    return table;
}

} // namespace cs
