// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/report/sections.h"
#include "sim/results/cost.h"
#include "sim/results/figure_text.h"

#include <cmath>

namespace cs
{

namespace
{

ReportTable items(const ReportInput &input, const CostBill &bill)
{
    ReportTable table;
    table.header = { "Of", "Price", "Quantity a month", "Unit price", "A month" };
    table.rightAligned = { false, false, true, true, true };
    for (const auto &item : bill.items)
        table.rows.push_back({ item.layer ? input.after.layers[*item.layer].name : "Origin", item.price,
            figureText(item.quantity, Unit::number) + " " + item.unit, formatNumber(item.unitPrice),
            moneyText(item.perMonth(), input.after.currency) });
    return table;
}

std::string needText(const DatabaseNeed &need)
{
    return (need.atLeast ? "at least " : "") + displayCount(need.connections);
}

/// What the database load that is saved is worth.
std::string worthText(const DatabaseSaving &saving, const std::string &currency)
{
    std::string text = "Database connections needed to stay at " + figureText(saving.after.target, Unit::share)
        + " of the time busy under the mean load: " + needText(saving.before) + " before, " + needText(saving.after)
        + " after";
    if (!std::isnan(saving.perMonth))
        text += "; the difference is worth " + savingText(saving, currency)
            + " a month and is no part of the cost, which has the connections of the scenario";
    return text;
}

} // namespace

Sections costSection(const ReportInput &input)
{
    if (!input.after.hasCost || !input.proposed)
        return {};
    const auto strategy = static_cast<std::size_t>(input.proposed - input.scenario.strategies.data());
    ReportSection section { 1, "Money", {} };
    section.blocks.emplace_back(items(input, costBill(input.after, input.scenario, strategy)));
    ReportList list;
    list.items.push_back("Cost per month: "
        + (input.compares() && input.before.hasCost
                ? moneyText(input.before.costPerMonth, input.before.currency) + " before, "
                : std::string())
        + moneyText(input.after.costPerMonth, input.after.currency) + (input.compares() ? " after" : ""));
    if (const double perMillion = costPerMillionRequests(input.after); !std::isnan(perMillion))
        list.items.push_back("Per million requests: " + moneyText(perMillion, input.after.currency));
    if (input.compares())
        if (const auto saving = databaseSaving(input.before, input.after, input.scenario))
            list.items.push_back(worthText(*saving, input.after.currency));
    section.blocks.emplace_back(list);
    return only(std::move(section));
}

} // namespace cs
