// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/process.h"
#include "tests/cli/samples.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace cs::test;
using nlohmann::json;

TEST_CASE("cost prints what strategies cost, from the scenario's prices or a sheet with its sources")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    const auto sheet = cachestrat({ "cost", path, "--prices", "default" });
    CHECK(sheet.exitCode == 0);
    CHECK(contains(sheet.out, "cdn_egress_gb"));
    CHECK(contains(sheet.out, "https://"));
    CHECK(contains(sheet.out, "assumption, to be replaced"));
    const auto out = cachestrat({ "cost", path, "--prices", "default", "--format", "json" });
    REQUIRE(out.exitCode == 0);
    const json report = json::parse(out.out);
    CHECK(report.at("baseline") == "No cache");
    for (const auto &strategy : report.at("strategies")) {
        double sum = 0;
        for (const auto &item : strategy.at("items"))
            sum += item.at("cost_per_month").get<double>();
        CHECK(sum == doctest::Approx(strategy.at("cost_per_month").get<double>()).epsilon(1e-12));
    }
    const auto own = scratch.file("p.json",
        R"({ "format": "cache-strategist/prices", "version": 1, "currency": "EUR",
             "items": [ { "key": "redis_node_month", "price": 7.5, "assumption": true } ] })");
    CHECK(contains(cachestrat({ "cost", path, "--prices", own }).out, "7.50 EUR"));
    for (const char *format : { "csv", "markdown" })
        CHECK(cachestrat({ "cost", path, "--prices", own, "--format", format }).exitCode == 0);
}

TEST_CASE("cost: wrong sheets and layers are errors")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    const auto bad = scratch.file("p.json", "{}");
    const auto sheet = cachestrat({ "cost", path, "--prices", bad });
    CHECK(sheet.exitCode == 1);
    CHECK(contains(sheet.err, "items"));
    const auto layer = cachestrat({ "cost", path, "--prices", "default", "--break-even", "Cahce" });
    CHECK(layer.exitCode == 1);
    CHECK(contains(layer.err, "did you mean"));
}

TEST_CASE("sensitivity prints a tornado, the same for any number of threads, and names what does nothing")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    const auto once = cachestrat(
        { "sensitivity", path, "--by", "10%", "--replications", "2", "--threads", "1", "--format", "json" });
    REQUIRE(once.exitCode == 0);
    CHECK(once.out
        == cachestrat(
            { "sensitivity", path, "--by", "10%", "--replications", "2", "--threads", "3", "--format", "json" })
               .out);
    const json table = json::parse(once.out);
    CHECK(table.at("by") == 0.1);
    CHECK(table.at("strategy") == "Redis");
    CHECK(table.at("parameters").size() > 5);
    const auto text = cachestrat({ "sensitivity", path, "--replications", "2" });
    CHECK(contains(text.out, "Hit ratio with less"));
    CHECK(contains(text.out, "Less and more are 20"));
    CHECK(cachestrat({ "sensitivity", path, "--by", "0%" }).exitCode == 2);
    CHECK(cachestrat({ "sensitivity", path, "--sort", "hit_ration" }).exitCode == 2);
    CHECK(cachestrat({ "sensitivity", path, "--replications", "1" }).exitCode == 2);
    CHECK(cachestrat({ "sensitivity", path, "--strategy", "Nobody" }).exitCode == 1);
}
