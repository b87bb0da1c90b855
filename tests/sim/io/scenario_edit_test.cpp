// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/scenario_edit.h"

#include "sim/io/scenario_file.h"
#include "sim/io/scenario_tree.h"
#include "tests/sim/io/random_scenario.h"

#include <doctest/doctest.h>

using namespace cs;

namespace
{

Scenario twoStrategies()
{
    const auto scenario = readScenario(R"({ "format": "cache-strategist/scenario", "version": 1,
      "workload": { "data_types": [
        { "name": "Pages", "keys": 500, "reads": { "rate": "20/s" }, "popularity": { "law": "zipf", "exponent": 0.9 },
          "miss_cost": { "db_time": { "law": "lognormal", "mean": "10ms", "cv": 1 } } },
        { "name": "It's \"x\"", "keys": 5, "reads": { "rate": "2/s" } } ] },
      "strategies": [ { "name": "None", "layers": [] },
        { "name": "Redis + CDN", "layers": [ { "name": "Redis", "kind": "redis", "capacity": "5 MB",
            "rules": { "Pages": { "ttl": "1min" }, "It's \"x\"": null } } ] } ] })");
    REQUIRE(scenario);
    return *scenario;
}

/// The differences that setting a value makes, as "path: before -> after".
std::vector<std::string> edited(const std::string &path, const std::string &value)
{
    const JsonTree before = scenarioTree(twoStrategies());
    JsonTree tree = before;
    const auto done = setAt(tree, path, valueTree(value));
    INFO(path, ": ", (done ? std::string() : done.error().text()));
    REQUIRE(done);
    const auto scenario = scenarioOf(tree);
    INFO((scenario ? std::string() : joined(scenario.error())));
    REQUIRE(scenario);
    std::vector<std::string> out;
    for (const auto &difference : differences(before, scenarioTree(*scenario)))
        out.push_back(difference.path + ": " + difference.before + " -> " + difference.after);
    return out;
}

/// What is wrong with setting a value, from whoever finds it.
std::string wrong(const std::string &path, const std::string &value)
{
    JsonTree tree = scenarioTree(twoStrategies());
    if (const auto done = setAt(tree, path, valueTree(value)); !done)
        return done.error().text();
    const auto scenario = scenarioOf(tree);
    REQUIRE_FALSE(scenario);
    return joined(scenario.error());
}

using Changes = std::vector<std::string>;

} // namespace

TEST_CASE("A path changes the field it names and nothing else")
{
    CHECK(edited("strategies[\"Redis + CDN\"].layers[\"Redis\"].capacity", "64MB")
        == Changes { "strategies[\"Redis + CDN\"].layers[\"Redis\"].capacity: \"5 MB\" -> \"64 MB\"" });
    CHECK(edited("strategies[1].layers[0].capacity", "64MB")
        == edited("strategies[Redis + CDN].layers[Redis].capacity", "64MB"));
    CHECK(edited("workload.data_types[\"Pages\"].reads.rate", "40/s")
        == Changes { "workload.data_types[\"Pages\"].reads.rate: \"20/s\" -> \"40/s\"" });
    CHECK(edited("workload.data_types[\"Pages\"].popularity.exponent", "1.1")
        == Changes { "workload.data_types[\"Pages\"].popularity.exponent: 0.9 -> 1.1" });
    CHECK(edited("workload.data_types[0].miss_cost.db_time.mean", "20ms")
        == Changes { "workload.data_types[\"Pages\"].miss_cost.db_time.mean: \"10ms\" -> \"20ms\"" });
    // Left out so far: a default, a record of defaults, a value that nothing stands for, a rule of null.
    CHECK(edited("run.seed", "18446744073709551615").size() == 1);
    CHECK(edited("strategies[1].layers[0].nodes", "3").size() == 1);
    CHECK(edited("strategies[1].layers[0].rules[\"It's \\\"x\\\"\"].ttl", "2min").size() == 1);
    CHECK(edited("strategies[1].layers[0].rules[\"Pages\"]", "null").size() == 1);
    CHECK(edited("origin.database.connections", "7").size() == 1);
    CHECK(edited("objectives.latency_p99", "300ms").size() == 1);
    CHECK(edited("prices.redis_gb_month", "10").size() == 1);
    // Another law, another mean, and no cv any more.
    CHECK(edited("workload.data_types[\"Pages\"].miss_cost.db_time", "{\"law\": \"exponential\", \"mean\": \"1s\"}")
              .size()
        == 3);
}

TEST_CASE("A wrong path or value is named with the nearest right spelling")
{
    const auto has = [](const std::string &text, const std::string &part) {
        CAPTURE(text);
        CHECK(text.find(part) != std::string::npos);
    };
    has(wrong("strategies[\"Redis+ CDN\"].layers[0].capacity", "1MB"), "did you mean \"Redis + CDN\"");
    has(wrong("strategies[\"Something\"].name", "x"), "\"None\", \"Redis + CDN\"");
    has(wrong("strategies[2].name", "x"), "no [2]");
    has(wrong("strategies.name", "x"), "strategies[0]");
    has(wrong("strategies[1].layers[0].capcity", "1MB"), "did you mean \"capacity\"");
    has(wrong("strategies[1].layer[0].capacity", "1MB"), "did you mean \"layers\"");
    has(wrong("workload.data_types[0].read.rate", "1/s"), "did you mean \"reads\"");
    has(wrong("workload.data_types[0].reads.diurnl.peak_to_trough", "4"), "did you mean \"diurnal\"");
    has(wrong("strategies[1].layers[0].capacity.bytes", "1MB"), "plain value");
    has(wrong("workload.data_types[0].miss_cost.db_time", "10ms"), "db_time.mean");
    has(wrong("workload.data_types[0].popularity", "1"), "law");
    has(wrong("strategies[1].layers[0].capacity", "1 MBB"), "capacity");
    has(wrong("strategies[1].layers[0].eviction", "lruu"), "lru");
    has(wrong("strategies[1].layers[0].rules[\"Page\"].ttl", "1min"), "Pages");
    has(wrong("run[0]", "1"), "no list");
    for (const char *path : { "", ".", "a..b", "a[", "a[]", "a[\"b]", "a b", "[\"", "a." }) {
        CAPTURE(path);
        CHECK_FALSE(parseScenarioPath(path));
    }
}

TEST_CASE("Two spellings of a place have one resolved path")
{
    const JsonTree tree = scenarioTree(twoStrategies());
    CHECK(*resolvedPath(tree, "strategies[1].layers[\"Redis\"].nodes")
        == *resolvedPath(tree, "strategies[\"Redis + CDN\"].layers[0].nodes"));
    CHECK(*resolvedPath(tree, "run.seed") != *resolvedPath(tree, "run.duration"));
}

TEST_CASE("A tree says the scenario it was made of, and differs from itself in nothing")
{
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        const Scenario scenario = test::RandomScenario(seed).scenario();
        const JsonTree tree = scenarioTree(scenario);
        CHECK(differences(tree, tree).empty());
        const auto again = scenarioOf(tree);
        REQUIRE(again);
        CHECK(*again == scenario);
        const Scenario other = test::RandomScenario(seed + 1000).scenario();
        CHECK(differences(tree, scenarioTree(other)).empty() == (tree == scenarioTree(other)));
    }
}
