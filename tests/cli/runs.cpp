// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/process.h"
#include "tests/cli/samples.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace cs::test;
using nlohmann::json;

namespace
{

/// A library with the runs of the small scenario, and of one with a larger cache and another seed.
struct Kept {
    Scratch scratch;
    std::string library = scratch.path("runs.sqlite");
    std::string scenario = scratch.file("s.scenario.json", smallScenario());
    std::string other
        = scratch.file("t.scenario.json", with(with(smallScenario(), "10MB", "20MB"), "\"1min\"", "\"3min\""));
    std::string simulated;

    Kept()
    {
        const auto first = cachestrat({ "simulate", scenario, "--format", "json", "--library", library });
        REQUIRE(first.exitCode == 0);
        simulated = first.out;
        REQUIRE(cachestrat({ "simulate", other, "--seed", "9", "--duration", "15min", "--replications", "2",
                               "--strategy", "Redis", "--library", library })
                    .exitCode
            == 0);
    }
    Finished runs(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.begin(), "runs");
        arguments.insert(arguments.end(), { "--library", library });
        return cachestrat(arguments);
    }
    json list(std::vector<std::string> arguments = {}) const
    {
        arguments.insert(arguments.begin(), "list");
        arguments.insert(arguments.end(), { "--format", "json" });
        const auto result = runs(arguments);
        REQUIRE(result.exitCode == 0);
        return json::parse(result.out).at("runs");
    }
};

} // namespace

TEST_CASE("Kept runs are listed and filtered, and their results are those that simulate printed")
{
    const Kept kept;
    const json all = kept.list();
    REQUIRE(all.size() == 3);
    CHECK(all[0].at("seed") == 9);
    CHECK(all[0].at("replications") == 2);
    CHECK(kept.list({ "--strategy", "No cache" }).size() == 1);
    CHECK(kept.list({ "--scenario", "Sm*" }).size() == 3);
    CHECK(kept.list({ "--scenario", "m*" }).empty());
    CHECK(kept.list({ "--where", "hit_ratio>0" }).size() == 2);
    CHECK(kept.list({ "--where", "hit_ratio > 0 %", "--where", "latency_p99_s<1ns" }).empty());
    CHECK(kept.list({ "--since", "1h", "--limit", "2" }).size() == 2);
    CHECK(kept.list({ "--since", "2999-01-01" }).empty());
    CHECK(kept.list({ "--order", "hit_ratio" })[2].at("strategy") == "No cache");
    CHECK(kept.list({ "--order=-hit_ratio" })[0].at("strategy") == "No cache");
    const json exported = json::parse(kept.runs({ "export", all[2].at("id"), all[1].at("id") }).out);
    CHECK(exported.at("format") == "cache-strategist/runs");
    const json printed = json::parse(kept.simulated);
    for (int i = 0; i < 2; ++i) {
        CHECK(exported.at("runs")[i].at("scenario") == smallScenario());
        CHECK(exported.at("runs")[i].at("result").at("runs")[0] == printed.at("runs")[i]);
    }
    CHECK(kept.runs({ "show", all[2].at("id"), "--scenario" }).out == smallScenario());
}

TEST_CASE("A kept run says by itself what it was, and comes out the same again")
{
    const Kept kept;
    for (const auto &run : kept.list()) {
        const auto again = kept.runs({ "rerun", run.at("id") });
        CHECK(again.exitCode == 0);
        CHECK(contains(again.out, "fingerprint " + std::string(run.at("fingerprint")) + ": equal, and every figure"));
    }
    // An automatic warm-up was agreed on with the other strategies; seed and precision were given by options.
    const auto automatic = kept.scratch.file("a.scenario.json", with(smallScenario(), "\"warm_up\": \"5min\", ", ""));
    REQUIRE(cachestrat({ "simulate", automatic, "--duration", "2h", "--precision", "3%", "--library", kept.library })
                .exitCode
        == 0);
    for (const auto &run : kept.list({ "--limit", "2" })) {
        CHECK(run.at("replications") >= 5);
        CHECK(kept.runs({ "rerun", run.at("id") }).exitCode == 0);
    }
}

