// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/process.h"
#include "tests/cli/samples.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace cs::test;
using nlohmann::json;

namespace
{

std::string scenarioIn(const Scratch &scratch)
{
    return scratch.file("s.scenario.json", smallScenario());
}

} // namespace

TEST_CASE("simulate --format json prints the result alone")
{
    const Scratch scratch;
    const auto result = cachestrat({ "simulate", scenarioIn(scratch), "--format", "json" });
    REQUIRE(result.exitCode == 0);
    // On standard error only how much memory a run may take.
    CHECK(result.err.starts_with("needs up to "));
    CHECK(result.err.find('\n') == result.err.size() - 1);
    const json parsed = json::parse(result.out);
    CHECK(parsed.at("format") == "cache-strategist/result");
    CHECK(parsed.at("version") == 1);
    CHECK(parsed.at("scenario") == "Small");
    REQUIRE(parsed.at("runs").size() == 2);
    const auto &plain = parsed["runs"][0];
    const auto &cached = parsed["runs"][1];
    CHECK(plain.at("strategy") == "No cache");
    CHECK(cached.at("strategy") == "Redis");
    CHECK(plain.at("seed") == 7);
    CHECK(plain.at("warm_up_s") == 300.0);
    CHECK(plain.at("duration_s") == 1200.0);
    // 900 s at 25 reads a second; the same requests for every strategy.
    const double reads = plain["totals"].at("reads");
    CHECK(reads > 22'500 - 4 * 150);
    CHECK(reads < 22'500 + 4 * 150);
    CHECK(cached["totals"].at("reads") == reads);
    CHECK(cached["totals"].at("writes") == plain["totals"].at("writes"));
    CHECK(plain["totals"].at("hit_ratio") == 0.0);
    CHECK(plain["totals"].at("misses") == reads);
    CHECK(cached["totals"].at("hits").get<double>() + cached["totals"].at("misses").get<double>()
            + cached["totals"].at("coalesced").get<double>() + cached["totals"].at("failed").get<double>()
        == reads);
    CHECK(cached["totals"].at("hit_ratio").get<double>() > 0.3);
    CHECK(cached["totals"].at("db_queries").get<double>() < plain["totals"].at("db_queries").get<double>());
}

TEST_CASE("the same scenario, strategy and seed give the same bytes; another seed does not")
{
    const Scratch scratch;
    const auto path = scenarioIn(scratch);
    for (const char *format : { "json", "csv", "table", "markdown" }) {
        CAPTURE(format);
        const auto once = cachestrat({ "simulate", path, "--format", format });
        const auto again = cachestrat({ "simulate", path, "--format", format, "--threads", "1" });
        const auto other = cachestrat({ "simulate", path, "--format", format, "--seed", "8" });
        REQUIRE(once.exitCode == 0);
        CHECK_FALSE(once.out.empty());
        CHECK(once.out == again.out);
        CHECK(once.out != other.out);
    }
}

TEST_CASE("a strategy alone is simulated as among others")
{
    const Scratch scratch;
    const auto path = scenarioIn(scratch);
    const auto all = json::parse(cachestrat({ "simulate", path, "--format", "json" }).out);
    const auto alone = json::parse(cachestrat({ "simulate", path, "--strategy", "Redis", "--format", "json" }).out);
    REQUIRE(alone.at("runs").size() == 1);
    CHECK(alone["runs"][0] == all["runs"][1]);
    const auto unknown = cachestrat({ "simulate", path, "--strategy", "Reddis" });
    CHECK(unknown.exitCode == 1);
    CHECK(contains(unknown.err, "\"Redis\""));
}

TEST_CASE("simulate -o writes the same bytes as standard output and nothing beside")
{
    const Scratch scratch;
    const auto path = scenarioIn(scratch);
    const auto printed = cachestrat({ "simulate", path, "--format", "json" });
    const auto written = cachestrat({ "simulate", path, "--format", "json", "-o", scratch.path("r.json") });
    CHECK(written.exitCode == 0);
    CHECK(written.out.empty());
    CHECK(contents(scratch.path("r.json")) == printed.out);
    CHECK(scratch.names() == std::vector<std::string> { "r.json", "s.scenario.json" });
}

TEST_CASE("a full disk leaves the old result as it was")
{
    const Scratch scratch;
    const auto path = scenarioIn(scratch);
    const auto output = scratch.file("r.json", "old");
    Launch launch;
    launch.arguments = { "simulate", path, "--format", "json", "-o", output };
    launch.largestFile = 1000;
    const auto result = run(launch);
    CHECK(result.exitCode == 1);
    CHECK(contains(result.err, "r.json"));
    CHECK(contents(output) == "old");
    CHECK(scratch.names() == std::vector<std::string> { "r.json", "s.scenario.json" });

    launch.arguments = { "simulate", path, "--format", "json" };
    launch.largestFile.reset();
    launch.standardOutput = "/dev/full";
    const auto full = run(launch);
    CHECK(full.exitCode == 1);
    CHECK_FALSE(full.err.empty());
}

TEST_CASE("an output that cannot be is refused")
{
    const Scratch scratch;
    const auto path = scenarioIn(scratch);
    const auto folder = cachestrat({ "simulate", path, "-o", scratch.path("") });
    CHECK(folder.exitCode == 1);
    CHECK_FALSE(folder.err.empty());
    const auto nowhere = cachestrat({ "simulate", path, "-o", scratch.path("no/such/r.json") });
    CHECK(nowhere.exitCode == 1);
    CHECK(contains(nowhere.err, "no/such"));
    CHECK(scratch.names() == std::vector<std::string> { "s.scenario.json" });
}

TEST_CASE("an interrupted simulation prints nothing and leaves no file")
{
    const Scratch scratch;
    std::string longer = with(smallScenario(), R"("duration": "20min")", R"("duration": "2000d")");
    longer = with(longer, R"("interval": "1min")", R"("interval": "1d")");
    Launch launch;
    launch.arguments = { "simulate", scratch.file("s.scenario.json", longer), "--format", "json" };
    launch.interruptAfterCpuMs = 200;
    auto result = run(launch);
    CHECK(result.exitCode == 130);
    CHECK(result.out.empty());
    launch.arguments.insert(launch.arguments.end(), { "-o", scratch.path("r.json") });
    result = run(launch);
    CHECK(result.exitCode == 130);
    CHECK(scratch.names() == std::vector<std::string> { "s.scenario.json" });
}

TEST_CASE("what this version does not simulate is refused, not ignored")
{
    const Scratch scratch;
    const std::string text = with(
        with(smallScenario(), R"("keys": 500)", R"("churn": { "per_hour": "10 %" }, "keys": 500)"), R"("origin": {)",
        R"("timeline": [ { "at": "1min", "event": "growth", "data_type": "Pages", "factor": 2 } ], "origin": {)");
    const auto result = cachestrat({ "simulate", scratch.file("s.scenario.json", text) });
    CHECK(result.exitCode == 1);
    CHECK(contains(result.err, "growth"));
    CHECK(result.out.empty());
}

TEST_CASE("more memory than there is is refused before the run")
{
    const Scratch scratch;
    std::string text = with(smallScenario(), R"("keys": 500)", R"("keys": 4000000000)");
    text = with(text, R"("rate": "20/s")", R"("rate": "100000/s")");
    text = with(text, R"("duration": "20min")", R"("duration": "100d")");
    text = with(text, R"("interval": "1min")", R"("interval": "1d")");
    text = with(text, R"("capacity": "10MB")", R"("capacity": "none")");
    text = with(text, R"("ttl": "1min")", R"("ttl": "100d")");
    const auto result = cachestrat({ "simulate", scratch.file("s.scenario.json", text) });
    CHECK(result.exitCode == 1);
    CHECK(contains(result.err, "memory"));
    CHECK(result.out.empty());
}
