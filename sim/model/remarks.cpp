// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/model/remarks.h"

#include "sim/core/quantity.h"
#include "sim/model/presets.h"
#include "sim/model/validate.h"

#include <algorithm>

namespace cs
{

namespace
{

class Remarks
{
public:
    void idleIf(bool idle, const std::string &place, const std::string &why, const std::string &hint = {})
    {
        if (idle)
            m_errors.push_back({ place, "has no effect: " + why, hint });
    }
    void add(const std::string &place, const std::string &what, const std::string &hint = {})
    {
        m_errors.push_back({ place, what, hint });
    }
    Errors take() { return std::move(m_errors); }

private:
    Errors m_errors;
};

bool expires(const Rule &rule)
{
    return rule.ttl || rule.idleTtl;
}

bool takesMessages(Invalidation invalidation)
{
    return invalidation != Invalidation::ttl && invalidation != Invalidation::writeBehind;
}

void checkTiming(Remarks &remarks, const std::string &place, const Rule &rule)
{
    const std::string never = "without a ttl nothing expires";
    remarks.idleIf(rule.jitter > 0 && !expires(rule), place + ".jitter", never);
    remarks.idleIf(rule.staleWhileRevalidate && !expires(rule), place + ".stale_while_revalidate", never);
    remarks.idleIf(rule.staleIfError && !expires(rule), place + ".stale_if_error", never);
    remarks.idleIf(rule.revalidate && !expires(rule), place + ".revalidate", never);
    remarks.idleIf(rule.earlyRefresh && !expires(rule), place + ".early_refresh", never);
    remarks.idleIf(rule.refreshAhead && !expires(rule), place + ".refresh_ahead", never);
    remarks.idleIf(rule.ttlFrom == TtlFrom::generated && !expires(rule), place + ".ttl_from", never);
}

void checkInvalidation(Remarks &remarks, const Scenario &scenario, const std::string &place, const Rule &rule)
{
    const std::string with = "with invalidation \"" + std::string(nameOf(rule.invalidation)) + "\" ";
    remarks.idleIf(rule.propagation != Law {} && !takesMessages(rule.invalidation), place + ".propagation",
        with + "a write tells the layer nothing", "such as \"invalidation\": \"delete_on_write\"");
    const bool behind = rule.invalidation == Invalidation::writeBehind;
    remarks.idleIf(rule.flush && !behind, place + ".flush", with + "nothing waits to be written");
    remarks.idleIf(rule.flushBatch && !behind, place + ".flush_batch", with + "nothing waits to be written");
    const bool byTags = rule.invalidation == Invalidation::tags;
    const bool purges = std::any_of(rule.tags.begin(), rule.tags.end(), [](const Tag &tag) { return !!tag.rate; });
    remarks.idleIf(
        rule.tagRemovalTime != Law {} && rule.tags.empty(), place + ".tag_removal_time", "the rule has no tags");
    const auto purgesTag = [](const TimelineEvent &event) { return !event.tag.empty(); };
    const bool asked = std::any_of(scenario.timeline.begin(), scenario.timeline.end(), purgesTag);
    remarks.idleIf(!rule.tags.empty() && !byTags && !purges && !asked, place + ".tags", with + "nothing asks for them",
        "invalidation \"tags\" removes by them");
    remarks.idleIf(rule.leaseTime && rule.fill != Fill::lease, place + ".lease_time",
        "fill is \"" + std::string(nameOf(rule.fill)) + "\"", "\"fill\": \"lease\" hands out leases");
}

void checkView(Remarks &remarks, const std::string &place, const Rule &rule)
{
    const std::string why = "a materialised view keeps every key and is rebuilt as a whole";
    remarks.idleIf(rule.ttl.has_value(), place + ".ttl", why, "its age runs up to `refresh`");
    remarks.idleIf(rule.idleTtl.has_value(), place + ".idle_ttl", why);
    remarks.idleIf(rule.invalidation != Invalidation::ttl, place + ".invalidation", why);
    remarks.idleIf(rule.coalesce, place + ".coalesce", why);
    remarks.idleIf(rule.warm.has_value(), place + ".warm", why);
}

void checkRule(Remarks &remarks, const Scenario &scenario, const std::string &place, const Layer &layer,
    const std::string &name, const Rule &rule)
{
    if (layer.kind == LayerKind::materializedView)
        return checkView(remarks, place, rule);
    checkTiming(remarks, place, rule);
    checkInvalidation(remarks, scenario, place, rule);
    remarks.idleIf(rule.refresh.has_value(), place + ".refresh", "only materialised views are rebuilt",
        "an entry's life is `ttl`");
    for (const DataType &type : scenario.workload.dataTypes)
        remarks.idleIf(rule.negativeTtl && type.name == name && (!type.reads.missing || type.reads.missing->share == 0),
            place + ".negative_ttl", "no reads of the type are for keys that do not exist",
            "such as \"reads\": { \"missing\": { \"share\": \"5 %\", \"keys\": 1000 } }");
}

void checkLayer(Remarks &remarks, const Scenario &scenario, std::size_t strategy, std::size_t index)
{
    const Layer &layer = scenario.strategies[strategy].layers[index];
    const std::string place = layerPlace(strategy, index);
    const ResolvedLayer how = resolved(layer, scenario);
    const std::string with = "with eviction \"" + std::string(nameOf(how.eviction)) + "\" ";
    const bool sampled = isRedisEviction(how.eviction) && how.eviction != Eviction::redisNoeviction;
    const bool lfu = how.eviction == Eviction::redisLfu;
    const bool view = layer.kind == LayerKind::materializedView;
    remarks.idleIf(layer.samples && !sampled, place + ".samples", with + "nothing is sampled");
    remarks.idleIf(layer.lfuLogFactor && !lfu, place + ".lfu_log_factor", with + "nothing is counted that way");
    remarks.idleIf(layer.lfuDecayTime && !lfu, place + ".lfu_decay_time", with + "nothing is counted that way");
    remarks.idleIf(layer.shield.value_or(false) && layer.kind != LayerKind::cdn, place + ".shield",
        "only a CDN has a shield tier");
    remarks.idleIf(layer.overhead && (isRedisEviction(how.eviction) || how.eviction == Eviction::memcachedSlru),
        place + ".overhead", with + "the server's own accounting of memory counts",
        "another eviction, such as \"lru\", takes the overhead given");
    remarks.idleIf(
        view && layer.capacity.unit != CapacityUnit::none, place + ".capacity", "a materialised view keeps every key");
    const std::uint64_t clients = scenario.workload.clients.count;
    if (layer.kind == LayerKind::browser && layer.nodes && *layer.nodes < clients && !scenario.workload.trace)
        remarks.add(place + ".nodes",
            displayCount(*layer.nodes) + " browsers for " + displayCount(clients)
                + " clients: each is shared by several people, and hits more often than a private cache",
            "leave nodes out for one a client");
    if (how.eviction == Eviction::belady && layer.capacity.unit == CapacityUnit::bytes)
        remarks.add(place + ".eviction",
            "\"belady\" is the bound for entries of one size; with a capacity in bytes other evictions can beat it",
            "a capacity in entries gives the bound");
    constexpr std::int64_t second = 1'000'000'000;
    for (const auto &[type, rule] : layer.rules)
        if (rule && rule->ttl && rule->ttl->ns > 0 && rule->ttl->ns < second && how.eviction == Eviction::memcachedSlru)
            remarks.add(rulePlace(strategy, index, type) + ".ttl",
                "found " + formatDuration(*rule->ttl) + "; memcached counts in whole seconds, so 1s is simulated");
    for (const auto &[type, rule] : layer.rules)
        if (rule)
            checkRule(remarks, scenario, rulePlace(strategy, index, type), layer, type, *rule);
}

void checkEvent(Remarks &remarks, const std::string &place, const TimelineEvent &event)
{
    const EventKind kind = event.event;
    const std::string why = "\"" + std::string(nameOf(kind)) + "\" does not ask for it";
    const bool lasts = kind == EventKind::outage || kind == EventKind::dbSlowdown || kind == EventKind::flashCrowd
        || kind == EventKind::nodeLoss || kind == EventKind::deploy || kind == EventKind::growth
        || kind == EventKind::restart;
    const bool scales = kind == EventKind::dbSlowdown || kind == EventKind::flashCrowd || kind == EventKind::growth;
    const bool typed = kind == EventKind::purge || kind == EventKind::flashCrowd || kind == EventKind::growth;
    remarks.idleIf(event.duration && !lasts, place + ".duration", why);
    remarks.idleIf(event.factor && !scales, place + ".factor", why);
    remarks.idleIf(!event.dataType.empty() && !typed, place + ".data_type", why);
    remarks.idleIf(event.key && kind != EventKind::flashCrowd, place + ".key", why);
    remarks.idleIf(!event.tag.empty() && kind != EventKind::purge, place + ".tag", why);
    remarks.idleIf(event.group && (kind != EventKind::purge || event.tag.empty()), place + ".group", why);
    remarks.idleIf(event.node && kind != EventKind::nodeLoss, place + ".node", why);
    remarks.idleIf(event.mode != OutageMode::fallThrough && kind != EventKind::outage, place + ".mode", why);
    remarks.idleIf(event.ramp && kind != EventKind::flashCrowd, place + ".ramp", why);
}

/// A recorded trace brings its own requests.
void checkBesideTrace(Remarks &remarks, const std::string &place, const DataType &type)
{
    const std::string why = "the requests are those of the trace";
    const Reads none;
    remarks.idleIf(type.reads != none && !type.reads.missing, place + ".reads", why);
    remarks.idleIf(type.reads.missing.has_value(), place + ".reads.missing", why);
    remarks.idleIf(type.writes != Writes {}, place + ".writes", why);
    remarks.idleIf(type.churn.has_value(), place + ".churn", why);
    remarks.idleIf(!type.scans.empty(), place + ".scans", why);
    remarks.idleIf(type.popularity != Popularity {}, place + ".popularity", why);
}

} // namespace

Errors remarksOnWorkload(const Scenario &scenario)
{
    Remarks remarks;
    const Workload &workload = scenario.workload;
    for (std::size_t i = 0; i < workload.dataTypes.size(); ++i) {
        const DataType &type = workload.dataTypes[i];
        if (workload.trace)
            checkBesideTrace(remarks, dataTypePlace(i), type);
    }
    remarks.idleIf(workload.trace && !workload.pages.empty(), "workload.pages", "the requests are those of the trace");
    return remarks.take();
}

Errors remarksOnTimeline(const Scenario &scenario)
{
    Remarks remarks;
    for (std::size_t i = 0; i < scenario.timeline.size(); ++i)
        checkEvent(remarks, "timeline[" + std::to_string(i) + ']', scenario.timeline[i]);
    return remarks.take();
}

Errors remarksOnStrategy(const Scenario &scenario, std::size_t strategy)
{
    Remarks remarks;
    for (std::size_t i = 0; i < scenario.strategies[strategy].layers.size(); ++i)
        checkLayer(remarks, scenario, strategy, i);
    return remarks.take();
}

} // namespace cs