TEST_CASE("Compared runs show figures, differences and the inputs that differ by their paths")
{
    const Kept kept;
    const json all = kept.list({ "--strategy", "Redis" });
    const std::string newer = all[0].at("id"), older = all[1].at("id");
    const auto result = kept.runs({ "compare", older, newer, "--format", "json" });
    REQUIRE(result.exitCode == 0);
    const json compared = json::parse(result.out);
    std::map<std::string, json> inputs;
    for (const auto &input : compared.at("inputs"))
        inputs[input.at("path")] = input.at("values");
    const std::map<std::string, json> expected {
        { "run.seed", json::array({ 7, 9 }) },
        { "run.duration", json::array({ "20min", "900s" }) },
        { "run.replications", json::array({ 1, 2 }) },
        // The first "1min" of the small scenario.
        { "run.interval", json::array({ "1min", "3min" }) },
        { "strategy.layers[\"Cache\"].capacity", json::array({ "10 MB", "20 MB" }) },
    };
    CHECK(inputs == expected);
    const auto &ratio = compared.at("totals").at("hit_ratio");
    CHECK(ratio.at("differences")[1].get<double>()
        == ratio.at("values")[1].get<double>() - ratio.at("values")[0].get<double>());
    const auto table = kept.runs({ "compare", older, newer });
    CHECK(contains(table.out, "strategy.layers[\"Cache\"].capacity"));
    CHECK(kept.runs({ "compare", older, older }).out.find("The inputs are the same") != std::string::npos);
    CHECK(kept.runs({ "compare", older }).exitCode == 2);
}

TEST_CASE("Runs are tagged, noted, deleted and pruned")
{
    const Kept kept;
    const json all = kept.list();
    const std::string id = all[1].at("id");
    CHECK(kept.runs({ "tag", "last", id, "--tag", "good" }).exitCode == 0);
    CHECK(kept.list({ "--tag", "good" }).size() == 2);
    CHECK(kept.runs({ "untag", "last", "-t", "good" }).exitCode == 0);
    CHECK(kept.runs({ "untag", "last", "-t", "good" }).exitCode == 1);
    CHECK(kept.runs({ "note", id, "-m", "with = and \"quotes\", éè" }).exitCode == 0);
    CHECK(kept.list({ "--tag", "good" })[0].at("note") == "with = and \"quotes\", éè");
    CHECK(contains(kept.runs({ "show", id }).out, "with = and \"quotes\", éè"));
    CHECK(kept.runs({ "delete", all[2].at("id") }).exitCode == 0);
    CHECK(kept.runs({ "delete", all[2].at("id") }).exitCode == 1);
    CHECK(kept.list().size() == 2);
    CHECK(kept.runs({ "prune", "--limit", "1kB" }).exitCode == 0);
    const json left = kept.list();
    REQUIRE(left.size() == 1);
    CHECK(left[0].at("id") == id);
    CHECK(contains(kept.runs({ "stats" }).out, "With a tag    1"));
}

TEST_CASE("What is wrong with a question to the library is named")
{
    const Kept kept;
    const auto misspelt = kept.runs({ "list", "--where", "hit_ration>0.9" });
    CHECK(misspelt.exitCode == 2);
    CHECK(contains(misspelt.err, "hit_ratio"));
    for (const char *wrong : { "hit_ratio", "hit_ratio=>1", "hit_ratio>often", "hit_ratio>", ">1" })
        CHECK(kept.runs({ "list", "--where", wrong }).exitCode == 2);
    for (const char *wrong : { "yesterday", "2026-13-01", "2026-11", "2026-11-31", "2026-11-01T25:00" })
        CHECK(kept.runs({ "list", "--since", wrong }).exitCode == 2);
    CHECK(kept.runs({ "show", "ffffffffffffffff" }).exitCode == 1);
    CHECK(kept.runs({}).exitCode == 2);
    const auto none = cachestrat({ "runs", "list", "--library", kept.scratch.path("none.sqlite") });
    CHECK(none.exitCode == 1);
    CHECK(contains(none.err, "none.sqlite"));
    // Nothing is made by looking.
    CHECK_FALSE(std::filesystem::exists(kept.scratch.path("none.sqlite")));
}
