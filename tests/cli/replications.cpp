// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/process.h"
#include "tests/cli/samples.h"

#include <doctest/doctest.h>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace cs::test;
using nlohmann::json;

namespace
{

std::string scenarioWith(const Scratch &scratch, const std::string &run)
{
    std::string text = smallScenario();
    const std::string before = "\"interval\": \"1min\"";
    text.replace(text.find(before), before.size(), before + ", " + run);
    return scratch.file("r.scenario.json", text);
}

} // namespace

TEST_CASE("--replications gives every figure of every row an interval, the same for any number of threads")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    const auto once = cachestrat({ "simulate", path, "--replications", "4", "--format", "json", "--threads", "1" });
    REQUIRE(once.exitCode == 0);
    CHECK(
        once.out == cachestrat({ "simulate", path, "--replications", "4", "--format", "json", "--threads", "3" }).out);
    const json runs = json::parse(once.out).at("runs");
    const auto &cached = runs[1];
    CHECK(cached.at("replications") == 4);
    CHECK(cached.at("seed") == 7);
    const auto single = json::parse(cachestrat({ "simulate", path, "--format", "json" }).out).at("runs")[1];
    const auto hasIntervals = [](const json &row, const json &ofOne) {
        for (const auto &[name, value] : ofOne.items())
            if (value.is_number() && name != "nodes" && name != "capacity_per_node") {
                CAPTURE(name);
                CHECK(row.contains(name + "_ci95"));
            }
    };
    hasIntervals(cached["totals"], single["totals"]);
    hasIntervals(cached["data_types"][0], single["data_types"][0]);
    hasIntervals(cached["layers"][0], single["layers"][0]);
    hasIntervals(cached["layers"][0]["data_types"][1], single["layers"][0]["data_types"][1]);
    // As of one run: the counts compare with a single one's.
    const double reads = cached["totals"].at("reads"), one = single["totals"].at("reads");
    CHECK(reads > 0.98 * one);
    CHECK(reads < 1.02 * one);
    CHECK(cached["totals"].at("reads_ci95").get<double>() > 0);
    CHECK(cached["totals"].at("hit_ratio_ci95").get<double>() > 0);
    CHECK(cached["totals"].at("hit_ratio_ci95").get<double>() < 0.05);
    CHECK_FALSE(single["totals"].contains("hit_ratio_ci95"));
}

TEST_CASE("csv, table and markdown show intervals too")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    const auto csv = cachestrat({ "simulate", path, "--replications", "3", "--format", "csv" }).out;
    CHECK(csv.find("hit_ratio (0..1),hit_ratio_ci95 (0..1)") != std::string::npos);
    const auto columns = [&csv](std::size_t from) {
        return std::count(csv.begin() + static_cast<std::ptrdiff_t>(from),
            csv.begin() + static_cast<std::ptrdiff_t>(csv.find('\n', from)), ',');
    };
    CHECK(columns(0) == columns(csv.find('\n') + 1));
    for (const char *format : { "table", "markdown" }) {
        const auto text = cachestrat({ "simulate", path, "--replications", "3", "--format", format }).out;
        CHECK(text.find(" ± ") != std::string::npos);
        CHECK(text.find("3 replications") != std::string::npos);
    }
    CHECK(cachestrat({ "simulate", path }).out.find("±") == std::string::npos);
}

TEST_CASE("A precision, in the file or by --precision, says how often and whether it was reached")
{
    const Scratch scratch;
    const auto path = scenarioWith(scratch, R"("precision": "5 %", "max_replications": 9)");
    const auto file = json::parse(cachestrat({ "simulate", path, "--format", "json" }).out).at("runs")[1];
    CHECK(file.at("replications") == 5);
    CHECK(file.at("precision") == 0.05);
    CHECK(file.at("precision_reached") == true);
    const auto flag = json::parse(
        cachestrat({ "simulate", path, "--precision", "0.0001%", "--max-replications", "6", "--format", "json" }).out);
    CHECK(flag.at("runs")[1].at("replications") == 6);
    CHECK(flag.at("runs")[1].at("precision_reached") == false);
    CHECK_FALSE(flag.at("runs")[1].at("notes").empty());
    CHECK(json::parse(cachestrat({ "simulate", path, "--replications", "2", "--format", "json" }).out)
              .at("runs")[1]
              .at("replications")
        == 2);
    CHECK(cachestrat({ "check", path }).out.find("not simulated yet") == std::string::npos);
}

TEST_CASE("What is no number of replications or no precision is refused")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    for (const std::vector<std::string> &wrong : { std::vector<std::string> { "--replications", "0" },
             { "--replications", "20000" }, { "--replications", "-1" }, { "--precision", "0%" },
             { "--precision", "often" }, { "--precision", "2" }, { "--max-replications", "0" } }) {
        std::vector<std::string> arguments { "simulate", path };
        arguments.insert(arguments.end(), wrong.begin(), wrong.end());
        const auto result = cachestrat(arguments);
        CAPTURE(wrong[1]);
        CHECK(result.exitCode == 2);
        CHECK(result.out.empty());
        CHECK(result.err.find(wrong[0]) != std::string::npos);
    }
}

TEST_CASE("A report says how often was simulated and shows the intervals")
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", smallScenario());
    const auto report = scratch.path("r.md");
    REQUIRE(cachestrat({ "report", path, "-o", report, "--replications", "3" }).exitCode == 0);
    std::ifstream in(report);
    const std::string text { std::istreambuf_iterator<char>(in), {} };
    CHECK(text.find("simulated 3 times") != std::string::npos);
    CHECK(text.find(" ± ") != std::string::npos);
}

TEST_CASE("simulate --sample estimates with intervals, and says what cannot go with it")
{
    const Scratch scratch;
    std::string text = smallScenario();
    const auto path = scratch.file("s.scenario.json", text);
    const auto found = cachestrat({ "simulate", path, "--sample", "50%", "--format", "json" });
    CAPTURE(found.err);
    REQUIRE(found.exitCode == 0);
    const json runs = json::parse(found.out).at("runs");
    const json whole = json::parse(cachestrat({ "simulate", path, "--format", "json" }).out).at("runs");
    REQUIRE(runs.size() == whole.size());
    for (std::size_t i = 0; i < runs.size(); ++i) {
        CHECK(runs[i].at("sample") == 0.5);
        CHECK(runs[i].at("samples") == 5);
        CHECK(runs[i].at("totals").at("reads") == whole[i].at("totals").at("reads"));
        CHECK(runs[i].at("totals").at("latency_mean_s").is_null());
        CHECK(runs[i].at("totals").contains("hit_ratio_ci95"));
    }
    for (const char *share : { "0", "1.5", "much", "-1" })
        CHECK(cachestrat({ "simulate", path, "--sample", share }).exitCode == 2);
    const auto both = cachestrat({ "simulate", path, "--sample", "0.5", "--replications", "3" });
    CHECK(both.exitCode == 2);
    CHECK(contains(both.err, "--sample"));
    // All keys is no sample.
    CHECK(cachestrat({ "simulate", path, "--sample", "1", "--format", "csv" }).out
        == cachestrat({ "simulate", path, "--format", "csv" }).out);
    const auto table = cachestrat({ "simulate", path, "--sample", "0.5" });
    CHECK(contains(table.out, "5 samples of 50.0 % of the keys"));
    CHECK(cachestrat({ "simulate", path, "--sample", "0.5", "--format", "csv" }).exitCode == 0);
    CHECK(cachestrat({ "simulate", path, "--sample", "0.5", "--format", "markdown" }).exitCode == 0);
}
