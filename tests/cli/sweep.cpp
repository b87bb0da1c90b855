// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/process.h"
#include "tests/cli/samples.h"

#include <cmath>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <set>

using namespace cs::test;
using nlohmann::json;

namespace
{

constexpr const char *capacities = "strategies[\"Redis\"].layers[\"Cache\"].capacity=50kB..500kB+50kB";
constexpr const char *lives = "strategies[1].layers[0].rules[\"Pages\"].ttl=5s..100s+5s";

/// A scenario of some ms, and a grid of 10 x 20 points over it.
struct Sweep200 {
    Scratch scratch;
    std::string scenario = scratch.file("s.scenario.json",
        with(with(smallScenario(), "\"20min\"", "\"4min\""), "\"5min\", \"interval\"", "\"1min\", \"interval\""));

    std::vector<std::string> arguments(std::vector<std::string> more) const
    {
        std::vector<std::string> out { "sweep", scenario, "--vary", capacities, "--vary", lives, "--strategy", "Redis",
            "--format", "json" };
        out.insert(out.end(), more.begin(), more.end());
        return out;
    }
    std::string undisturbed() const
    {
        const auto result = cachestrat(arguments({ "--no-keep", "--threads", "1" }));
        REQUIRE(result.exitCode == 0);
        CHECK(result.err.empty());
        return result.out;
    }
};

std::string edited(const std::string &capacity, const std::string &ttl)
{
    return with(with(smallScenario(), "10MB", capacity), "\"ttl\": \"1min\"", "\"ttl\": \"" + ttl + "\"");
}

} // namespace

TEST_CASE("Each row of a sweep is what simulating the edited scenario gives")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    const auto result
        = cachestrat({ "sweep", path, "--vary", "strategies[\"Redis\"].layers[\"Cache\"].capacity=100kB,10MB", "--vary",
            "strategies[\"Redis\"].layers[\"Cache\"].rules[\"Pages\"].ttl=10s..60s+50s", "--format", "json" });
    REQUIRE(result.exitCode == 0);
    const json sweep = json::parse(result.out);
    CHECK(sweep.at("format") == "cache-strategist/sweep");
    CHECK(sweep.at("points") == 4);
    REQUIRE(sweep.at("rows").size() == 8);
    std::size_t row = 0;
    for (const char *capacity : { "100kB", "10MB" })
        for (const char *ttl : { "10s", "60s" }) {
            const auto one = json::parse(
                cachestrat({ "simulate", scratch.file("one.json", edited(capacity, ttl)), "--format", "json" }).out);
            for (const auto &run : one.at("runs")) {
                const json &got = sweep["rows"][row];
                CHECK(got.at("point") == row / 2);
                CHECK(got.at("values").at("strategies[\"Redis\"].layers[\"Cache\"].capacity") == capacity);
                CHECK(got.at("strategy") == run.at("strategy"));
                CHECK(got.at("fingerprint") == run.at("fingerprint"));
                for (const auto &[figure, value] : got.at("figures").items()) {
                    CAPTURE(figure);
                    CHECK(value.get<double>() == run.at("totals").at(figure).get<double>());
                }
                CHECK(got.at("figures").contains("latency_p99_s"));
                ++row;
            }
        }
}

TEST_CASE("A sweep of 200 points killed at any moment and resumed gives the table of one undisturbed run")
{
    const Sweep200 sweep;
    const std::string expected = sweep.undisturbed();
    CHECK(json::parse(expected).at("points") == 200);
    std::size_t killed = 0;
    for (const std::uint64_t moment : { 10u, 30u, 80u, 170u, 400u }) {
        CAPTURE(moment);
        const std::string library = sweep.scratch.path("runs-" + std::to_string(moment) + ".sqlite");
        Launch launch;
        launch.arguments = sweep.arguments({ "--library", library, "--threads", "2" });
        launch.killAfterCpuMs = moment;
        // Killed again and again, each time after so much work, until it is done; every time more points are kept.
        Finished finished = run(launch);
        for (int times = 0; finished.signal != 0 && times < 3; ++times) {
            ++killed;
            CHECK(finished.out.empty());
            finished = run(launch);
        }
        launch.killAfterCpuMs.reset();
        if (finished.signal != 0)
            finished = run(launch);
        CHECK(finished.exitCode == 0);
        CHECK(finished.out == expected);
        CHECK(finished.err.empty());
        // Once more: all points are there, and nothing is simulated.
        const auto again = run(launch);
        CHECK(again.out == expected);
        const auto kept = cachestrat(
            { "runs", "list", "--sweep", json::parse(expected).at("sweep"), "--format", "json", "--library", library });
        CHECK(json::parse(kept.out).at("runs").size() == 200);
    }
    CHECK(killed >= 5);
}

