// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/process.h"
#include "tests/cli/samples.h"
#include "tests/support/paths.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace cs::test;
using nlohmann::json;

TEST_CASE("curve of a loop: LRU misses everything below its length; the knee is its length")
{
    const Scratch scratch;
    const std::string trace = scratch.file("loop.keys", loopingKeys());
    const auto result = cachestrat({ "curve", trace, "--capacity", "1,5,9,10,11", "--format", "json" });
    CAPTURE(result.err);
    REQUIRE(result.exitCode == 0);
    const json parsed = json::parse(result.out);
    CHECK(parsed.at("format") == "cache-strategist/curve");
    CHECK(parsed.at("version") == 1);
    CHECK(parsed.at("requests") == 200);
    CHECK(parsed.at("working_set") == 10);
    CHECK(parsed.at("capacity_unit") == "entries");
    REQUIRE(parsed.at("curves").size() == 1);
    const json &curve = parsed["curves"][0];
    CHECK(curve.at("eviction") == "lru");
    CHECK(curve.at("method") == "stack");
    REQUIRE(curve.at("points").size() == 5);
    for (const auto &point : curve["points"])
        CHECK(point.at("hit_ratio") == (point.at("capacity") < 10 ? 0.0 : 0.95));
    CHECK(curve.at("enough").at("capacity") == 10);
}

TEST_CASE("curve: several evictions, samples, every format, a chart")
{
    const Scratch scratch;
    const std::string trace = scratch.file("loop.keys", loopingKeys());
    const auto csv = cachestrat({ "curve", trace, "--eviction", "lru,s3-fifo", "--points", "5", "--format", "csv" });
    REQUIRE(csv.exitCode == 0);
    CHECK(csv.out.starts_with("eviction,method,capacity,capacity_unit,hit_ratio,byte_hit_ratio\n"));
    CHECK(csv.out.find("\ns3-fifo,replay,10,entries,0.95,") != std::string::npos);
    const auto table = cachestrat({ "curve", trace, "--sample", "50%", "--capacity", "10" });
    REQUIRE(table.exitCode == 0);
    CHECK(table.out.find("5 samples of 50") != std::string::npos);
    const auto markdown = cachestrat({ "curve", trace, "--format", "markdown" });
    REQUIRE(markdown.exitCode == 0);
    CHECK(markdown.out.find("| 10 entries | 100") != std::string::npos);
    const std::string picture = scratch.path("curve.svg");
    const auto svg = cachestrat({ "curve", trace, "-o", picture });
    REQUIRE(svg.exitCode == 0);
    CHECK(contents(picture).find("<svg ") == 0);
    CHECK(contents(picture).find("Hit ratio against capacity") != std::string::npos);
}

TEST_CASE("curve of a scenario: a layer, simulated with every capacity")
{
    const Scratch scratch;
    const std::string path = scratch.file("small.scenario.json", smallScenario());
    const auto result = cachestrat({ "curve", path, "--points", "3", "--format", "json" });
    CAPTURE(result.err);
    REQUIRE(result.exitCode == 0);
    const json parsed = json::parse(result.out);
    CHECK(parsed.at("strategy") == "Redis");
    CHECK(parsed.at("layer") == "Cache");
    CHECK(parsed.at("curves")[0].at("method") == "simulation");
    const json &points = parsed["curves"][0].at("points");
    CHECK(points.size() == 3);
    CHECK(points[2].at("capacity") == parsed.at("working_set"));
    CHECK(points[2].at("hit_ratio") > points[0].at("hit_ratio"));
    CHECK(points[2].at("data_types").size() == 2);
}

TEST_CASE("curve says what cannot be")
{
    const Scratch scratch;
    const std::string trace = scratch.file("loop.keys", loopingKeys());
    const std::string scenario = scratch.file("small.scenario.json", smallScenario());
    const auto said = [](const std::vector<std::string> &arguments, int exitCode, const std::string &text) {
        const auto result = cachestrat(arguments);
        CAPTURE(result.err);
        CHECK(result.exitCode == exitCode);
        CHECK(result.err.find(text) != std::string::npos);
        CHECK(result.out.empty());
    };
    said({ "curve", trace, "--layer", "Redis" }, 2, "--layer: belongs to a scenario");
    said({ "curve", trace, "--eviction", "lruu" }, 2, "did you mean \"lru\"?");
    said({ "curve", trace, "--sample", "2" }, 2, "--sample");
    said({ "curve", trace, "--sample", "10%", "--eviction", "redis-lru" }, 2, "--sample");
    said({ "curve", trace, "--count", "bytes" }, 1, "records no sizes");
    said({ "curve", scratch.path("none.keys") }, 1, "none.keys");
    said({ "curve", scenario, "--ttl", "60s" }, 2, "--ttl: belongs to a trace");
    said({ "curve", scenario, "--layer", "Radis" }, 1, "there are \"Cache\"");
    said({ "curve", scenario, "--strategy", "Nope" }, 1, "--strategy");
}

TEST_CASE("curve is in the manual, and its help says what the band is")
{
    const std::string manual = contents(sourcePath("resources/linux/man/cachestrat.1"));
    CHECK(manual.find(".BI curve ") != std::string::npos);
    const auto help = cachestrat({ "curve", "--help" });
    CHECK(help.exitCode == 0);
    for (const char *word : { "SHARDS", "95 % interval", "working set", "knee" })
        CHECK(help.out.find(word) != std::string::npos);
}
