// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/figure_text.h"
#include "sim/results/findings.h"
#include "sim/results/result_fields.h"
#include "sim/results/result_writer.h"

#include <algorithm>
#include <cmath>
#include <iterator>
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

double shareOfReads(const RunResult &run, std::uint64_t part)
{
    return run.totals.reads ? static_cast<double>(part) / static_cast<double>(run.totals.reads) : 0;
}

struct Line {
    const char *label;
    const char *name; ///< with its unit
    const char *field; ///< among the figures of a result, null where it is none
    const char *unitName; ///< of a value that is shown without prefix
    Unit unit;
    int better;
    double (*value)(const RunResult &run); ///< nan = does not apply
    bool (*used)(const RunResult &run) = nullptr; ///< left out where no strategy does such a thing; null = never
};

/// Of one run; of merged replications the mean of one.
double perRun(const RunResult &run, std::uint64_t count)
{
    return static_cast<double>(count) / static_cast<double>(std::max<std::uint64_t>(1, run.replications));
}

bool writesBehind(const RunResult &run)
{
    return !run.series.writesAtRisk.empty() || run.totals.writesAtRiskPeak > 0 || run.totals.lostWrites > 0;
}

constexpr Line lines[] = {
    { "Hit ratio", "hit_ratio", "hit_ratio", "%", Unit::share, +1,
        [](const RunResult &r) { return r.totals.hitRatio(); } },
    { "Byte hit ratio", "byte_hit_ratio", "byte_hit_ratio", "%", Unit::share, +1,
        [](const RunResult &r) { return r.totals.byteHitRatio(); } },
    { "Delayed hits", "coalesced_ratio", nullptr, "%", Unit::share, 0,
        [](const RunResult &r) {
            if (!r.tells("coalesced"))
                return none;
            return r.totals.reads ? static_cast<double>(r.totals.coalesced) / static_cast<double>(r.totals.reads) : 0;
        } },
    { "Mean latency", "latency_mean_s", "latency_mean_s", "s", Unit::time, -1,
        [](const RunResult &r) { return r.totals.latency.count() ? r.totals.latency.meanSeconds() : none; } },
    { "p50 latency", "latency_p50_s", "latency_p50_s", "s", Unit::time, -1,
        [](const RunResult &r) { return latency(r, 0.5); } },
    { "p95 latency", "latency_p95_s", "latency_p95_s", "s", Unit::time, -1,
        [](const RunResult &r) { return latency(r, 0.95); } },
    { "p99 latency", "latency_p99_s", "latency_p99_s", "s", Unit::time, -1,
        [](const RunResult &r) { return latency(r, 0.99); } },
    { "Database queries, mean", "db_queries_per_s", "db_queries_per_s", "/s", Unit::rate, -1,
        [](const RunResult &r) { return r.dbQueriesPerSecond; } },
    { "Database queries, peak", "db_queries_per_s_peak", "db_queries_per_s_peak", "/s", Unit::rate, -1,
        [](const RunResult &r) { return r.dbQueriesPerSecondPeak; } },
    { "Database utilisation", "db_utilization", "db_utilization", "%", Unit::share, -1,
        [](const RunResult &r) { return r.dbLimited ? r.dbUtilization : none; } },
    { "Stale reads", "stale_ratio", "stale_ratio", "%", Unit::share, -1,
        [](const RunResult &r) { return r.totals.staleRatio(); } },
    { "Staleness violations", "violation_ratio", "violation_ratio", "%", Unit::share, -1,
        [](const RunResult &r) { return r.totals.violationRatio(); } },
    { "Failed reads", "failed_ratio", nullptr, "%", Unit::share, -1,
        [](const RunResult &r) { return r.tells("failed") ? failedRatio(r) : none; } },
    { "Cache memory, peak", "bytes_peak", "bytes_peak", "B", Unit::bytes, -1,
        [](const RunResult &r) { return static_cast<double>(memoryPeakBytes(r)); } },
    { "Egress from the origin", "egress_bytes", "egress_bytes", "B", Unit::bytes, -1,
        [](const RunResult &r) { return static_cast<double>(r.totals.egressBytes); } },
    { "Hits past their freshness", "stale_served_ratio", nullptr, "%", Unit::share, 0,
        [](const RunResult &r) { return shareOfReads(r, r.totals.staleServed); },
        [](const RunResult &r) { return r.totals.staleServed > 0; } },
    { "Background refreshes per read", "refresh_ratio", nullptr, "%", Unit::share, 0,
        [](const RunResult &r) { return shareOfReads(r, r.totals.refreshes); },
        [](const RunResult &r) { return r.totals.refreshes > 0; } },
    { "Retries per read", "retry_ratio", nullptr, "%", Unit::share, -1,
        [](const RunResult &r) { return shareOfReads(r, r.totals.retries); },
        [](const RunResult &r) { return r.totals.retries > 0; } },
    { "Writes at risk, peak", "writes_at_risk_peak", "writes_at_risk_peak", "", Unit::number, -1,
        [](const RunResult &r) { return perRun(r, r.totals.writesAtRiskPeak); }, writesBehind },
    { "Writes lost", "lost_writes", "lost_writes", "", Unit::number, -1,
        [](const RunResult &r) { return perRun(r, r.totals.lostWrites); }, writesBehind },
    { "Stores refused, out of memory", "refused", "refused", "", Unit::number, -1,
        [](const RunResult &r) { return perRun(r, refusedStores(r)); },
        [](const RunResult &r) { return refusedStores(r) > 0; } },
    { "Wrong reads", "wrong_reads", "wrong_reads", "", Unit::number, -1,
        [](const RunResult &r) { return perRun(r, r.totals.wrongReads); },
        [](const RunResult &r) { return r.totals.wrongReads > 0; } },
};

