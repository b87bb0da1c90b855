// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/estimate/error_grid.h"

#include "sim/analysis/estimate/estimate.h"
#include "sim/core/random.h"
#include "sim/engine/simulation.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <doctest/doctest.h>

namespace cs::test
{

namespace
{

constexpr double requests = 300'000; // of a run; the second half is measured

class Dice
{
public:
    explicit Dice(std::uint64_t number)
        : m_engine(substream(number, "error grid"))
    {
    }
    double unit() { return unitInterval(m_engine()); }
    bool chance(double p) { return unit() < p; }
    double between(double low, double high) { return low * std::pow(high / low, unit()); }
    std::uint64_t whole(std::uint64_t low, std::uint64_t high) { return low + below(m_engine(), high - low + 1); }

private:
    SplitMix64 m_engine;
};

Law lognormal(double mean, double cv)
{
    Law law;
    law.kind = LawKind::lognormal;
    law.mean = mean;
    law.cv = cv;
    return law;
}

Popularity popularity(Dice &dice)
{
    Popularity out;
    const double which = dice.unit();
    out.law = which < 0.8 ? PopularityLaw::zipf
        : which < 0.87    ? PopularityLaw::uniform
        : which < 0.94    ? PopularityLaw::hotspot
                          : PopularityLaw::exponential;
    out.exponent = dice.between(0.5, 1.3);
    out.keysShare = dice.between(0.02, 0.3);
    out.readsShare = dice.between(0.5, 0.95);
    out.rate = dice.between(2, 12);
    return out;
}

DataType gridType(Dice &dice, std::size_t index, double rate)
{
    DataType out;
    out.name = "Type " + std::to_string(index + 1);
    out.keys = static_cast<std::uint64_t>(dice.between(20, 20'000));
    out.keySize = Law::constant(static_cast<double>(dice.whole(10, 60)));
    out.valueSize = lognormal(dice.between(200, 5000), dice.between(0.3, 1.5));
    out.popularity = popularity(dice);
    out.reads.rate = rate;
    if (dice.chance(0.7))
        out.writes.perRead = dice.between(0.001, 0.2);
    out.writes.keys = dice.chance(0.7) ? WriteKeys::popularity : WriteKeys::uniform;
    out.missCost.dbTime = lognormal(dice.between(0.004, 0.1), dice.between(0.2, 1.5));
    out.missCost.dbQueries = static_cast<double>(dice.whole(1, 6));
    if (dice.chance(0.5))
        out.missCost.appTime = lognormal(dice.between(0.001, 0.02), 0.5);
    out.stalenessTolerance = Duration::fromSeconds(dice.between(1, 60));
    if (dice.chance(0.08))
        out.reads.missing = MissingKeys { dice.between(0.02, 0.2), dice.whole(10, 2000) };
    if (dice.chance(0.05))
        out.keyParts = { { "id", out.keys, true, true }, { "source", dice.whole(2, 6), false, true } };
    return out;
}

Rule gridRule(Dice &dice, double span)
{
    Rule out;
    if (dice.chance(0.75))
        out.ttl = Duration::fromSeconds(dice.between(span / 3000, span / 20));
    if (dice.chance(0.12))
        out.idleTtl = Duration::fromSeconds(dice.between(span / 3000, span / 20));
    if (dice.chance(0.3))
        out.jitter = dice.between(0.05, 0.5);
    if (out.ttl && dice.chance(0.1))
        out.ttlFrom = TtlFrom::generated;
    const double how = dice.unit();
    out.invalidation = how < 0.45 ? Invalidation::ttl
        : how < 0.75              ? Invalidation::deleteOnWrite
        : how < 0.9               ? Invalidation::writeThrough
                                  : Invalidation::event;
    if (out.invalidation == Invalidation::event) {
        out.eventLoss = dice.chance(0.5) ? dice.between(0.01, 0.2) : 0;
        out.propagation = Law::constant(dice.between(0.001, 0.5));
    } else if (out.invalidation != Invalidation::ttl && dice.chance(0.5)) {
        out.propagation = Law::constant(dice.between(0.001, 0.1));
    }
    out.coalesce = dice.chance(0.5);
    if (out.ttl && dice.chance(0.1))
        out.staleWhileRevalidate = Duration::fromSeconds(out.ttl->seconds() * dice.between(0.1, 1));
    else if (out.ttl && dice.chance(0.08))
        out.refreshAhead = dice.between(0.05, 0.4);
    if (dice.chance(0.3))
        out.negativeTtl = Duration::fromSeconds(dice.between(span / 2000, span / 50));
    return out;
}

Layer gridLayer(Dice &dice, LayerKind kind, const std::vector<DataType> &types, double span)
{
    Layer out;
    out.kind = kind;
    out.name = std::string(nameOf(kind));
    out.nodes = kind == LayerKind::cdn ? dice.whole(1, 6) : dice.whole(1, 4);
    const double which = dice.unit();
    out.eviction = which < 0.6 ? Eviction::lru
        : which < 0.75         ? Eviction::fifo
        : which < 0.9          ? Eviction::random
                               : Eviction::redisLru;
    const double expiry = dice.unit();
    out.expiry = *out.eviction == Eviction::redisLru ? Expiry::swept : expiry < 0.5 ? Expiry::lazy : Expiry::active;
    out.reserved = 0;
    double bytes = 0;
    for (const DataType &type : types) {
        if (types.size() > 1 && dice.chance(0.25))
            continue;
        out.rules.emplace_back(type.name, gridRule(dice, span));
        bytes += static_cast<double>(type.keys) * (type.valueSize.expected() + 60);
    }
    if (dice.chance(0.6))
        out.capacity
            = { CapacityUnit::bytes, static_cast<std::uint64_t>(std::max(3e5, bytes * dice.between(0.03, 0.7))) };
    return out;
}

} // namespace

Scenario gridScenario(std::uint64_t number)
{
    Dice dice(number);
    Scenario out;
    out.name = "Grid " + std::to_string(number);
    out.run.seed = number;
    const auto types = dice.whole(1, 3);
    const double rate = dice.between(50, 2000), span = requests / rate;
    double left = 1;
    for (std::uint64_t i = 0; i < types; ++i) {
        const double share = i + 1 == types ? left : left * (0.2 + 0.6 * dice.unit());
        left -= share;
        out.workload.dataTypes.push_back(gridType(dice, i, rate * share));
    }
    out.workload.clients.count = 20'000;
    out.run.duration = Duration::fromSeconds(span);
    out.run.warmUp = Duration::fromSeconds(span / 2);
    out.run.interval = Duration::fromSeconds(span / 100);
    Strategy strategy;
    strategy.name = "Layers";
    const bool cdn = dice.chance(0.35), local = dice.chance(0.5), remote = dice.chance(0.7) || (!cdn && !local);
    if (cdn)
        strategy.layers.push_back(gridLayer(dice, LayerKind::cdn, out.workload.dataTypes, span));
    if (local)
        strategy.layers.push_back(gridLayer(dice, LayerKind::inProcess, out.workload.dataTypes, span));
    if (remote)
        strategy.layers.push_back(gridLayer(dice, LayerKind::redis, out.workload.dataTypes, span));
    out.strategies = { std::move(strategy) };
    if (dice.chance(0.7)) {
        // Connections for a load between light and heavy.
        const double busy = dice.between(0.2, 0.8);
        out.origin.database.connections = 1'000'000;
        const auto open = estimateStrategy(out, 0);
        const double load = open ? (*open)->dbUtilization * 1e6 : 1;
        // Enough to fill the caches at the start, too: the estimate is of the steady state.
        double cold = 0;
        for (const DataType &type : out.workload.dataTypes)
            cold += type.reads.rate * type.missCost.dbTime.expected();
        out.origin.database.connections
            = static_cast<std::uint64_t>(std::max(1.0, std::ceil(std::max(load / busy, cold / 3))));
    }
    return out;
}

namespace
{

std::array<double, gridOutputs.size()> outputsOf(const RunResult &run)
{
    const bool known = run.tells("latency_mean_s");
    return { run.totals.hitRatio(), run.dbQueriesPerSecond, known ? run.totals.latency.meanSeconds() : std::nan(""),
        known ? run.totals.latency.quantileSeconds(0.99) : std::nan(""), run.totals.staleRatio(),
        run.totals.bytes > 0 ? static_cast<double>(run.totals.bytes) : std::nan(""),
        run.dbLimited ? run.dbUtilization : std::nan("") };
}

} // namespace

GridErrors measureErrors(std::uint64_t number)
{
    const Scenario scenario = gridScenario(number);
    GridErrors out;
    out.number = number;
    const auto estimate = estimateStrategy(scenario, 0);
    INFO("scenario ", number, (estimate ? "" : ": " + estimate.error().text()));
    REQUIRE(estimate);
    out.estimated = outputsOf(**estimate);
    for (const std::string &note : (*estimate)->notes)
        out.warned = out.warned || note.find("overloaded") != std::string::npos;
    std::array<std::array<double, gridOutputs.size()>, 2> runs {};
    for (std::uint64_t i = 0; i < 2; ++i) {
        RunOptions options;
        options.seed = 2 * number + i;
        const auto run = simulate(scenario, 0, options);
        INFO("scenario ", number, (run ? "" : ": " + run.error().text()));
        REQUIRE(run);
        runs[i] = outputsOf(**run);
    }
    for (std::size_t o = 0; o < gridOutputs.size(); ++o) {
        out.simulated[o] = (runs[0][o] + runs[1][o]) / 2;
        out.error[o] = std::fabs(out.estimated[o] - out.simulated[o]);
        out.noise[o] = std::fabs(runs[0][o] - runs[1][o]) / 2;
        if (gridOutputs[o].relative)
            for (double *value : { &out.error[o], &out.noise[o] })
                *value = out.simulated[o] > 0 ? *value / out.simulated[o] : std::nan("");
    }
    return out;
}

std::array<GridSummary, gridOutputs.size()> summary(const std::vector<GridErrors> &errors)
{
    std::array<GridSummary, gridOutputs.size()> out {};
    for (std::size_t o = 0; o < gridOutputs.size(); ++o) {
        std::vector<double> values, noises;
        for (const GridErrors &one : errors)
            if (!one.warned && !std::isnan(one.error[o])) {
                values.push_back(one.error[o]);
                noises.push_back(one.noise[o]);
            }
        std::sort(values.begin(), values.end());
        std::sort(noises.begin(), noises.end());
        if (values.empty())
            continue;
        out[o]
            = { values[values.size() / 2], values[values.size() * 9 / 10], values.back(), noises[noises.size() / 2] };
    }
    return out;
}

std::string gridTable(const std::array<GridSummary, gridOutputs.size()> &figures)
{
    std::string out = "| output | median | 90 % below | worst | noise of the simulation, median |\n"
                      "| --- | ---: | ---: | ---: | ---: |\n";
    for (std::size_t o = 0; o < gridOutputs.size(); ++o) {
        char line[200];
        const char *unit = gridOutputs[o].relative ? " %" : "";
        std::snprintf(line, sizeof line, "| %s | %.2f%s | %.2f%s | %.2f%s | %.2f%s |\n", gridOutputs[o].name,
            100 * figures[o].median, unit, 100 * figures[o].ninetieth, unit, 100 * figures[o].worst, unit,
            100 * figures[o].medianNoise, unit);
        out += line;
    }
    return out;
}

} // namespace cs::test
