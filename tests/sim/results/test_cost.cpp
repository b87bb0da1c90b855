// SPDX-License-Identifier: GPL-3.0-or-later
// Money: costs add up, layer by layer and scenario by scenario; shields are neither nodes nor egress of their own.
#include "sim/core/random.h"
#include "sim/results/cost.h"
#include "sim/results/findings.h"
#include "sim/results/result_fields.h"
#include "tests/support/sample_runs.h"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>

using namespace cs;

namespace
{

double drawn(StreamEngine &random, double most)
{
    return most * unitInterval(random());
}

LayerResult randomLayer(StreamEngine &random, std::vector<Layer> &layers)
{
    constexpr LayerKind kinds[] = { LayerKind::browser, LayerKind::cdn, LayerKind::inProcess, LayerKind::redis,
        LayerKind::memcached, LayerKind::materializedView };
    Layer layer;
    layer.kind = kinds[random() % 6];
    layer.name = "L" + std::to_string(layers.size());
    if (random() % 3 == 0)
        layer.price = drawn(random, 100);
    LayerResult result;
    result.name = layer.name;
    result.kind = layer.kind;
    result.nodes = 1 + random() % 9;
    result.capacityUnit = random() % 2 ? CapacityUnit::bytes : CapacityUnit::none;
    result.capacityPerNode = random() % 4'000'000'000;
    result.figures.bytesPeak = random() % 4'000'000'000;
    result.figures.egressBytes = random() % 4'000'000'000;
    layers.push_back(std::move(layer));
    return result;
}

struct Case {
    Scenario scenario;
    RunResult run;
};

/// Prices of everything, `layers` layers and an origin of its own size.
Case randomCase(StreamEngine &random, std::size_t layers)
{
    Case out;
    for (const auto &key : priceKeys())
        if (random() % 4)
            out.scenario.prices.items.emplace_back(key, drawn(random, 50));
    out.scenario.origin.database.connections = random() % 100;
    out.scenario.origin.app = AppServers { random() % 20, 4, {} };
    out.scenario.strategies = { { "S", {} } };
    out.run.durationSeconds = 7200;
    out.run.warmUpSeconds = 3600;
    out.run.requests = 1 + random() % 1'000'000;
    out.run.totals.egressBytes = random() % 4'000'000'000;
    for (std::size_t i = 0; i < layers; ++i)
        out.run.layers.push_back(randomLayer(random, out.scenario.strategies[0].layers));
    return out;
}

double ofCost(Case one)
{
    addCost(one.run, one.scenario, 0);
    return one.run.costPerMonth;
}

} // namespace

TEST_CASE("Costs are additive: layers and origin make the total, the items make each of them")
{
    StreamEngine random(4);
    for (int i = 0; i < 300; ++i) {
        Case one = randomCase(random, random() % 6);
        addCost(one.run, one.scenario, 0);
        double sum = one.run.originCostPerMonth;
        for (const auto &layer : one.run.layers)
            sum += layer.costPerMonth;
        CHECK(one.run.costPerMonth == doctest::Approx(sum).epsilon(1e-12));
        double items = 0;
        std::vector<double> byLayer(one.run.layers.size());
        for (const auto &item : costBill(one.run, one.scenario, 0).items) {
            items += item.perMonth();
            if (item.layer)
                byLayer[*item.layer] += item.perMonth();
        }
        CHECK(items == doctest::Approx(sum).epsilon(1e-12));
        for (std::size_t l = 0; l < byLayer.size(); ++l)
            CHECK(one.run.layers[l].costPerMonth == doctest::Approx(byLayer[l]).epsilon(1e-12));
    }
}

TEST_CASE("Costs are additive: two scenarios side by side cost what they cost alone")
{
    StreamEngine random(5);
    for (int i = 0; i < 300; ++i) {
        const Case a = randomCase(random, random() % 4);
        Case b = randomCase(random, random() % 4), both = a;
        b.scenario.prices = a.scenario.prices;
        both.scenario.origin.database.connections
            = *a.scenario.origin.database.connections + *b.scenario.origin.database.connections;
        both.scenario.origin.app->servers += b.scenario.origin.app->servers;
        both.run.totals.egressBytes += b.run.totals.egressBytes;
        for (std::size_t l = 0; l < b.run.layers.size(); ++l) {
            both.run.layers.push_back(b.run.layers[l]);
            both.scenario.strategies[0].layers.push_back(b.scenario.strategies[0].layers[l]);
        }
        CHECK(ofCost(both) == doctest::Approx(ofCost(a) + ofCost(b)).epsilon(1e-12));
    }
}

