// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/result_tables.h"

#include "sim/results/figure_text.h"
#include "sim/results/result_fields.h"
#include "sim/results/result_writer.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

std::string latencyText(const Histogram &latency, double q)
{
    return latency.count() ? figureText(latency.quantileSeconds(q), Unit::time) : "-";
}

std::string meanText(const Histogram &latency)
{
    return latency.count() ? figureText(latency.meanSeconds(), Unit::time) : "-";
}

/// A dash where an estimate leaves the field out.
std::string told(const RunResult &run, std::string_view field, std::string text)
{
    return run.tells(field) ? std::move(text) : "-";
}

/// The figure of a row by its field's name, with its interval where there are replications.
std::string shareOf(const FigureRow &row, std::string_view name)
{
    if (!row.run->tells(name))
        return "-";
    for (const auto &field : resultFields())
        if (field.name == name) {
            const Estimate estimate = estimateOf(field, row);
            return std::isnan(estimate.value) ? "-" : intervalText(estimate.value, estimate.halfWidth, Unit::share);
        }
    return "-";
}

/// A count that may not be told.
std::string countOf(const FigureRow &row, std::string_view name)
{
    for (const auto &field : resultFields())
        if (field.name == name) {
            const double value = estimateOf(field, row).value;
            return std::isnan(value) ? "-" : groupedNumber(value, 0);
        }
    return "-";
}

std::vector<std::string> sampledDataType(const RunResult &run, const TypeResult &type)
{
    const FigureRow row = dataTypeRow(run, type);
    return { type.name, run.strategy, countOf(row, "reads"), countOf(row, "writes"), shareOf(row, "hit_ratio"),
        countOf(row, "coalesced"), "-", "-", countOf(row, "db_queries"), "-", "-", "-" };
}

std::vector<std::string> sampledLayer(const RunResult &run, const LayerResult &layer)
{
    const FigureRow row = layerRow(run, layer);
    return { layer.name, run.strategy, countOf(row, "reads"), shareOf(row, "hit_ratio"), countOf(row, "coalesced"),
        countOf(row, "fills"), countOf(row, "evictions"), "-", "-", countOf(row, "entries"), "-", "-", "-" };
}

} // namespace

TextTable totalsTextTable(std::span<const RunResultPtr> runs)
{
    TextTable table;
    table.header.emplace_back("");
    for (std::size_t i = 0; i < runs.size(); ++i) {
        table.header.push_back(runs[i]->strategy);
        if (i > 0)
            table.header.emplace_back("difference");
    }
    for (const auto &row : totalsTable(runs)) {
        std::vector<std::string> cells { row.label };
        for (std::size_t i = 0; i < row.text.size(); ++i) {
            cells.push_back(row.text[i]);
            if (i > 0)
                cells.push_back(row.difference[i]);
        }
        table.rows.push_back(std::move(cells));
    }
    return table;
}

TextTable dataTypesTextTable(std::span<const RunResultPtr> runs)
{
    TextTable table;
    table.header = { "Data type", "Strategy", "Reads", "Writes", "Hit ratio", "Delayed hits", "Mean latency",
        "p99 latency", "Database queries", "Stale reads", "Violations", "Failed" };
    table.leftAligned = { 1 };
    if (runs.empty())
        return table;
    for (std::size_t t = 0; t < runs.front()->dataTypes.size(); ++t)
        for (const auto &run : runs) {
            if (t >= run->dataTypes.size())
                continue;
            const TypeResult &type = run->dataTypes[t];
            const Figures &f = type.figures;
            const auto count = [&run](std::uint64_t all) { return displayCount(shownCount(*run, all)); };
            if (run->sampling) {
                table.rows.push_back(sampledDataType(*run, type));
                continue;
            }
            table.rows.push_back({ type.name, run->strategy, count(f.reads), count(f.writes),
                shareOf(dataTypeRow(*run, type), "hit_ratio"), count(f.coalesced), meanText(f.latency),
                latencyText(f.latency, 0.99), groupedNumber(f.dbQueries / static_cast<double>(run->replications), 0),
                told(*run, "stale_reads", count(f.staleReads)), told(*run, "violations", count(f.violations)),
                told(*run, "failed", count(f.failed)) });
        }
    return table;
}

