// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/files.h"
#include "tests/support/scratch.h"

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
    const cs::test::ScratchFolder folder;
    std::string bytes(100'000, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(i * 7);
    REQUIRE(writeFile(folder.path("a"), bytes));
    CHECK(readFile(folder.path("a"), 1 << 20).value() == bytes);
    REQUIRE(writeFile(folder.path("a"), ""));
    CHECK(readFile(folder.path("a"), 1 << 20).value().empty());
    CHECK(folder.countOf() == 1);
}

TEST_CASE("a file is read up to the limit and not beyond")
{
    const cs::test::ScratchFolder folder;
    REQUIRE(writeFile(folder.path("a"), "12345"));
    CHECK(readFile(folder.path("a"), 5).value() == "12345");
    const auto larger = readFile(folder.path("a"), 4);
    REQUIRE(!larger);
    CHECK(larger.error().place == folder.path("a"));
    CHECK(larger.error().message.find("larger than 4 B") != std::string::npos);
    // A file whose size the system does not tell beforehand.
    CHECK(readFile("/proc/self/status", 1 << 20).value().size() > 100);
    CHECK(!readFile("/proc/self/status", 100));
}

TEST_CASE("what is no regular file is an error and does not hang")
{
    const cs::test::ScratchFolder folder;
    REQUIRE(::mkfifo((folder.path("fifo")).c_str(), 0600) == 0);
    for (const std::string &path : { folder.path("fifo"), folder.path("missing"), folder.path(""),
             std::string("/dev/zero"), std::string("/dev/full"), std::string() }) {
        const auto read = readFile(path, 1 << 20);
        INFO(path);
        REQUIRE(!read);
        CHECK(read.error().place == path);
    }
    CHECK(readFile(folder.path("."), 10).error().message.find("directory") != std::string::npos);
    for (const std::string &path :
        { folder.path("fifo"), folder.path("."), folder.path("none/a"), std::string("/dev/full"), std::string() }) {
        INFO(path);
        CHECK(!writeFile(path, "x"));
    }
    CHECK(folder.countOf() == 1);
}

TEST_CASE("a full disk is an error and leaves the old file")
{
    const cs::test::ScratchFolder folder;
    REQUIRE(writeFile(folder.path("a"), "old"));
    {
        const SmallDisk disk(4096);
        const auto written = writeFile(folder.path("a"), std::string(100'000, 'x'));
        REQUIRE(!written);
        CHECK(written.error().place == folder.path("a"));
        CHECK(!writeFile(folder.path("new"), std::string(100'000, 'x')));
    }
    CHECK(readFile(folder.path("a"), 100).value() == "old");
    CHECK(folder.countOf() == 1);
}

TEST_CASE("permissions stay and links are followed")
{
    const cs::test::ScratchFolder folder;
    REQUIRE(writeFile(folder.path("a"), "old"));
    fs::permissions(folder.path("a"), fs::perms(0640));
    fs::create_symlink("a", folder.path("link"));
    fs::create_symlink("link", folder.path("link2"));
    REQUIRE(writeFile(folder.path("link2"), "new"));
    CHECK(readFile(folder.path("a"), 100).value() == "new");
    CHECK(fs::is_symlink(folder.path("link")));
    CHECK(fs::is_symlink(folder.path("link2")));
    CHECK(fs::status(folder.path("a")).permissions() == fs::perms(0640));
    fs::create_symlink("circle", folder.path("circle"));
    CHECK(!writeFile(folder.path("circle"), "x"));
    fs::create_symlink("later", folder.path("dangling"));
    REQUIRE(writeFile(folder.path("dangling"), "x"));
    CHECK(readFile(folder.path("later"), 100).value() == "x");
}

TEST_CASE("a file that may not be written stays")
{
    if (::geteuid() == 0) {
        MESSAGE("SKIPPED: the superuser may write everything");
        return;
    }
    const cs::test::ScratchFolder folder;
    REQUIRE(writeFile(folder.path("a"), "old"));
    fs::permissions(folder.path("a"), fs::perms(0400));
    CHECK(!writeFile(folder.path("a"), "new"));
    CHECK(readFile(folder.path("a"), 100).value() == "old");
}
