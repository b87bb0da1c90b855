// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/process.h"
#include "tests/cli/samples.h"

#include <cmath>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace cs::test;
using nlohmann::json;

TEST_CASE("estimate prints what simulate prints, says that it is one and leaves out what it cannot know")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    const auto estimated = cachestrat({ "estimate", path, "--format", "json" });
    REQUIRE(estimated.exitCode == 0);
    CHECK(estimated.err.empty());
    const auto simulated = cachestrat({ "simulate", path, "--format", "json" });
    REQUIRE(simulated.exitCode == 0);
    const json a = json::parse(estimated.out), b = json::parse(simulated.out);
    CHECK(a.at("format") == b.at("format"));
    REQUIRE(a.at("runs").size() == b.at("runs").size());
    for (std::size_t i = 0; i < a["runs"].size(); ++i) {
        const json &one = a["runs"][i], &other = b["runs"][i];
        CHECK(one.at("estimated") == true);
        CHECK_FALSE(other.contains("estimated"));
        CHECK(one.at("strategy") == other.at("strategy"));
        CHECK(one.at("duration_s") == other.at("duration_s"));
        CHECK(one.at("layers").size() == other.at("layers").size());
        const json &totals = one.at("totals");
        // Nothing that simulate has not.
        for (const auto &[field, value] : totals.items())
            CHECK(other.at("totals").contains(field));
        CHECK_FALSE(totals.contains("evictions"));
        CHECK(totals.at("hits").get<double>() + totals.at("misses").get<double>() + totals.at("coalesced").get<double>()
            == totals.at("reads").get<double>());
        CHECK(std::fabs(totals.at("hit_ratio").get<double>() - other["totals"].at("hit_ratio").get<double>()) < 0.03);
        CHECK_FALSE(one.at("notes").empty());
    }
}

TEST_CASE("estimate takes the options of simulate; a seed changes nothing")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    const auto plain = cachestrat({ "estimate", path });
    REQUIRE(plain.exitCode == 0);
    CHECK(cachestrat({ "estimate", path, "--seed", "99", "--replications", "5" }).out == plain.out);
    CHECK(contains(plain.out, "instant estimate"));
    const auto one = cachestrat({ "estimate", path, "--strategy", "Redis", "--duration", "2h", "--format", "json" });
    REQUIRE(one.exitCode == 0);
    CHECK(json::parse(one.out).at("runs").size() == 1);
    CHECK(json::parse(one.out)["runs"][0].at("duration_s") == 7200.0);
    CHECK(cachestrat({ "estimate", path, "-o", scratch.path("e.md"), "--format", "markdown" }).exitCode == 0);
}
