// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/experiment.h"
#include "sim/results/cost.h"

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

/// Strategies in money: what each costs, item by item, what the database load that it saves is worth, and up to which
/// size a cache pays.
namespace cs
{

struct StrategyMoney {
    RunResultPtr result;
    CostBill bill;
    std::optional<DatabaseSaving> saving; ///< against the baseline
};

/// `results` are of the strategies at these places of the scenario; `baseline` is a place among them.
struct MoneyReport {
    std::string scenario, currency;
    std::size_t baseline = 0;
    std::vector<StrategyMoney> strategies;
};
MoneyReport moneyReport(const Scenario &scenario, std::span<const std::size_t> strategies,
    std::span<const RunResultPtr> results, std::size_t baseline);

/// A size of a cache over all its nodes, and a month of it.
struct SizeCost {
    double bytes = 0;
    double memoryCost = 0; ///< by the GB price of its kind
    double connections = 0; ///< to keep the database at the objective's utilisation; not rounded
    double databaseCost = 0;
};

/// Up to which size one more GB costs less than the database connections that it saves.
struct BreakEven {
    std::string strategy, layer;
    double gbPrice = 0, connectionPrice = 0, targetUtilization = 0;
    std::vector<SizeCost> points; ///< by size
    std::size_t best = 0; ///< the last point that is worth its memory; the sizes between do not matter
    std::size_t next = 0; ///< the first point beyond it that is not; equal to best where every size that was tried is
};

/// Points by size: goes along the lower convex hull of the database's cost, so that neither a dent nor chance in one
/// point decides (memory bought by marginal gain).
void findBreakEven(BreakEven &curve);

/// Simulates the layer at 1/16 to 16 times its capacity, all on the same requests. Errors: no GB price for its kind, no
/// price of connections, connections without number, a capacity in entries.
Result<BreakEven> simulatedBreakEven(const Scenario &scenario, std::size_t strategy, std::size_t layer,
    const RunOptions &run, unsigned threads, std::stop_token stop = {});

std::string moneyText(const MoneyReport &report, std::span<const BreakEven> breakEvens);
std::string moneyMarkdown(const MoneyReport &report, std::span<const BreakEven> breakEvens);
/// One row per strategy and item.
std::string moneyCsv(const MoneyReport &report);
/// "cache-strategist/cost" version 1.
std::string moneyJson(const MoneyReport &report, std::span<const BreakEven> breakEvens);

} // namespace cs