TEST_CASE("An interrupted sweep ends with 130, prints nothing and keeps its finished points")
{
    const Sweep200 sweep;
    const std::string library = sweep.scratch.path("runs.sqlite");
    Launch launch;
    launch.arguments = sweep.arguments({ "--library", library });
    launch.interruptAfterCpuMs = 200;
    const auto interrupted = run(launch);
    CHECK(interrupted.exitCode == 130);
    CHECK(interrupted.out.empty());
    const auto kept = json::parse(cachestrat({ "runs", "list", "--format", "json", "--library", library }).out);
    CHECK_FALSE(kept.at("runs").empty());
    for (const auto &one : kept.at("runs"))
        CHECK(one.at("source") == "sweep");
    // A point of it comes out the same as a run of its own.
    CHECK(cachestrat({ "runs", "rerun", "last", "--library", library }).exitCode == 0);
    launch.interruptAfterCpuMs.reset();
    CHECK(run(launch).out == sweep.undisturbed());
}

TEST_CASE("Threads and shards change nothing, in no format")
{
    const Sweep200 sweep;
    const std::string expected = sweep.undisturbed();
    CHECK(cachestrat(sweep.arguments({ "--no-keep", "--threads", "7" })).out == expected);
    std::vector<std::string> merge { "merge" };
    for (const char *shard : { "3/3", "1/3", "2/3" }) {
        const std::string part = sweep.scratch.path("part" + std::string(shard).substr(0, 1) + ".json");
        CHECK(cachestrat(sweep.arguments({ "--no-keep", "--shard", shard, "-o", part })).exitCode == 0);
        merge.push_back(part);
    }
    CHECK(cachestrat(merge).out == expected);
    for (const char *format : { "table", "csv", "markdown" }) {
        std::vector<std::string> direct = sweep.arguments({ "--no-keep" }), joined = merge;
        direct.back() = "--no-keep";
        *(direct.end() - 2) = format;
        joined.insert(joined.end(), { "--format", format });
        const auto table = cachestrat(direct);
        CHECK(table.exitCode == 0);
        CHECK_FALSE(table.out.empty());
        CHECK(cachestrat(joined).out == table.out);
    }
    const auto missing = cachestrat({ "merge", merge[1], merge[3] });
    CHECK(missing.exitCode == 1);
    CHECK(missing.out.empty());
    CHECK(contains(missing.err, "67 of 200 points are missing: 0, 3, 6"));
    const auto partial = cachestrat({ "merge", merge[1], merge[3], "--partial" });
    CHECK(partial.exitCode == 1);
    CHECK(json::parse(partial.out).at("rows").size() == 133);
    auto doubled = merge;
    doubled.push_back(sweep.scratch.file("copy.json", contents(merge[1])));
    const auto twice = cachestrat(doubled);
    CHECK(twice.out == expected);
    CHECK(contains(twice.err, "copy.json"));
    std::string other = contents(merge[1]);
    const auto digits = other.find("\"hit_ratio\":0.") + 14;
    other[digits] = other[digits] == '5' ? '6' : '5';
    doubled.back() = sweep.scratch.file("other.json", other);
    const auto contradicted = cachestrat(doubled);
    CHECK(contradicted.exitCode == 1);
    CHECK(contains(contradicted.err, "something else about point"));
    const auto another = sweep.scratch.path("another.json");
    REQUIRE(cachestrat(sweep.arguments({ "--no-keep", "--seed", "8", "-o", another })).exitCode == 0);
    CHECK(contains(cachestrat({ "merge", merge[1], another }).err, "another sweep"));
    CHECK(cachestrat({ "merge", sweep.scenario }).exitCode == 1);
}

