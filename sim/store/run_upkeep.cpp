// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/store/run_library.h"

#include <charconv>

namespace cs
{

Result<std::uint64_t> RunLibrary::usedBytes()
{
    const auto pages = m_database->integer("PRAGMA page_count");
    const auto unused = m_database->integer("PRAGMA freelist_count");
    const auto size = m_database->integer("PRAGMA page_size");
    for (const auto *one : { &pages, &unused, &size })
        if (!*one)
            return tl::unexpected(one->error());
    return static_cast<std::uint64_t>((*pages - *unused) * *size);
}

Result<std::uint64_t> RunLibrary::limitBytes()
{
    std::string text;
    const auto asked = m_database->each("SELECT value FROM settings WHERE name = 'limit_bytes'",
        [&text](const SqliteStatement &row) { text = row.text(0); });
    if (!asked)
        return tl::unexpected(asked.error());
    std::uint64_t limit = defaultLimit;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), limit);
    return read.ec == std::errc() ? limit : defaultLimit;
}

Result<void> RunLibrary::setLimit(std::uint64_t bytes)
{
    return m_database
        ->run(
            "INSERT INTO settings (name, value) VALUES ('limit_bytes', ?1) ON CONFLICT (name) DO UPDATE SET value = ?1",
            std::string_view(std::to_string(bytes)))
        .map_error([this](const Error &error) { return told(error); });
}

/// Scenarios and sweeps that no run names any more.
Result<void> RunLibrary::removeOrphans()
{
    const auto scenarios = m_database->run(
        "DELETE FROM scenarios WHERE NOT EXISTS (SELECT 1 FROM runs WHERE scenario = scenarios.number)");
    return scenarios
        ? m_database->run("DELETE FROM sweeps WHERE NOT EXISTS (SELECT 1 FROM runs WHERE sweep = sweeps.id)")
        : scenarios;
}

Result<std::uint64_t> RunLibrary::prune(std::uint64_t bytes, std::string_view spared)
{
    std::uint64_t removed = 0;
    for (;;) {
        const auto used = usedBytes();
        if (!used)
            return tl::unexpected(told(used.error()));
        if (*used <= bytes)
            break;
        SqliteTransaction transaction(*m_database);
        if (!transaction.begun())
            return tl::unexpected(told(transaction.begun().error()));
        const auto done = m_database->run(
            "DELETE FROM runs WHERE number IN (SELECT number FROM runs WHERE coalesce(sweep, '') <> ? AND "
            "NOT EXISTS (SELECT 1 FROM tags WHERE tags.run = runs.number) ORDER BY created, number LIMIT 4)",
            spared.empty() ? std::string_view("-") : spared);
        if (!done)
            return tl::unexpected(told(done.error()));
        const std::int64_t gone = m_database->changes();
        removed += static_cast<std::uint64_t>(gone);
        const auto orphans = gone > 0 ? removeOrphans() : Result<void>();
        const auto committed = orphans ? transaction.commit() : orphans;
        if (!committed)
            return tl::unexpected(told(committed.error()));
        if (gone == 0)
            break;
    }
    if (removed > 0)
        if (const auto smaller = m_database->execute("PRAGMA incremental_vacuum"); !smaller)
            return tl::unexpected(told(smaller.error()));
    return removed;
}

Result<LibraryStats> RunLibrary::stats()
{
    LibraryStats out;
    const auto asked = m_database->each(
        "SELECT (SELECT count(*) FROM runs), (SELECT count(DISTINCT run) FROM tags), (SELECT count(*) FROM scenarios), "
        "(SELECT count(*) FROM sweeps), (SELECT min(created) FROM runs), (SELECT max(created) FROM runs)",
        [&out](const SqliteStatement &row) {
            out.runs = static_cast<std::uint64_t>(row.integer(0));
            out.tagged = static_cast<std::uint64_t>(row.integer(1));
            out.scenarios = static_cast<std::uint64_t>(row.integer(2));
            out.sweeps = static_cast<std::uint64_t>(row.integer(3));
            if (!row.isNull(4)) {
                out.oldestMs = row.integer(4);
                out.newestMs = row.integer(5);
            }
        });
    const auto used = usedBytes();
    const auto limit = limitBytes();
    if (!asked || !used || !limit)
        return tl::unexpected(told(!asked ? asked.error() : !used ? used.error() : limit.error()));
    out.bytes = *used;
    out.limitBytes = *limit;
    return out;
}

} // namespace cs
