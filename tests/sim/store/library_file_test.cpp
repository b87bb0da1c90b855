// SPDX-License-Identifier: GPL-3.0-or-later
// What may happen to the file: other programs, damage, other versions.
#include "tests/sim/store/runs_to_keep.h"

#include "sim/store/schema.h"

#include <cstdlib>

using namespace cs;
using namespace cs::test;

namespace
{

/// A closed library with a few runs.
std::string filled(const ScratchFolder &folder)
{
    const std::string path = folder.path("runs.sqlite");
    auto library = opened(path);
    for (int i = 0; i < 12; ++i)
        (void)saved(library, toKeep(sampleCached(), "scenario " + std::to_string(i)));
    return path;
}

void checkSetAside(const ScratchFolder &folder, const std::string &path, const std::string &damaged)
{
    auto library = RunLibrary::open(path);
    REQUIRE(library);
    REQUIRE(library->setAside());
    const Error &told = *library->setAside();
    CHECK(told.place == path);
    const std::string aside = told.message.substr(told.message.rfind(' ') + 1);
    CHECK(fileBytes(aside) == damaged);
    // A new one stands there and works; what was set aside before stays.
    CHECK(library->stats()->runs == 0);
    (void)saved(*library, toKeep(sampleCached()));
    CHECK_FALSE(opened(path).setAside());
    CHECK(folder.countOf("runs.sqlite.damaged-") >= 1);
}

} // namespace

TEST_CASE("A damaged library is reported and set aside with all its bytes")
{
    SUBCASE("the middle overwritten")
    {
        const ScratchFolder folder;
        const std::string path = filled(folder);
        std::string bytes = fileBytes(path);
        for (std::size_t at = 4096; at < bytes.size(); at += 4096)
            bytes.replace(at, 100, 100, 'x');
        writeBytes(path, bytes);
        checkSetAside(folder, path, bytes);
    }
    SUBCASE("cut off")
    {
        const ScratchFolder folder;
        const std::string path = filled(folder);
        const std::string bytes = fileBytes(path).substr(0, 3 * 4096 + 100);
        writeBytes(path, bytes);
        checkSetAside(folder, path, bytes);
    }
    SUBCASE("the head overwritten")
    {
        const ScratchFolder folder;
        const std::string path = filled(folder);
        std::string bytes = fileBytes(path);
        bytes.replace(0, 200, 200, '\0');
        writeBytes(path, bytes);
        checkSetAside(folder, path, bytes);
        // A second one in the same second does not take the first one's name.
        writeBytes(path, bytes);
        checkSetAside(folder, path, bytes);
        CHECK(folder.countOf("runs.sqlite.damaged-") >= 2);
    }
}

TEST_CASE("What is no run library is refused and stays as it is")
{
    const ScratchFolder folder;
    const std::string text = folder.path("notes.txt");
    writeBytes(text, "Remember the milk, and then some more text than a head is long.\n");
    CHECK_FALSE(RunLibrary::open(text));
    CHECK(fileBytes(text).starts_with("Remember"));

    const std::string other = folder.path("other.sqlite");
    {
        auto database = SqliteDatabase::open(other, SqliteDatabase::Mode::create, 1000);
        REQUIRE(database);
        REQUIRE((*database)->execute("CREATE TABLE accounts (owner TEXT)"));
    }
    const std::string bytes = fileBytes(other);
    const auto refused = RunLibrary::open(other);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().text().find("another program") != std::string::npos);
    CHECK(fileBytes(other) == bytes);

    CHECK_FALSE(RunLibrary::open(folder.path("")));
    CHECK_FALSE(RunLibrary::open(folder.path("none.sqlite"), OpenLibrary::existing));
    CHECK(folder.countOf("none") == 0);
    CHECK(folder.countOf("notes") == 1);
}

TEST_CASE("A library of a newer program is refused, one of an older one brought up to date")
{
    const ScratchFolder folder;
    const std::string path = filled(folder);
    {
        auto database = SqliteDatabase::open(path, SqliteDatabase::Mode::write, 1000);
        REQUIRE(database);
        std::vector<const char *> steps(librarySteps().begin(), librarySteps().end());
        steps.push_back("ALTER TABLE runs ADD COLUMN mood TEXT");
        // A step that fails leaves everything as it was.
        steps.push_back("CREATE TABLE fine (a TEXT); CREATE TABLE runs (a TEXT)");
        CHECK_FALSE(migrate(**database, steps));
        CHECK((*database)->integer("PRAGMA user_version").value() == std::int64_t(librarySteps().size()));
        CHECK_FALSE((*database)->integer("SELECT count(mood) FROM runs"));
        CHECK_FALSE((*database)->integer("SELECT count(*) FROM fine"));
        steps.pop_back();
        REQUIRE(migrate(**database, steps));
        CHECK((*database)->integer("SELECT count(*) FROM runs WHERE mood IS NULL").value() == 12);
    }
    const auto newer = RunLibrary::open(path);
    REQUIRE_FALSE(newer);
    CHECK(newer.error().text().find("newer version") != std::string::npos);
    CHECK(folder.countOf("runs.sqlite.damaged") == 0);
}

TEST_CASE("A library is a write-ahead log with foreign keys, in a folder that is made for it")
{
    const ScratchFolder folder;
    const std::string path = folder.path("a/b/runs.sqlite");
    auto library = opened(path);
    (void)saved(library, toKeep(sampleCached()));
    auto second = openLibraryFile(path, OpenLibrary::existing);
    REQUIRE(second);
    CHECK(second->database->text("PRAGMA journal_mode").value() == "wal");
    CHECK(second->database->integer("PRAGMA foreign_keys").value() == 1);
    CHECK_FALSE(second->database->execute("DELETE FROM scenarios"));
    REQUIRE(second->database->execute("DELETE FROM runs"));
    CHECK(second->database->integer("SELECT count(*) FROM figures").value() == 0);
}

TEST_CASE("Where runs are kept")
{
    const auto with = [](const char *library, const char *data, const char *home) {
        for (const auto &[name, value] :
            { std::pair("CACHESTRAT_LIBRARY", library), { "XDG_DATA_HOME", data }, { "HOME", home } })
            value ? ::setenv(name, value, 1) : ::unsetenv(name);
        return defaultLibraryPath().value_or("nowhere");
    };
    CHECK(with("/l/r.sqlite", "/d", "/h") == "/l/r.sqlite");
    CHECK(with("none", "/d", "/h") == "nowhere");
    CHECK(with("", "/d", "/h") == "/d/cache-strategist/runs.sqlite");
    CHECK(with(nullptr, "relative", "/h") == "/h/.local/share/cache-strategist/runs.sqlite");
    CHECK(with(nullptr, nullptr, nullptr) == "nowhere");
    ::setenv("CACHESTRAT_LIBRARY", "none", 1);
}