TEST_CASE("An error at one point is in its row and loses no other")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    // Valid each, but half an hour of warm-up leaves nothing of ten minutes.
    const auto result = cachestrat(
        { "sweep", path, "--vary", "run.warm_up=1min,30min", "--vary", "run.duration=10min,1h", "--format", "json" });
    CHECK(result.exitCode == 1);
    CHECK(contains(result.err, "1 of 4 points"));
    const json sweep = json::parse(result.out);
    REQUIRE(sweep.at("rows").size() == 8);
    for (const auto &row : sweep.at("rows")) {
        const bool wrong = row.at("point") == 2;
        CHECK(row.contains("error") == wrong);
        CHECK(row.contains("figures") == !wrong);
        if (wrong)
            CHECK(contains(row.at("error"), "run.warm_up"));
    }
}

TEST_CASE("A wrong path or value is named before anything is simulated")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    const auto library = scratch.path("runs.sqlite");
    const auto wrong = [&](const std::string &vary, const std::string &named) {
        const auto result
            = cachestrat({ "sweep", path, "--vary", "run.seed=1..3+1", "--vary", vary, "--library", library });
        CAPTURE(vary);
        CAPTURE(result.err);
        CHECK(result.exitCode == 1);
        CHECK(result.out.empty());
        CHECK(contains(result.err, named));
    };
    wrong("strategies[\"Reddis\"].layers[0].capacity=1MB,2MB", "did you mean \"Redis\"");
    wrong("strategies[\"Redis\"].layers[0].capcity=1MB,2MB", "did you mean \"capacity\"");
    wrong("strategies[\"Redis\"].layers[0].capacity=1MB,2Mb", "MB");
    wrong("strategies[\"Redis\"].layers[0].eviction=lru,siev", "sieve");
    wrong("workload.data_types[\"Pages\"].reads.rate=1..5+1", "rate");
    wrong("workload.data_types[\"Pages\"].reads.rate=1/s..5/s", "no steps");
    wrong("run.seed=4,5", "varied already");
    CHECK_FALSE(std::filesystem::exists(library));
    CHECK(cachestrat({ "sweep", path }).exitCode == 2);
    for (const char *shard : { "0/3", "4/3", "1", "a/b", "1/3x" })
        CHECK(cachestrat({ "sweep", path, "--vary", "run.seed=1,2", "--shard", shard }).exitCode == 2);
}

TEST_CASE("A Latin hypercube uses every stratum of every field once, and is the same for the same seed")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", with(smallScenario(), "\"20min\"", "\"6min\""));
    std::vector<std::string> arguments { "sweep", path, "--strategy", "Redis", "--lhs", "20", "--vary",
        "workload.data_types[\"Pages\"].reads.rate=10/s..30/s", "--vary",
        "strategies[1].layers[0].capacity=10kB..1000kB*", "--vary", "strategies[1].layers[0].eviction=lru,fifo",
        "--format", "json" };
    const auto result = cachestrat(arguments);
    REQUIRE(result.exitCode == 0);
    CHECK(cachestrat(arguments).out == result.out);
    const json sweep = json::parse(result.out);
    REQUIRE(sweep.at("rows").size() == 20);
    std::set<int> rates, capacities;
    int lru = 0;
    for (const auto &row : sweep.at("rows")) {
        const auto &values = row.at("values");
        rates.insert(
            static_cast<int>((std::stod(std::string(values.at("workload.data_types[\"Pages\"].reads.rate"))) - 10)));
        const double size = std::stod(std::string(values.at("strategies[1].layers[0].capacity")));
        capacities.insert(static_cast<int>(std::log10(size / 10) * 10));
        lru += values.at("strategies[1].layers[0].eviction") == "lru";
    }
    CHECK(rates.size() == 20);
    CHECK(*rates.rbegin() == 19);
    CHECK(capacities.size() == 20);
    CHECK(lru == 10);
    arguments.insert(arguments.end(), { "--seed", "8" });
    CHECK(cachestrat(arguments).out != result.out);
}
