// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/findings.h"
#include "sim/results/result_writer.h"
#include "tests/support/sample_runs.h"

#include <algorithm>
#include <doctest/doctest.h>

using namespace cs;

namespace
{

const Finding *find(const RunResult &run, const std::string &objective)
{
    for (const auto &finding : run.findings)
        if (finding.objective == objective)
            return &finding;
    return nullptr;
}

bool noted(const RunResult &run, const std::string &part)
{
    for (const auto &note : run.notes)
        if (note.find(part) != std::string::npos)
            return true;
    return false;
}

} // namespace

TEST_CASE("every objective becomes a finding with figure, target and sentence")
{
    Scenario scenario = test::sampleScenario();
    scenario.objectives.latencyMean = Duration::fromSeconds(0.001);
    scenario.objectives.hitRatio = 0.5;
    scenario.objectives.failedReads = 0;
    auto run = test::sampleCached();
    addCost(*run, scenario, 1);
    addFindings(*run, scenario);
    REQUIRE(run->findings.size() == 7);
    const Finding *p99 = find(*run, "latency_p99");
    REQUIRE(p99);
    CHECK(p99->value == run->totals.latency.quantileSeconds(0.99));
    CHECK(p99->target == 0.3);
    CHECK(p99->met == (p99->value <= 0.3));
    CHECK(!find(*run, "latency_mean")->met);
    CHECK(find(*run, "hit_ratio")->met);
    CHECK(find(*run, "hit_ratio")->text == "Hit ratio 91.8 %, objective at least 50 %: met");
    CHECK(find(*run, "failed_reads")->met);
    CHECK(find(*run, "stale_reads")->text == "Stale reads 0.511 %, objective at most 1 %: met");
    CHECK(find(*run, "cost_per_month")->value == run->costPerMonth);
    addFindings(*run, scenario);
    CHECK(run->findings.size() == 7); // again: not twice
}

TEST_CASE("a figure a hair off its objective does not read as equal to it")
{
    Scenario scenario;
    scenario.objectives.dbUtilization = 0.7;
    auto run = test::sampleCached();
    run->dbUtilization = 0.70001;
    addFindings(*run, scenario);
    CHECK(!run->findings[0].met);
    CHECK(run->findings[0].text == "Database utilisation 70.001 %, objective at most 70 %: missed");
    run->dbUtilization = 0.7;
    addFindings(*run, scenario);
    CHECK(run->findings[0].met);
}

TEST_CASE("what cannot be judged is not met")
{
    Scenario scenario;
    scenario.objectives.latencyP99 = Duration::fromSeconds(1);
    scenario.objectives.hitRatio = 0;
    scenario.objectives.costPerMonth = 1e9;
    RunResult run;
    addCost(run, scenario, 0);
    addFindings(run, scenario);
    REQUIRE(run.findings.size() == 3);
    for (const auto &finding : run.findings) {
        CHECK(!finding.met);
        CHECK(finding.text.find("cannot be judged") != std::string::npos);
    }
}

