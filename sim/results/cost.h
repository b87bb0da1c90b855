// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/results/run_result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What a strategy costs a month, item by item, and what the database load that it takes away is worth.
namespace cs
{

/// A price applied to what a run needs of it.
struct CostItem {
    std::string price; ///< key of the prices; "price" for a layer's own
    std::optional<std::size_t> layer; ///< among the run's layers; none = the origin
    double quantity = 0; ///< a month, in `unit`
    std::string unit; ///< "GB", "nodes", "connections", "servers"
    double unitPrice = 0;

    double perMonth() const { return quantity * unitPrice; }
};

struct CostBill {
    std::vector<CostItem> items;
    std::vector<std::string> notes; ///< prices that could not be applied
    bool applies = false; ///< some price is known and can be applied, be it to nothing
};

/// Keys of prices that are known, see addCost().
std::vector<std::string> priceKeys();

/// Of one run, or of merged replications as of one.
CostBill costBill(const RunResult &run, const Scenario &scenario, std::size_t strategy);

/// Per million reads and writes of the measured span; not a number without prices or requests.
double costPerMillionRequests(const RunResult &run);

/// Connections that keep the database at `target` under a run's mean load.
struct DatabaseNeed {
    double busy = 0; ///< connections busy in the mean
    double target = 0; ///< utilisation of the objectives, or 70 %
    std::uint64_t connections = 0;
    bool atLeast = false; ///< reads failed or the database was full: it was asked for more than it did
};
/// Nothing where the database has no number of connections: its load is not measured then.
std::optional<DatabaseNeed> databaseNeed(const RunResult &run, const Scenario &scenario);

/// What `run` saves of database connections against `base`, for the price of connections.
struct DatabaseSaving {
    DatabaseNeed before, after;
    std::optional<double> price; ///< of a connection and month, where the scenario has one
    double perMonth = 0; ///< not a number without a price; negative where the run needs more
};
/// "at least 30.00 USD": what is not known of the needs bounds what is saved. "-" without a price.
std::string savingText(const DatabaseSaving &saving, const std::string &currency);
std::optional<DatabaseSaving> databaseSaving(const RunResult &base, const RunResult &run, const Scenario &scenario);

} // namespace cs
