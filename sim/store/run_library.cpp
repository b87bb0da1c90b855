// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/store/run_library.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace cs
{

std::string utcText(std::int64_t ms)
{
    const std::chrono::sys_time<std::chrono::milliseconds> at { std::chrono::milliseconds(ms) };
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at) - day);
    char text[48];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
    return text;
}

Result<RunLibrary> RunLibrary::open(const std::string &path, OpenLibrary how)
{
    auto opened = openLibraryFile(path, how);
    if (!opened)
        return tl::unexpected(opened.error());
    return RunLibrary(std::move(*opened));
}

Error RunLibrary::told(Error error)
{
    if (m_database->isDamaged())
        error.hint = "the run library is damaged; the next program that opens it sets it aside";
    return error;
}

Result<std::string> RunLibrary::resolve(std::string_view prefix)
{
    std::vector<std::string> found;
    const auto take = [&found](const SqliteStatement &row) { found.push_back(row.text(0)); };
    const auto asked = prefix == "last"
        ? m_database->each("SELECT id FROM runs ORDER BY created DESC, number DESC LIMIT 1", take)
        : m_database->each("SELECT id FROM runs WHERE substr(id, 1, ?) = ? ORDER BY id LIMIT 5", take,
            static_cast<std::int64_t>(prefix.size()), prefix);
    if (!asked)
        return tl::unexpected(told(asked.error()));
    if (found.empty())
        return fail("no run has this id", std::string(prefix), "\"cachestrat runs list\" shows what is kept");
    if (found.size() > 1) {
        std::string all;
        for (const auto &id : found)
            all += (all.empty() ? "" : ", ") + id;
        return fail("more than one run has an id that begins so", std::string(prefix), "they are " + all);
    }
    return found.front();
}

Result<std::int64_t> RunLibrary::numberOf(std::string_view id)
{
    std::optional<std::int64_t> number;
    const auto asked = m_database->each(
        "SELECT number FROM runs WHERE id = ?", [&](const SqliteStatement &row) { number = row.integer(0); }, id);
    if (!asked)
        return tl::unexpected(told(asked.error()));
    if (!number)
        return fail("no run has this id", std::string(id));
    return *number;
}

Result<void> RunLibrary::tag(std::string_view id, std::string_view tag)
{
    if (tag.empty())
        return fail("a tag is at least one letter", "tag");
    const auto number = numberOf(id);
    if (!number)
        return tl::unexpected(number.error());
    return m_database->run("INSERT INTO tags (run, tag) VALUES (?, ?) ON CONFLICT (run, tag) DO NOTHING", *number, tag)
        .map_error([this](const Error &error) { return told(error); });
}

Result<void> RunLibrary::untag(std::string_view id, std::string_view tag)
{
    const auto number = numberOf(id);
    if (!number)
        return tl::unexpected(number.error());
    if (const auto done = m_database->run("DELETE FROM tags WHERE run = ? AND tag = ?", *number, tag); !done)
        return tl::unexpected(told(done.error()));
    if (m_database->changes() == 0)
        return fail("the run has no tag \"" + std::string(tag) + "\"", std::string(id));
    return {};
}

Result<void> RunLibrary::note(std::string_view id, std::string_view text)
{
    const auto number = numberOf(id);
    if (!number)
        return tl::unexpected(number.error());
    return m_database->run("UPDATE runs SET note = ? WHERE number = ?", text, *number)
        .map_error([this](const Error &error) { return told(error); });
}

Result<void> RunLibrary::remove(std::span<const std::string> ids)
{
    SqliteTransaction transaction(*m_database);
    if (!transaction.begun())
        return tl::unexpected(told(transaction.begun().error()));
    for (const auto &id : ids) {
        const auto number = numberOf(id);
        if (!number)
            return tl::unexpected(number.error());
        if (const auto done = m_database->run("DELETE FROM runs WHERE number = ?", *number); !done)
            return tl::unexpected(told(done.error()));
    }
    if (const auto done = removeOrphans(); !done)
        return done;
    return transaction.commit();
}

Result<void> RunLibrary::keepSweep(std::string_view sweep, std::string_view definition)
{
    const auto now
        = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
    return m_database->run("INSERT INTO sweeps (id, created, definition) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
        sweep, static_cast<std::int64_t>(now.count()), definition);
}

Result<void> RunLibrary::beginSweep(std::string_view sweep, std::string_view definition)
{
    if (const auto kept = keepSweep(sweep, definition); !kept)
        return tl::unexpected(told(kept.error()));
    std::string there(definition);
    const auto asked = m_database->each(
        "SELECT definition FROM sweeps WHERE id = ?", [&there](const SqliteStatement &row) { there = row.text(0); },
        sweep);
    if (!asked)
        return tl::unexpected(told(asked.error()));
    if (there != definition)
        return fail("another sweep has the id " + std::string(sweep), path());
    m_sweep = sweep;
    m_definition = definition;
    return {};
}

} // namespace cs
