// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/result_tables.h"

#include "sim/core/quantity.h"
#include "sim/results/result_writer.h"
#include "ui/common/text.h"
#include "ui/fields/law_text.h"

#include <QCoreApplication>
#include <cmath>

namespace cs::ui
{

namespace
{

struct Tables {
    Q_DECLARE_TR_FUNCTIONS(Tables)
};

using Row = std::vector<TextCell>;

TextCell text(const std::string &value)
{
    return { qs(value), {}, Meaning::plain };
}

TextCell count(std::uint64_t value)
{
    return { qs(displayCount(value)), double(value), Meaning::plain };
}

TextCell quantity(double value, Unit unit)
{
    return { qs(displayQuantity(value, unit)), value, Meaning::plain };
}

/// "–" where a ratio of nothing would read as 0 %.
TextCell ratio(double value, std::uint64_t of)
{
    return of == 0 ? TextCell { QStringLiteral("–"), -1.0, Meaning::plain } : quantity(value, Unit::share);
}

TextCell latency(const Histogram &histogram, double seconds)
{
    return histogram.count() == 0 ? TextCell { QStringLiteral("–"), -1.0, Meaning::plain }
                                  : quantity(seconds, Unit::time);
}

void addLatencies(Row &row, const Histogram &histogram)
{
    row.push_back(latency(histogram, histogram.meanSeconds()));
    row.push_back(latency(histogram, histogram.quantileSeconds(0.5)));
    row.push_back(latency(histogram, histogram.quantileSeconds(0.95)));
    row.push_back(latency(histogram, histogram.quantileSeconds(0.99)));
}

void addLatencyColumns(std::vector<TextTableModel::Column> &columns)
{
    const QString tip = Tables::tr("Latency of the answered reads.");
    for (const QString &title : { Tables::tr("Mean"), Tables::tr("p50"), Tables::tr("p95"), Tables::tr("p99") })
        columns.push_back({ title, tip });
}

TextCell difference(const TotalsRow &row, std::size_t run)
{
    TextCell cell;
    cell.text = qs(row.difference[run]);
    const double change = row.values[run] - row.values[0];
    cell.number = change;
    // What one of the two does not have cannot be better or worse.
    const bool comparable = row.text[0] != "-" && row.text[run] != "-" && row.difference[run] != "-";
    // Nor is a difference that reads as none.
    const bool none = row.difference[run].starts_with("0 ") || row.difference[run] == "0";
    if (change == 0 || none || cell.text.isEmpty() || !comparable)
        return cell;
    const QString arrow = change > 0 ? QStringLiteral("▲ ") : QStringLiteral("▼ ");
    if (row.better != 0) {
        const bool good = (change > 0) == (row.better > 0);
        cell.meaning = good ? Meaning::better : Meaning::worse;
        cell.text = arrow + cell.text + (good ? Tables::tr("  better") : Tables::tr("  worse"));
    } else {
        cell.text = arrow + cell.text;
    }
    return cell;
}

Row layerRow(const RunResult &run, const std::string &layer, const std::string &type, const Figures &f)
{
    Row row { text(run.strategy), text(layer), text(type), count(f.reads), count(f.hits), ratio(f.hitRatio(), f.reads),
        count(f.coalesced), count(f.misses), count(f.fills), count(f.evictions), count(f.expirations),
        count(f.invalidations), ratio(f.staleRatio(), f.hits), count(f.entries),
        quantity(double(f.bytes), Unit::bytes) };
    return row;
}

} // namespace

void fillTotals(TextTableModel &model, std::span<const RunResultPtr> runs)
{
    std::vector<TextTableModel::Column> columns { { Tables::tr("Measure"), {} } };
    for (std::size_t run = 0; run < runs.size(); ++run) {
        columns.push_back(
            { qs(runs[run]->strategy), run == 0 ? Tables::tr("The baseline of the comparison.") : QString() });
        if (run > 0)
            columns.push_back({ Tables::tr("vs %1").arg(qs(runs[0]->strategy)),
                Tables::tr("Difference to the baseline on the same requests.") });
    }
    std::vector<Row> rows;
    for (const TotalsRow &total : totalsTable(runs)) {
        Row row { text(total.label) };
        for (std::size_t run = 0; run < runs.size(); ++run) {
            row.push_back({ qs(total.text[run]), total.values[run], Meaning::plain });
            if (run > 0)
                row.push_back(difference(total, run));
        }
        rows.push_back(std::move(row));
    }
    model.setContent(std::move(columns), std::move(rows));
}

void fillDataTypes(TextTableModel &model, std::span<const RunResultPtr> runs)
{
    std::vector<TextTableModel::Column> columns { { Tables::tr("Strategy"), {} }, { Tables::tr("Data type"), {} },
        { Tables::tr("Reads"), Tables::tr("Reads that arrived after the warm-up.") },
        { Tables::tr("Hits"), Tables::tr("Reads served from a fresh entry of any layer.") },
        { Tables::tr("Hit ratio"), Tables::tr("Hits / reads.") },
        { Tables::tr("Delayed hits"), Tables::tr("Reads that waited for somebody else's fetch.") },
        { Tables::tr("Origin reads"), Tables::tr("Reads that the database answered.") },
        { Tables::tr("Failed"), Tables::tr("Reads that got no answer.") }, { Tables::tr("Writes"), {} },
        { Tables::tr("Stale reads"), Tables::tr("Share of the reads that got an old value.") },
        { Tables::tr("Violations"), Tables::tr("Share of the reads older than the type tolerates.") } };
    addLatencyColumns(columns);
    columns.push_back({ Tables::tr("DB queries"), Tables::tr("Queries for misses, after the warm-up.") });
    std::vector<Row> rows;
    for (const auto &run : runs) {
        for (const TypeResult &type : run->dataTypes) {
            const Figures &f = type.figures;
            Row row { text(run->strategy), text(type.name), count(f.reads), count(f.hits), ratio(f.hitRatio(), f.reads),
                count(f.coalesced), count(f.originReads), count(f.failed), count(f.writes),
                ratio(f.staleRatio(), f.reads), ratio(f.violationRatio(), f.reads) };
            addLatencies(row, f.latency);
            row.push_back(count(std::uint64_t(std::llround(f.dbQueries))));
            rows.push_back(std::move(row));
        }
    }
    model.setContent(std::move(columns), std::move(rows));
}

void fillLayers(TextTableModel &model, std::span<const RunResultPtr> runs)
{
    std::vector<TextTableModel::Column> columns { { Tables::tr("Strategy"), {} }, { Tables::tr("Layer"), {} },
        { Tables::tr("Data type"), {} }, { Tables::tr("Reads"), Tables::tr("Reads that reached the layer.") },
        { Tables::tr("Hits"), {} }, { Tables::tr("Hit ratio"), Tables::tr("Hits / reads that reached the layer.") },
        { Tables::tr("Delayed hits"), {} }, { Tables::tr("Misses"), {} },
        { Tables::tr("Fills"), Tables::tr("Entries stored.") },
        { Tables::tr("Evictions"), Tables::tr("Entries that had to make room.") }, { Tables::tr("Expirations"), {} },
        { Tables::tr("Invalidations"), {} },
        { Tables::tr("Stale hits"), Tables::tr("Share of the hits that gave an old value.") },
        { Tables::tr("Entries"), Tables::tr("Held by all nodes at the end.") },
        { Tables::tr("Memory"), Tables::tr("Held by all nodes at the end, overhead included.") } };
    std::vector<Row> rows;
    for (const auto &run : runs) {
        for (const LayerResult &layer : run->layers) {
            rows.push_back(layerRow(*run, layer.name, ss(Tables::tr("(all)")), layer.figures));
            for (const TypeResult &type : layer.dataTypes)
                rows.push_back(layerRow(*run, layer.name, type.name, type.figures));
        }
    }
    model.setContent(std::move(columns), std::move(rows));
}

void fillEndpoints(TextTableModel &model, std::span<const ImportedEndpoint> endpoints)
{
    std::vector<TextTableModel::Column> columns { { Tables::tr("Endpoint"), {} }, { Tables::tr("Reads"), {} },
        { Tables::tr("Writes"), Tables::tr("By method: POST, PUT, PATCH, DELETE.") }, { Tables::tr("Read rate"), {} },
        { Tables::tr("Keys"), Tables::tr("Different items seen.") },
        { Tables::tr("Zipf exponent"), Tables::tr("Fitted to how the reads spread over the keys.") },
        { Tables::tr("Fit R²"), Tables::tr("Goodness of that fit; 1 is perfect.") },
        { Tables::tr("Value size"), Tables::tr("Mean size of a response.") },
        { Tables::tr("Latency"), Tables::tr("Mean request time, where the log has one.") },
        { Tables::tr("Errors"), Tables::tr("Share of the requests with status 5xx.") } };
    std::vector<Row> rows;
    for (const auto &e : endpoints) {
        Row row { text(e.endpoint), count(e.reads), count(e.writes), quantity(e.readsPerSecond, Unit::rate),
            count(e.keys), { qs(formatFixed(e.zipfExponent, 2)), e.zipfExponent, Meaning::plain },
            { qs(formatFixed(e.zipfFit, 3)), e.zipfFit, Meaning::plain },
            quantity(e.valueSize.expected(), Unit::bytes) };
        row.push_back(e.latency ? quantity(e.latency->expected(), Unit::time)
                                : TextCell { QStringLiteral("–"), -1.0, Meaning::plain });
        row.push_back(
            ratio(double(e.errors) / double(std::max<std::uint64_t>(1, e.reads + e.writes)), e.reads + e.writes));
        rows.push_back(std::move(row));
    }
    model.setContent(std::move(columns), std::move(rows));
}

} // namespace cs::ui
