// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/files.h"

#include <csignal>
#include <doctest/doctest.h>
#include <filesystem>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace cs;
namespace fs = std::filesystem;

namespace
{

/// A folder of its own for a test, removed at the end.
class Folder
{
public:
    Folder()
    {
        std::string name = (fs::temp_directory_path() / "cs-files-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        m_path = name;
    }
    ~Folder() { fs::remove_all(m_path); }
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;
    std::string operator/(const std::string &name) const { return m_path + "/" + name; }
    std::size_t files() const
    {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(m_path), fs::directory_iterator()));
    }

private:
    std::string m_path;
};

/// For its lifetime no file of this process grows beyond `bytes`: what a full disk does, without filling one.
class SmallDisk
{
public:
    explicit SmallDisk(rlim_t bytes)
        : m_handler(std::signal(SIGXFSZ, SIG_IGN))
    {
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit small { bytes, m_before.rlim_max };
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    }
    ~SmallDisk()
    {
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;

private:
    rlimit m_before {};
    void (*m_handler)(int);
};

} // namespace

TEST_CASE("what is written is read back, also bytes that are no text")
{
    const Folder folder;
    std::string bytes(100'000, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(i * 7);
    REQUIRE(writeFile(folder / "a", bytes));
    CHECK(readFile(folder / "a", 1 << 20).value() == bytes);
    REQUIRE(writeFile(folder / "a", ""));
    CHECK(readFile(folder / "a", 1 << 20).value().empty());
    CHECK(folder.files() == 1);
}

TEST_CASE("a file is read up to the limit and not beyond")
{
    const Folder folder;
    REQUIRE(writeFile(folder / "a", "12345"));
    CHECK(readFile(folder / "a", 5).value() == "12345");
    const auto larger = readFile(folder / "a", 4);
    REQUIRE(!larger);
    CHECK(larger.error().place == folder / "a");
    CHECK(larger.error().message.find("larger than 4 B") != std::string::npos);
    // A file whose size the system does not tell beforehand.
    CHECK(readFile("/proc/self/status", 1 << 20).value().size() > 100);
    CHECK(!readFile("/proc/self/status", 100));
}

TEST_CASE("what is no regular file is an error and does not hang")
{
    const Folder folder;
    REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
    for (const std::string &path : { folder / "fifo", folder / "missing", folder / "", std::string("/dev/zero"),
             std::string("/dev/full"), std::string() }) {
        const auto read = readFile(path, 1 << 20);
        INFO(path);
        REQUIRE(!read);
        CHECK(read.error().place == path);
    }
    CHECK(readFile(folder / ".", 10).error().message.find("directory") != std::string::npos);
    for (const std::string &path :
        { folder / "fifo", folder / ".", folder / "none/a", std::string("/dev/full"), std::string() }) {
        INFO(path);
        CHECK(!writeFile(path, "x"));
    }
    CHECK(folder.files() == 1);
}

TEST_CASE("a full disk is an error and leaves the old file")
{
    const Folder folder;
    REQUIRE(writeFile(folder / "a", "old"));
    {
        const SmallDisk disk(4096);
        const auto written = writeFile(folder / "a", std::string(100'000, 'x'));
        REQUIRE(!written);
        CHECK(written.error().place == folder / "a");
        CHECK(!writeFile(folder / "new", std::string(100'000, 'x')));
    }
    CHECK(readFile(folder / "a", 100).value() == "old");
    CHECK(folder.files() == 1);
}

TEST_CASE("permissions stay and links are followed")
{
    const Folder folder;
    REQUIRE(writeFile(folder / "a", "old"));
    fs::permissions(folder / "a", fs::perms(0640));
    fs::create_symlink("a", folder / "link");
    fs::create_symlink("link", folder / "link2");
    REQUIRE(writeFile(folder / "link2", "new"));
    CHECK(readFile(folder / "a", 100).value() == "new");
    CHECK(fs::is_symlink(folder / "link"));
    CHECK(fs::is_symlink(folder / "link2"));
    CHECK(fs::status(folder / "a").permissions() == fs::perms(0640));
    fs::create_symlink("circle", folder / "circle");
    CHECK(!writeFile(folder / "circle", "x"));
    fs::create_symlink("later", folder / "dangling");
    REQUIRE(writeFile(folder / "dangling", "x"));
    CHECK(readFile(folder / "later", 100).value() == "x");
}

TEST_CASE("a file that may not be written stays")
{
    if (::geteuid() == 0) {
        MESSAGE("SKIPPED: the superuser may write everything");
        return;
    }
    const Folder folder;
    REQUIRE(writeFile(folder / "a", "old"));
    fs::permissions(folder / "a", fs::perms(0400));
    CHECK(!writeFile(folder / "a", "new"));
    CHECK(readFile(folder / "a", 100).value() == "old");
}
