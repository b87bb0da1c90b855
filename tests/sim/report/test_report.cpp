// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/report/report.h"
#include "sim/report/report_text.h"
#include "sim/results/findings.h"
#include "sim/results/result_writer.h"
#include "tests/support/golden.h"
#include "tests/support/sample_runs.h"
#include "tests/support/xml_check.h"

#include <doctest/doctest.h>

using namespace cs;

namespace
{

ReportDocument sampleReport()
{
    const Scenario scenario = test::sampleScenario();
    auto before = test::sampleBaseline();
    auto after = test::sampleCached();
    addCost(*before, scenario, 0);
    addCost(*after, scenario, 1);
    addFindings(*before, scenario);
    addFindings(*after, scenario);
    after->notes = { "12 requests of the trace match no data type" };
    const RunResultPtr runs[] = { before, after };
    return buildReport(scenario, runs, "2024-05-17");
}

/// The version in the method section is the one thing that changes from release to release.
std::string withoutVersion(std::string text)
{
    const auto at = text.find("Cache Strategist ");
    if (at != std::string::npos)
        text.erase(at + 17, text.find(". The same scenario", at) - at - 17);
    return text;
}

bool hasSection(const ReportDocument &document, const std::string &title)
{
    for (const auto &section : document.sections)
        if (section.title == title)
            return true;
    return false;
}

/// HTML as XML: without the doctype, the style sheet, and with its void elements closed.
std::string asXml(std::string html)
{
    const auto drop = [&html](const std::string &from, const std::string &to) {
        const auto at = html.find(from);
        html.erase(at, html.find(to, at) + to.size() - at);
    };
    drop("<!DOCTYPE", ">\n");
    drop("<style>", "</style>");
    drop("<meta", ">");
    drop("<meta", ">");
    return html;
}

} // namespace

TEST_CASE("the report has every section")
{
    const ReportDocument document = sampleReport();
    CHECK(document.title == "Caching strategy: Storefront API");
    for (const char *title : { "Summary", "Data types", "User profiles", "Product catalog", "Infrastructure", "Charts",
             "Objectives", "Method", "Assumptions", "Notes" })
        CHECK_MESSAGE(hasSection(document, title), title);
}

TEST_CASE("the report is as it was, in Markdown and HTML")
{
    const ReportDocument document = sampleReport();
    test::checkGolden("report.md", withoutVersion(reportMarkdown(document)));
    test::checkGolden("report.html", withoutVersion(reportHtml(document, Pictures::none)));
    CHECK(reportMarkdown(document) == reportMarkdown(sampleReport()));
    CHECK(reportHtml(document, Pictures::inlineSvg) == reportHtml(sampleReport(), Pictures::inlineSvg));
}

TEST_CASE("the report tells the figures of the runs")
{
    const std::string text = reportMarkdown(sampleReport());
    for (const char *part : { "Cacheable endpoints: 2 of 2", "Expected hit rate: 91.8 % of all reads",
             "Mean latency: 237 ms before, 20.1 ms after", "Endpoint: GET /api/users/:id", "2,400 reads/h",
             "Read : write ratio: 1,000 : 1", "5 min \u00b1 10 %", "delete on write, effective after 1 ms", "top 1,000",
             "0123456789abcdef", "2024-05-17", "12 requests of the trace match no data type" })
        CHECK_MESSAGE(text.find(part) != std::string::npos, part);
}

TEST_CASE("HTML is well-formed with and without pictures, whatever the names")
{
    CHECK(test::XmlCheck::errorIn(asXml(reportHtml(sampleReport(), Pictures::inlineSvg))) == "");
    for (const auto &name : test::hostileNames()) {
        CAPTURE(name);
        Scenario scenario = test::sampleScenario();
        scenario.name = scenario.description = name;
        for (auto &type : scenario.workload.dataTypes)
            type.name = type.endpoint = name;
        scenario.strategies[1].name = name;
        for (auto &layer : scenario.strategies[1].layers) {
            layer.name = name;
            for (auto &rule : layer.rules)
                rule.first = name;
        }
        const RunResultPtr runs[] = { test::sampleBaseline(), test::namedRun(name) };
        const ReportDocument document = buildReport(scenario, runs, "2024-05-17");
        for (const auto pictures : { Pictures::none, Pictures::inlineSvg }) {
            const std::string html = reportHtml(document, pictures);
            CHECK(test::XmlCheck::errorIn(asXml(html)) == "");
            CHECK(html.find("<script") == std::string::npos);
        }
        const std::string markdown = reportMarkdown(document);
        CHECK(markdown.find("<script") == std::string::npos);
        CHECK(markdown.find("](") == markdown.find("\\](") + (markdown.find("](") == std::string::npos ? 0 : 1));
        CHECK(markdown.find("\x1b") == std::string::npos);
    }
}

