// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/store/library_file.h"

#include "sim/store/schema.h"

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/file.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace cs
{

namespace
{

namespace fs = std::filesystem;

constexpr int busyMilliseconds = 10'000;
/// A library up to this size is checked at every opening, in a few ms; a larger one once a day.
constexpr std::uintmax_t alwaysChecked = 16'000'000;
constexpr std::int64_t dayMs = 86'400'000;

std::int64_t nowMs()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// Who opens a library holds its folder shared, who renames one holds it alone. Where a file system has no such locks
/// there is none.
class FolderLock
{
public:
    FolderLock(const std::string &path, int kind)
    {
        const auto folder = fs::path(path).parent_path();
        m_fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (m_fd >= 0)
            (void)::flock(m_fd, kind);
    }
    ~FolderLock()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    FolderLock(const FolderLock &) = delete;
    FolderLock &operator=(const FolderLock &) = delete;

private:
    int m_fd = -1;
};

enum class Head { empty, database, other };

Head headOf(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    char head[16] = {};
    file.read(head, sizeof head);
    if (file.gcount() == 0)
        return Head::empty;
    return file.gcount() == sizeof head && std::memcmp(head, "SQLite format 3", sizeof head) == 0 ? Head::database
                                                                                                  : Head::other;
}

/// By its name: what has another ending is somebody's own file.
bool looksLikeLibrary(const std::string &path)
{
    const auto ending = fs::path(path).extension();
    return ending == ".sqlite" || ending == ".sqlite3" || ending == ".db";
}

/// SQLite does not wait while another connection changes the journal.
Result<void> useWriteAheadLog(SqliteDatabase &database)
{
    for (int waited = 0;; waited += 5) {
        const auto mode = database.text("PRAGMA journal_mode = WAL");
        if (mode || !database.isBusy() || waited >= busyMilliseconds) {
            if (!mode)
                return tl::unexpected(mode.error());
            break;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return database.execute("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
}

bool isCheckDue(SqliteDatabase &database, std::uintmax_t bytes)
{
    if (bytes <= alwaysChecked)
        return true;
    const auto checked
        = database.integer("SELECT coalesce(max(CAST(value AS BIGINT)), 0) FROM settings WHERE name = 'checked'");
    const std::int64_t now = nowMs();
    return !checked || *checked > now || now - *checked > dayMs;
}

/// Fails with isDamaged(), or with what quick_check says, for a file that contradicts itself.
Result<void> check(SqliteDatabase &database, std::uintmax_t bytes, bool &damaged)
{
    const auto answer = database.text("PRAGMA quick_check(1)");
    damaged = database.isDamaged() || (answer && *answer != "ok");
    if (!answer)
        return tl::unexpected(answer.error());
    if (*answer != "ok")
        return fail(*answer, database.path());
    if (bytes <= alwaysChecked)
        return {};
    return database.run("INSERT INTO settings (name, value) VALUES ('checked', ?1) "
                        "ON CONFLICT (name) DO UPDATE SET value = ?1",
        std::string_view(std::to_string(nowMs())));
}

Result<std::unique_ptr<SqliteDatabase>> connect(const std::string &path, bool &damaged)
{
    auto opened = SqliteDatabase::open(path, SqliteDatabase::Mode::create, busyMilliseconds);
    if (!opened)
        return opened;
    SqliteDatabase &database = **opened;
    std::error_code unknown;
    const auto size = fs::file_size(path, unknown);
    const std::uintmax_t bytes = unknown ? 0 : size;
    const auto done = [&]() -> Result<void> {
        if (bytes == 0)
            // Before there are tables, so that deleting runs makes the file smaller.
            if (const auto set = database.execute("PRAGMA auto_vacuum = INCREMENTAL"); !set)
                return set;
        if (bytes > 0 && isCheckDue(database, bytes) && !database.isDamaged())
            if (const auto checked = check(database, bytes, damaged); !checked)
                return checked;
        if (const auto migrated = migrate(database); !migrated)
            return migrated;
        return useWriteAheadLog(database);
    }();
    damaged = damaged || database.isDamaged();
    if (!done)
        return tl::unexpected(done.error());
    return opened;
}

std::string utcStamp()
{
    const std::chrono::sys_seconds now(std::chrono::seconds(nowMs() / 1000));
    const auto day = std::chrono::floor<std::chrono::days>(now);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(now - day);
    char text[32];
    std::snprintf(text, sizeof text, "%04d%02u%02uT%02d%02d%02dZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
    return text;
}

std::string freeName(const std::string &path)
{
    const std::string base = path + ".damaged-" + utcStamp();
    std::string name = base;
    for (int serial = 2; fs::exists(name); ++serial)
        name = base + "-" + std::to_string(serial);
    return name;
}

} // namespace

std::optional<std::string> defaultLibraryPath()
{
    const auto variable = [](const char *name) -> std::optional<std::string> {
        const char *value = std::getenv(name);
        return value && *value ? std::optional<std::string>(value) : std::nullopt;
    };
    if (const auto named = variable("CACHESTRAT_LIBRARY"))
        return *named == "none" ? std::nullopt : named;
    // The rules of XDG: a relative path is no such folder.
    if (const auto data = variable("XDG_DATA_HOME"); data && data->starts_with('/'))
        return *data + "/cache-strategist/runs.sqlite";
    if (const auto home = variable("HOME"))
        return *home + "/.local/share/cache-strategist/runs.sqlite";
    return std::nullopt;
}

Error setAsideDamaged(const std::string &path)
{
    const FolderLock alone(path, LOCK_EX);
    if (headOf(path) != Head::other) {
        bool damaged = false;
        const auto again = connect(path, damaged);
        if (!damaged)
            return { path, "was damaged; another program has set it aside", {} };
    }
    const std::string aside = freeName(path);
    std::error_code failed;
    fs::rename(path, aside, failed);
    if (failed)
        return { path, "is damaged and cannot be set aside: " + failed.message(), {} };
    for (const char *part : { "-wal", "-shm", "-journal" }) {
        std::error_code ignored; // most often there is none
        fs::rename(path + part, aside + part, ignored);
    }
    return { path, "was damaged and is set aside as " + aside, "a new run library takes its place" };
}

Result<OpenedLibrary> openLibraryFile(const std::string &path, OpenLibrary how)
{
    std::error_code failed;
    if (fs::is_directory(path, failed))
        return fail("is a directory; expected a run library", path);
    if (!fs::exists(path, failed)) {
        if (how == OpenLibrary::existing)
            return fail("there is no run library", path, "simulating keeps runs there");
        if (const auto folder = fs::path(path).parent_path(); !folder.empty())
            fs::create_directories(folder, failed);
        if (failed)
            return fail("cannot be made: " + failed.message(), path);
    }
    OpenedLibrary out;
    for (int attempt = 0;; ++attempt) {
        const Head head = headOf(path);
        if (head == Head::other && !looksLikeLibrary(path))
            return fail("is no run library", path);
        bool damaged = head == Head::other;
        Result<std::unique_ptr<SqliteDatabase>> connected = fail("is damaged", path);
        if (!damaged) {
            const FolderLock shared(path, LOCK_SH);
            connected = connect(path, damaged);
        }
        if (connected) {
            out.database = std::move(*connected);
            return out;
        }
        if (!damaged || attempt == 3)
            return tl::unexpected(connected.error());
        out.setAside = setAsideDamaged(path);
        if (fs::exists(path, failed) && headOf(path) == Head::other)
            return tl::unexpected(*out.setAside);
    }
}

} // namespace cs
