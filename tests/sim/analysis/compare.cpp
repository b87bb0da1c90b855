// SPDX-License-Identifier: GPL-3.0-or-later
// Comparison: differences pair by pair, verdicts only where the interval leaves out zero, and that the pairing pays.
#include "sim/analysis/compare/compare.h"
#include "sim/core/random.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

using namespace cs;
using namespace cs::test;

namespace
{

/// A cache of 60, one of 80 entries, and none, before a database of few connections.
Scenario three(double requests = 3000)
{
    DataType type = dataType(300, 0.8, 100, 2);
    type.missCost.dbTime = exponential(0.02);
    Layer cache = layer(LayerKind::redis, entries(60), ttlRule(30));
    cache.latency = Law::constant(0.001);
    Scenario s = scenario(type, { cache }, requests, 20);
    s.strategies.front().name = "Small";
    s.strategies.push_back(s.strategies.front());
    s.strategies.back().name = "Large";
    s.strategies.back().layers.front().capacity = entries(80);
    s.strategies.push_back({ "None", {} });
    s.origin.database.connections = 8;
    return s;
}

StrategyComparison compareAll(const Scenario &s, std::size_t baseline, std::optional<std::uint64_t> replications = {})
{
    ExperimentOptions options;
    for (std::size_t i = 0; i < s.strategies.size(); ++i)
        options.strategies.push_back(i);
    options.replications = replications;
    const auto out = compareStrategies(s, options, baseline);
    INFO((out ? "" : out.error().text()));
    REQUIRE(out);
    return *out;
}

const ComparedFigure &figure(const StrategyComparison &all, const std::string &name)
{
    const auto at
        = std::find_if(all.figures.begin(), all.figures.end(), [&](const auto &one) { return name == one.line.name; });
    REQUIRE(at != all.figures.end());
    return *at;
}

} // namespace

TEST_CASE("Paired differences are those of the textbook")
{
    // Pairs 2, 1, 3, 2: mean 2, variance 2/3; t(3) = 3.182446305.
    const std::vector<double> base { 10, 20, 30, 40 }, values { 12, 21, 33, 42 };
    const PairedDifference d = pairedDifference(base, values, +1);
    CHECK(d.difference.value == doctest::Approx(2).epsilon(1e-12));
    CHECK(d.difference.halfWidth == doctest::Approx(3.182446305 * std::sqrt(2.0 / 3 / 4)).epsilon(1e-9));
    CHECK(d.relative.value == doctest::Approx(8.0 / 100).epsilon(1e-12));
    CHECK(d.verdict == Verdict::better);
    CHECK(pairedDifference(base, values, -1).verdict == Verdict::worse);
    CHECK(pairedDifference(base, values, 0).verdict == Verdict::higher);
    CHECK(pairedDifference(values, base, 0).verdict == Verdict::lower);
    CHECK(pairedDifference(values, base, -1).verdict == Verdict::better);
    // Variances 166.7 and 175.3 (sum of squares 526 / 3) against 2/3.
    const double a = 500.0 / 3, b = (225 + 36 + 36 + 225 + 0.0) / 3;
    CHECK(d.varianceReduction == doctest::Approx(1 - 2.0 / 3 / (a + b)).epsilon(1e-9));
    // Unpaired, nothing could be told: Welch with 5 of 5.99 degrees of freedom.
    CHECK(d.unpairedHalfWidth == doctest::Approx(2.570581836 * std::sqrt((a + b) / 4)).epsilon(1e-9));
}

TEST_CASE("A verdict only where the interval leaves out zero")
{
    CHECK(pairedDifference({ 1, 2, 3 }, { 1, 2, 3 }, 1).verdict == Verdict::same);
    CHECK(pairedDifference({ 1, 2, 3 }, { 2, 1, 4 }, 1).verdict == Verdict::indistinguishable);
    CHECK(pairedDifference({ 1, 2, 3 }, { 2, 3, 4 }, 1).verdict == Verdict::better); // a constant difference is certain
    CHECK(pairedDifference({ 1, 2, 3 }, { 2, 3, std::nan("") }, 1).verdict == Verdict::notComparable);
    CHECK(pairedDifference({ 1 }, { 2 }, 1).verdict == Verdict::notComparable);
    // A base that is 0 somewhere has no relative difference.
    CHECK(std::isnan(pairedDifference({ 0, 2, 3 }, { 2, 3, 4 }, 1).relative.value));
}

TEST_CASE("Of 400 intervals of a difference as many as should hold the truth, also of what hardly varies alone")
{
    StreamEngine random(20240607);
    const auto normal = [&random] { // sum of twelve uniforms
        double sum = -6;
        for (int i = 0; i < 12; ++i)
            sum += unitInterval(random());
        return sum;
    };
    int covered = 0, convicted = 0;
    for (int i = 0; i < 400; ++i) {
        std::vector<double> base, more, alike;
        for (int pair = 0; pair < 5; ++pair) {
            const double common = 5 * normal();
            base.push_back(100 + common + 0.3 * normal());
            more.push_back(101 + common + 0.3 * normal());
            alike.push_back(100 + common + 0.3 * normal());
        }
        const PairedDifference d = pairedDifference(base, more, 1);
        covered += std::abs(d.difference.value - 1) <= d.difference.halfWidth;
        convicted += pairedDifference(base, alike, 1).verdict != Verdict::indistinguishable;
    }
    // 380 and 20 are expected; four standard deviations (4.4) of either.
    CAPTURE(covered);
    CAPTURE(convicted);
    CHECK(std::abs(covered - 380) <= 17);
    CHECK(std::abs(convicted - 20) <= 17);
}