TextTable layersTextTable(std::span<const RunResultPtr> runs)
{
    TextTable table;
    table.header = { "Layer", "Strategy", "Reads reached", "Hit ratio", "Delayed hits", "Fills", "Evicted", "Expired",
        "Invalidated", "Entries at end", "Memory, peak", "Stale hits", "Hottest node" };
    table.leftAligned = { 1 };
    for (const auto &run : runs)
        for (const auto &layer : run->layers) {
            const Figures &f = layer.figures;
            const auto count = [&run](std::uint64_t all) { return displayCount(shownCount(*run, all)); };
            if (run->sampling) {
                table.rows.push_back(sampledLayer(*run, layer));
                continue;
            }
            table.rows.push_back({ layer.name, run->strategy, count(f.reads),
                shareOf(layerRow(*run, layer), "hit_ratio"), told(*run, "coalesced", count(f.coalesced)),
                told(*run, "fills", count(f.fills)), told(*run, "evictions", count(f.evictions)),
                told(*run, "expirations", count(f.expirations)), told(*run, "invalidations", count(f.invalidations)),
                count(f.entries), figureText(static_cast<double>(shownCount(*run, f.bytesPeak)), Unit::bytes),
                told(*run, "stale_reads", count(f.staleReads)),
                layer.hottestNodes.empty() ? "-" : figureText(layer.hottestNodeShare(), Unit::share) });
        }
    return table;
}

std::string eventText(const EventResult &event)
{
    std::string text = event.event;
    std::replace(text.begin(), text.end(), '_', ' ');
    return event.subject.empty() ? text : text + " " + event.subject;
}

std::string recoveryText(const EventResult &event)
{
    if (!event.applies)
        return "does not apply";
    if (!event.hasLevel)
        return "-";
    if (!event.recovered)
        return "not by the end";
    return event.recoverySeconds > 0 ? figureText(event.recoverySeconds, Unit::time) : "never fell";
}

TextTable eventsTextTable(std::span<const RunResultPtr> runs)
{
    TextTable table;
    table.header = { "Event", "Strategy", "At", "Hit ratio before", "Lowest", "Back within 5 % after",
        "Database queries, peak", "Queue, peak", "Failed", "p99 latency", "Writes lost" };
    table.leftAligned = { 1 };
    const std::size_t events = runs.empty() ? 0 : runs.front()->events.size();
    for (std::size_t i = 0; i < events; ++i)
        for (const auto &run : runs) {
            if (i >= run->events.size())
                continue;
            const EventResult &event = run->events[i];
            const auto level = [&event](double value) { return event.hasLevel ? figureText(value, Unit::share) : "-"; };
            table.rows.push_back(
                { eventText(event), run->strategy, figureText(event.atSeconds, Unit::time), level(event.hitRatioBefore),
                    level(event.hitRatioLow), recoveryText(event), figureText(event.dbQueriesPerSecondPeak, Unit::rate),
                    groupedNumber(event.dbQueuePeak, 0), displayCount(shownCount(*run, event.failed)),
                    event.answered ? figureText(event.latencyP99Seconds, Unit::time) : "-",
                    displayCount(shownCount(*run, event.lostWrites)) });
        }
    return table;
}

std::string runSentence(const RunResult &run)
{
    if (run.estimated)
        return "instant estimate, of " + figureText(run.durationSeconds, Unit::time) + " the first "
            + figureText(run.warmUpSeconds, Unit::time) + " left out as warm-up, " + displayCount(run.requests)
            + " requests expected";
    std::string text
        = "seed " + std::to_string(run.seed) + ", " + figureText(run.durationSeconds, Unit::time) + " simulated, ";
    if (run.warmUpSeconds > 0)
        text += "the first " + figureText(run.warmUpSeconds, Unit::time) + " cut off as warm-up"
            + (run.warmUpAutomatic ? " (found automatically), " : ", ");
    else
        text += run.warmUpAutomatic ? "no warm-up found to cut off, " : "no warm-up cut off, ";
    text += displayCount(run.requests) + " requests measured";
    if (run.replications > 1)
        text += " over " + std::to_string(run.replications) + " replications, shown are means of one; ± is the half "
            + "width of the 95 % interval";
    if (run.sampling)
        text += ", estimated from " + std::to_string(run.sampling->samples) + " samples of "
            + figureText(run.sampling->share, Unit::share) + " of the keys; ± is the half width of the 95 % interval";
    if (run.precision)
        text += std::string(", the hit ratio is ") + (run.precisionReached ? "" : "not ") + "known to ± "
            + figureText(*run.precision, Unit::share, 2);
    return text;
}

} // namespace cs
