// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/findings.h"

#include <optional>
#include <string_view>

namespace cs
{

namespace
{

constexpr double secondsPerMonth = 30.0 * 86400;
constexpr double bytesPerGb = 1e9;
constexpr LayerKind pricedKinds[]
    = { LayerKind::redis, LayerKind::memcached, LayerKind::inProcess, LayerKind::cdn, LayerKind::materializedView };

struct Costing {
    RunResult &run;
    const Scenario &scenario;
    const Strategy &strategy;
    double total = 0;
    bool any = false;

    void add(double cost)
    {
        total += cost;
        any = true;
    }
    void note(std::string text) { run.notes.push_back(std::move(text)); }
    double perMonth() const
    {
        const double span = run.durationSeconds - run.warmUpSeconds;
        return span > 0 ? secondsPerMonth / span : 0;
    }
};

double memoryGb(const RunResult &run, LayerKind kind)
{
    double bytes = 0;
    for (const auto &layer : run.layers)
        if (layer.kind == kind)
            bytes += layer.capacityUnit == CapacityUnit::bytes
                ? static_cast<double>(layer.capacityPerNode) * static_cast<double>(layer.nodes)
                : static_cast<double>(layer.figures.bytesPeak);
    return bytes / bytesPerGb;
}

double nodesOf(const RunResult &run, LayerKind kind)
{
    double nodes = 0;
    for (const auto &layer : run.layers)
        if (layer.kind == kind)
            nodes += static_cast<double>(layer.nodes);
    return nodes;
}

void addEgress(Costing &costing, const std::string &key, double price, double bytes)
{
    if (costing.perMonth() == 0) {
        costing.note("Price \"" + key + "\" is left out of the cost: nothing was measured after the warm-up.");
        return;
    }
    costing.add(price * bytes / bytesPerGb * costing.perMonth());
}

/// What leaves the CDN for clients: a shield sends to the CDN's own points of presence.
double cdnEgress(const RunResult &run)
{
    double bytes = 0;
    const LayerResult *before = nullptr;
    for (const auto &layer : run.layers) {
        const bool behindCdn = before && before->kind == LayerKind::cdn;
        if (layer.kind == LayerKind::cdn && !behindCdn)
            bytes += static_cast<double>(layer.figures.egressBytes);
        before = &layer;
    }
    return bytes;
}

bool addByKind(Costing &costing, const std::string &key, double price)
{
    for (const auto kind : pricedKinds) {
        const std::string name(nameOf(kind));
        if (key == name + "_gb_month") {
            costing.add(price * memoryGb(costing.run, kind));
            return true;
        }
        if (key == name + "_node_month") {
            costing.add(price * nodesOf(costing.run, kind));
            return true;
        }
    }
    return false;
}

bool addByOrigin(Costing &costing, const std::string &key, double price)
{
    const Origin &origin = costing.scenario.origin;
    if (key == "cdn_egress_gb")
        addEgress(costing, key, price, cdnEgress(costing.run));
    else if (key == "origin_egress_gb")
        addEgress(costing, key, price, static_cast<double>(costing.run.totals.egressBytes));
    else if (key == "db_connection_month" && origin.database.connections)
        costing.add(price * static_cast<double>(*origin.database.connections));
    else if (key == "db_connection_month")
        costing.note(
            "Price \"db_connection_month\" is left out of the cost: the database has no number of connections.");
    else if (key == "app_server_month" && origin.app)
        costing.add(price * static_cast<double>(origin.app->servers));
    else if (key == "app_server_month")
        costing.note("Price \"app_server_month\" is left out of the cost: the scenario has no app servers.");
    else
        return false;
    return true;
}

std::string unknownPrice(const std::string &key)
{
    std::vector<std::string> names { "cdn_egress_gb", "origin_egress_gb", "db_connection_month", "app_server_month" };
    for (const auto kind : pricedKinds) {
        names.push_back(std::string(nameOf(kind)) + "_gb_month");
        names.push_back(std::string(nameOf(kind)) + "_node_month");
    }
    const std::vector<std::string_view> candidates(names.begin(), names.end());
    const std::string nearest = nearestName(key, candidates);
    return "Price \"" + key + "\" is not known and left out of the cost"
        + (nearest.empty() ? "." : "; did you mean \"" + nearest + "\"?");
}

} // namespace

void addCost(RunResult &run, const Scenario &scenario, std::size_t strategy)
{
    if (strategy >= scenario.strategies.size())
        return;
    Costing costing { run, scenario, scenario.strategies[strategy] };
    for (const auto &[key, price] : scenario.prices.items)
        if (!addByKind(costing, key, price) && !addByOrigin(costing, key, price))
            costing.note(unknownPrice(key));
    for (std::size_t i = 0; i < costing.strategy.layers.size() && i < run.layers.size(); ++i)
        if (const auto &price = costing.strategy.layers[i].price)
            costing.add(*price * static_cast<double>(run.layers[i].nodes));
    run.currency = scenario.prices.currency;
    run.costPerMonth = costing.total;
    run.hasCost = costing.any;
}

} // namespace cs