TEST_CASE("Strategies are compared with the one without layers, at least five times, on the same requests")
{
    const Scenario s = three();
    CHECK(defaultBaseline(s, { 0, 1, 2 }) == 2);
    CHECK(defaultBaseline(s, { 1, 0 }) == 1);
    CHECK(replicationsToCompare(s, {}) == fewestToCompare);
    Scenario often = s;
    often.run.replications = 9;
    CHECK(replicationsToCompare(often, {}) == 9);
    CHECK(replicationsToCompare(often, 2) == 2);

    const StrategyComparison all = compareAll(s, 2);
    CHECK(all.replications == 5);
    CHECK(all.baseline == 2);
    for (const char *name : { "hit_ratio", "latency_mean_s", "db_queries_per_s", "db_utilization" }) {
        CAPTURE(name);
        CHECK(figure(all, name).differences[0].verdict == Verdict::better);
        CHECK(figure(all, name).differences[1].verdict == Verdict::better);
    }
    for (const auto &one : all.figures)
        CHECK(one.differences[2].verdict == (std::isnan(one.values[2].value) ? Verdict::notComparable : Verdict::same));
    // What is shown adds up: the difference is that of the two figures beside it.
    for (const auto &one : all.figures)
        if (!std::isnan(one.differences[0].difference.value))
            CHECK(one.differences[0].difference.value
                == doctest::Approx(one.values[0].value - one.values[2].value).epsilon(1e-9));
}

TEST_CASE("The same requests narrow the interval: two caches that hardly differ are told apart")
{
    const StrategyComparison all = compareAll(three(), 0);
    const PairedDifference &hits = figure(all, "hit_ratio").differences[1];
    CHECK(hits.verdict == Verdict::better);
    CHECK(hits.varianceReduction > 0.5);
    CHECK(hits.unpairedHalfWidth > hits.difference.halfWidth);
    REQUIRE(all.inputs[1].differences.size() == 1);
    CHECK(all.inputs[1].differences[0].path == "layers[\"Cache\"].capacity");
    CHECK(all.inputs[0].differences.empty());
}

TEST_CASE("A strategy beside its copy is the same in everything; the baseline's copy changes nothing else")
{
    Scenario s = three(1000);
    s.strategies[1] = s.strategies[0];
    s.strategies[1].name = "Copy";
    const StrategyComparison all = compareAll(s, 0, 2);
    for (const auto &one : all.figures)
        CHECK(one.differences[1].verdict == (std::isnan(one.values[0].value) ? Verdict::notComparable : Verdict::same));
    CHECK(all.inputs[1].differences.empty());
}

TEST_CASE("A handful of rare events is no evidence")
{
    Scenario s = three(1000);
    for (int i = 0; i < 2; ++i) {
        s.workload.dataTypes[0].writes.rate = i == 0 ? 0.02 : 20.0;
        const StrategyComparison all = compareAll(s, 2);
        const PairedDifference &stale = figure(all, "stale_ratio").differences[0];
        const auto events = all.results[0]->totals.staleReads;
        CAPTURE(events);
        CHECK((events < 100) == (i == 0));
        if (events > 0)
            CHECK(stale.verdict == (i == 0 ? Verdict::tooFewEvents : Verdict::worse));
    }
}

TEST_CASE("A baseline that was not among the strategies is simulated too; one replication is refused")
{
    const Scenario s = three(500);
    ExperimentOptions options;
    options.strategies = { 1 };
    options.replications = 2;
    const auto out = compareStrategies(s, options, 2);
    REQUIRE(out);
    CHECK(out->results.size() == 2);
    CHECK(out->results[out->baseline]->strategy == "None");
    options.replications = 1;
    CHECK_FALSE(compareStrategies(s, options, 2));
}

TEST_CASE("Files of a comparison: JSON and CSV have the same numbers, none is lost to a name")
{
    Scenario s = three(500);
    s.name = "quote\" and , comma";
    s.strategies[0].name = "a|b,\"c\"\n\xff";
    const StrategyComparison all = compareAll(s, 2, 2);
    const auto json = nlohmann::json::parse(comparisonJson(all));
    CHECK(json.at("format") == "cache-strategist/comparison");
    CHECK(json.at("baseline") == "None");
    REQUIRE(json.at("comparisons").size() == 2);
    const auto &figures = json["comparisons"][1].at("figures");
    REQUIRE(figures.size() == all.figures.size());
    CHECK(figures[0].at("difference").get<double>() == all.figures[0].differences[1].difference.value);
    CHECK(figures[0].at("verdict") == "better");
    const std::string csv = comparisonCsv(all);
    CHECK(csv.find(",hit_ratio,") != std::string::npos);
    CHECK(static_cast<std::size_t>(std::count(csv.begin(), csv.end(), '\n'))
        == 1 + 2 * all.figures.size() + all.figures.size());
    for (const std::string &text : { comparisonText(all), comparisonMarkdown(all) }) {
        CHECK(text.find("better in") != std::string::npos);
        CHECK(text.find("variance saved") != std::string::npos);
        CHECK(text.find('\xff') == std::string::npos);
    }
}
