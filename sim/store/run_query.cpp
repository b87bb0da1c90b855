// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/store/run_library.h"

#include "sim/results/result_fields.h"
#include "sim/store/packed.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace cs
{

namespace
{

constexpr const char *totalsFigure = "(SELECT f.value FROM figure_rows r JOIN figures f ON f.figure_row = r.number "
                                     "JOIN fields n ON n.number = f.field "
                                     "WHERE r.run = runs.number AND r.scope = 'totals' AND n.name = ?)";

/// A statement that grows with what is asked for, and its values in order.
struct Query {
    std::string text;
    std::vector<std::string> texts;
    struct Value {
        bool isText;
        std::size_t place;
    };
    std::vector<Value> values;
    std::vector<double> numbers;

    void add(const std::string &value)
    {
        values.push_back({ true, texts.size() });
        texts.push_back(value);
    }
    void add(double value)
    {
        values.push_back({ false, numbers.size() });
        numbers.push_back(value);
    }
};

/// `*` for any text as LIKE has it.
std::string pattern(const std::string &text)
{
    std::string out;
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\')
            out += '\\';
        out += c == '*' ? '%' : c;
    }
    return out;
}

void addFilter(Query &query, const RunFilter &filter)
{
    const auto like = [&query](const char *column, const std::optional<std::string> &wanted) {
        if (!wanted)
            return;
        query.text += std::string(" AND ") + column + " LIKE ? ESCAPE '\\'";
        query.add(pattern(*wanted));
    };
    like("scenario_name", filter.scenario);
    like("strategy", filter.strategy);
    like("source", filter.source);
    if (filter.tag) {
        query.text += " AND EXISTS (SELECT 1 FROM tags WHERE tags.run = runs.number AND tag = ?)";
        query.add(*filter.tag);
    }
    if (filter.sweep) {
        query.text += " AND substr(coalesce(sweep, ''), 1, " + std::to_string(filter.sweep->size()) + ") = ?";
        query.add(*filter.sweep);
    }
    if (filter.sinceMs)
        query.text += " AND created >= " + std::to_string(*filter.sinceMs);
    if (filter.untilMs)
        query.text += " AND created < " + std::to_string(*filter.untilMs);
    for (const auto &condition : filter.conditions) {
        query.text += std::string(" AND ") + totalsFigure + ' ' + std::string(nameOf(condition.comparison)) + " ?";
        query.add(condition.field);
        query.add(condition.value);
    }
}

constexpr const char *columns
    = "SELECT number, id, created, version, scenario_name, folder, strategy, seed, replications, "
      "fingerprint, source, note, sweep, point FROM runs ";

KeptRun runOf(const SqliteStatement &row)
{
    KeptRun run;
    run.number = row.integer(0);
    run.id = row.text(1);
    run.createdMs = row.integer(2);
    run.version = row.text(3);
    run.scenario = row.text(4);
    run.folder = row.text(5);
    run.strategy = row.text(6);
    const std::string seed = row.text(7);
    std::from_chars(seed.data(), seed.data() + seed.size(), run.seed);
    run.replications = static_cast<std::uint64_t>(row.integer(8));
    run.fingerprint = row.text(9);
    run.source = row.text(10);
    run.note = row.text(11);
    if (!row.isNull(12))
        run.point = SweepPointId { row.text(12), static_cast<std::uint64_t>(row.integer(13)) };
    return run;
}

Estimate estimateOf(const SqliteStatement &row, int value)
{
    Estimate estimate;
    estimate.value = row.real(value);
    if (!row.isNull(value + 1))
        estimate.halfWidth = row.real(value + 1);
    return estimate;
}

Result<void> addTags(SqliteDatabase &database, KeptRun &run)
{
    return database.each(
        "SELECT tag FROM tags WHERE run = ? ORDER BY tag",
        [&run](const SqliteStatement &row) { run.tags.push_back(row.text(0)); }, run.number);
}

} // namespace

