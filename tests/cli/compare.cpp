// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/process.h"
#include "tests/cli/samples.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace cs::test;
using nlohmann::json;

TEST_CASE("compare prints differences with intervals, the same for any number of threads, in every format")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    const auto once = cachestrat({ "compare", path, "--format", "json", "--threads", "1" });
    REQUIRE(once.exitCode == 0);
    CHECK(once.out == cachestrat({ "compare", path, "--format", "json", "--threads", "3" }).out);
    const json out = json::parse(once.out);
    CHECK(out.at("replications") == 5);
    CHECK(out.at("baseline") == "No cache");
    REQUIRE(out.at("comparisons").size() == 1);
    CHECK(out["comparisons"][0].at("strategy") == "Redis");
    const auto &hits = out["comparisons"][0].at("figures")[0];
    CHECK(hits.at("figure") == "hit_ratio");
    CHECK(hits.at("verdict") == "better");
    CHECK(hits.at("difference_ci95").get<double>() > 0);
    CHECK_FALSE(out["comparisons"][0].at("inputs").empty());
    for (const char *format : { "table", "markdown", "csv" }) {
        const auto text = cachestrat({ "compare", path, "--replications", "2", "--format", format });
        CHECK(text.exitCode == 0);
        CHECK(contains(text.out, "better"));
    }
}

TEST_CASE("compare: the figures are those of simulate, replication by replication")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    const json compared = json::parse(cachestrat({ "compare", path, "--replications", "3", "--format", "json" }).out);
    const json runs
        = json::parse(cachestrat({ "simulate", path, "--replications", "3", "--format", "json" }).out).at("runs");
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const double rate = runs[i]["totals"].at("db_queries_per_s");
        CHECK(compared["strategies"][i]["figures"].at("db_queries_per_s").get<double>()
            == doctest::Approx(rate).epsilon(1e-12));
    }
}

TEST_CASE("compare: the baseline can be chosen; wrong names and too few replications are errors")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    const auto other = cachestrat({ "compare", path, "--baseline", "Redis", "--strategy", "No cache", "--replications",
        "2", "--format", "json" });
    REQUIRE(other.exitCode == 0);
    const json out = json::parse(other.out);
    CHECK(out.at("baseline") == "Redis");
    CHECK(out["comparisons"][0]["figures"][0].at("verdict") == "worse");
    const auto wrong = cachestrat({ "compare", path, "--baseline", "Redsi" });
    CHECK(wrong.exitCode == 1);
    CHECK(contains(wrong.err, "--baseline"));
    CHECK(contains(wrong.err, "did you mean \"Redis\"?"));
    const auto alone = cachestrat({ "compare", path, "--strategy", "Redis" });
    CHECK(alone.exitCode == 1);
    CHECK(contains(alone.err, "nothing to compare"));
    const auto once = cachestrat({ "compare", path, "--replications", "1" });
    CHECK(once.exitCode == 1);
    CHECK(contains(once.err, "at least 2 replications"));
}

TEST_CASE("compare keeps its runs as what they are")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    const auto library = scratch.path("runs.sqlite");
    REQUIRE(cachestrat({ "compare", path, "--replications", "2", "--library", library }).exitCode == 0);
    const auto list = cachestrat({ "runs", "list", "--library", library, "--format", "json" });
    REQUIRE(list.exitCode == 0);
    CHECK(contains(list.out, "compare"));
    CHECK(cachestrat({ "runs", "rerun", "last", "--library", library }).exitCode == 0);
}