/// Not a number where the line does not apply, or where an estimate leaves it out.
double valueOf(const Line &line, const RunResult &run)
{
    return line.field && !run.tells(line.field) ? none : line.value(run);
}

/// A line of a run: of merged replications the figure as of one, with its interval.
Estimate lineEstimate(const RunResult &run, std::size_t index, const char *field, double value)
{
    if (run.sampling)
        return field ? totalsEstimate(run, field) : Estimate {};
    if (run.replications <= 1)
        return { value, none };
    if (field)
        return totalsEstimate(run, field);
    Spread spread;
    for (const double sample : run.samples[index])
        if (!std::isnan(sample))
            spread.add(sample);
    return { spread.mean(), spread.halfWidth() };
}

/// The replications of two strategies saw the same requests: their differences pair by pair vary less than they do.
std::string pairedDifference(const RunResult &base, const RunResult &run, std::size_t index, Unit unit)
{
    Spread spread;
    for (std::size_t i = 0; i < run.samples[index].size(); ++i) {
        const double before = base.samples[index][i], after = run.samples[index][i];
        if (std::isnan(before) || std::isnan(after))
            return {};
        if (unit == Unit::share)
            spread.add(after - before);
        else if (before > 0)
            spread.add((after - before) / before, before);
        else
            return {};
    }
    if (!(spread.halfWidth() > 0))
        return {};
    return differenceIntervalText(spread.mean(), spread.halfWidth(), unit);
}

std::string differenceOf(
    const RunResult &base, const RunResult &run, std::size_t index, Unit unit, double before, double after)
{
    if (std::isnan(before) || std::isnan(after))
        return "-";
    if (run.replications > 1 && run.replications == base.replications)
        if (std::string text = pairedDifference(base, run, index, unit); !text.empty())
            return text;
    return differenceText(before, after, unit);
}

/// Counts of one run are whole.
std::string cellText(const Estimate &figure, Unit unit)
{
    if (std::isnan(figure.value))
        return "-";
    if (unit == Unit::number && figure.value == std::floor(figure.value) && !(figure.halfWidth > 0))
        return groupedNumber(figure.value, 0);
    return intervalText(figure.value, figure.halfWidth, unit);
}

TotalsRow rowOf(std::size_t index, std::span<const RunResultPtr> runs)
{
    const Line &line = lines[index];
    TotalsRow row;
    row.label = line.label;
    row.unit = line.unitName;
    row.better = line.better;
    for (const auto &run : runs) {
        const Estimate figure = lineEstimate(*run, index, line.field, valueOf(line, *run));
        row.values.push_back(figure.value);
        row.halfWidths.push_back(figure.halfWidth);
        row.text.push_back(cellText(figure, line.unit));
        row.difference.push_back(row.values.size() == 1
                ? ""
                : differenceOf(*runs.front(), *run, index, line.unit, row.values.front(), figure.value));
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
        const Estimate cost = lineEstimate(*run, std::size(lines), nullptr, run->hasCost ? run->costPerMonth : none);
        row.values.push_back(cost.value);
        row.halfWidths.push_back(cost.halfWidth);
        row.text.push_back(!run->hasCost ? "-"
                : cost.halfWidth > 0 ? moneyText(cost.value, run->currency) + " ± " + groupedNumber(cost.halfWidth, 2)
                                     : moneyText(cost.value, run->currency));
        row.difference.push_back(row.values.size() == 1 ? ""
                                                        : differenceOf(*runs.front(), *run, std::size(lines),
                                                            Unit::number, row.values.front(), row.values.back()));
    }
    return row;
}

} // namespace

std::vector<TotalsRow> totalsTable(std::span<const RunResultPtr> runs)
{
    std::vector<TotalsRow> rows;
    if (runs.empty())
        return rows;
    for (std::size_t i = 0; i < std::size(lines); ++i)
        if (!lines[i].used
            || std::any_of(runs.begin(), runs.end(), [i](const auto &run) { return lines[i].used(*run); }))
            rows.push_back(rowOf(i, runs));
    if (std::any_of(runs.begin(), runs.end(), [](const RunResultPtr &run) { return run->hasCost; }))
        rows.push_back(costRow(runs));
    return rows;
}

std::vector<TotalsLine> totalsLines()
{
    std::vector<TotalsLine> out;
    for (const auto &line : lines)
        out.push_back({ line.label, line.name, line.field, line.unit, line.better, line.used });
    out.push_back({ "Cost per month", "cost_per_month", "cost_per_month", Unit::number, -1 });
    return out;
}

std::vector<double> totalsValues(const RunResult &run)
{
    std::vector<double> values;
    for (const auto &line : lines)
        values.push_back(valueOf(line, run));
    values.push_back(run.hasCost ? run.costPerMonth : none);
    return values;
}

} // namespace cs