Result<std::vector<KeptRun>> RunLibrary::list(
    const RunFilter &filter, const RunOrder &order, std::optional<std::uint64_t> limit)
{
    Query query { columns + std::string("WHERE true"), {}, {}, {} };
    addFilter(query, filter);
    const std::string direction = order.descending ? " DESC" : "";
    if (order.field.empty()) {
        query.text += " ORDER BY created" + direction + ", number" + direction;
    } else {
        // Runs without the figure come last, whatever a database makes of missing values.
        query.text += std::string(" ORDER BY ") + totalsFigure + " IS NULL, " + totalsFigure + direction + ", number";
        query.add(order.field);
        query.add(order.field);
    }
    if (limit)
        query.text += " LIMIT " + std::to_string(std::min<std::uint64_t>(*limit, 1'000'000'000));
    auto statement = m_database->prepare(query.text);
    if (!statement)
        return tl::unexpected(told(statement.error()));
    for (const auto &value : query.values)
        value.isText ? statement->bind(std::string_view(query.texts[value.place]))
                     : statement->bind(query.numbers[value.place]);
    std::vector<KeptRun> runs;
    for (;;) {
        const auto row = statement->step();
        if (!row)
            return tl::unexpected(told(row.error()));
        if (!*row)
            break;
        runs.push_back(runOf(*statement));
    }
    for (auto &run : runs)
        if (const auto tags = addTags(*m_database, run); !tags)
            return tl::unexpected(told(tags.error()));
    return runs;
}

Result<FiguresByName> RunLibrary::totals(const KeptRun &run)
{
    FiguresByName figures;
    const auto asked = m_database->each(
        "SELECT n.name, f.value, f.half_width FROM figure_rows r JOIN figures f ON f.figure_row = r.number "
        "JOIN fields n ON n.number = f.field WHERE r.run = ? AND r.scope = 'totals'",
        [&figures](const SqliteStatement &row) { figures[row.text(0)] = estimateOf(row, 1); }, run.number);
    if (!asked)
        return tl::unexpected(told(asked.error()));
    return figures;
}

Result<KeptRunWhole> RunLibrary::get(std::string_view id)
{
    std::optional<KeptRun> run;
    Result<std::string> scenario, result;
    auto asked = m_database->each(
        columns + std::string("WHERE id = ?"), [&run](const SqliteStatement &row) { run = runOf(row); }, id);
    if (asked && !run)
        return fail("no run has this id", std::string(id));
    if (asked)
        asked = addTags(*m_database, *run);
    if (asked)
        asked = m_database->each(
            "SELECT s.text, runs.result FROM runs JOIN scenarios s ON s.number = runs.scenario WHERE id = ?",
            [&](const SqliteStatement &row) {
                scenario = unpacked(row.bytes(0));
                result = unpacked(row.bytes(1));
            },
            id);
    KeptRunWhole out;
    std::int64_t last = -1;
    if (asked)
        asked = m_database->each(
            "SELECT r.number, r.scope, r.layer, r.data_type, n.name, f.value, f.half_width FROM figure_rows r "
            "JOIN figures f ON f.figure_row = r.number JOIN fields n ON n.number = f.field WHERE r.run = ? "
            "ORDER BY r.number, n.number",
            [&](const SqliteStatement &row) {
                if (std::exchange(last, row.integer(0)) != row.integer(0))
                    out.rows.push_back({ row.text(1), row.text(2), row.text(3), {} });
                out.rows.back().figures[row.text(4)] = estimateOf(row, 5);
            },
            run->number);
    if (!asked)
        return tl::unexpected(told(asked.error()));
    for (const auto *text : { &scenario, &result })
        if (!*text)
            return fail(text->error().message, path(), "run " + std::string(id));
    out.run = std::move(*run);
    out.scenario = std::move(*scenario);
    out.result = std::move(*result);
    return out;
}

} // namespace cs
