// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/process.h"
#include "tests/cli/samples.h"
#include "tests/support/paths.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace cs::test;
using nlohmann::json;

TEST_CASE("ttl: every rule of the first strategy that caches, over TTLs")
{
    const Scratch scratch;
    const std::string path = scratch.file("small.scenario.json", smallScenario());
    const auto result = cachestrat({ "ttl", path, "--ttl", "1s,10s,1min", "--format", "json" });
    CAPTURE(result.err);
    REQUIRE(result.exitCode == 0);
    const json parsed = json::parse(result.out);
    CHECK(parsed.at("format") == "cache-strategist/ttl");
    CHECK(parsed.at("strategy") == "Redis");
    REQUIRE(!parsed.at("tradeoffs").empty());
    for (const auto &tradeoff : parsed["tradeoffs"]) {
        const json &points = tradeoff.at("points");
        REQUIRE(points.size() == 3);
        CHECK(points[2].at("ttl_s") == 60.0);
        CHECK(points[2].at("hit_ratio") >= points[0].at("hit_ratio"));
        CHECK(points[2].at("db_queries_per_s") <= points[0].at("db_queries_per_s"));
    }
    const std::string type = parsed["tradeoffs"][0].at("data_type"), picture = scratch.path("ttl.svg");
    CHECK(
        cachestrat({ "ttl", path, "--ttl", "1s,1min", "--data-type", type, "--layer", "Cache", "-o", picture }).exitCode
        == 0);
    CHECK(contents(picture).find("<svg ") == 0);
    for (const char *format : { "table", "csv", "markdown" })
        CHECK(cachestrat({ "ttl", path, "--ttl", "1s", "--format", format }).out.find(type) != std::string::npos);
}

TEST_CASE("ttl says what cannot be, and is in the manual")
{
    const Scratch scratch;
    const std::string path = scratch.file("small.scenario.json", smallScenario());
    const auto said = [](const std::vector<std::string> &arguments, int exitCode, const std::string &text) {
        const auto result = cachestrat(arguments);
        CAPTURE(result.err);
        CHECK(result.exitCode == exitCode);
        CHECK(result.err.find(text) != std::string::npos);
        CHECK(result.out.empty());
    };
    said({ "ttl", path, "--ttl", "10" }, 2, "--ttl");
    said({ "ttl", path, "--ttl", "0s" }, 2, "longer than nothing");
    said({ "ttl", path, "--limit", "2" }, 2, "--limit");
    said({ "ttl", path, "--layer", "Cachee" }, 1, "did you mean \"Cache\"?");
    said({ "ttl", path, "--strategy", "No cache" }, 1, "no rule whose TTL could vary");
    CHECK(contents(sourcePath("resources/linux/man/cachestrat.1")).find(".BI ttl ") != std::string::npos);
}
