// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/process.h"
#include "tests/cli/samples.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace cs::test;
using nlohmann::json;

TEST_CASE("an imported log is a scenario that checks and simulates")
{
    const Scratch scratch;
    const auto plain = scratch.file("access.log", smallLog());
    const auto output = scratch.path("mine.scenario.json");
    const auto imported = cachestrat({ "import", plain, "-o", output });
    CAPTURE(imported.err);
    REQUIRE(imported.exitCode == 0);
    const json scenario = json::parse(contents(output));
    std::vector<std::string> endpoints;
    for (const auto &type : scenario.at("workload").at("data_types"))
        endpoints.push_back(type.at("endpoint"));
    CAPTURE(json(endpoints).dump());
    CHECK(contains(json(endpoints).dump(), "/api/users/:id"));
    CHECK(cachestrat({ "check", output }).exitCode == 0);
    const auto simulated = cachestrat({ "simulate", output, "--format", "json" });
    CAPTURE(simulated.err);
    REQUIRE(simulated.exitCode == 0);
    CHECK(json::parse(simulated.out).at("runs").size() >= 1);

    const auto packed = scratch.path("packed.scenario.json");
    REQUIRE(cachestrat({ "import", scratch.file("access.log.gz", gzipped(smallLog())), "-o", packed }).exitCode == 0);
    CHECK(json::parse(contents(packed)).at("workload").at("data_types") == scenario["workload"]["data_types"]);
}

TEST_CASE("a replayed log is named from the scenario's folder when it lies there")
{
    const Scratch scratch;
    const auto log = scratch.file("access.log", smallLog());
    std::filesystem::create_directory(scratch.path("in"));
    const auto inner = scratch.file("in/access.log", smallLog());
    const auto fileOf = [](const std::string &text) {
        return json::parse(text).at("workload").at("trace").at("file").get<std::string>();
    };
    const auto beside = scratch.path("s.scenario.json");
    REQUIRE(cachestrat({ "import", "--replay", log, "-o", beside }).exitCode == 0);
    CHECK(fileOf(contents(beside)) == "access.log");
    CHECK(cachestrat({ "simulate", beside }).exitCode == 0);
    REQUIRE(cachestrat({ "import", "--replay", inner, "-o", beside }).exitCode == 0);
    CHECK(fileOf(contents(beside)) == "in/access.log");
    REQUIRE(cachestrat({ "import", "--replay", log, "-o", scratch.path("in/s.scenario.json") }).exitCode == 0);
    CHECK(fileOf(contents(scratch.path("in/s.scenario.json"))) == log);
    CHECK(fileOf(cachestrat({ "import", "--replay", log }).out) == log);
}

TEST_CASE("a summary that cannot be printed is an error")
{
    const Scratch scratch;
    Launch launch;
    launch.arguments = { "import", scratch.file("access.log", smallLog()), "-o", scratch.path("s.scenario.json") };
    launch.standardOutput = "/dev/full";
    CHECK(run(launch).exitCode == 1);
    launch.arguments.resize(2);
    CHECK(run(launch).exitCode == 1);
}

TEST_CASE("malformed lines of a log are counted and shown, not fatal")
{
    const Scratch scratch;
    const auto log = scratch.file("access.log", smallLog() + "this is no request\n\xff\xfe\n" + smallLog());
    const auto result = cachestrat({ "import", log, "-o", scratch.path("s.scenario.json") });
    CHECK(result.exitCode == 0);
    CHECK(contains(result.out + result.err, "601"));
}

TEST_CASE("what is no log is refused and writes nothing")
{
    const Scratch scratch;
    for (const auto &path : { scratch.path(""), scratch.path("absent.log"), scratch.file("empty.log", "") }) {
        CAPTURE(path);
        const auto result = cachestrat({ "import", path, "-o", scratch.path("s.scenario.json") });
        CHECK(result.exitCode == 1);
        CHECK(contains(result.err, path));
        CHECK_FALSE(std::filesystem::exists(scratch.path("s.scenario.json")));
    }
}

TEST_CASE("report writes Markdown and HTML and escapes what the user wrote")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json",
        with(smallScenario(), R"("name": "Small")", R"("name": "Small <script>alert(1)</script> | & \"q\"")"));
    for (const char *name : { "r.md", "r.html" }) {
        CAPTURE(name);
        const auto result = cachestrat({ "report", path, "-o", scratch.path(name) });
        CAPTURE(result.err);
        REQUIRE(result.exitCode == 0);
        const std::string text = contents(scratch.path(name));
        CHECK(contains(text, "Pages"));
        CHECK(contains(text, "Redis"));
        CHECK_FALSE(contains(text, "<script>alert"));
    }
    CHECK(scratch.names() == std::vector<std::string> { "r.html", "r.md", "s.scenario.json" });
    CHECK(cachestrat({ "report", path, "-o", scratch.path("r.docx") }).exitCode != 0);
    CHECK_FALSE(std::filesystem::exists(scratch.path("r.docx")));
}

TEST_CASE("a full disk leaves the old report as it was")
{
    const Scratch scratch;
    Launch launch;
    launch.arguments
        = { "report", scratch.file("s.scenario.json", smallScenario()), "-o", scratch.file("r.html", "old") };
    launch.largestFile = 1000;
    CHECK(run(launch).exitCode == 1);
    CHECK(contents(scratch.path("r.html")) == "old");
    CHECK(scratch.names() == std::vector<std::string> { "r.html", "s.scenario.json" });
}

#ifdef CS_CACHE_STRATEGIST

TEST_CASE("both programs write the same Markdown report")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    REQUIRE(cachestrat({ "report", path, "-o", scratch.path("cli.md") }).exitCode == 0);
    Launch launch;
    launch.program = CS_CACHE_STRATEGIST;
    launch.arguments = { "--export", scratch.path("gui.md"), path };
    const auto exported = run(launch);
    CAPTURE(exported.err);
    REQUIRE(exported.exitCode == 0);
    CHECK(contents(scratch.path("gui.md")) == contents(scratch.path("cli.md")));
}

TEST_CASE("--export writes PDF and HTML without a display, and refuses bad input")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    Launch launch;
    launch.program = CS_CACHE_STRATEGIST;
    for (const auto &[name, start] :
        std::vector<std::pair<std::string, std::string>> { { "r.pdf", "%PDF" }, { "r.html", "<!" } }) {
        CAPTURE(name);
        launch.arguments = { "--export", scratch.path(name), path };
        const auto exported = run(launch);
        CAPTURE(exported.err);
        REQUIRE(exported.exitCode == 0);
        CHECK(contents(scratch.path(name)).starts_with(start));
    }
    CHECK(contains(contents(scratch.path("r.html")), "<svg"));
    launch.arguments = { "--export", scratch.path("bad.pdf"), scratch.file("bad.scenario.json", "{") };
    const auto refused = run(launch);
    CHECK(refused.exitCode == 1);
    CHECK(contains(refused.err, "line 1"));
    CHECK_FALSE(std::filesystem::exists(scratch.path("bad.pdf")));
}

#endif
