// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/money/money.h"

#include "sim/analysis/ordered_tasks.h"
#include "sim/core/names.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

constexpr double bytesPerGb = 1e9;
constexpr int steps = 4; ///< doublings to either side

std::optional<double> priceOf(const Scenario &scenario, const std::string &key)
{
    std::optional<double> price;
    for (const auto &[name, value] : scenario.prices.items)
        if (name == key)
            price = price.value_or(0) + value;
    return price;
}

/// What a break-even needs to know of the scenario.
Result<BreakEven> pricesFor(const Scenario &scenario, std::size_t strategy, std::size_t layer)
{
    const Layer &of = scenario.strategies[strategy].layers[layer];
    const std::string key = std::string(nameOf(of.kind)) + "_gb_month";
    const auto gb = priceOf(scenario, key), connection = priceOf(scenario, "db_connection_month");
    const std::string place = "layer \"" + of.name + "\"";
    if (!gb || !connection)
        return fail("has no break-even size: there is no price \"" + (gb ? "db_connection_month" : key) + "\"", place,
            "add it to the prices, or use --prices default");
    if (!scenario.origin.database.connections)
        return fail("has no break-even size: the database has no number of connections", place);
    if (of.capacity.unit != CapacityUnit::bytes)
        return fail("has no break-even size: its capacity is not in bytes", place, "give it one, such as 1GB");
    BreakEven out;
    out.strategy = scenario.strategies[strategy].name;
    out.layer = of.name;
    out.gbPrice = *gb;
    out.connectionPrice = *connection;
    return out;
}

double gbOf(const SizeCost &point)
{
    return point.bytes / bytesPerGb;
}

/// Lower convex hull of the database's cost over size (Andrew's monotone chain), as places in the points.
std::vector<std::size_t> lowerHull(const std::vector<SizeCost> &points)
{
    std::vector<std::size_t> hull;
    for (std::size_t i = 0; i < points.size(); ++i) {
        while (hull.size() >= 2) {
            const SizeCost &a = points[hull[hull.size() - 2]], &b = points[hull.back()], &c = points[i];
            const double turn = (gbOf(b) - gbOf(a)) * (c.databaseCost - a.databaseCost)
                - (b.databaseCost - a.databaseCost) * (gbOf(c) - gbOf(a));
            if (turn >= 0)
                break;
            hull.pop_back();
        }
        hull.push_back(i);
    }
    return hull;
}

} // namespace

MoneyReport moneyReport(const Scenario &scenario, std::span<const std::size_t> strategies,
    std::span<const RunResultPtr> results, std::size_t baseline)
{
    MoneyReport out;
    out.scenario = scenario.name;
    out.currency = scenario.prices.currency;
    out.baseline = baseline;
    for (std::size_t i = 0; i < results.size(); ++i)
        out.strategies.push_back({ results[i], costBill(*results[i], scenario, strategies[i]),
            databaseSaving(*results[baseline], *results[i], scenario) });
    return out;
}

void findBreakEven(BreakEven &curve)
{
    curve.best = curve.next = 0;
    const auto hull = lowerHull(curve.points);
    for (std::size_t i = 1; i < hull.size(); ++i) {
        const SizeCost &before = curve.points[hull[i - 1]], &after = curve.points[hull[i]];
        const double saved = before.databaseCost - after.databaseCost;
        curve.next = hull[i];
        if (saved < after.memoryCost - before.memoryCost)
            return;
        curve.best = hull[i];
    }
}

Result<BreakEven> simulatedBreakEven(const Scenario &scenario, std::size_t strategy, std::size_t layer,
    const RunOptions &run, unsigned threads, std::stop_token stop)
{
    auto out = pricesFor(scenario, strategy, layer);
    if (!out)
        return out;
    std::optional<Error> failure;
    runOrdered<Result<RunResultPtr>>(
        2 * steps + 1, threads, stop,
        [&](std::uint64_t task, std::stop_token cancel) {
            Scenario sized = oneReplication(scenario);
            std::uint64_t &amount = sized.strategies[strategy].layers[layer].capacity.amount;
            amount = std::max<std::uint64_t>(1,
                static_cast<std::uint64_t>(
                    std::llround(std::ldexp(static_cast<double>(amount), static_cast<int>(task) - steps))));
            return simulate(sized, strategy, run, cancel);
        },
        [&](std::uint64_t, Result<RunResultPtr> &&result) {
            if (!result) {
                failure = result.error();
                return false;
            }
            const auto need = databaseNeed(**result, scenario);
            const Layer &of = scenario.strategies[strategy].layers[layer];
            const LayerResult *sized = nullptr;
            for (const auto &one : (*result)->layers)
                if (one.name == of.name)
                    sized = &one;
            if (!need || !sized) {
                failure = Error { "layer \"" + of.name + "\"", "has no break-even size: no load was measured", {} };
                return false;
            }
            SizeCost point;
            point.bytes = static_cast<double>(sized->capacityPerNode) * static_cast<double>(sized->nodes);
            point.memoryCost = point.bytes / bytesPerGb * out->gbPrice;
            point.connections = need->busy / need->target;
            point.databaseCost = point.connections * out->connectionPrice;
            out->targetUtilization = need->target;
            out->points.push_back(point);
            return true;
        });
    if (stop.stop_requested())
        return fail(cancelledMessage);
    if (failure)
        return tl::unexpected(*failure);
    findBreakEven(*out);
    return out;
}

} // namespace cs
