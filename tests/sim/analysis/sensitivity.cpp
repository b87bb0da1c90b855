// SPDX-License-Identifier: GPL-3.0-or-later
// Sensitivity: every number of a scenario is varied, what does nothing is said to do nothing, what matters has its
// sign.
#include "sim/analysis/sensitivity/sensitivity.h"
#include "sim/analysis/sensitivity/parameters.h"
#include "sim/model/validate.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

using namespace cs;
using namespace cs::test;

namespace
{

Scenario cached()
{
    DataType type = dataType(400, 0.9, 100);
    type.writes.perRead = 0.05;
    type.missCost.dbTime = exponential(0.02);
    type.missCost.appTime = Law::constant(0.001);
    Layer cache = layer(LayerKind::redis, entries(60), ttlRule(20));
    cache.latency = Law::constant(0.001);
    Scenario s = scenario(type, { cache }, 3000, 20);
    s.origin.database.connections = 8;
    s.prices.items = { { "db_connection_month", 30.0 } };
    return s;
}

SensitivityTable tableOf(const Scenario &s, SensitivityOptions options = {})
{
    const auto table = simulatedSensitivity(s, options);
    INFO((table ? "" : table.error().text()));
    REQUIRE(table);
    return *table;
}

const SensitivityRow &row(const SensitivityTable &table, const std::string &end)
{
    const auto at = std::find_if(
        table.rows.begin(), table.rows.end(), [&](const SensitivityRow &one) { return one.path.ends_with(end); });
    INFO(end);
    REQUIRE(at != table.rows.end());
    return *at;
}

enum Figure { hitRatio, p99, queries, utilization, cost };

} // namespace

TEST_CASE("Every parameter changes the scenario, only where it says, and stays valid")
{
    const Scenario s = cached();
    const auto parameters = scenarioParameters(s, 0);
    CHECK(parameters.size() >= 12);
    for (const auto &parameter : parameters) {
        CAPTURE(parameter.path);
        Scenario less = s, more = s;
        parameter.scale(less, 0.8);
        parameter.scale(more, 1.2);
        if (parameter.value != "1") // there is no whole number below that means anything
            CHECK(less != s);
        CHECK(more != s);
        CHECK(parameter.text(s) == parameter.value);
        CHECK(parameter.text(more) != parameter.value);
        CHECK(validate(more).empty());
        for (const auto &other : parameters)
            if (other.path != parameter.path)
                CHECK(other.text(more) == other.value);
    }
}

TEST_CASE("Whole numbers change by one at least: two servers less a fifth is one server")
{
    Scenario s = cached();
    s.origin.app = AppServers { 2, 1, {} };
    for (const auto &parameter : scenarioParameters(s, 0))
        if (parameter.path == "origin.app.servers" || parameter.path == "origin.app.cores") {
            Scenario less = s, more = s;
            parameter.scale(less, 0.8);
            parameter.scale(more, 1.2);
            CHECK(parameter.text(less) == "1");
            CHECK(parameter.text(more) == (parameter.path.ends_with("cores") ? "2" : "3"));
        }
}

TEST_CASE("Laws are scaled as a whole")
{
    Scenario s = cached();
    Law mixed;
    mixed.kind = LawKind::mixture;
    mixed.weights = { 1, 3 };
    mixed.parts = { exponential(0.1), Law::constant(0.02) };
    Law pareto;
    pareto.kind = LawKind::gpd;
    pareto.location = 0.01;
    pareto.scale = 0.1;
    pareto.shape = 0.2;
    Law table;
    table.kind = LawKind::table;
    table.values = { 1, 2, 5 };
    table.weights = { 3, 2, 1 };
    for (const Law &law : { mixed, pareto, table }) {
        s.workload.dataTypes[0].missCost.dbTime = law;
        for (const auto &parameter : scenarioParameters(s, 0))
            if (parameter.path.ends_with("miss_cost.db_time")) {
                Scenario more = s;
                parameter.scale(more, 1.5);
                const Law &scaled = more.workload.dataTypes[0].missCost.dbTime;
                CHECK(scaled.expected() == doctest::Approx(1.5 * law.expected()).epsilon(1e-12));
                CHECK(scaled.quantile(0.9) == doctest::Approx(1.5 * law.quantile(0.9)).epsilon(1e-9));
            }
    }
}

