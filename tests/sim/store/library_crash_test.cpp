// SPDX-License-Identifier: GPL-3.0-or-later
// Programs that share a library, and programs that are killed while they save.
#include "tests/sim/store/runs_to_keep.h"

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace cs;
using namespace cs::test;

namespace
{

/// Both strategies as one point of a sweep, again and again.
[[noreturn]] void saveWithoutEnd(const std::string &path, std::uint64_t writer, int tell)
{
    auto library = RunLibrary::open(path);
    const std::vector<RunToKeep> both { toKeep(sampleBaseline()), toKeep(sampleCached()) };
    const std::string sweep = "sweep " + std::to_string(writer);
    if (!library || !library->beginSweep(sweep, "x"))
        ::_exit(3);
    for (std::uint64_t point = 0;; ++point) {
        if (!library->save(both, SweepPointId { sweep, point }))
            ::_exit(4);
        if (::write(tell, "x", 1) != 1)
            ::_exit(5);
    }
}

struct Writer {
    pid_t process = -1;
    int told = -1;

    Writer(const std::string &path, std::uint64_t number)
    {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        process = ::fork();
        REQUIRE(process >= 0);
        if (process == 0) {
            ::close(ends[0]);
            saveWithoutEnd(path, number, ends[1]);
        }
        ::close(ends[1]);
        told = ends[0];
    }
    Writer(const Writer &) = delete;
    ~Writer() { ::close(told); }
    /// Waits until it has said that another point is kept.
    void waitForPoint() const
    {
        char c;
        REQUIRE(::read(told, &c, 1) == 1);
    }
    void killNow() const
    {
        ::kill(process, SIGKILL);
        int status = 0;
        REQUIRE(::waitpid(process, &status, 0) == process);
        REQUIRE(WIFSIGNALED(status));
    }
    /// Points it said were kept and nobody waited for yet; it has ended.
    std::size_t leftToTell() const
    {
        std::size_t count = 0;
        for (char c; ::read(told, &c, 1) == 1;)
            ++count;
        return count;
    }
};

/// Every run is whole, and so is every point.
void checkWhole(RunLibrary &library)
{
    const std::size_t plain = figuresOf(*sampleBaseline()), cached = figuresOf(*sampleCached());
    std::map<std::pair<std::string, std::uint64_t>, std::size_t> points;
    const auto all = library.list();
    REQUIRE(all);
    for (const auto &run : *all) {
        const auto whole = library.get(run.id);
        REQUIRE(whole);
        REQUIRE(figuresOf(*whole) == (run.strategy == sampleCached()->strategy ? cached : plain));
        ++points[{ run.point->sweep, run.point->point }];
    }
    for (const auto &[point, runs] : points)
        CHECK(runs == 2);
}

} // namespace

TEST_CASE("A program killed while it saves leaves whole runs, and those it reported")
{
    const ScratchFolder folder;
    const std::string path = folder.path("runs.sqlite");
    std::size_t reported = 0;
    for (std::uint64_t round = 0; round < 25; ++round) {
        const Writer writer(path, round);
        if (round % 5 != 0) {
            for (std::uint64_t i = 0; i < round % 5; ++i)
                writer.waitForPoint();
            reported += round % 5;
        }
        // Into the middle of a save: a save takes some ms.
        ::usleep(static_cast<useconds_t>(round * 977 % 6000));
        writer.killNow();
        reported += writer.leftToTell();
        auto library = opened(path);
        CHECK_FALSE(library.setAside());
        const auto runs = library.stats()->runs;
        CHECK(runs % 2 == 0);
        CHECK(runs >= 2 * reported);
        CHECK(runs <= 2 * (reported + round + 1));
    }
    auto library = opened(path);
    checkWhole(library);
    CHECK(reported > 10);
}

TEST_CASE("Programs at once keep all of their runs")
{
    const ScratchFolder folder;
    const std::string path = folder.path("runs.sqlite");
    {
        // All four make the library, whichever is first.
        const Writer a(path, 1), b(path, 2), c(path, 3), d(path, 4);
        for (int i = 0; i < 8; ++i)
            for (const Writer *writer : { &a, &b, &c, &d })
                writer->waitForPoint();
        auto reader = opened(path);
        CHECK(reader.stats()->runs >= 4 * 8 * 2);
        for (const Writer *writer : { &a, &b, &c, &d })
            writer->killNow();
    }
    auto library = opened(path);
    CHECK_FALSE(library.setAside());
    checkWhole(library);
    for (std::uint64_t writer = 1; writer <= 4; ++writer) {
        RunFilter filter;
        filter.sweep = "sweep " + std::to_string(writer);
        CHECK(library.list(filter)->size() >= 16);
    }
}