TEST_CASE("every row of a table has a cell per column")
{
    for (const auto &section : sampleReport().sections)
        for (const auto &block : section.blocks)
            if (const auto *table = std::get_if<ReportTable>(&block)) {
                CAPTURE(section.title);
                CHECK(!table->header.empty());
                CHECK(table->rightAligned.size() == table->header.size());
                for (const auto &row : table->rows)
                    CHECK(row.size() == table->header.size());
            }
}

TEST_CASE("one run makes a report without before and after; no run says so")
{
    const Scenario scenario = test::sampleScenario();
    const RunResultPtr one[] = { test::sampleCached() };
    const std::string text = reportMarkdown(buildReport(scenario, one, "2024-05-17"));
    CHECK(text.find(" before, ") == std::string::npos);
    CHECK(text.find("Before:") == std::string::npos);
    CHECK(text.find("Expected hit rate") != std::string::npos);
    CHECK(reportMarkdown(buildReport(scenario, {}, "")).find("No strategy was simulated") != std::string::npos);
    const RunResultPtr empty[] = { std::make_shared<RunResult>() };
    CHECK(reportMarkdown(buildReport({}, empty, "")).find("Expected hit rate: 0 %") != std::string::npos);
}

TEST_CASE("a data type that no layer caches says so")
{
    auto run = test::sampleCached();
    Scenario scenario = test::sampleScenario();
    for (auto &layer : run->layers)
        layer.dataTypes.clear();
    for (auto &layer : scenario.strategies[1].layers)
        layer.rules.clear();
    const RunResultPtr runs[] = { run };
    const std::string text = reportMarkdown(buildReport(scenario, runs, ""));
    CHECK(text.find("Cacheable endpoints: 0 of 2") != std::string::npos);
    CHECK(text.find("Not cached: every read goes to the origin.") != std::string::npos);
}

TEST_CASE("settings in words")
{
    DataType type = test::sampleType("x", "", 3600, 0.001);
    CHECK(readWriteRatioText(type) == "1,000 : 1");
    type.writes.perRead = 4;
    CHECK(readWriteRatioText(type) == "1 : 4");
    type.writes = {};
    CHECK(readWriteRatioText(type) == "no writes");
    type.reads.diurnal = Diurnal { 4, Duration::fromSeconds(20 * 3600) };
    CHECK(readsText(type.reads) == "3,600 reads/h on average, between 1,440 and 5,760 over the day (peak at 20 h)");
    Law law;
    law.kind = LawKind::lognormal;
    law.mean = 0.18;
    law.cv = 0.8;
    CHECK(lawText(law, Unit::time) == "lognormal, mean 180 ms, cv 0.8");
    CHECK(capacityText({ CapacityUnit::none, 0 }) == "without limit");
    CHECK(capacityText({ CapacityUnit::entries, 1 }) == "1 entry");
    CHECK(capacityText({ CapacityUnit::bytes, 2'000'000'000 }) == "2 GB");
    CHECK(ttlText({}) == "none");
    CHECK(invalidationText({}) == "by TTL alone");
}

TEST_CASE("a counter that is not 0 stands in a table")
{
    // A value per field that no other figure has; what is derived (ratios, latencies) is in the tables by itself.
    const auto run = test::sampleCached();
    run->totals.writesAtRisk = 700'001;
    run->totals.writesAtRiskPeak = 700'002;
    run->totals.lostWrites = 700'003;
    run->totals.coalescedWrites = 700'004;
    run->totals.dbWrites = 700'005;
    run->totals.missingReads = 700'006;
    run->totals.droppedFills = 700'007;
    run->totals.originRefreshes = 700'008;
    run->totals.cachedRefreshes = 700'009;
    run->totals.failedRefreshes = 700'010;
    run->totals.revalidated = 700'011;
    run->totals.staleOnError = 700'012;
    run->totals.wrongReads = 700'013;
    run->dbQueuePeak = 700'014;
    Figures &layer = run->layers[1].figures;
    layer.replaced = 700'015;
    layer.bypassed = 700'016;
    layer.refused = 700'017;
    layer.flushed = 700'018;
    layer.tagRemovals = 700'019;
    layer.viewRebuilds = 700'020;
    layer.viewOverruns = 700'021;
    const RunResultPtr runs[] = { run };
    const std::string text = resultTable(runs), markdown = resultMarkdown(runs);
    const std::string report = reportMarkdown(buildReport(test::sampleScenario(), runs, "2024-05-17"));
    for (int i = 1; i <= 21; ++i) {
        const std::string number = "700,0" + std::string(i < 10 ? "0" : "") + std::to_string(i);
        CAPTURE(number);
        CHECK(text.find(number) != std::string::npos);
        CHECK(markdown.find(number) != std::string::npos);
        CHECK(report.find(number) != std::string::npos);
    }
}
