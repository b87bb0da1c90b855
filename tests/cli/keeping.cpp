// SPDX-License-Identifier: GPL-3.0-or-later
// Every run is kept, unless nobody wants it, and simulating never fails because it cannot be.
#include "tests/cli/process.h"
#include "tests/cli/samples.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

using namespace cs::test;
using nlohmann::json;

TEST_CASE("Simulating keeps its runs where --library, the variable or the data folder say")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    Launch launch;
    launch.arguments = { "simulate", path };
    launch.environment = { { "CACHESTRAT_LIBRARY", "" }, { "XDG_DATA_HOME", scratch.path("data") } };
    CHECK(run(launch).exitCode == 0);
    CHECK(std::filesystem::exists(scratch.path("data/cache-strategist/runs.sqlite")));
    launch.environment = { { "CACHESTRAT_LIBRARY", scratch.path("other.sqlite") } };
    CHECK(run(launch).exitCode == 0);
    CHECK(std::filesystem::exists(scratch.path("other.sqlite")));
    launch.arguments = { "simulate", path, "--library", scratch.path("third.sqlite") };
    CHECK(run(launch).exitCode == 0);
    CHECK(std::filesystem::exists(scratch.path("third.sqlite")));
    launch.environment = { { "CACHESTRAT_LIBRARY", scratch.path("fourth.sqlite") } };
    launch.arguments = { "simulate", path, "--no-keep" };
    CHECK(run(launch).exitCode == 0);
    CHECK_FALSE(std::filesystem::exists(scratch.path("fourth.sqlite")));
}

TEST_CASE("What is printed does not depend on keeping")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    const auto kept = cachestrat({ "simulate", path, "--format", "json", "--library", scratch.path("r.sqlite") });
    const auto not_kept = cachestrat({ "simulate", path, "--format", "json", "--no-keep" });
    CHECK(kept.out == not_kept.out);
    CHECK(kept.err == not_kept.err);
}

TEST_CASE("A library that cannot be written is a warning")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    const auto plain = cachestrat({ "simulate", path, "--format", "csv", "--no-keep" });
    const auto text = scratch.file("notes.txt", "no library, but a text that is longer than a head\n");
    for (const std::string &library :
        { std::string("/dev/full"), std::string("/proc/none/runs.sqlite"), text, scratch.path("") }) {
        CAPTURE(library);
        const auto result = cachestrat({ "simulate", path, "--format", "csv", "--library", library });
        CHECK(result.exitCode == 0);
        CHECK(result.out == plain.out);
        CHECK(contains(result.err, "cachestrat: warning: run not kept"));
        CHECK(contains(result.err, library));
    }
    CHECK(contents(text) == "no library, but a text that is longer than a head\n");
    Launch full;
    full.arguments = { "simulate", path, "--format", "csv", "--library", scratch.path("big.sqlite") };
    full.largestFile = 20'000;
    const auto result = run(full);
    CHECK(result.exitCode == 0);
    CHECK(result.out == plain.out);
    CHECK(contains(result.err, "run not kept"));
}

TEST_CASE("A damaged library is named in a warning, set aside, and the run is kept in a new one")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    const auto library = scratch.file("runs.sqlite", std::string(5000, 'x'));
    const auto result = cachestrat({ "simulate", path, "--library", library });
    CHECK(result.exitCode == 0);
    CHECK(contains(result.err, "warning: " + library));
    const auto names = scratch.names();
    const auto aside = std::find_if(
        names.begin(), names.end(), [](const std::string &name) { return name.starts_with("runs.sqlite.damaged-"); });
    REQUIRE(aside != names.end());
    CHECK(contents(scratch.path(*aside)) == std::string(5000, 'x'));
    CHECK(contents(library).starts_with("SQLite format 3"));
}
