// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/cost.h"

#include "sim/results/figure_text.h"
#include "sim/results/findings.h"
#include "sim/results/result_fields.h"

#include <cmath>
#include <string_view>

namespace cs
{

namespace
{

constexpr double secondsPerMonth = 30.0 * 86400;
constexpr double bytesPerGb = 1e9;
constexpr double usualUtilization = 0.7; ///< to plan for where the scenario has no objective
constexpr double fullUtilization = 0.95; ///< a database this busy may have been asked for more than it served
constexpr LayerKind pricedKinds[]
    = { LayerKind::redis, LayerKind::memcached, LayerKind::inProcess, LayerKind::cdn, LayerKind::materializedView };

/// A layer of the run: of the strategy, or the shield tier behind it.
struct Tier {
    std::size_t layer = 0; ///< among the strategy's
    bool shield = false;
};

/// A CDN with a shield runs as two layers, the points of presence first.
std::vector<Tier> tiersOf(const RunResult &run, const Strategy &strategy)
{
    std::vector<Tier> tiers;
    for (std::size_t i = 0; i < strategy.layers.size(); ++i) {
        const Layer &layer = strategy.layers[i];
        tiers.push_back({ i, false });
        if (layer.kind == LayerKind::cdn && layer.shield.value_or(false))
            tiers.push_back({ i, true });
    }
    tiers.resize(std::min(tiers.size(), run.layers.size()));
    return tiers;
}

struct Costing {
    const RunResult &run;
    const Scenario &scenario;
    const Strategy &strategy;
    std::vector<Tier> tiers;
    CostBill bill;

    /// Of what adds up over the replications, the part of one.
    double perRun(std::uint64_t sum) const { return static_cast<double>(sum) / static_cast<double>(run.replications); }
    double perMonth() const { return measuredSeconds(run) > 0 ? secondsPerMonth / measuredSeconds(run) : 0; }

