// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/store/run_library.h"

#include "sim/core/random.h"
#include "sim/core/version.h"
#include "sim/results/result_fields.h"
#include "sim/results/result_writer.h"
#include "sim/store/packed.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <random>

namespace cs
{

namespace
{

std::string hex(std::uint64_t value)
{
    char text[20];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
    return text;
}

/// Ids are no results: they come from the system, so that libraries can be put together.
std::string newId()
{
    std::random_device device;
    return hex(std::uint64_t(device()) << 32 | device());
}

/// Two texts of one hash are told apart by their bytes.
std::string hashOf(std::string_view text)
{
    return hex(substream(text.size(), text));
}

std::string_view scopeText(Scope scope)
{
    switch (scope) {
    case Scope::totals:
        return "totals";
    case Scope::dataType:
        return "data_type";
    case Scope::layer:
        return "layer";
    case Scope::layerDataType:
        return "layer_data_type";
    }
    return "?";
}

/// Adding 0 turns -0 into 0, which a database may not tell apart.
Estimate figureOf(const ResultField &field, const FigureRow &row)
{
    Estimate figure = estimateOf(field, row);
    figure.value += 0.0;
    figure.halfWidth += 0.0;
    return figure;
}

} // namespace

Result<std::int64_t> RunLibrary::fieldNumber(const std::string &name)
{
    if (const auto known = m_fields.find(name); known != m_fields.end())
        return known->second;
    const auto added = m_database->run("INSERT INTO fields (number, name) "
                                       "SELECT coalesce(max(number), 0) + 1, ? FROM fields WHERE true "
                                       "ON CONFLICT (name) DO NOTHING",
        std::string_view(name));
    if (!added)
        return tl::unexpected(added.error());
    std::int64_t number = 0;
    const auto asked = m_database->each(
        "SELECT number FROM fields WHERE name = ?", [&number](const SqliteStatement &row) { number = row.integer(0); },
        std::string_view(name));
    if (!asked)
        return tl::unexpected(asked.error());
    return m_fields[name] = number;
}

Result<std::int64_t> RunLibrary::keepScenario(const std::string &text)
{
    const std::string hash = hashOf(text);
    std::optional<std::int64_t> number;
    const auto asked = m_database->each(
        "SELECT number, text FROM scenarios WHERE hash = ?",
        [&](const SqliteStatement &row) {
            if (const auto there = unpacked(row.bytes(1)); there && *there == text)
                number = row.integer(0);
        },
        std::string_view(hash));
    if (!asked)
        return tl::unexpected(asked.error());
    if (number)
        return *number;
    const auto next = m_database->integer("SELECT coalesce(max(number), 0) + 1 FROM scenarios");
    if (!next)
        return next;
    auto insert = m_database->prepare("INSERT INTO scenarios (number, hash, text) VALUES (?, ?, ?)");
    if (!insert)
        return tl::unexpected(insert.error());
    insert->bind(*next).bind(std::string_view(hash)).bindBytes(packed(text));
    return insert->run().map([&next] { return *next; });
}

Result<void> RunLibrary::keepFigures(std::int64_t run, const RunResult &result)
{
    auto insert = m_database->prepare("INSERT INTO figures (figure_row, field, value, half_width) VALUES (?, ?, ?, ?)");
    const auto first = m_database->integer("SELECT coalesce(max(number), 0) + 1 FROM figure_rows");
    if (!insert || !first)
        return tl::unexpected(insert ? first.error() : insert.error());
    std::int64_t number = *first;
    for (const auto &row : figureRows(result)) {
        const auto added
            = m_database->run("INSERT INTO figure_rows (number, run, scope, layer, data_type) VALUES (?, ?, ?, ?, ?)",
                number, run, scopeText(row.scope), std::string_view(row.layer), std::string_view(row.dataType));
        if (!added)
            return added;
        for (const auto &field : resultFields()) {
            const Estimate figure = field.appliesTo(row) ? figureOf(field, row) : Estimate {};
            if (!std::isfinite(figure.value))
                continue;
            const auto name = fieldNumber(field.name);
            if (!name)
                return tl::unexpected(name.error());
            insert->bind(number).bind(*name).bind(figure.value);
            std::isfinite(figure.halfWidth) ? insert->bind(figure.halfWidth) : insert->bindNull();
            if (const auto kept = insert->run(); !kept)
                return kept;
        }
        ++number;
    }
    return {};
}

Result<std::string> RunLibrary::keepOne(
    const RunToKeep &run, const std::optional<SweepPointId> &point, std::size_t place)
{
    const RunResult &result = *run.result;
    const auto scenario = keepScenario(run.scenario);
    const auto number = m_database->integer("SELECT coalesce(max(number), 0) + 1 FROM runs");
    if (!scenario || !number)
        return tl::unexpected(scenario ? number.error() : scenario.error());
    const auto now
        = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
    auto insert = m_database->prepare("INSERT INTO runs (number, id, created, version, scenario, scenario_name, "
                                      "folder, strategy, seed, replications, "
                                      "fingerprint, source, note, sweep, point, place, result) VALUES (?, ?, ?, ?, ?, "
                                      "?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?)");
    if (!insert)
        return tl::unexpected(insert.error());
    const std::string id = newId();
    insert->bind(*number).bind(std::string_view(id)).bind(static_cast<std::int64_t>(now.count()));
    insert->bind(std::string_view(version)).bind(*scenario).bind(std::string_view(result.scenario));
    insert->bind(std::string_view(run.folder)).bind(std::string_view(result.strategy));
    insert->bind(std::string_view(std::to_string(result.seed))).bind(static_cast<std::int64_t>(result.replications));
    insert->bind(std::string_view(hex(result.fingerprint))).bind(nameOf(run.source));
    if (point)
        insert->bind(std::string_view(point->sweep)).bind(static_cast<std::int64_t>(point->point));
    else
        insert->bindNull().bindNull();
    point ? insert->bind(static_cast<std::int64_t>(place)) : insert->bindNull();
    insert->bindBytes(packed(resultJson({ &run.result, 1 })));
    if (const auto kept = insert->run(); !kept)
        return tl::unexpected(kept.error());
    return keepFigures(*number, result).map([&id] { return id; });
}

Result<bool> RunLibrary::isKept(const std::optional<SweepPointId> &point, std::size_t place)
{
    bool there = false;
    if (!point)
        return there;
    return m_database
        ->each(
            "SELECT 1 FROM runs WHERE sweep = ? AND point = ? AND place = ?",
            [&there](const SqliteStatement &) { there = true; }, std::string_view(point->sweep),
            static_cast<std::int64_t>(point->point), static_cast<std::int64_t>(place))
        .map([&there] { return there; });
}

Result<std::vector<std::string>> RunLibrary::saveAll(
    std::span<const RunToKeep> runs, const std::optional<SweepPointId> &point)
{
    SqliteTransaction transaction(*m_database);
    if (!transaction.begun())
        return tl::unexpected(transaction.begun().error());
    // Numbers of fields that were given in a transaction that did not come to its end are free again.
    m_fields.clear();
    std::vector<std::string> ids;
    // Another program that makes room takes a sweep without points for done with.
    if (point && point->sweep == m_sweep)
        if (const auto kept = keepSweep(m_sweep, m_definition); !kept)
            return tl::unexpected(kept.error());
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const auto there = isKept(point, i);
        if (!there)
            return tl::unexpected(there.error());
        if (*there)
            continue;
        auto id = keepOne(runs[i], point, i);
        if (!id)
            return tl::unexpected(id.error());
        ids.push_back(std::move(*id));
    }
    return transaction.commit().map([&ids] { return ids; });
}

Result<std::vector<std::string>> RunLibrary::save(
    std::span<const RunToKeep> runs, const std::optional<SweepPointId> &point)
{
    auto ids = saveAll(runs, point);
    if (!ids)
        return tl::unexpected(told(ids.error()));
    const auto limit = limitBytes();
    const auto used = usedBytes();
    // The runs are kept; that the library cannot be made smaller now is for the next save to try again.
    if (limit && used && *used > *limit)
        (void)prune(*limit - *limit / 10, point ? std::string_view(point->sweep) : std::string_view());
    return ids;
}

} // namespace cs
