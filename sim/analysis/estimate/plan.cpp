// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/estimate/plan.h"

#include "sim/cache/memory_model.h"
#include "sim/core/quantity.h"
#include "sim/engine/shield.h"
#include "sim/engine/warm_up.h"
#include "sim/workload/expected_load.h"
#include "sim/workload/key_shape.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

double seconds(const std::optional<Duration> &duration, double otherwise)
{
    return duration ? duration->seconds() : otherwise;
}

/// Reads of a type per second, pages included.
double readRate(const Workload &workload, const DataType &type)
{
    double rate = type.reads.rate;
    for (const Page &page : workload.pages)
        for (const auto &[name, keys] : page.reads)
            rate += name == type.name ? page.rate * static_cast<double>(keys) : 0;
    return rate;
}

/// Changes of tagged things outdate a value, whichever strategy names them.
double tagChanges(const Scenario &scenario, const std::string &type)
{
    double changes = 0;
    std::set<std::string> seen;
    for (const Strategy &strategy : scenario.strategies)
        for (const Layer &layer : strategy.layers)
            if (const Rule *rule = layer.ruleFor(type))
                for (const Tag &tag : rule->tags)
                    if (tag.rate && seen.insert(tag.name).second)
                        changes += *tag.rate / static_cast<double>(tag.groups);
    return changes;
}

PlannedType planType(const Scenario &scenario, const DataType &type)
{
    PlannedType out;
    out.type = &type;
    out.buckets = rankBuckets(type);
    out.reads = readRate(scenario.workload, type);
    out.writes = writesPerSecond(type);
    out.writesFollowReads = !type.writes.rate.has_value();
    out.changes = tagChanges(scenario, type.name);
    if (type.churn)
        out.replaced = type.churn->perHour ? *type.churn->perHour / 3600
                                           : 1 / std::max(1e-9, seconds(type.churn->lifetime, forever));
    out.profile = RateProfile(type.reads);
    out.sharing = static_cast<double>(KeyShape(type).sharing);
    out.keyBytes = type.keySize.expected();
    out.valueBytes = type.valueSize.expected();
    out.dbTime = WeightedLaw::of(type.missCost.dbTime);
    out.checkTime = WeightedLaw::of(type.missCost.checkTime);
    out.app = sumOf(WeightedLaw::of(type.missCost.appTime), WeightedLaw::of(type.missCost.serializeTime));
    out.origin = sumOf(out.app, out.dbTime);
    return out;
}

EvictionModel modelOf(Eviction eviction)
{
    switch (eviction) {
    case Eviction::fifo:
    case Eviction::redisVolatileTtl:
        return EvictionModel::age;
    case Eviction::random:
    case Eviction::redisRandom:
        return EvictionModel::random;
    case Eviction::lfu:
    case Eviction::redisLfu:
    case Eviction::wTinyLfu:
    case Eviction::gdsf:
    case Eviction::lhd:
    case Eviction::belady:
        return EvictionModel::popular;
    case Eviction::redisNoeviction:
        return EvictionModel::none;
    default:
        return EvictionModel::idle;
    }
}

/// Nodes that get the same share of the reads together.
std::vector<NodeClass> classesOf(const ResolvedLayer &how)
{
    const auto nodes = static_cast<double>(how.nodes);
    if (how.routing.kind == RoutingKind::key)
        return { { nodes, 1 } };
    if (how.routing.kind != RoutingKind::weights || how.routing.weights.empty())
        return { { nodes, 1 / nodes } };
    std::vector<double> weights = how.routing.weights;
    std::sort(weights.begin(), weights.end());
    double total = 0;
    for (const double weight : weights)
        total += weight;
    std::vector<NodeClass> out;
    for (const double weight : weights) {
        if (!out.empty() && out.back().share == weight / total)
            out.back().count += 1;
        else if (weight > 0)
            out.push_back({ 1, weight / total });
    }
    return out;
}

/// Mean and mean square of the bytes that an entry takes, over the law of its value and its key.
void setEntryBytes(PlannedRule &rule, const DataType &type, const Overhead &overhead)
{
    const bool expires = rule.rule->ttl.has_value() || rule.rule->idleTtl.has_value();
    const WeightedLaw values = WeightedLaw::of(type.valueSize), keys = WeightedLaw::of(type.keySize);
    const auto whole = [](double bytes) { return static_cast<std::uint64_t>(std::clamp(bytes + 0.5, 0.0, 1e15)); };
    const std::size_t every = keys.points.size() > 1 ? 8 : 1;
    double weights = 0;
    for (std::size_t k = every / 2; k < keys.points.size(); k += every)
        for (const auto &value : values.points) {
            const auto bytes
                = static_cast<double>(entryBytes(overhead, whole(keys.points[k].value), whole(value.value), expires));
            const double weight = keys.points[k].weight * value.weight;
            rule.entryBytes += weight * bytes;
            rule.entryBytesSquared += weight * bytes * bytes;
            rule.absentBytes
                += weight * static_cast<double>(entryBytes(overhead, whole(keys.points[k].value), 0, expires));
            weights += weight;
        }
    for (double *sum : { &rule.entryBytes, &rule.entryBytesSquared, &rule.absentBytes })
        *sum /= weights;
}

