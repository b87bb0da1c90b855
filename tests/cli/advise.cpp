// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/process.h"
#include "tests/cli/samples.h"

#include <doctest/doctest.h>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace cs::test;
using nlohmann::json;

TEST_CASE("advise prints tables, Markdown and JSON, and writes a scenario that simulates to what it said")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    const auto written = scratch.path("advised.scenario.json");
    const auto out = cachestrat({ "advise", path, "--format", "json", "--write", written });
    CAPTURE(out.err);
    REQUIRE(out.exitCode == 0);
    const json advice = json::parse(out.out);
    CHECK(advice.at("format") == "cache-strategist/advice");
    CHECK(advice.at("version") == 1);
    REQUIRE(advice.at("data_types").size() == 2);
    for (const json &type : advice.at("data_types")) {
        double sum = 0;
        for (const json &criterion : type.at("criteria"))
            sum += criterion.at("contribution").get<double>();
        CHECK(type.at("score").get<double>() == doctest::Approx(sum));
        CHECK_FALSE(type.at("reasons").empty());
    }
    CHECK(advice.at("strategy").at("name") == "Advised");
    CHECK(cachestrat({ "check", written }).exitCode == 0);
    std::ifstream in(written);
    CHECK(json::parse(in).at("strategies").back() == advice.at("strategy"));
    const auto simulated = cachestrat({ "simulate", written, "--strategy", "Advised", "--format", "json" });
    REQUIRE(simulated.exitCode == 0);
    CHECK(json::parse(simulated.out).at("runs")[0].at("totals").at("hit_ratio")
        == advice.at("simulated").back().at("hit_ratio"));
    CHECK(contains(cachestrat({ "advise", path }).out, "Advised, simulated"));
    CHECK(contains(cachestrat({ "advise", path, "--format", "markdown" }).out, "## Advice for "));
    const auto fast = json::parse(cachestrat({ "advise", path, "--no-simulation", "--format", "json" }).out);
    CHECK(fast.at("simulated").empty());
    CHECK(fast.at("meets_all") == false);
    // A second one beside the first gets a name of its own.
    const auto again = json::parse(cachestrat({ "advise", written, "--no-simulation", "--format", "json" }).out);
    CHECK(again.at("strategy").at("name") == "Advised 2");
}
