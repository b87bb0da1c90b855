// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/escape.h"
#include "sim/results/findings.h"
#include "sim/results/result_fields.h"
#include "sim/results/result_writer.h"
#include "tests/support/golden.h"
#include "tests/support/sample_runs.h"

#include <clocale>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <set>

using namespace cs;
using nlohmann::json;

namespace
{

std::vector<RunResultPtr> finishedRuns()
{
    const Scenario scenario = test::sampleScenario();
    auto before = test::sampleBaseline();
    auto after = test::sampleCached();
    addCost(*before, scenario, 0);
    addCost(*after, scenario, 1);
    addFindings(*before, scenario);
    addFindings(*after, scenario);
    after->notes = { "12 requests of the trace match no data type" };
    return { before, after };
}

/// Rows of a CSV text by RFC 4180.
std::vector<std::vector<std::string>> parseCsv(const std::string &text)
{
    std::vector<std::vector<std::string>> rows { { "" } };
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"')
            rows.back().back() += text[i++];
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && c == ',')
            rows.back().emplace_back();
        else if (!quoted && c == '\n')
            rows.push_back({ "" });
        else
            rows.back().back() += c;
    }
    rows.pop_back();
    return rows;
}

} // namespace

TEST_CASE("the JSON of a result has the fields of the format")
{
    const auto runs = finishedRuns();
    const json result = json::parse(resultJson(runs));
    CHECK(result["format"] == "cache-strategist/result");
    CHECK(result["version"] == 1);
    CHECK(result["scenario"] == "Storefront API");
    REQUIRE(result["runs"].size() == 2);
    const json &run = result["runs"][1];
    for (const char *name : { "strategy", "seed", "replications", "warm_up_s", "duration_s", "requests", "totals",
             "data_types", "layers", "series", "findings" })
        CHECK_MESSAGE(run.contains(name), name);
    for (const char *name : { "reads", "writes", "hits", "misses", "fills", "evictions", "expirations", "invalidations",
             "coalesced", "failed", "stale_reads", "violations", "hit_ratio", "byte_hit_ratio", "stale_ratio",
             "violation_ratio", "db_utilization", "app_utilization", "latency_mean_s", "latency_p50_s", "latency_p90_s",
             "latency_p95_s", "latency_p99_s", "latency_p999_s", "staleness_mean_s", "staleness_p99_s",
             "staleness_max_s", "db_queries", "db_writes", "db_queries_per_s", "db_queries_per_s_peak", "entries",
             "bytes", "bytes_peak", "egress_bytes", "cost_per_month" })
        CHECK_MESSAGE(run["totals"][name].is_number(), name);
    for (const char *name : { "reads", "hits", "misses", "hit_ratio", "latency_p99_s", "db_queries", "stale_reads" })
        CHECK_MESSAGE(run["data_types"][0][name].is_number(), name);
    for (const char *name : { "reads", "hits", "fills", "evictions", "entries", "bytes", "bytes_peak", "hit_ratio" })
        CHECK_MESSAGE(run["layers"][0][name].is_number(), name);
    CHECK(!run["layers"][0].contains("db_queries"));
    CHECK(run["layers"][1]["data_types"][0]["name"] == "User profiles");
    CHECK(run["findings"][0]["objective"] == "latency_p99");
    CHECK(run["findings"][0]["met"].is_boolean());
}

TEST_CASE("the JSON holds the run's own numbers")
{
    const auto runs = finishedRuns();
    const json run = json::parse(resultJson(runs))["runs"][1];
    const RunResult &source = *runs[1];
    CHECK(run["totals"]["reads"] == source.totals.reads);
    CHECK(run["totals"]["hit_ratio"].get<double>() == source.totals.hitRatio());
    CHECK(run["totals"]["latency_p99_s"].get<double>() == source.totals.latency.quantileSeconds(0.99));
    CHECK(run["totals"]["fills"] == source.layers[0].figures.fills + source.layers[1].figures.fills);
    CHECK(run["data_types"][1]["fills"]
        == source.layers[0].dataTypes[0].figures.fills + source.layers[1].dataTypes[1].figures.fills);
    CHECK(run["layers"][0]["stale_ratio"].get<double>() == 900.0 / 90000);
    CHECK(run["totals"]["stale_ratio"].get<double>() == 900.0 / 176000);
    CHECK(run["totals"]["db_queries_per_s"].get<double>() == source.dbQueriesPerSecond);
    CHECK(run["series"]["interval_s"] == 3600);
    for (const char *name : { "time_s", "reads", "coalesced", "origin_reads", "failed", "latency_mean_s",
             "db_queries_per_s", "db_queue_length" })
        CHECK_MESSAGE(run["series"][name].size() == 24, name);
    CHECK(run["series"]["layers"][1]["bytes"].get<std::vector<double>>() == source.series.layers[1].bytes);
    CHECK(run["fingerprint"] == "0123456789abcdef");
}

