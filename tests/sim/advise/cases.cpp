// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/advise/cases.h"

namespace cs::test
{

DataType typeOf(const std::string &name, std::uint64_t keys, double exponent, double reads, double writes)
{
    DataType type = dataType(keys, exponent, reads, writes);
    type.name = name;
    type.keySize = Law::constant(20);
    type.valueSize = Law::constant(1000);
    type.missCost.dbTime = exponential(0.02);
    type.stalenessTolerance = seconds(60);
    return type;
}

namespace
{

Scenario scenarioOf(const std::string &name, std::vector<DataType> types)
{
    Scenario out;
    out.name = name;
    out.run.duration = seconds(3600);
    out.run.warmUp = seconds(1800);
    out.workload.dataTypes = std::move(types);
    out.origin.database.connections = 8;
    out.objectives.latencyP99 = Duration { 150'000'000 };
    out.objectives.dbUtilization = 0.5;
    out.objectives.staleReads = 0.02;
    return out;
}

} // namespace

std::vector<Scenario> characters()
{
    std::vector<Scenario> out;
    DataType articles = typeOf("Articles", 2000, 1.0, 80, 0.02);
    articles.endpoint = "GET /articles/:id";
    articles.valueSize = Law::constant(40e3);
    articles.stalenessTolerance = seconds(600);
    DataType accounts = typeOf("Accounts", 5000, 0.8, 30, 0.5);
    accounts.scope = "user";
    out.push_back(scenarioOf("News", { articles, accounts }));

    DataType orders = typeOf("Orders", 2000, 0.7, 20, 40);
    DataType carts = typeOf("Carts", 2000, 0.7, 60, 6);
    carts.scope = "user";
    carts.stalenessTolerance = Duration {};
    out.push_back(scenarioOf("Written more than read", { orders, carts }));

    DataType random = typeOf("Long tail", 50'000'000, 0, 40, 0.1);
    out.push_back(scenarioOf("Uniform", { random }));
    Layer small;
    small.name = "Redis";
    small.capacity = { CapacityUnit::bytes, 50'000'000 };
    Rule hour;
    hour.ttl = seconds(60);
    small.rules = { { "Long tail", hour } };
    out.back().strategies = { { "Small", { small } } };

    DataType quotes = typeOf("Quotes", 500, 0.9, 100, 20);
    quotes.stalenessTolerance = Duration { 500'000'000 };
    DataType dice = typeOf("Dice", 10, 0, 20, 0);
    dice.deterministic = false;
    out.push_back(scenarioOf("Ticker", { quotes, dice }));

    DataType tenant = typeOf("Tenant pages", 4000, 0.9, 60, 0.1);
    tenant.scope = "user";
    tenant.keyParts = { { "tenant", 8, true, false } };
    DataType flags = typeOf("Flags", 50, 0, 30, 0.001);
    out.push_back(scenarioOf("Tenants", { tenant, flags }));

    DataType report = typeOf("Reports", 40, 0.5, 0.5, 0.05);
    report.missCost.dbTime = exponential(2);
    report.stalenessTolerance = seconds(7200);
    DataType lookups = typeOf("Look-ups", 3000, 1.1, 100, 0.2);
    lookups.stalenessTolerance.reset();
    out.push_back(scenarioOf("Reports", { report, lookups }));
    out.back().prices.items = { { "redis_gb_month", 12 }, { "in_process_gb_month", 5 }, { "redis_node_month", 10 } };
    return out;
}

} // namespace cs::test