TEST_CASE("what nobody wants is a missed objective and a line of the totals wherever it happens")
{
    const auto clean = test::sampleCached();
    addFindings(*clean, Scenario());
    CHECK(clean->findings.empty());
    const auto linesOf = [](const RunResultPtr &run) {
        std::vector<std::string> lines;
        for (const TotalsRow &row : totalsTable(std::span(&run, 1)))
            lines.push_back(row.label + ": " + row.text[0]);
        return lines;
    };
    const auto has = [](const std::vector<std::string> &lines, const std::string &line) {
        return std::find(lines.begin(), lines.end(), line) != lines.end();
    };
    const std::size_t usual = linesOf(clean).size();
    auto run = test::sampleCached();
    run->totals.wrongReads = 3;
    run->totals.lostWrites = 1234;
    run->totals.writesAtRiskPeak = 5000;
    run->layers[1].figures.refused = 7;
    addFindings(*run, Scenario());
    REQUIRE(run->findings.size() == 3);
    for (const Finding &finding : run->findings) {
        CHECK_FALSE(finding.met);
        CHECK(finding.text.find(", objective 0: missed; ") != std::string::npos);
    }
    CHECK(run->findings[0].text.starts_with("Wrong reads 3,"));
    CHECK(run->findings[1].text.starts_with("Writes lost 1,234,"));
    CHECK(run->findings[2].text.starts_with("Stores refused 7,"));
    const auto lines = linesOf(run);
    CHECK(lines.size() == usual + 4);
    CHECK(has(lines, "Writes at risk, peak: 5,000"));
    CHECK(has(lines, "Writes lost: 1,234"));
    CHECK(has(lines, "Stores refused, out of memory: 7"));
    CHECK(has(lines, "Wrong reads: 3"));
    // Written behind and nothing lost is worth telling too.
    auto careful = test::sampleCached();
    careful->series.writesAtRisk.assign(careful->series.timeSeconds.size(), 0);
    CHECK(linesOf(careful).size() == usual + 2);
    CHECK(has(linesOf(careful), "Writes lost: 0"));
}

TEST_CASE("cost: capacity of Redis, egress of the CDN scaled to a month, connections")
{
    const Scenario scenario = test::sampleScenario();
    auto run = test::sampleCached();
    addCost(*run, scenario, 1);
    // 2 GB of capacity, 123200 reads of 2 kB in 22 hours, 20 connections.
    const double egressGb = 123200.0 * 2000 / 1e9 * (30.0 * 24 / 22);
    CHECK(run->hasCost);
    CHECK(run->currency == "USD");
    CHECK(run->costPerMonth == doctest::Approx(2 * 12.0 + egressGb * 0.085 + 20 * 30.0).epsilon(1e-12));
    CHECK(run->notes.empty());
}

TEST_CASE("cost: memory without a byte limit counts by its peak")
{
    Scenario scenario = test::sampleScenario();
    scenario.prices.items = { { "redis_gb_month", 10.0 } };
    auto run = test::sampleCached();
    run->layers[1].capacityUnit = CapacityUnit::none;
    addCost(*run, scenario, 1);
    CHECK(run->costPerMonth == doctest::Approx(static_cast<double>(run->layers[1].figures.bytesPeak) / 1e9 * 10));
}

TEST_CASE("cost: a strategy without the priced layer costs 0, a scenario without prices has no cost")
{
    Scenario scenario = test::sampleScenario();
    scenario.prices.items = { { "redis_gb_month", 12.0 } };
    auto run = test::sampleBaseline();
    addCost(*run, scenario, 0);
    CHECK(run->hasCost);
    CHECK(run->costPerMonth == 0);
    scenario.prices.items.clear();
    addCost(*run, scenario, 0);
    CHECK(!run->hasCost);
}

TEST_CASE("cost: unknown and inapplicable prices are told, not used")
{
    Scenario scenario = test::sampleScenario();
    scenario.prices.items = { { "redis_gb_moth", 12.0 }, { "db_connection_month", 30.0 } };
    scenario.origin.database.connections.reset();
    auto run = test::sampleCached();
    addCost(*run, scenario, 1);
    CHECK(!run->hasCost);
    CHECK(run->costPerMonth == 0);
    CHECK(noted(*run, "did you mean \"redis_gb_month\""));
    CHECK(noted(*run, "db_connection_month"));
}

TEST_CASE("cost: a layer's own price counts per node")
{
    Scenario scenario = test::sampleScenario();
    scenario.prices.items = { { "cdn_node_month", 1.0 } };
    scenario.strategies[1].layers[1].price = 25.0;
    auto run = test::sampleCached();
    addCost(*run, scenario, 1);
    CHECK(run->costPerMonth == 8 * 1.0 + 25.0);
}
