// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/store/kept_run.h"
#include "sim/store/library_file.h"

#include <span>
#include <stop_token>

namespace cs
{

/// Every run that was simulated, in one SQLite file. Safe under several programs at once and when one of them is killed
/// at any moment: a save is there as a whole or not at all. A library is used by one thread at a time. When it grows
/// over its limit, the oldest runs without a tag go.
class RunLibrary
{
public:
    static constexpr std::uint64_t defaultLimit = 1'000'000'000;
    static constexpr std::size_t shownIdDigits = 8;

    static Result<RunLibrary> open(const std::string &path, OpenLibrary how = OpenLibrary::orNew);

    /// What had to be set aside when it was opened.
    const std::optional<Error> &setAside() const { return m_setAside; }
    const std::string &path() const { return m_database->path(); }

    /// Keeps runs in one transaction; their ids, in order. Runs of a sweep's point that are there already are not kept
    /// twice and have no ids.
    Result<std::vector<std::string>> save(
        std::span<const RunToKeep> runs, const std::optional<SweepPointId> &point = {});

    Result<std::vector<KeptRun>> list(
        const RunFilter &filter = {}, const RunOrder &order = {}, std::optional<std::uint64_t> limit = {});
    /// The id that begins so, "last" for the newest run. An error when there is none or more than one.
    Result<std::string> resolve(std::string_view prefix);
    Result<KeptRunWhole> get(std::string_view id);
    Result<FiguresByName> totals(const KeptRun &run);

    Result<void> tag(std::string_view id, std::string_view tag);
    /// An error when the run has no such tag.
    Result<void> untag(std::string_view id, std::string_view tag);
    /// In place of the note that was there; empty removes it.
    Result<void> note(std::string_view id, std::string_view text);
    Result<void> remove(std::span<const std::string> ids);
    /// Runs with scenarios and results as "cache-strategist/runs" version 1.
    Result<std::string> exportJson(std::span<const std::string> ids);

    Result<LibraryStats> stats();
    Result<void> setLimit(std::uint64_t bytes);
    /// Removes the oldest runs without a tag until the library is not larger; how many. Runs of `spared` stay.
    Result<std::uint64_t> prune(std::uint64_t bytes, std::string_view spared = {});

    /// Says what sweep the points to come belong to; an error when another one has its id.
    Result<void> beginSweep(std::string_view sweep, std::string_view definition);

private:
    explicit RunLibrary(OpenedLibrary opened)
        : m_database(std::move(opened.database))
        , m_setAside(std::move(opened.setAside))
    {
    }
    /// The error, and more about it when the file turns out to be damaged.
    Error told(Error error);
    Result<void> keepSweep(std::string_view sweep, std::string_view definition);
    Result<std::int64_t> numberOf(std::string_view id);
    Result<std::int64_t> fieldNumber(const std::string &name);
    Result<std::int64_t> keepScenario(const std::string &text);
    Result<std::string> keepOne(const RunToKeep &run, const std::optional<SweepPointId> &point, std::size_t place);
    Result<bool> isKept(const std::optional<SweepPointId> &point, std::size_t place);
    Result<void> keepFigures(std::int64_t run, const RunResult &result);
    Result<std::vector<std::string>> saveAll(std::span<const RunToKeep> runs, const std::optional<SweepPointId> &point);
    Result<std::uint64_t> usedBytes();
    Result<std::uint64_t> limitBytes();
    Result<void> removeOrphans();

    std::unique_ptr<SqliteDatabase> m_database;
    std::optional<Error> m_setAside;
    std::map<std::string, std::int64_t> m_fields;
    std::string m_sweep, m_definition; ///< of beginSweep()
};

/// "2026-11-23T01:02:03Z".
std::string utcText(std::int64_t ms);

} // namespace cs
