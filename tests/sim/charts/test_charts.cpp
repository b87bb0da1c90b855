// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/chart_kit.h"
#include "sim/charts/charts.h"
#include "sim/charts/mark_labels.h"
#include "tests/support/golden.h"
#include "tests/support/sample_runs.h"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <set>

using namespace cs;

namespace
{

const ChartSpec &chart(const std::vector<ChartSpec> &charts, const std::string &id, std::size_t nth = 0)
{
    for (const auto &spec : charts)
        if (spec.id == id && nth-- == 0)
            return spec;
    FAIL("no chart " << id);
    return charts.front();
}

double luminance(const std::string &colour)
{
    const auto part = [&colour](std::size_t at) {
        const double c = std::stoi(colour.substr(at, 2), nullptr, 16) / 255.0;
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

double contrast(const std::string &a, const std::string &b)
{
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

} // namespace

TEST_CASE("one chart a run, or one of all runs, in the order of the registry")
{
    const auto runs = test::sampleRuns();
    const auto charts = buildCharts(runs);
    std::vector<std::string> expected;
    for (const auto &builder : chartBuilders())
        for (std::size_t i = 0; i < (builder.comparesRuns ? 1 : runs.size()); ++i)
            expected.push_back(builder.id);
    std::vector<std::string> found;
    for (const auto &spec : charts)
        found.push_back(spec.id);
    CHECK(found == expected);
    CHECK(buildCharts({}).empty());
}

TEST_CASE("every chart has titles, units, an alternative text, and series as long as their x values")
{
    for (const auto &spec : buildCharts(test::sampleRuns())) {
        CAPTURE(spec.id);
        CHECK(!spec.title.empty());
        CHECK(!spec.subtitle.empty());
        CHECK(!spec.altText.empty());
        CHECK(spec.y.title.find('(') != std::string::npos);
        CHECK((spec.kind == ChartKind::groupedBars ? !spec.categories.empty() : spec.x.title == "Time (h)"));
        CHECK(spec.empty() == !spec.emptyText.empty());
        for (const auto &series : spec.series) {
            CHECK(series.x.size() == series.y.size());
            CHECK(!series.name.empty());
        }
    }
}

TEST_CASE("the charts show the numbers of the runs")
{
    const auto runs = test::sampleRuns();
    const auto charts = buildCharts(runs);
    const ChartSpec &stack = chart(charts, "hit_ratio_over_time", 1);
    CHECK(stack.subtitle == "Redis + CDN");
    CHECK(stack.warmUpUntil == 7200);
    REQUIRE(stack.series.size() == 2);
    CHECK(stack.series[0].x[3] == 3 * 3600 + 1800);
    CHECK(stack.series[1].y[3] == runs[1]->series.layers[1].hits[3] / runs[1]->series.reads[3]);
    const ChartSpec &types = chart(charts, "hit_ratio_by_type");
    CHECK(types.categories == std::vector<std::string> { "User profiles", "Product catalog" });
    CHECK(types.series[1].y == std::vector<double> { 40600.0 / 52800, 121000.0 / 123200 });
    const ChartSpec &latency = chart(charts, "latency_percentiles");
    CHECK(latency.series[0].y[3] == runs[0]->totals.latency.quantileSeconds(0.99));
    const ChartSpec &queries = chart(charts, "db_queries_over_time");
    CHECK(queries.series[0].y == runs[0]->series.dbQueriesPerSecond);
    const ChartSpec &memory = chart(charts, "memory_over_time", 1);
    CHECK(memory.y.title == "Memory of all nodes (MB)");
    CHECK(memory.series[1].y == runs[1]->series.layers[1].bytes);
    CHECK(memory.series[1].x.back() == 86400);
}

TEST_CASE("with one run the hit ratios of a type are stacked by layer and add up")
{
    const RunResultPtr runs[] = { test::sampleCached() };
    const auto charts = buildCharts(runs);
    const ChartSpec &spec = chart(charts, "hit_ratio_by_type");
    CHECK(spec.stacked);
    REQUIRE(spec.series.size() == 2);
    for (std::size_t t = 0; t < 2; ++t)
        CHECK(spec.series[0].y[t] + spec.series[1].y[t] == doctest::Approx(runs[0]->dataTypes[t].figures.hitRatio()));
}

TEST_CASE("a layer has one colour in all charts and strategies")
{
    auto other = test::sampleCached();
    std::swap(other->layers[0], other->layers[1]);
    const auto colours = layerColours(*test::sampleCached());
    const auto swapped = layerColours(*other);
    CHECK(colours[0] == swapped[1]);
    CHECK(colours[1] == swapped[0]);
    other->layers[0].kind = other->layers[1].kind = LayerKind::redis;
    const auto same = layerColours(*other);
    CHECK(same[0] != same[1]);
}

TEST_CASE("intervals without reads are no zero hit ratio and no zero latency")
{
    auto run = test::sampleCached();
    run->series.reads[5] = 0;
    run->series.latencyMeanSeconds[5] = 0;
    const RunResultPtr runs[] = { run };
    const auto charts = buildCharts(runs);
    CHECK(chart(charts, "hit_ratio_over_time").series[0].x.size() == 23);
    CHECK(chart(charts, "latency_over_time").series[0].x.size() == 23);
    CHECK(chart(charts, "db_queries_over_time").series[0].x.size() == 24);
}

TEST_CASE("a strategy without layers says why its charts are empty")
{
    const RunResultPtr runs[] = { test::sampleBaseline() };
    for (const char *id : { "hit_ratio_over_time", "hit_ratio_by_type", "memory_over_time" }) {
        const auto charts = buildCharts(runs);
        CHECK(chart(charts, id).empty());
        CHECK(chart(charts, id).emptyText.find("no layers") != std::string::npos);
    }
}

TEST_CASE("a result without anything makes charts without anything")
{
    const RunResultPtr runs[] = { std::make_shared<RunResult>() };
    for (const auto &spec : buildCharts(runs)) {
        CHECK(spec.empty());
        CHECK(!spec.emptyText.empty());
    }
}

TEST_CASE("events are marked on every chart over time, those of no run are not, and simultaneous ones share a mark")
{
    auto run = test::sampleCached();
    const auto add = [&run](const char *event, const char *subject, double at, bool applies) {
        EventResult result;
        result.event = event;
        result.subject = subject;
        result.atSeconds = at;
        result.applies = applies;
        run->events.push_back(result);
    };
    add("node_loss", "Redis", 36000, true);
    add("slow_database", "", 36000, true);
    add("restart", "Elsewhere", 40000, false);
    add("flush", "CDN", 72000, true);
    const RunResultPtr runs[] = { test::sampleBaseline(), run };
    for (const auto &spec : buildCharts(std::span(runs).subspan(1))) {
        CAPTURE(spec.id);
        if (spec.kind == ChartKind::groupedBars) {
            CHECK(spec.marks.empty());
            continue;
        }
        REQUIRE(spec.marks.size() == 2);
        CHECK(spec.marks[0].x == 36000);
        CHECK(spec.marks[0].label == "node loss Redis, slow database");
        CHECK(spec.marks[1].label == "flush CDN");
        CHECK(spec.altText.ends_with(" Events: node loss Redis, slow database at 10 h, flush CDN at 20 h."));
        const std::string svg = chartSvg(spec);
        CHECK(svg.find(">node loss Redis, slow database</text>") != std::string::npos);
        CHECK(svg.find(">flush CDN</text>") != std::string::npos);
    }
}

TEST_CASE("names of marks touch neither each other nor a line that leads to a name")
{
    std::uint64_t state = 7;
    const auto random = [&state](double most) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return most * static_cast<double>(state >> 40) / 16777216.0;
    };
    for (int round = 0; round < 500; ++round) {
        std::vector<double> xs, widths;
        const auto count = 1 + static_cast<std::size_t>(random(12));
        for (std::size_t i = 0; i < count; ++i) {
            xs.push_back(50 + random(600));
            widths.push_back(20 + random(200));
        }
        std::sort(xs.begin(), xs.end());
        const auto labels = placeMarkLabels(xs, widths, 50, 650, 3);
        REQUIRE(labels.size() == count);
        CHECK(labels.back().row == 0); // the first that is placed has all the room
        for (std::size_t a = 0; a < count; ++a) {
            if (labels[a].row < 0)
                continue;
            const double left = labels[a].left, right = left + widths[a];
            CHECK(left >= 50);
            CHECK(right <= 650);
            CHECK(labels[a].row < rowsOf(labels));
            for (std::size_t b = 0; b < count; ++b) {
                if (a == b || labels[b].row < 0)
                    continue;
                const bool apart = labels[b].left >= right || labels[b].left + widths[b] <= left;
                CHECK((labels[a].row != labels[b].row || apart));
                CHECK_FALSE((labels[b].row >= labels[a].row && xs[b] > left && xs[b] < right));
            }
        }
    }
    const std::vector<double> one { 640 }, wide { 100 };
    CHECK(placeMarkLabels(one, wide, 50, 650, 3)[0].left < 540); // left of its line where the plot ends
    CHECK(placeMarkLabels(one, std::vector<double> { 700 }, 50, 650, 3)[0].row == -1);
}

TEST_CASE("thinning keeps ends and extremes and the order")
{
    std::vector<double> values(100'000);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = std::sin(static_cast<double>(i) * 0.001);
    values[77'777] = 50;
    values[12'345] = -50;
    const auto kept = thinned(values);
    CHECK(kept.size() <= chartPointLimit + 2);
    CHECK(kept.front() == 0);
    CHECK(kept.back() == values.size() - 1);
    CHECK(std::is_sorted(kept.begin(), kept.end()));
    CHECK(std::set<std::size_t>(kept.begin(), kept.end()).size() == kept.size());
    CHECK(std::count(kept.begin(), kept.end(), 77'777U) == 1);
    CHECK(std::count(kept.begin(), kept.end(), 12'345U) == 1);
    const std::vector<double> few(2000, 1);
    CHECK(thinned(few).size() == 2000);
}

TEST_CASE("axes take the unit that suits the values")
{
    CHECK(timeAxis(0.5).title == "Time (ms)");
    CHECK(timeAxis(60).title == "Time (s)");
    CHECK(timeAxis(3600).title == "Time (min)");
    CHECK(timeAxis(86400).title == "Time (h)");
    CHECK(timeAxis(7 * 86400).title == "Time (d)");
    CHECK(7200 * timeAxis(86400).displayFactor == doctest::Approx(2));
    CHECK(valueAxis("Memory", Unit::bytes, 500).title == "Memory (B)");
    CHECK(valueAxis("Memory", Unit::bytes, 3e9).title == "Memory (GB)");
    CHECK(valueAxis("Latency", Unit::time, 2e-5).title == "Latency (\u00b5s)");
    CHECK(valueAxis("Latency", Unit::time, 0.3).title == "Latency (ms)");
}

TEST_CASE("every colour of the palette stands out from its background")
{
    std::set<std::string> light, dark;
    for (int i = 0; i < 9; ++i) {
        CHECK(contrast(paletteColour(i, false), "#ffffff") >= 3);
        CHECK(contrast(paletteColour(i, true), "#1b1e23") >= 3);
        light.insert(paletteColour(i, false));
        dark.insert(paletteColour(i, true));
    }
    CHECK(light.size() == 9);
    CHECK(dark.size() == 9);
    CHECK(paletteColour(-1, false) == paletteColour(8, false));
    CHECK(paletteColour(9, false) == paletteColour(0, false));
}

TEST_CASE("the CSV of a chart has its unit in the header and a row per x value")
{
    const auto charts = buildCharts(test::sampleRuns());
    test::checkGolden("chart_db_queries.csv", chartCsv(chart(charts, "db_queries_over_time")));
    const std::string bars = chartCsv(chart(charts, "hit_ratio_by_type"));
    CHECK(bars.starts_with("Data type,No cache (0..1),Redis + CDN (0..1)\nUser profiles,0,0.76"));
}