RuleFigures figuresOf(const Rule &rule)
{
    RuleFigures out;
    out.ttl = seconds(rule.ttl, forever);
    out.idleTtl = seconds(rule.idleTtl, forever);
    out.jitter = rule.jitter;
    if (rule.staleWhileRevalidate && rule.ttl) {
        out.window = rule.staleWhileRevalidate->seconds();
        out.windowIsStale = true;
    } else if (rule.refreshAhead && rule.ttl) {
        out.window = *rule.refreshAhead * out.ttl;
        out.ttl -= out.window;
    }
    out.earlyRefresh = rule.earlyRefresh.value_or(0);
    out.coalesce = rule.coalesce || rule.fill == Fill::lease;
    out.overwrite = rule.fill != Fill::add;
    out.cleanFill = rule.fill == Fill::versioned || rule.fill == Fill::lease;
    out.countsAge = rule.ttlFrom == TtlFrom::generated;
    const bool apart = rule.invalidation == Invalidation::event || rule.invalidation == Invalidation::tags;
    out.ignoresWrites = rule.invalidation == Invalidation::ttl;
    out.refreshing = rule.invalidation == Invalidation::writeThrough || rule.invalidation == Invalidation::writeBehind;
    if (!out.ignoresWrites && !out.refreshing)
        out.delivered = apart ? 1 - rule.eventLoss : 1;
    if (!out.ignoresWrites)
        out.delay = rule.propagation.expected();
    return out;
}

/// Purges of a key's groups that the key's own writes do not cause.
double otherPurges(const PlannedWorkload &workload, const Layer &layer, const Rule &rule)
{
    if (rule.invalidation != Invalidation::tags)
        return 0;
    double purges = 0;
    for (const Tag &tag : rule.tags) {
        if (tag.rate)
            continue; // with the change of the value
        for (const PlannedType &other : workload.types)
            if (const Rule *theirs = layer.ruleFor(other.type->name))
                for (const Tag &same : theirs->tags)
                    if (same.name == tag.name && !same.rate && theirs->invalidation == Invalidation::tags)
                        purges += other.writes
                            / static_cast<double>(std::min(same.groups, std::max(tag.groups, other.type->keys)));
    }
    return purges * (1 - rule.eventLoss);
}

/// The servers' own evictions go with their own memory.
Overhead overheadOf(const ResolvedLayer &how)
{
    if (isRedisEviction(how.eviction))
        return { OverheadKind::redis, 0 };
    return how.eviction == Eviction::memcachedSlru ? Overhead { OverheadKind::memcached, 0 } : how.overhead;
}

PlannedLayer planLayer(const PlannedWorkload &workload, const Layer &layer)
{
    PlannedLayer out;
    out.layer = &layer;
    out.how = resolved(layer, *workload.scenario);
    out.classes = classesOf(out.how);
    out.sharded = out.how.routing.kind == RoutingKind::key;
    out.byClient = out.how.routing.kind == RoutingKind::client || out.how.routing.kind == RoutingKind::weights;
    out.isView = layer.kind == LayerKind::materializedView;
    out.lazy = out.how.expiry == Expiry::lazy;
    out.insideApp = isInsideApp(layer.kind);
    out.latency = WeightedLaw::of(out.how.latency);
    out.missLatency = WeightedLaw::of(out.how.missLatency);
    if (layer.capacity.unit != CapacityUnit::none) {
        out.model = modelOf(out.how.eviction);
        const auto amount = static_cast<double>(layer.capacity.amount);
        out.capacity = layer.capacity.unit == CapacityUnit::bytes
            ? std::max(0.0, amount - static_cast<double>(out.how.reserved))
            : amount;
    }
    for (const PlannedType &type : workload.types) {
        const Rule *rule = layer.ruleFor(type.type->name);
        out.rules.emplace_back();
        if (!rule)
            continue;
        PlannedRule &planned = out.rules.back().emplace();
        planned.rule = rule;
        planned.figures = figuresOf(*rule);
        planned.negativeTtl = seconds(rule->negativeTtl, 0);
        planned.removals = otherPurges(workload, layer, *rule);
        setEntryBytes(planned, *type.type, overheadOf(out.how));
    }
    return out;
}

} // namespace

Result<PlannedWorkload> planWorkload(const Scenario &scenario)
{
    if (scenario.workload.trace)
        return fail("a recorded workload cannot be estimated: there are no rates and popularities to start from",
            "workload.trace", "cachestrat import makes a described workload of a recording; simulate plays it");
    PlannedWorkload out;
    out.scenario = std::make_shared<const Scenario>(scenario);
    for (const DataType &type : out.scenario->workload.dataTypes)
        out.types.push_back(planType(*out.scenario, type));
    if (scenario.origin.app)
        out.hitTime = WeightedLaw::of(scenario.origin.app->hitTime);
    out.end = scenario.run.duration.seconds();
    double longest = 0;
    for (const Strategy &strategy : scenario.strategies)
        longest = std::max(longest, warmUpFloor(strategy).seconds());
    out.start = scenario.run.warmUp ? scenario.run.warmUp->seconds() : std::min(out.end / 2, longest);
    out.running = (out.start + out.end) / 2;
    out.interval = seconds(scenario.run.interval, std::max(out.end / 200, 1e-3));
    return out;
}

Result<PlannedStrategy> planStrategy(const PlannedWorkload &workload, std::size_t strategy)
{
    if (strategy >= workload.scenario->strategies.size())
        return fail("there is no strategy number " + std::to_string(strategy + 1), "strategies");
    PlannedStrategy out;
    out.layers
        = std::make_shared<const std::vector<Layer>>(layersToRun(workload.scenario->strategies[strategy].layers));
    for (const Layer &layer : *out.layers)
        out.planned.push_back(planLayer(workload, layer));
    for (std::size_t type = 0; type < workload.types.size(); ++type) {
        out.paths.emplace_back();
        for (std::size_t i = 0; i < out.planned.size(); ++i) {
            if (!out.planned[i].rules[type])
                continue;
            out.paths.back().push_back(i);
            if (out.planned[i].isView)
                break; // answers every read
        }
    }
    return out;
}

} // namespace cs
