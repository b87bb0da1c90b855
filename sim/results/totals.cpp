// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/figure_text.h"
#include "sim/results/findings.h"
#include "sim/results/result_fields.h"
#include "sim/results/result_writer.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cs
{

namespace
{

constexpr double none = std::numeric_limits<double>::quiet_NaN();

double latency(const RunResult &run, double q)
{
    return run.totals.latency.count() ? run.totals.latency.quantileSeconds(q) : none;
}

struct Line {
    const char *label;
    const char *unitName; ///< of a value that is shown without prefix
    Unit unit;
    int better;
    double (*value)(const RunResult &run); ///< nan = does not apply
};

constexpr Line lines[] = {
    { "Hit ratio", "%", Unit::share, +1, [](const RunResult &r) { return r.totals.hitRatio(); } },
    { "Byte hit ratio", "%", Unit::share, +1, [](const RunResult &r) { return r.totals.byteHitRatio(); } },
    { "Delayed hits", "%", Unit::share, 0,
        [](const RunResult &r) {
            return r.totals.reads ? static_cast<double>(r.totals.coalesced) / static_cast<double>(r.totals.reads) : 0;
        } },
    { "Mean latency", "s", Unit::time, -1,
        [](const RunResult &r) { return r.totals.latency.count() ? r.totals.latency.meanSeconds() : none; } },
    { "p50 latency", "s", Unit::time, -1, [](const RunResult &r) { return latency(r, 0.5); } },
    { "p95 latency", "s", Unit::time, -1, [](const RunResult &r) { return latency(r, 0.95); } },
    { "p99 latency", "s", Unit::time, -1, [](const RunResult &r) { return latency(r, 0.99); } },
    { "Database queries, mean", "/s", Unit::rate, -1, [](const RunResult &r) { return r.dbQueriesPerSecond; } },
    { "Database queries, peak", "/s", Unit::rate, -1, [](const RunResult &r) { return r.dbQueriesPerSecondPeak; } },
    { "Database utilisation", "%", Unit::share, -1,
        [](const RunResult &r) { return r.dbLimited ? r.dbUtilization : none; } },
    { "Stale reads", "%", Unit::share, -1, [](const RunResult &r) { return r.totals.staleRatio(); } },
    { "Staleness violations", "%", Unit::share, -1, [](const RunResult &r) { return r.totals.violationRatio(); } },
    { "Failed reads", "%", Unit::share, -1, [](const RunResult &r) { return failedRatio(r); } },
    { "Cache memory, peak", "B", Unit::bytes, -1,
        [](const RunResult &r) { return static_cast<double>(memoryPeakBytes(r)); } },
    { "Egress from the origin", "B", Unit::bytes, -1,
        [](const RunResult &r) { return static_cast<double>(r.totals.egressBytes); } },
};

TotalsRow rowOf(const Line &line, std::span<const RunResultPtr> runs)
{
    TotalsRow row;
    row.label = line.label;
    row.unit = line.unitName;
    row.better = line.better;
    for (const auto &run : runs) {
        const double value = line.value(*run);
        row.values.push_back(value);
        row.text.push_back(std::isnan(value) ? "-" : figureText(value, line.unit));
        if (row.values.size() == 1)
            row.difference.emplace_back();
        else if (std::isnan(value) || std::isnan(row.values.front()))
            row.difference.emplace_back("-");
        else
            row.difference.push_back(differenceText(row.values.front(), value, line.unit));
    }
    return row;
}

TotalsRow costRow(std::span<const RunResultPtr> runs)
{
    TotalsRow row;
    row.label = "Cost per month";
    row.better = -1;
    for (const auto &run : runs) {
        if (row.unit.empty())
            row.unit = run->currency;
        row.values.push_back(run->hasCost ? run->costPerMonth : none);
        row.text.push_back(run->hasCost ? moneyText(run->costPerMonth, run->currency) : "-");
        const bool comparable = run->hasCost && runs.front()->hasCost;
        row.difference.push_back(row.values.size() == 1 ? ""
                : comparable ? differenceText(row.values.front(), row.values.back(), Unit::number)
                             : "-");
    }
    return row;
}

} // namespace

std::vector<TotalsRow> totalsTable(std::span<const RunResultPtr> runs)
{
    std::vector<TotalsRow> rows;
    if (runs.empty())
        return rows;
    for (const auto &line : lines)
        rows.push_back(rowOf(line, runs));
    if (std::any_of(runs.begin(), runs.end(), [](const RunResultPtr &run) { return run->hasCost; }))
        rows.push_back(costRow(runs));
    return rows;
}

} // namespace cs