TEST_CASE("what has no value is null, not 0")
{
    auto run = std::make_shared<RunResult>();
    const RunResultPtr runs[] = { run };
    const json totals = json::parse(resultJson(runs))["runs"][0]["totals"];
    CHECK(totals["latency_p99_s"].is_null());
    CHECK(totals["db_utilization"].is_null());
    CHECK(totals["cost_per_month"].is_null());
    CHECK(totals["hit_ratio"] == 0);
}

TEST_CASE("a result in every format is as it was")
{
    const auto runs = finishedRuns();
    test::checkGolden("result.json", resultJson(runs));
    test::checkGolden("result.csv", resultCsv(runs));
    test::checkGolden("result.txt", resultTable(runs));
    test::checkGolden("result.md", resultMarkdown(runs));
    for (const auto format : { OutputFormat::json, OutputFormat::csv, OutputFormat::table, OutputFormat::markdown })
        CHECK(writeResult(runs, format) == writeResult(finishedRuns(), format));
}

TEST_CASE("hostile names stay names")
{
    for (const auto &name : test::hostileNames()) {
        CAPTURE(name);
        const RunResultPtr runs[] = { test::sampleBaseline(), test::namedRun(name) };
        const json parsed = json::parse(resultJson(runs));
        if (name.find('\xff') == std::string::npos)
            CHECK(parsed["runs"][1]["strategy"] == name);
        const auto rows = parseCsv(resultCsv(runs));
        for (const auto &row : rows)
            CHECK(row.size() == rows.front().size());
        CHECK(rows.size() == 1 + 3 + 1 + 2 + 2 + 3);
        const std::string plain = writeResult(runs, OutputFormat::table);
        CHECK(plain.find('\x1b') == std::string::npos);
        CHECK(plain.find("\u202e") == std::string::npos);
    }
}

TEST_CASE("rows of the aligned table end where their header ends")
{
    const auto runs = finishedRuns();
    const std::string text = resultTable(runs);
    const auto header = text.find("Hit ratio  ");
    REQUIRE(header != std::string::npos);
    const auto line = [&text](const std::string &start) {
        const auto from = text.find("\n" + start) + 1;
        return text.substr(from, text.find('\n', from) - from);
    };
    const std::size_t width = displayWidth(line("Mean latency"));
    CHECK(displayWidth(line("p99 latency")) == width);
    CHECK(displayWidth(line("Hit ratio")) == width);
    CHECK(displayWidth(line("Cost per month")) == width);
}

TEST_CASE("every text of the table of totals has its unit, and differences are to the first run")
{
    const auto runs = finishedRuns();
    const auto rows = totalsTable(runs);
    std::set<std::string> labels;
    for (const auto &row : rows) {
        CAPTURE(row.label);
        labels.insert(row.label);
        REQUIRE(row.values.size() == 2);
        REQUIRE(row.text.size() == 2);
        REQUIRE(row.difference.size() == 2);
        CHECK(!row.unit.empty());
        CHECK(row.difference[0].empty());
        CHECK(!row.difference[1].empty());
        for (const auto &text : row.text)
            CHECK((text == "-" || text.find_first_not_of("0123456789.,- ") != std::string::npos));
    }
    CHECK(labels.size() == rows.size());
    CHECK(rows.front().label == "Hit ratio");
    CHECK(rows.front().text[1] == "91.8 %");
    CHECK(rows.front().difference[1] == "+91.8 points");
    CHECK(rows.back().label == "Cost per month");
    CHECK(totalsTable({}).empty());
}

TEST_CASE("without a limit of connections there is no utilisation")
{
    auto run = test::sampleCached();
    run->dbLimited = false;
    const RunResultPtr runs[] = { test::sampleBaseline(), run };
    for (const auto &row : totalsTable(runs))
        if (row.label == "Database utilisation") {
            CHECK(row.text[1] == "-");
            CHECK(row.difference[1] == "-");
        }
}

TEST_CASE("numbers do not depend on the locale")
{
    const auto runs = finishedRuns();
    const std::string before = resultJson(runs) + resultCsv(runs) + resultTable(runs);
    const std::string old = std::setlocale(LC_ALL, nullptr);
    for (const char *name : { "de_DE.UTF-8", "fr_FR.UTF-8", "C" })
        if (std::setlocale(LC_ALL, name))
            CHECK(resultJson(runs) + resultCsv(runs) + resultTable(runs) == before);
    std::setlocale(LC_ALL, old.c_str());
}

TEST_CASE("ratios of nothing are 0 and adding adds everything")
{
    const Figures none;
    CHECK(none.hitRatio() == 0);
    CHECK(none.byteHitRatio() == 0);
    CHECK(none.staleRatio() == 0);
    CHECK(none.violationRatio() == 0);
    CHECK(none.staleHitRatio() == 0);
    CHECK(none.violationHitRatio() == 0);
    const auto run = test::sampleCached();
    Figures sum;
    for (const auto &type : run->dataTypes)
        sum.add(type.figures);
    CHECK(sum.reads == run->totals.reads);
    CHECK(sum.latency == run->totals.latency);
    CHECK(sum.dbQueries == run->totals.dbQueries);
    CHECK(sum.hitBytes == run->totals.hitBytes);
    CHECK(sum.egressBytes == run->totals.egressBytes);
}