    void note(std::string text) { bill.notes.push_back(std::move(text)); }
    void add(const std::string &key, std::optional<std::size_t> layer, double quantity, const char *unit, double price)
    {
        bill.items.push_back({ key, layer, quantity, unit, price });
    }
    /// Egress of a span that was not measured is not known.
    void addEgress(const std::string &key, std::optional<std::size_t> layer, double bytes, double price)
    {
        if (perMonth() > 0)
            add(key, layer, bytes / bytesPerGb * perMonth(), "GB", price);
        else
            note("Price \"" + key + "\" is left out of the cost: nothing was measured after the warm-up.");
    }
    double memoryGb(const LayerResult &layer) const
    {
        return (layer.capacityUnit == CapacityUnit::bytes
                       ? static_cast<double>(layer.capacityPerNode) * static_cast<double>(layer.nodes)
                       : perRun(layer.figures.bytesPeak))
            / bytesPerGb;
    }
    bool addByKind(const std::string &key, double price);
    bool addByOrigin(const std::string &key, double price);
    void addOwnPrices();
};

/// The price of the kind applies, be it to no layer at all.
bool Costing::addByKind(const std::string &key, double price)
{
    for (const auto kind : pricedKinds) {
        const std::string name(nameOf(kind));
        const bool memory = key == name + "_gb_month", nodes = key == name + "_node_month";
        if (!memory && !nodes)
            continue;
        bill.applies = true;
        for (std::size_t i = 0; i < tiers.size(); ++i) {
            if (run.layers[i].kind != kind)
                continue;
            if (memory)
                add(key, i, memoryGb(run.layers[i]), "GB", price);
            else if (!tiers[i].shield)
                add(key, i, static_cast<double>(run.layers[i].nodes), "nodes", price);
        }
        return true;
    }
    return false;
}

bool Costing::addByOrigin(const std::string &key, double price)
{
    const Origin &origin = scenario.origin;
    if (key == "cdn_egress_gb") {
        if (perMonth() == 0)
            addEgress(key, {}, 0, price);
        else
            bill.applies = true;
        for (std::size_t i = 0; i < tiers.size() && perMonth() > 0; ++i)
            if (run.layers[i].kind == LayerKind::cdn && !tiers[i].shield)
                addEgress(key, i, perRun(run.layers[i].figures.egressBytes), price);
    } else if (key == "origin_egress_gb")
        addEgress(key, {}, perRun(run.totals.egressBytes), price);
    else if (key == "db_connection_month" && origin.database.connections)
        add(key, {}, static_cast<double>(*origin.database.connections), "connections", price);
    else if (key == "db_connection_month")
        note("Price \"db_connection_month\" is left out of the cost: the database has no number of connections.");
    else if (key == "app_server_month" && origin.app)
        add(key, {}, static_cast<double>(origin.app->servers), "servers", price);
    else if (key == "app_server_month")
        note("Price \"app_server_month\" is left out of the cost: the scenario has no app servers.");
    else
        return false;
    return true;
}

void Costing::addOwnPrices()
{
    for (std::size_t i = 0; i < tiers.size(); ++i)
        if (const auto &price = strategy.layers[tiers[i].layer].price; price && !tiers[i].shield)
            add("price", i, static_cast<double>(run.layers[i].nodes), "nodes", *price);
}

std::string unknownPrice(const std::string &key)
{
    const std::vector<std::string> names = priceKeys();
    const std::vector<std::string_view> candidates(names.begin(), names.end());
    const std::string nearest = nearestName(key, candidates);
    return "Price \"" + key + "\" is not known and left out of the cost"
        + (nearest.empty() ? "." : "; did you mean \"" + nearest + "\"?");
}

std::optional<double> priceOf(const Scenario &scenario, std::string_view key)
{
    std::optional<double> price;
    for (const auto &[name, value] : scenario.prices.items)
        if (name == key)
            price = price.value_or(0) + value;
    return price;
}

} // namespace

std::vector<std::string> priceKeys()
{
    std::vector<std::string> names { "cdn_egress_gb", "origin_egress_gb", "db_connection_month", "app_server_month" };
    for (const auto kind : pricedKinds) {
        names.push_back(std::string(nameOf(kind)) + "_gb_month");
        names.push_back(std::string(nameOf(kind)) + "_node_month");
    }
    return names;
}

CostBill costBill(const RunResult &run, const Scenario &scenario, std::size_t strategy)
{
    if (strategy >= scenario.strategies.size())
        return {};
    const Strategy &of = scenario.strategies[strategy];
    Costing costing { run, scenario, of, tiersOf(run, of), {} };
    for (const auto &[key, price] : scenario.prices.items)
        if (!costing.addByKind(key, price) && !costing.addByOrigin(key, price))
            costing.note(unknownPrice(key));
    costing.addOwnPrices();
    costing.bill.applies = costing.bill.applies || !costing.bill.items.empty();
    return std::move(costing.bill);
}

void addCost(RunResult &run, const Scenario &scenario, std::size_t strategy)
{
    if (strategy >= scenario.strategies.size())
        return;
    const CostBill bill = costBill(run, scenario, strategy);
    run.originCostPerMonth = 0;
    for (auto &layer : run.layers) {
        layer.costPerMonth = 0;
        layer.hasCost = false;
    }
    for (const auto &item : bill.items) {
        if (!item.layer) {
            run.originCostPerMonth += item.perMonth();
            continue;
        }
        LayerResult &layer = run.layers[*item.layer];
        layer.costPerMonth += item.perMonth();
        layer.hasCost = true;
    }
    run.costPerMonth = run.originCostPerMonth;
    for (const auto &layer : run.layers)
        run.costPerMonth += layer.costPerMonth;
    run.notes.insert(run.notes.end(), bill.notes.begin(), bill.notes.end());
    run.currency = scenario.prices.currency;
    run.hasCost = bill.applies;
}

double costPerMillionRequests(const RunResult &run)
{
    const double requests = static_cast<double>(run.requests) / static_cast<double>(run.replications);
    if (!run.hasCost || !(requests > 0))
        return std::nan("");
    return run.costPerMonth * measuredSeconds(run) / secondsPerMonth / requests * 1e6;
}

std::optional<DatabaseNeed> databaseNeed(const RunResult &run, const Scenario &scenario)
{
    const auto &connections = scenario.origin.database.connections;
    if (!connections || !run.dbLimited)
        return std::nullopt;
    DatabaseNeed need;
    need.target = scenario.objectives.dbUtilization.value_or(usualUtilization);
    if (!(need.target > 0))
        return std::nullopt;
    need.busy = run.dbUtilization * static_cast<double>(*connections);
    // A hair above a whole number by rounding is that number.
    need.connections = static_cast<std::uint64_t>(std::ceil(need.busy / need.target * (1 - 1e-12)));
    need.atLeast = run.totals.failed > 0 || run.dbUtilization >= fullUtilization;
    return need;
}

std::optional<DatabaseSaving> databaseSaving(const RunResult &base, const RunResult &run, const Scenario &scenario)
{
    const auto before = databaseNeed(base, scenario), after = databaseNeed(run, scenario);
    if (!before || !after)
        return std::nullopt;
    DatabaseSaving saving { *before, *after, priceOf(scenario, "db_connection_month"), std::nan("") };
    if (saving.price)
        saving.perMonth
            = (static_cast<double>(before->connections) - static_cast<double>(after->connections)) * *saving.price;
    return saving;
}

std::string savingText(const DatabaseSaving &saving, const std::string &currency)
{
    if (std::isnan(saving.perMonth))
        return "-";
    if (saving.before.atLeast && saving.after.atLeast)
        return "not known";
    return (saving.before.atLeast         ? "at least "
                   : saving.after.atLeast ? "at most "
                                          : "")
        + moneyText(saving.perMonth, currency);
}

} // namespace cs
