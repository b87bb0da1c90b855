// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/result_tables.h"

#include "sim/core/quantity.h"
#include "sim/results/figure_text.h"
#include "sim/results/result_fields.h"
#include "sim/results/result_writer.h"
#include "ui/common/text.h"
#include "ui/fields/law_text.h"

#include <QCoreApplication>
#include <algorithm>
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

/// A column of figures by the name that the field has in files.
struct FigureColumn {
    const char *field;
    QString title, tip;
    std::optional<Unit> unit = {}; ///< none: a count
};

const ResultField *fieldNamed(std::string_view name)
{
    for (const ResultField &field : resultFields())
        if (field.name == name)
            return &field;
    return nullptr;
}

/// Of one run, or as of one with its interval where there are replications.
TextCell figure(const FigureColumn &column, const FigureRow &row)
{
    const ResultField *field = fieldNamed(column.field);
    const bool ofNothing = field && field->weight && !(field->weight(row) > 0);
    const Estimate estimate = field && !ofNothing ? estimateOf(*field, row) : Estimate {};
    if (std::isnan(estimate.value))
        return { QStringLiteral("–"), -1.0, Meaning::plain };
    if (!column.unit)
        return { qs(displayCount(std::uint64_t(std::llround(estimate.value)))), estimate.value, Meaning::plain };
    return { qs(intervalText(estimate.value, estimate.halfWidth, *column.unit)), estimate.value, Meaning::plain };
}

void addFigures(Row &row, const std::vector<FigureColumn> &columns, const FigureRow &figures)
{
    for (const FigureColumn &column : columns)
        row.push_back(figure(column, figures));
}

std::vector<TextTableModel::Column> titles(const QStringList &first, const std::vector<FigureColumn> &columns)
{
    std::vector<TextTableModel::Column> all;
    for (const QString &title : first)
        all.push_back({ title, {} });
    for (const FigureColumn &column : columns)
        all.push_back({ column.title, column.tip });
    return all;
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
    const QString latency = Tables::tr("Latency of the answered reads.");
    const std::vector<FigureColumn> columns {
        { "reads", Tables::tr("Reads"), Tables::tr("Reads that arrived after the warm-up.") },
        { "hits", Tables::tr("Hits"), Tables::tr("Reads served from a fresh entry of any layer.") },
        { "hit_ratio", Tables::tr("Hit ratio"), Tables::tr("Hits / reads."), Unit::share },
        { "coalesced", Tables::tr("Delayed hits"), Tables::tr("Reads that waited for somebody else's fetch.") },
        { "origin_reads", Tables::tr("Origin reads"), Tables::tr("Reads that the database answered.") },
        { "failed", Tables::tr("Failed"), Tables::tr("Reads that got no answer.") },
        { "writes", Tables::tr("Writes"), {} },
        { "stale_ratio", Tables::tr("Stale reads"), Tables::tr("Share of the reads that got an old value."),
            Unit::share },
        { "violation_ratio", Tables::tr("Violations"), Tables::tr("Share of the reads older than the type tolerates."),
            Unit::share },
        { "latency_mean_s", Tables::tr("Mean"), latency, Unit::time },
        { "latency_p50_s", Tables::tr("p50"), latency, Unit::time },
        { "latency_p95_s", Tables::tr("p95"), latency, Unit::time },
        { "latency_p99_s", Tables::tr("p99"), latency, Unit::time },
        { "db_queries", Tables::tr("DB queries"), Tables::tr("Queries for misses, after the warm-up.") },
    };
    std::vector<Row> rows;
    for (const auto &run : runs)
        for (const TypeResult &type : run->dataTypes) {
            Row row { text(run->strategy), text(type.name) };
            addFigures(row, columns, dataTypeRow(*run, type));
            rows.push_back(std::move(row));
        }
    model.setContent(titles({ Tables::tr("Strategy"), Tables::tr("Data type") }, columns), std::move(rows));
}

void fillLayers(TextTableModel &model, std::span<const RunResultPtr> runs)
{
    const std::vector<FigureColumn> columns {
        { "reads", Tables::tr("Reads"), Tables::tr("Reads that reached the layer.") },
        { "hits", Tables::tr("Hits"), {} },
        { "hit_ratio", Tables::tr("Hit ratio"), Tables::tr("Hits / reads that reached the layer."), Unit::share },
        { "coalesced", Tables::tr("Delayed hits"), {} },
        { "misses", Tables::tr("Misses"), {} },
        { "fills", Tables::tr("Fills"), Tables::tr("Entries stored.") },
        { "evictions", Tables::tr("Evictions"), Tables::tr("Entries that had to make room.") },
        { "expirations", Tables::tr("Expirations"), {} },
        { "invalidations", Tables::tr("Invalidations"), {} },
        { "stale_ratio", Tables::tr("Stale hits"), Tables::tr("Share of the hits that gave an old value."),
            Unit::share },
        { "entries", Tables::tr("Entries"), Tables::tr("Held by all nodes at the end.") },
        { "bytes", Tables::tr("Memory"), Tables::tr("Held by all nodes at the end, overhead included."), Unit::bytes },
    };
    std::vector<Row> rows;
    const auto add = [&](const FigureRow &figures, const std::string &type) {
        Row row { text(figures.run->strategy), text(figures.layer), text(type) };
        addFigures(row, columns, figures);
        rows.push_back(std::move(row));
    };
    for (const auto &run : runs)
        for (const LayerResult &layer : run->layers) {
            add(layerRow(*run, layer), ss(Tables::tr("(all)")));
            for (const TypeResult &type : layer.dataTypes)
                add(layerDataTypeRow(*run, layer, type), type.name);
        }
    model.setContent(
        titles({ Tables::tr("Strategy"), Tables::tr("Layer"), Tables::tr("Data type") }, columns), std::move(rows));
}

void fillText(TextTableModel &model, const TextTable &table)
{
    std::vector<TextTableModel::Column> columns;
    for (const std::string &title : table.header)
        columns.push_back({ qs(title), {} });
    std::vector<Row> rows;
    for (const auto &cells : table.rows) {
        Row row;
        for (std::size_t column = 0; column < cells.size(); ++column) {
            row.push_back(text(cells[column]));
            // Figures stand on the right; nothing sorts these tables.
            const auto &left = table.leftAligned;
            if (column > 0 && std::find(left.begin(), left.end(), column) == left.end())
                row.back().number = 0;
        }
        rows.push_back(std::move(row));
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
