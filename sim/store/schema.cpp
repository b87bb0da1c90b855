// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/store/schema.h"

namespace cs
{

namespace
{

// Plain SQL types and keys, so that the same tables can stand in another database; times are ms since 1970 in UTC,
// seeds and fingerprints (64 bits without sign) are text, numbers of rows are given by the program.
constexpr const char *firstVersion = R"(
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE scenarios (
    number INTEGER PRIMARY KEY, hash TEXT NOT NULL, text BLOB NOT NULL);
CREATE INDEX scenarios_by_hash ON scenarios (hash);
CREATE TABLE sweeps (
    id TEXT PRIMARY KEY, created BIGINT NOT NULL, definition TEXT NOT NULL);
CREATE TABLE runs (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, created BIGINT NOT NULL, version TEXT NOT NULL,
    scenario BIGINT NOT NULL REFERENCES scenarios (number), scenario_name TEXT NOT NULL, folder TEXT NOT NULL,
    strategy TEXT NOT NULL, seed TEXT NOT NULL, replications BIGINT NOT NULL, fingerprint TEXT NOT NULL,
    source TEXT NOT NULL, note TEXT NOT NULL,
    sweep TEXT REFERENCES sweeps (id), point BIGINT, place BIGINT,
    result BLOB NOT NULL);
CREATE UNIQUE INDEX runs_by_point ON runs (sweep, point, place);
CREATE INDEX runs_by_time ON runs (created, number);
CREATE INDEX runs_by_scenario ON runs (scenario);
CREATE TABLE tags (
    run BIGINT NOT NULL REFERENCES runs (number) ON DELETE CASCADE, tag TEXT NOT NULL, PRIMARY KEY (run, tag));
CREATE TABLE fields (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE figure_rows (
    number INTEGER PRIMARY KEY, run BIGINT NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
    scope TEXT NOT NULL, layer TEXT NOT NULL, data_type TEXT NOT NULL);
CREATE INDEX figure_rows_by_run ON figure_rows (run);
CREATE TABLE figures (
    figure_row BIGINT NOT NULL REFERENCES figure_rows (number) ON DELETE CASCADE,
    field BIGINT NOT NULL REFERENCES fields (number),
    value DOUBLE PRECISION NOT NULL, half_width DOUBLE PRECISION, PRIMARY KEY (figure_row, field)) WITHOUT ROWID;
)";

constexpr const char *steps[] = { firstVersion };

/// Version of the library, 0 for an empty file.
Result<std::int64_t> versionOf(SqliteDatabase &database, std::int64_t newest)
{
    const auto application = database.integer("PRAGMA application_id");
    const auto version = database.integer("PRAGMA user_version");
    const auto objects = database.integer("SELECT count(*) FROM sqlite_master");
    for (const auto *one : { &application, &version, &objects })
        if (!*one)
            return tl::unexpected(one->error());
    if (*application != libraryApplication && (*application != 0 || *objects != 0))
        return fail("is a database of another program, no run library", database.path());
    if (*version > newest)
        return fail("has version " + std::to_string(*version) + " of the run library; this program knows version "
                + std::to_string(newest),
            database.path(), "a newer version of this program wrote it");
    return *version;
}

} // namespace

std::span<const char *const> librarySteps()
{
    return steps;
}

Result<void> migrate(SqliteDatabase &database, std::span<const char *const> all)
{
    const auto newest = static_cast<std::int64_t>(all.size());
    const auto before = versionOf(database, newest);
    if (!before)
        return tl::unexpected(before.error());
    if (*before == newest)
        return {};
    SqliteTransaction transaction(database);
    if (!transaction.begun())
        return transaction.begun();
    // Another program may have done it while this one waited for the lock.
    const auto version = versionOf(database, newest);
    if (!version)
        return tl::unexpected(version.error());
    for (auto step = *version; step < newest; ++step)
        if (const auto done = database.execute(all[static_cast<std::size_t>(step)]); !done)
            return done;
    const auto marked = database.execute("PRAGMA application_id = " + std::to_string(libraryApplication)
        + "; PRAGMA user_version = " + std::to_string(newest));
    return marked ? transaction.commit() : marked;
}

} // namespace cs
