// SPDX-License-Identifier: GPL-3.0-or-later
// Break-even sizes: where a GB more costs as much as it saves, by hand and against a closed form.
#include "sim/analysis/money/money.h"
#include "tests/support/scenarios.h"

#include <cmath>
#include <nlohmann/json.hpp>

using namespace cs;
using namespace cs::test;

namespace
{

/// Sizes in GB, the database's cost at each; a GB costs 10.
BreakEven curveOf(const std::vector<std::pair<double, double>> &points)
{
    BreakEven out;
    out.gbPrice = 10;
    for (const auto &[gb, database] : points)
        out.points.push_back({ gb * 1e9, gb * 10, database / 30, database });
    findBreakEven(out);
    return out;
}

/// A cache of equal keys, all alike popular: what a GB saves is the same up to the size that holds everything.
Scenario even(double connectionPrice)
{
    DataType type = dataType(1000, 0, 100);
    type.popularity = {};
    type.valueSize = Law::constant(1'000'000); // 1 GB in all
    type.keySize = Law::constant(0);
    type.missCost.dbTime = Law::constant(0.05);
    Layer cache = layer(LayerKind::redis, { CapacityUnit::bytes, 250'000'000 }, Rule {}, Eviction::lru);
    Scenario s = scenario(type, { cache }, 40000, 100);
    s.origin.database.connections = 20;
    s.objectives.dbUtilization = 0.5;
    s.prices.items = { { "redis_gb_month", 12.0 }, { "db_connection_month", connectionPrice } };
    return s;
}

BreakEven simulatedFor(const Scenario &s)
{
    const auto curve = simulatedBreakEven(s, 0, 0, {}, 2);
    INFO((curve ? "" : curve.error().text()));
    REQUIRE(curve);
    return *curve;
}

} // namespace

TEST_CASE("The break-even size is where the next step saves less than it costs")
{
    const BreakEven curve = curveOf({ { 1, 100 }, { 2, 70 }, { 4, 45 }, { 8, 30 }, { 16, 28 } });
    CHECK(curve.best == 2); // 1 to 2 saves 30 for 10, 2 to 4 saves 25 for 20, 4 to 8 saves 15 for 40
    CHECK(curve.next == 3);
    const BreakEven always = curveOf({ { 1, 1000 }, { 2, 700 }, { 4, 400 } });
    CHECK(always.best == 2);
    CHECK(always.next == 2);
    const BreakEven never = curveOf({ { 1, 100 }, { 2, 95 }, { 4, 94 } });
    CHECK(never.best == 0);
    CHECK(never.next > 0);
}

TEST_CASE("A dent in the curve does not hide what lies behind it")
{
    // 1 to 2 saves nothing, 2 to 4 saves 80: together 80 for 30.
    CHECK(curveOf({ { 1, 100 }, { 2, 100 }, { 4, 20 }, { 8, 19 } }).best == 2);
    // Chance makes the middle point worse than a smaller size.
    CHECK(curveOf({ { 1, 100 }, { 2, 101 }, { 4, 20 } }).best == 2);
}

TEST_CASE("Break-even is the cheapest of the sizes, for memory and database together")
{
    for (int shape = 1; shape <= 12; ++shape) { // costs a / (gb + b): convex
        std::vector<std::pair<double, double>> points;
        for (double gb = 0.125; gb <= 32; gb *= 2)
            points.emplace_back(gb, 20.0 * shape / (gb + 0.25 * shape));
        const BreakEven curve = curveOf(points);
        std::size_t cheapest = 0;
        for (std::size_t i = 0; i < points.size(); ++i)
            if (points[i].first * 10 + points[i].second < points[cheapest].first * 10 + points[cheapest].second)
                cheapest = i;
        CAPTURE(shape);
        CHECK(curve.best == cheapest);
    }
}

TEST_CASE("Simulated: equal keys pay up to the size that holds all of them, or not at all")
{
    // A miss holds a connection for 50 ms, 100/s would hold 5: 10 at 50 %. A GB saves 10 x price = 12 at 1.2.
    const BreakEven dear = simulatedFor(even(1.5));
    REQUIRE(dear.points.size() == 9);
    CHECK(dear.targetUtilization == 0.5);
    CHECK(dear.points[4].bytes == 250'000'000);
    // Half of the keys cached: half of the reads miss.
    CHECK(dear.points[5].connections == doctest::Approx(5).epsilon(0.02));
    CHECK(dear.points[dear.best].bytes == 1e9);
    CHECK(dear.points[dear.next].bytes == 2e9);
    const BreakEven cheap = simulatedFor(even(0.9));
    CHECK(cheap.best == 0);
    CHECK(cheap.next > 0);
}

TEST_CASE("What has no break-even size says why")
{
    Scenario s = even(1);
    s.prices.items.pop_back();
    CHECK(simulatedBreakEven(s, 0, 0, {}, 1).error().text().find("db_connection_month") != std::string::npos);
    s = even(1);
    s.prices.items.erase(s.prices.items.begin());
    CHECK(simulatedBreakEven(s, 0, 0, {}, 1).error().text().find("redis_gb_month") != std::string::npos);
    s = even(1);
    s.origin.database.connections.reset();
    CHECK_FALSE(simulatedBreakEven(s, 0, 0, {}, 1));
    s = even(1);
    s.strategies[0].layers[0].capacity = entries(10);
    CHECK(simulatedBreakEven(s, 0, 0, {}, 1).error().text().find("bytes") != std::string::npos);
}

TEST_CASE("A report in money: items, worth and JSON say the same")
{
    Scenario s = even(2);
    s.run.duration = seconds(150);
    s.strategies.push_back({ "None", {} });
    const std::vector<std::size_t> strategies { 0, 1 };
    const std::vector<RunResultPtr> results { run(s, 0), run(s, 1) };
    const MoneyReport report = moneyReport(s, strategies, results, 1);
    REQUIRE(report.strategies.size() == 2);
    CHECK(results[0]->costPerMonth == doctest::Approx(0.25 * 12 + 20 * 2).epsilon(1e-12));
    CHECK(results[0]->layers[0].costPerMonth == doctest::Approx(3).epsilon(1e-12));
    CHECK(results[0]->originCostPerMonth == doctest::Approx(40).epsilon(1e-12));
    const auto &saving = *report.strategies[0].saving;
    CHECK(saving.perMonth
        == doctest::Approx(
            2.0 * (static_cast<double>(saving.before.connections) - static_cast<double>(saving.after.connections))));
    const auto json = nlohmann::json::parse(moneyJson(report, {}));
    CHECK(json.at("format") == "cache-strategist/cost");
    double sum = 0;
    for (const auto &item : json["strategies"][0].at("items"))
        sum += item.at("cost_per_month").get<double>();
    CHECK(sum == doctest::Approx(json["strategies"][0].at("cost_per_month").get<double>()).epsilon(1e-12));
    CHECK(moneyText(report, {}).find("Saved a month") != std::string::npos);
    CHECK(moneyCsv(report).find("Strategy,Cache,redis_gb_month,0.25,GB,12,3\n") != std::string::npos);
}
