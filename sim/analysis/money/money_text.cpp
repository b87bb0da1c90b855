// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/money/money.h"

#include "sim/core/quantity.h"
#include "sim/results/escape.h"
#include "sim/results/figure_text.h"
#include "sim/results/text_table.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace cs
{

namespace
{

using Json = nlohmann::ordered_json;

std::string whose(const StrategyMoney &one, const CostItem &item)
{
    return item.layer ? one.result->layers[*item.layer].name : "origin";
}

TextTable itemsTable(const MoneyReport &report)
{
    TextTable table;
    table.header = { "Strategy", "Of", "Price", "Quantity a month", "Unit price", "A month" };
    table.leftAligned = { 1, 2 };
    for (const auto &one : report.strategies) {
        for (const auto &item : one.bill.items)
            table.rows.push_back({ one.result->strategy, whose(one, item), item.price,
                figureText(item.quantity, Unit::number) + " " + item.unit, formatNumber(item.unitPrice),
                groupedNumber(item.perMonth(), 2) });
        table.rows.push_back({ one.result->strategy, "total", "", "", "",
            one.result->hasCost ? moneyText(one.result->costPerMonth, report.currency) : "-" });
    }
    return table;
}

std::string needText(const DatabaseNeed &need)
{
    return (need.atLeast ? "at least " : "") + displayCount(need.connections);
}

TextTable worthTable(const MoneyReport &report)
{
    TextTable table;
    table.header = { "Strategy", "A month", "Per million requests", "Database connections needed", "Saved a month" };
    for (const auto &one : report.strategies) {
        const double perMillion = costPerMillionRequests(*one.result);
        table.rows.push_back(
            { one.result->strategy, one.result->hasCost ? moneyText(one.result->costPerMonth, report.currency) : "-",
                std::isnan(perMillion) ? "-" : moneyText(perMillion, report.currency),
                one.saving ? needText(one.saving->after) : "-",
                one.saving ? savingText(*one.saving, report.currency) : "-" });
    }
    return table;
}

std::string worthSentence(const MoneyReport &report)
{
    const auto &base = report.strategies[report.baseline];
    if (!base.saving)
        return "The database has no number of connections, so its load is not measured and has no worth.";
    return "Connections needed keep the database at " + figureText(base.saving->before.target, Unit::share)
        + " of the time busy under the mean load of the run; saved is against \"" + base.result->strategy
        + "\" and no part of the cost, which has the connections that the scenario says. \"At least\": reads failed or "
          "the database was full, so more was asked of it than can be counted.";
}

TextTable sizesTable(const BreakEven &curve)
{
    TextTable table;
    table.header
        = { "Size of \"" + curve.layer + "\"", "Memory a month", "Connections needed", "Database a month", "Together" };
    for (const auto &point : curve.points)
        table.rows.push_back({ figureText(point.bytes, Unit::bytes), groupedNumber(point.memoryCost, 2),
            groupedNumber(point.connections, 2), groupedNumber(point.databaseCost, 2),
            groupedNumber(point.memoryCost + point.databaseCost, 2) });
    return table;
}

std::string breakEvenSentence(const BreakEven &curve)
{
    const auto size = [&curve](std::size_t i) { return figureText(curve.points[i].bytes, Unit::bytes); };
    const std::string name = "\"" + curve.layer + "\" of \"" + curve.strategy + "\"";
    if (curve.best == curve.next)
        return name + ": every GB up to " + size(curve.best)
            + " saves more than it costs; the break-even size is beyond what was tried.";
    if (curve.best == 0)
        return name + ": already from " + size(0) + " to " + size(curve.next)
            + " a GB costs more than it saves; the break-even size is below what was tried, or there is none.";
    return name + ": break-even size " + size(curve.best)
        + ". Up to there one more GB saves more than it costs, from there to " + size(curve.next) + " it does not.";
}

template <class Escape, class Print>
std::string written(const MoneyReport &report, std::span<const BreakEven> curves, Escape escape, Print print)
{
    std::string out = "\n" + print(itemsTable(report)) + "\n" + print(worthTable(report)) + "\n"
        + escape(worthSentence(report)) + "\n";
    for (const auto &curve : curves)
        out += "\n" + print(sizesTable(curve)) + "\n" + escape(breakEvenSentence(curve)) + "\n";
    for (const auto &one : report.strategies)
        for (const auto &note : one.bill.notes)
            out += "- " + escape(one.result->strategy + ": " + note) + "\n";
    return out;
}

Json number(double value)
{
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json needJson(const DatabaseNeed &need)
{
    return { { "busy_connections", need.busy }, { "connections", need.connections }, { "at_least", need.atLeast } };
}

Json strategyJson(const StrategyMoney &one)
{
    Json json { { "strategy", one.result->strategy },
        { "cost_per_month", one.result->hasCost ? Json(one.result->costPerMonth) : Json(nullptr) },
        { "cost_per_million_requests", number(costPerMillionRequests(*one.result)) }, { "items", Json::array() } };
    for (const auto &item : one.bill.items)
        json["items"].push_back(
            Json { { "of", whose(one, item) }, { "price", item.price }, { "quantity", item.quantity },
                { "unit", item.unit }, { "unit_price", item.unitPrice }, { "cost_per_month", item.perMonth() } });
    if (one.saving)
        json["database"]
            = Json { { "target_utilization", one.saving->after.target }, { "baseline", needJson(one.saving->before) },
                  { "with", needJson(one.saving->after) }, { "saved_per_month", number(one.saving->perMonth) } };
    json["notes"] = one.bill.notes;
    return json;
}

Json curveJson(const BreakEven &curve)
{
    Json json { { "strategy", curve.strategy }, { "layer", curve.layer }, { "gb_price", curve.gbPrice },
        { "connection_price", curve.connectionPrice }, { "target_utilization", curve.targetUtilization },
        { "sizes", Json::array() },
        { "pays_up_to_bytes",
            curve.best == 0 && curve.next > 0 ? Json(nullptr) : Json(curve.points[curve.best].bytes) },
        { "pays_no_more_at_bytes", curve.best == curve.next ? Json(nullptr) : Json(curve.points[curve.next].bytes) } };
    for (const auto &point : curve.points)
        json["sizes"].push_back(Json { { "bytes", point.bytes }, { "memory_cost_per_month", point.memoryCost },
            { "connections", point.connections }, { "database_cost_per_month", point.databaseCost } });
    return json;
}

} // namespace

std::string moneyText(const MoneyReport &report, std::span<const BreakEven> breakEvens)
{
    return "Scenario: " + oneLine(report.scenario) + "\n"
        + written(report, breakEvens, oneLine, [](const TextTable &table) { return table.aligned(); });
}

std::string moneyMarkdown(const MoneyReport &report, std::span<const BreakEven> breakEvens)
{
    return "# " + markdownEscaped(report.scenario) + "\n"
        + written(report, breakEvens, markdownEscaped, [](const TextTable &table) { return table.markdown(); });
}

std::string moneyCsv(const MoneyReport &report)
{
    std::string out = "strategy,of,price,quantity,unit,unit_price,cost_per_month\n";
    for (const auto &one : report.strategies)
        for (const auto &item : one.bill.items)
            out += csvField(one.result->strategy) + ',' + csvField(whose(one, item)) + ',' + csvField(item.price) + ','
                + formatNumber(item.quantity) + ',' + item.unit + ',' + formatNumber(item.unitPrice) + ','
                + formatNumber(item.perMonth()) + '\n';
    return out;
}

std::string moneyJson(const MoneyReport &report, std::span<const BreakEven> breakEvens)
{
    Json json { { "format", "cache-strategist/cost" }, { "version", 1 }, { "scenario", report.scenario },
        { "currency", report.currency }, { "baseline", report.strategies[report.baseline].result->strategy },
        { "strategies", Json::array() }, { "break_even", Json::array() } };
    for (const auto &one : report.strategies)
        json["strategies"].push_back(strategyJson(one));
    for (const auto &curve : breakEvens)
        json["break_even"].push_back(curveJson(curve));
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace cs