TEST_CASE("A shield's memory counts, it is no further node and no egress; prices behind it stay with their layers")
{
    Scenario scenario = test::sampleScenario();
    scenario.prices.items = { { "cdn_gb_month", 1.0 }, { "cdn_node_month", 10.0 }, { "cdn_egress_gb", 0.5 } };
    scenario.strategies[1].layers[0].shield = true;
    scenario.strategies[1].layers[0].price = 3.0;
    scenario.strategies[1].layers[1].price = 25.0;
    auto run = test::sampleCached();
    LayerResult shield = run->layers[0];
    shield.name = "CDN shield";
    shield.nodes = 1;
    run->layers.insert(run->layers.begin() + 1, shield);
    addCost(*run, scenario, 1);
    const double egressGb = 123200.0 * 2000 / 1e9 * (30.0 * 24 / 22);
    CHECK(
        run->layers[0].costPerMonth == doctest::Approx(16 * 1.0 + 8 * 10.0 + 8 * 3.0 + egressGb * 0.5).epsilon(1e-12));
    CHECK(run->layers[1].costPerMonth == doctest::Approx(2 * 1.0).epsilon(1e-12));
    CHECK(run->layers[2].costPerMonth == 25);
    CHECK(run->originCostPerMonth == 0);
}

TEST_CASE("A layer that no price is about has no cost, which is not a cost of 0")
{
    Scenario scenario = test::sampleScenario();
    scenario.prices.items = { { "redis_gb_month", 0.0 } };
    auto run = test::sampleCached();
    addCost(*run, scenario, 1);
    CHECK(run->hasCost);
    CHECK_FALSE(run->layers[0].hasCost);
    CHECK(run->layers[1].hasCost);
    CHECK(std::isnan(totalsEstimate(*run, "cost_per_million_requests").value) == false);
    for (const auto &field : resultFields())
        if (std::string_view(field.name) == "cost_per_month") {
            CHECK(std::holds_alternative<std::monostate>(field.value(layerRow(*run, run->layers[0]))));
            CHECK(std::get<double>(field.value(layerRow(*run, run->layers[1]))) == 0);
        }
}

TEST_CASE("Cost of a million requests: the month's cost over the month's requests")
{
    const Scenario scenario = test::sampleScenario();
    auto run = test::sampleCached();
    addCost(*run, scenario, 1);
    const double month = static_cast<double>(run->requests) * 30 * 24 / 22;
    CHECK(costPerMillionRequests(*run) == doctest::Approx(run->costPerMonth / month * 1e6).epsilon(1e-12));
    run->requests *= 4;
    run->replications = 4; // requests are sums over the replications, costs are means
    CHECK(costPerMillionRequests(*run) == doctest::Approx(run->costPerMonth / month * 1e6).epsilon(1e-12));
    run->requests = 0;
    CHECK(std::isnan(costPerMillionRequests(*run)));
    RunResult free;
    free.requests = 5;
    CHECK(std::isnan(costPerMillionRequests(free)));
}

TEST_CASE("Connections needed keep the utilisation at the objective; what is saved is worth its price")
{
    Scenario scenario = test::sampleScenario(); // 20 connections, 70 %, 30 each
    auto before = test::sampleBaseline(), after = test::sampleCached();
    before->dbUtilization = 0.49; // 9.8 busy: 14 of them are 70 % busy
    after->dbUtilization = 0.07; // 1.4 busy: 2
    before->totals.failed = 0;
    auto saving = databaseSaving(*before, *after, scenario);
    REQUIRE(saving);
    CHECK(saving->before.connections == 14);
    CHECK(saving->after.connections == 2);
    CHECK(saving->perMonth == doctest::Approx(12 * 30.0).epsilon(1e-12));
    CHECK_FALSE(saving->before.atLeast);
    before->dbUtilization = 0.4901;
    CHECK(databaseNeed(*before, scenario)->connections == 15);
    before->dbUtilization = 0.97;
    CHECK(databaseNeed(*before, scenario)->atLeast);
    after->totals.failed = 1;
    CHECK(databaseNeed(*after, scenario)->atLeast);
    CHECK(databaseSaving(*after, *before, scenario)->perMonth < 0);
    CHECK(savingText(*databaseSaving(*before, *after, scenario), "USD") == "not known");
    after->totals.failed = 0;
    CHECK(savingText(*databaseSaving(*before, *after, scenario), "USD") == "at least 780.00 USD");
    CHECK(savingText(*databaseSaving(*after, *before, scenario), "USD") == "at most -780.00 USD");
    scenario.prices.items.clear();
    CHECK(std::isnan(databaseSaving(*before, *after, scenario)->perMonth));
    scenario.objectives.dbUtilization.reset();
    CHECK(databaseNeed(*before, scenario)->target == 0.7);
    scenario.origin.database.connections.reset();
    CHECK_FALSE(databaseSaving(*before, *after, scenario));
}