TEST_CASE("Effects have the sign that they must have")
{
    const SensitivityTable table = tableOf(cached());
    const SensitivityRow &capacity = row(table, ".capacity");
    CHECK(capacity.effects[hitRatio].high.value > 0);
    CHECK(capacity.effects[hitRatio].low.value < 0);
    CHECK(capacity.effects[hitRatio].isClear());
    CHECK(capacity.effects[queries].high.value < 0);
    const SensitivityRow &ttl = row(table, ".ttl");
    CHECK(ttl.effects[hitRatio].high.value > ttl.effects[hitRatio].low.value);
    const SensitivityRow &exponent = row(table, ".popularity.exponent");
    CHECK(exponent.effects[hitRatio].high.value > 0);
    CHECK(exponent.effects[hitRatio].low.value < 0);
    // A fifth more time at the database is a fifth more utilisation, and nothing else of what it is asked.
    const SensitivityRow &time = row(table, ".miss_cost.db_time");
    const double busy = table.unchanged[utilization].value;
    CHECK(time.effects[utilization].high.value == doctest::Approx(0.2 * busy).epsilon(0.02));
    CHECK(time.effects[utilization].low.value == doctest::Approx(-0.2 * busy).epsilon(0.02));
    // 8 connections of 30 each, 10 and 6 when a fifth is added or taken away and rounded.
    const SensitivityRow &connections = row(table, "database.connections");
    CHECK(connections.high == "10");
    CHECK(connections.effects[cost].high.value == doctest::Approx(0.25).epsilon(1e-12));
    CHECK(connections.effects[cost].low.value == doctest::Approx(-0.25).epsilon(1e-12));
    const SensitivityRow &price = row(table, "db_connection_month");
    CHECK(price.effects[cost].high.value == doctest::Approx(0.2).epsilon(1e-12));
    CHECK(price.effects[hitRatio].size() == 0);
}

TEST_CASE("What does nothing is said to do nothing, and stands behind what does")
{
    const SensitivityTable table = tableOf(cached());
    // Requests with a random routing over one node: the number of clients is read by nobody.
    CHECK(row(table, "clients.count").isInert);
    CHECK_FALSE(row(table, ".capacity").isInert);
    CHECK_FALSE(row(table, "db_connection_month").isInert);
    bool inertBefore = false;
    double before = std::numeric_limits<double>::infinity();
    for (const auto &one : table.rows) {
        CHECK((one.isInert || !inertBefore));
        inertBefore = one.isInert;
        if (!one.isInert) {
            CHECK(one.size() <= before);
            before = one.size();
        }
    }
    const std::string text = sensitivityText(table);
    CHECK(text.find("Without any effect:\n\n- workload.clients.count") != std::string::npos);
}

TEST_CASE("A change that makes no valid scenario is told and does not lose the others")
{
    Scenario s = cached();
    s.workload.dataTypes[0].popularity.exponent = 4.5; // at most 5
    const SensitivityTable table = tableOf(s);
    CHECK(row(table, ".popularity.exponent").error.find("exponent") != std::string::npos);
    CHECK(row(table, ".popularity.exponent").effects.empty());
    CHECK(row(table, ".capacity").error.empty());
    CHECK(table.rows.back().path.ends_with(".popularity.exponent"));
}

TEST_CASE("The table does not depend on threads, and can be sorted by a figure")
{
    SensitivityOptions options;
    options.replications = 2;
    const std::string one = sensitivityJson(tableOf(cached(), options));
    options.threads = 3;
    CHECK(sensitivityJson(tableOf(cached(), options)) == one);
    options.sortBy = "cost_per_month";
    const SensitivityTable byCost = tableOf(cached(), options);
    CHECK(byCost.rows[0].path == "origin.database.connections");
    CHECK(byCost.rows[1].path == "prices.db_connection_month");
    const auto json = nlohmann::json::parse(one);
    CHECK(json.at("format") == "cache-strategist/sensitivity");
    CHECK(json.at("parameters").size() == byCost.rows.size());
    options.replications = 1;
    CHECK_FALSE(simulatedSensitivity(cached(), options));
    options.replications = 2;
    options.by = 1;
    CHECK_FALSE(simulatedSensitivity(cached(), options));
}

TEST_CASE("Effects: points of shares, parts of everything else, paired")
{
    const SensitivityEffect points = sensitivityEffect({ 0.5, 0.6 }, { 0.4, 0.5 }, { 0.6, 0.7 }, Unit::share);
    CHECK(points.low.value == doctest::Approx(-0.1));
    CHECK(points.high.value == doctest::Approx(0.1));
    CHECK(points.isClear());
    const SensitivityEffect parts = sensitivityEffect({ 10, 30 }, { 9, 27 }, { 12, 36 }, Unit::rate);
    CHECK(parts.low.value == doctest::Approx(-0.1));
    CHECK(parts.high.value == doctest::Approx(0.2));
    CHECK(parts.high.halfWidth < 1e-12);
    CHECK_FALSE(sensitivityEffect({ 10, 30 }, { 11, 28 }, { 9, 32 }, Unit::rate).isClear());
    CHECK(std::isnan(sensitivityEffect({ 0, 0 }, { 1, 1 }, { 0, 0 }, Unit::rate).low.value));
    CHECK(sensitivityEffect({ 0, 0 }, { 1, 1 }, { 0, 0 }, Unit::rate).high.value == 0);
}
