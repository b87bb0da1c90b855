// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/charts.h"
#include "sim/charts/svg_text.h"
#include "sim/charts/ticks.h"
#include "tests/support/golden.h"
#include "tests/support/sample_runs.h"
#include "tests/support/xml_check.h"

#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <regex>
#include <set>

using namespace cs;
using test::XmlCheck;

namespace
{

struct Text {
    double x, y, size, rotation;
    std::string anchor, content;
    bool bold;
};

std::string unescaped(std::string text)
{
    const std::pair<std::string, std::string> entities[]
        = { { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&#39;", "'" }, { "&amp;", "&" } };
    for (const auto &[from, to] : entities)
        for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
            text.replace(at, from.size(), to);
    return text;
}

/// Every text element that a chart draws.
std::vector<Text> texts(const std::string &svg)
{
    static const std::regex pattern(
        "<text x=\"([-0-9.]+)\" y=\"([-0-9.]+)\" font-size=\"([0-9.]+)\" fill=\"[^\"]*\" text-anchor=\"(\\w+)\""
        "( font-weight=\"bold\")?( transform=\"rotate\\(([-0-9.]+)[^\"]*\")?>(<title>[^<]*</title>)?([^<]*)</text>");
    std::vector<Text> result;
    for (auto at = std::sregex_iterator(svg.begin(), svg.end(), pattern); at != std::sregex_iterator(); ++at) {
        const std::smatch &m = *at;
        result.push_back({ std::stod(m[1]), std::stod(m[2]), std::stod(m[3]), m[7].matched ? std::stod(m[7]) : 0.0,
            m[4], unescaped(m[9]), m[5].matched });
    }
    return result;
}

void checkInside(const std::string &svg, double width, double height)
{
    std::size_t count = 0;
    for (std::size_t at = svg.find("<text "); at != std::string::npos; at = svg.find("<text ", at + 1))
        ++count;
    const auto all = texts(svg);
    REQUIRE(all.size() == count);
    for (const auto &text : all) {
        CAPTURE(text.content);
        const double length = textWidth(text.content, text.size, text.bold);
        const double back = text.anchor == "end" ? length : text.anchor == "middle" ? length / 2 : 0;
        const double angle = text.rotation * 3.14159265358979 / 180;
        for (const double along : { -back, length - back }) {
            const double x = text.x + along * std::cos(angle), y = text.y + along * std::sin(angle);
            CHECK(x >= -1);
            CHECK(x <= width + 1);
            CHECK(y >= text.size * 0.7);
            CHECK(y <= height);
        }
    }
}

std::vector<ChartSpec> difficultCharts()
{
    auto charts = buildCharts(test::sampleRuns());
    const RunResultPtr one[] = { test::sampleCached() };
    for (auto &spec : buildCharts(one))
        charts.push_back(std::move(spec));
    for (const auto &name : test::hostileNames()) {
        const RunResultPtr runs[] = { test::sampleBaseline(), test::namedRun(name) };
        for (auto &spec : buildCharts(runs))
            charts.push_back(std::move(spec));
    }
    ChartSpec many = charts[2];
    many.categories.clear();
    many.series.clear();
    for (int c = 0; c < 30; ++c)
        many.categories.push_back("A data type with a rather long name, number " + std::to_string(c));
    for (int s = 0; s < 10; ++s) {
        ChartSeries series { "A strategy with a rather long name, number " + std::to_string(s), {}, {}, s, false };
        for (int c = 0; c < 30; ++c) {
            series.x.push_back(c);
            series.y.push_back(0.1 * s);
        }
        many.series.push_back(series);
    }
    charts.push_back(many);
    many.stacked = true;
    charts.push_back(many);
    ChartSpec lines = many;
    lines.kind = ChartKind::lines;
    charts.push_back(lines);
    lines.kind = ChartKind::stackedAreas;
    charts.push_back(lines);
    lines.title = std::string(300, 'W');
    lines.subtitle = std::string(300, 'm');
    lines.y.title = lines.x.title = std::string(200, 'y');
    charts.push_back(lines);
    lines.marks = { { 0, "start" }, { 1, std::string(300, 'M') }, { 1.5, "<b>&\n" }, { 2, "flush CDN" },
        { 1e9, "beyond the end" } };
    charts.push_back(lines);
    return charts;
}

} // namespace

TEST_CASE("every chart is well-formed XML and the same bytes each time")
{
    CHECK(XmlCheck::errorIn("<a><b x=\"1\"/></a>").empty());
    CHECK(!XmlCheck::errorIn("<a><b></a></b>").empty());
    CHECK(!XmlCheck::errorIn("<a x=\"1\" x=\"2\"/>").empty());
    CHECK(!XmlCheck::errorIn("<a>&</a>").empty());
    CHECK(!XmlCheck::errorIn("<a/><b/>").empty());
    for (const auto &spec : difficultCharts())
        for (const bool dark : { false, true }) {
            CAPTURE(spec.id);
            const std::string svg = chartSvg(spec, { 760, 380, dark });
            CHECK(XmlCheck::errorIn(svg) == "");
            CHECK(svg == chartSvg(spec, { 760, 380, dark }));
            CHECK(svg.find("<script") == std::string::npos);
            CHECK(svg.find("nan") == std::string::npos);
        }
}

TEST_CASE("no text of a chart leaves the picture at any size from 400 x 260 on")
{
    for (const auto &spec : difficultCharts())
        for (const auto &size : { std::pair { 400, 260 }, { 760, 380 }, { 1600, 300 }, { 420, 1200 } }) {
            const int width = size.first, height = size.second;
            CAPTURE(spec.id);
            CAPTURE(width);
            CAPTURE(height);
            checkInside(chartSvg(spec, { width, height }), width, height);
        }
}

TEST_CASE("odd values draw something sane: one point, zeros, huge, not finite, empty")
{
    ChartSpec spec = buildCharts(test::sampleRuns())[5];
    const double infinite = std::numeric_limits<double>::infinity();
    const std::vector<std::vector<double>> values { { 5 }, { 0, 0, 0 }, { 1e300, 3e307 }, { 1e-300, 0 },
        { infinite, 1, -infinite, std::nan("") }, { -5, 3 }, {} };
    for (const auto &y : values)
        for (const auto kind : { ChartKind::lines, ChartKind::stackedAreas, ChartKind::groupedBars }) {
            spec.kind = kind;
            spec.categories.assign(y.size(), "c");
            spec.series.resize(1);
            spec.series[0].y = y;
            spec.series[0].x.clear();
            for (std::size_t i = 0; i < y.size(); ++i)
                spec.series[0].x.push_back(static_cast<double>(i));
            const std::string svg = chartSvg(spec, { 400, 260 });
            CHECK(XmlCheck::errorIn(svg) == "");
            CHECK(svg.find("\"nan") == std::string::npos);
            CHECK(svg.find("\"inf") == std::string::npos);
        }
}

TEST_CASE("an empty chart says why")
{
    ChartSpec spec;
    spec.title = "Nothing";
    spec.emptyText = "The strategy has no layers.";
    const std::string svg = chartSvg(spec, {});
    CHECK(svg.find(">The strategy has no layers.</text>") != std::string::npos);
}

TEST_CASE("a chart carries its title and description for screen readers, apart in one page")
{
    const auto charts = buildCharts(test::sampleRuns());
    const std::regex id("aria-labelledby=\"(\\w+) ");
    std::set<std::string> ids;
    std::size_t count = 0;
    for (const auto &spec : charts)
        for (const bool dark : { false, true }) {
            const std::string svg = chartSvg(spec, { 760, 380, dark });
            CHECK(svg.find("<desc id=") != std::string::npos);
            std::smatch match;
            REQUIRE(std::regex_search(svg, match, id));
            ids.insert(match[1]);
            ++count;
        }
    CHECK(ids.size() == count);
}

TEST_CASE("charts are as they were")
{
    const auto charts = buildCharts(test::sampleRuns());
    test::checkGolden("chart_stacked.svg", chartSvg(charts[1]));
    test::checkGolden("chart_bars.svg", chartSvg(charts[2]));
    test::checkGolden("chart_lines_dark.svg", chartSvg(charts[5], { 400, 260, true }));
}

TEST_CASE("ticks are round, inside the range and not too many")
{
    for (const double high : { 1e-9, 0.07, 0.5, 1.0, 3.0, 7.5, 24.0, 99.5, 100.0, 1234.0, 8.7e12 })
        for (const int count : { 2, 3, 5, 8 }) {
            const Ticks ticks = niceTicks(0, high, count);
            CAPTURE(high);
            CAPTURE(count);
            CHECK(ticks.values.size() <= static_cast<std::size_t>(count));
            CHECK(ticks.values.front() == 0);
            CHECK(ticks.values.back() <= high * (1 + 1e-6));
            const double digit = ticks.step / std::pow(10, std::floor(std::log10(ticks.step) + 1e-9));
            CHECK((std::abs(digit - 1) < 1e-6 || std::abs(digit - 2) < 1e-6 || std::abs(digit - 5) < 1e-6));
            CHECK(niceTop(high, count) >= high * (1 - 1e-6));
        }
    CHECK(timeTicks(0, 24, 9, "h").step == 3);
    CHECK(timeTicks(0, 60, 6, "min").step == 15);
    CHECK(niceTicks(0, 1, 6).label(0.2) == "0.2");
    CHECK(niceTicks(0, 5000, 6).label(1000) == "1,000");
}

TEST_CASE("text is elided and wrapped to fit")
{
    const std::string name = "Product catalog of the storefront";
    for (double width = 20; width < 300; width += 7) {
        CHECK(textWidth(elided(name, width, 11), 11) <= width);
        CHECK(textWidth(elidedMiddle(name, width, 11), 11) <= width);
        for (const auto &line : wrapped(name, width, 11, 3))
            CHECK(textWidth(line, 11) <= width);
    }
    CHECK(elided("short", 100, 11) == "short");
    CHECK(wrapped("two words", 40, 11, 3) == std::vector<std::string> { "two", "words" });
    CHECK(wrapped("unbreakable-but-long", 10, 11, 3).empty());
}
