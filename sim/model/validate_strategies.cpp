// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/model/check.h"
#include "sim/model/presets.h"
#include "sim/model/validate.h"

namespace cs
{

namespace
{

void checkTags(Check &check, const std::string &place, const Rule &rule)
{
    std::vector<std::string> places, names;
    for (std::size_t i = 0; i < rule.tags.size(); ++i) {
        places.push_back(place + ".tags[" + std::to_string(i) + ']');
        names.push_back(rule.tags[i].name);
        check.name(places.back() + ".name", names.back());
        check.count(places.back() + ".groups", rule.tags[i].groups, 1, 4'294'967'294);
        if (rule.tags[i].rate)
            check.number(places.back() + ".rate", *rule.tags[i].rate, 0, 1e9, Unit::rate);
    }
    checkNamesOnce(check, places, names, "tag");
    if (rule.invalidation == Invalidation::tags && rule.tags.empty())
        check.report(
            place + ".tags", "is empty; invalidation by tags needs at least one", {}, { place + ".invalidation" });
}

void checkRule(Check &check, const std::string &place, const Rule &rule)
{
    struct Timed {
        const char *key;
        const std::optional<Duration> &value;
        bool zeroAllowed;
    };
    // A TTL of 0s caches nothing, and says so.
    for (const Timed &timed : { Timed { ".ttl", rule.ttl, true }, { ".idle_ttl", rule.idleTtl, true },
             { ".flush", rule.flush, false }, { ".stale_while_revalidate", rule.staleWhileRevalidate, true },
             { ".stale_if_error", rule.staleIfError, true }, { ".negative_ttl", rule.negativeTtl, true },
             { ".refresh", rule.refresh, false }, { ".lease_time", rule.leaseTime, false } })
        if (timed.value)
            check.duration(place + timed.key, *timed.value, timed.zeroAllowed);
    check.share(place + ".jitter", rule.jitter);
    check.law(place + ".propagation", rule.propagation, Unit::time);
    check.share(place + ".event_loss", rule.eventLoss);
    check.law(place + ".tag_removal_time", rule.tagRemovalTime, Unit::time);
    if (rule.flushBatch)
        check.count(place + ".flush_batch", *rule.flushBatch, 1, 1'000'000'000);
    if (rule.invalidation == Invalidation::writeBehind && !rule.flush && !rule.flushBatch)
        check.report(place + ".flush", "is missing; invalidation \"write_behind\" needs a flush time or a flush_batch",
            "such as \"flush\": \"5s\"", { place + ".invalidation", place + ".flush_batch" });
    if (rule.eventLoss > 0 && rule.invalidation != Invalidation::event && rule.invalidation != Invalidation::tags)
        check.report(place + ".event_loss",
            "does nothing with invalidation \"" + std::string(nameOf(rule.invalidation)) + "\"",
            "use \"event\" or \"tags\", whose messages can be lost", { place + ".invalidation" });
    if (rule.earlyRefresh)
        check.number(place + ".early_refresh", *rule.earlyRefresh, 0, 1000);
    if (rule.refreshAhead)
        check.share(place + ".refresh_ahead", *rule.refreshAhead);
    checkTags(check, place, rule);
}

void checkRules(Check &check, const std::set<std::string> &types, const std::string &place, const Layer &layer,
    std::size_t strategy, std::size_t index)
{
    constexpr std::size_t mostRules = 2'000;
    if (layer.rules.size() > mostRules)
        return check.report(
            place + ".rules", "found " + displayCount(layer.rules.size()) + " rules; expected at most 2,000");
    std::set<std::string> seen;
    for (const auto &[type, rule] : layer.rules) {
        const std::string at = rulePlace(strategy, index, type);
        // The types of a trace without described ones are known only when it is read.
        if (!types.empty())
            check.known(at, type, types, "data type", { "workload.data_types[*].name", "workload.trace" });
        if (!seen.insert(type).second)
            check.report(at, "the layer has a second rule for this data type");
        if (rule)
            checkRule(check, at, *rule);
        if (rule && layer.kind == LayerKind::materializedView && !rule->refresh)
            check.report(at + ".refresh", "is missing; a materialised view needs the period of its rebuilds",
                "such as \"refresh\": \"10min\"", { layerPlace(strategy, index) + ".kind" });
    }
}

/// What memcached itself would take in a way that nobody means.
void checkMemcached(Check &check, const std::string &place, const Layer &layer, std::size_t strategy, std::size_t index)
{
    constexpr std::uint64_t page = 1 << 20;
    if (layer.capacity.unit == CapacityUnit::bytes && layer.capacity.amount < page)
        check.report(place + ".capacity", "is less than a page of memcached; expected at least 1 MiB",
            "write 1MiB, or a number of entries", { place + ".eviction", place + ".kind" });
    constexpr double longest = 30 * 86'400;
    for (const auto &[type, rule] : layer.rules) {
        const std::string at = rulePlace(strategy, index, type);
        if (rule && rule->ttl && rule->ttl->seconds() * (1 + rule->jitter) > longest)
            check.report(at + ".ttl",
                "is more than 30 days, which memcached takes for a date long gone; expected at most 30d",
                "leave it out for values that do not expire", { at + ".jitter", place + ".eviction", place + ".kind" });
    }
}

void checkRouting(Check &check, const Scenario &scenario, const std::string &place, const Layer &layer)
{
    if (!layer.routing || layer.routing->kind != RoutingKind::weights)
        return;
    const auto &weights = layer.routing->weights;
    check.weights(place + ".routing", weights);
    const std::uint64_t nodes = resolved(layer, scenario).nodes;
    if (weights.size() != nodes)
        check.report(place + ".routing",
            "has " + displayCount(weights.size()) + " weights for " + displayCount(nodes) + " nodes",
            "one weight a node", { place + ".nodes", place + ".kind", "origin.app" });
}

void checkDecayTime(Check &check, const std::string &place, Duration time)
{
    constexpr std::int64_t minute = 60'000'000'000;
    check.duration(place, time, true);
    if (time.ns > 0 && time.ns % minute != 0)
        check.report(place, "found " + formatDuration(time) + "; expected whole minutes, in which Redis counts",
            "write \"" + formatDuration({ (time.ns / minute + 1) * minute }) + "\", or \"0s\" for no decay");
}

/// What a node keeps for itself has to leave room for entries.
void checkReserved(Check &check, const Scenario &scenario, const std::string &place, const Layer &layer)
{
    constexpr std::uint64_t mostBytes = 1'000'000'000'000'000;
    if (layer.reserved)
        check.count(place + ".reserved", *layer.reserved, 0, mostBytes);
    const std::uint64_t reserved = resolved(layer, scenario).reserved;
    if (layer.capacity.unit != CapacityUnit::bytes || reserved == 0 || layer.capacity.amount == 0
        || reserved < layer.capacity.amount)
        return;
    const auto size = [](std::uint64_t bytes) { return displayCount(bytes) + " B"; };
    check.report(place + ".capacity",
        "found " + size(layer.capacity.amount) + "; the server itself takes " + size(reserved)
            + " of its memory, so one with so little keeps nothing",
        layer.reserved ? "raise the capacity or lower `reserved`"
                       : "raise the capacity, or say in `reserved` what it takes",
        { place + ".reserved", place + ".eviction", place + ".kind" });
}

void checkLayer(
    Check &check, const Scenario &scenario, const std::set<std::string> &types, std::size_t strategy, std::size_t index)
{
    const Layer &layer = scenario.strategies[strategy].layers[index];
    const std::string place = layerPlace(strategy, index);
    constexpr std::uint64_t mostBytes = 1'000'000'000'000'000;
    check.name(place + ".name", layer.name);
    if (layer.nodes)
        check.count(place + ".nodes", *layer.nodes, 1, 1'000'000);
    if (layer.capacity.unit != CapacityUnit::none && layer.capacity.amount == 0)
        check.report(place + ".capacity", "is 0; expected room for something", "leave the layer out to cache nothing");
    else if (layer.capacity.unit != CapacityUnit::none && layer.capacity.amount > mostBytes)
        check.report(
            place + ".capacity", "is too large; expected at most 1000 TB", "write \"none\" for a layer without limit");
    if (layer.latency)
        check.law(place + ".latency", *layer.latency, Unit::time);
    if (layer.missLatency)
        check.law(place + ".miss_latency", *layer.missLatency, Unit::time);
    if (layer.overhead && layer.overhead->kind == OverheadKind::bytes)
        check.count(place + ".overhead", layer.overhead->bytes, 0, mostBytes);
    checkRouting(check, scenario, place, layer);
    if (layer.samples)
        check.count(place + ".samples", *layer.samples, 1, 1000);
    if (layer.lfuLogFactor)
        check.number(place + ".lfu_log_factor", *layer.lfuLogFactor, 0, 1e6);
    if (layer.lfuDecayTime)
        checkDecayTime(check, place + ".lfu_decay_time", *layer.lfuDecayTime);
    checkReserved(check, scenario, place, layer);
    if (layer.price)
        check.number(place + ".price", *layer.price, 0, 1e15);
    checkRules(check, types, place, layer, strategy, index);
    if (resolved(layer, scenario).eviction == Eviction::memcachedSlru)
        checkMemcached(check, place, layer, strategy, index);
}

} // namespace

void checkStrategies(const Scenario &scenario, std::vector<ValueProblem> &out)
{
    Check check(out);
    constexpr std::size_t most = 1000;
    if (scenario.strategies.size() > most)
        return check.report(
            "strategies", "found " + displayCount(scenario.strategies.size()) + " strategies; expected at most 1,000");
    std::set<std::string> types;
    for (const auto &type : scenario.workload.dataTypes)
        types.insert(type.name);
    std::vector<std::string> places, names;
    for (std::size_t i = 0; i < scenario.strategies.size(); ++i) {
        const Strategy &strategy = scenario.strategies[i];
        places.push_back(strategyPlace(i));
        names.push_back(strategy.name);
        check.name(places.back() + ".name", strategy.name);
        if (strategy.layers.size() > 100)
            return check.report(places.back() + ".layers",
                "found " + displayCount(strategy.layers.size()) + " layers; expected at most 100");
        std::vector<std::string> layerPlaces, layerNames;
        for (std::size_t j = 0; j < strategy.layers.size(); ++j) {
            layerPlaces.push_back(layerPlace(i, j));
            layerNames.push_back(strategy.layers[j].name);
            checkLayer(check, scenario, types, i, j);
        }
        checkNamesOnce(check, layerPlaces, layerNames, "layer of a strategy");
    }
    checkNamesOnce(check, places, names, "strategy");
}

} // namespace cs
