// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/model/validate.h"

#include "sim/core/units.h"
#include "sim/model/check.h"
#include "sim/model/limits.h"
#include "sim/model/presets.h"

#include <algorithm>

namespace cs
{

namespace
{

constexpr Duration century { 3'155'760'000'000'000'000 };

void checkRun(Check &check, const RunSettings &run)
{
    check.duration("run.duration", run.duration, false);
    if (run.duration > century)
        check.report("run.duration", "found " + formatDuration(run.duration) + "; expected at most 36525d");
    if (run.warmUp) {
        check.duration("run.warm_up", *run.warmUp, true);
        if (run.duration.ns > 0 && *run.warmUp >= run.duration)
            check.report("run.warm_up",
                "found " + formatDuration(*run.warmUp) + "; expected less than the duration, "
                    + formatDuration(run.duration),
                "nothing would be measured", { "run.duration" });
    }
    if (run.interval) {
        check.duration("run.interval", *run.interval, false);
        if (run.interval->ns > 0 && run.duration.ns / run.interval->ns > 100'000)
            check.report("run.interval",
                formatDuration(*run.interval) + " cuts " + formatDuration(run.duration)
                    + " into more than 100,000 intervals",
                "take a longer interval", { "run.duration" });
    }
    check.count("run.replications", run.replications, 1, 10'000);
    check.count("run.max_replications", run.maxReplications, 1, 10'000);
    if (run.precision) {
        check.share("run.precision", *run.precision);
        if (*run.precision <= 0)
            check.report("run.precision", "is 0; expected a half-width such as \"0.2 %\"");
    }
}

void checkOrigin(Check &check, const Origin &origin)
{
    if (origin.app) {
        check.count("origin.app.servers", origin.app->servers, 1, 1'000'000);
        check.count("origin.app.cores", origin.app->cores, 1, 1'000'000);
        check.law("origin.app.hit_time", origin.app->hitTime, Unit::time);
    }
    if (origin.database.connections)
        check.count("origin.database.connections", *origin.database.connections, 1, 1'000'000);
    if (origin.database.queueLimit)
        check.count("origin.database.queue_limit", *origin.database.queueLimit, 0, 1'000'000'000);
    if (origin.retry) {
        check.count("origin.retry.count", origin.retry->count, 0, 100);
        check.duration("origin.retry.backoff", origin.retry->backoff, true);
        check.number("origin.retry.multiplier", origin.retry->multiplier, 1, 1000);
        check.share("origin.retry.jitter", origin.retry->jitter);
    }
    if (origin.database.timeout)
        check.duration("origin.database.timeout", *origin.database.timeout, false);
}

/// What an event cannot do without.
void checkEventParts(Check &check, const std::string &place, const TimelineEvent &event)
{
    const std::string name(nameOf(event.event));
    const bool needsLayer = event.event == EventKind::flush || event.event == EventKind::restart
        || event.event == EventKind::nodeLoss || event.event == EventKind::outage;
    const bool needsFactor = event.event == EventKind::dbSlowdown || event.event == EventKind::flashCrowd
        || event.event == EventKind::growth;
    if (needsLayer && event.layer.empty())
        check.report(
            place + ".layer", "is missing; " + quoted(name) + " needs the name of a layer", {}, { place + ".event" });
    if (event.event == EventKind::purge && event.dataType.empty() && event.tag.empty())
        check.report(place + ".data_type", "is missing; \"purge\" needs the name of a data type, or a tag", {},
            { place + ".event", place + ".tag" });
    if (needsFactor && !event.factor)
        check.report(
            place + ".factor", "is missing; " + quoted(name) + " needs a factor such as 3", {}, { place + ".event" });
    if (event.factor)
        check.aboveZero(place + ".factor", *event.factor, 1e6, Unit::number);
    if (event.event == EventKind::flashCrowd && event.dataType.empty())
        check.report(place + ".data_type", "is missing; \"flash_crowd\" needs the name of a data type", {},
            { place + ".event" });
    if (event.event == EventKind::growth && event.dataType.empty())
        check.report(
            place + ".data_type", "is missing; \"growth\" needs the name of a data type", {}, { place + ".event" });
    const bool grows = event.event == EventKind::flashCrowd || event.event == EventKind::growth;
    if (grows && event.factor && *event.factor < 1)
        check.report(
            place + ".factor", "is below 1; expected a factor that reads or keys grow by", {}, { place + ".event" });
    if (event.duration)
        check.duration(place + ".duration", *event.duration, false);
    if (event.ramp)
        check.duration(place + ".ramp", *event.ramp, true);
    if (event.key)
        check.count(place + ".key", *event.key, 0, maxKeys);
    if (event.group)
        check.count(place + ".group", *event.group, 0, maxKeys);
    if (event.node)
        check.count(place + ".node", *event.node, 0, 999'999);
}

/// Things that are numbered from 0; of none at all something else is said.
void checkNumberOf(Check &check, const std::string &place, std::uint64_t value, std::uint64_t count,
    const std::string &of, std::vector<std::string> restsOn)
{
    if (count > 0 && value >= count)
        check.report(place,
            "found " + displayCount(value) + "; " + of + " has " + displayCount(count) + ": expected 0 to "
                + displayCount(count - 1),
            {}, std::move(restsOn));
}

/// A key that a flash crowd is about is there, if only after growth.
void checkEventKey(Check &check, const std::string &place, const TimelineEvent &event, const Scenario &scenario)
{
    if (event.event != EventKind::flashCrowd || !event.key)
        return;
    for (const DataType &type : scenario.workload.dataTypes) {
        if (type.name != event.dataType || type.churn)
            continue;
        double keys = static_cast<double>(type.keys);
        for (const TimelineEvent &other : scenario.timeline)
            if (other.event == EventKind::growth && other.dataType == type.name)
                keys *= std::clamp(other.factor.value_or(1), 1.0, 1e6);
        checkNumberOf(check, place + ".key", *event.key, static_cast<std::uint64_t>(std::min(9e18, keys + 0.5)),
            quoted(type.name), { place + ".data_type", "workload.data_types[*].keys" });
    }
}

/// What an event names must be there in some strategy.
void checkEventTarget(Check &check, const std::string &place, const TimelineEvent &event, const Scenario &scenario)
{
    std::uint64_t nodes = 0, groups = 0;
    bool isInProcess = false;
    std::set<std::string> tags;
    for (const Strategy &strategy : scenario.strategies)
        for (const Layer &layer : strategy.layers) {
            if (layer.name == event.layer) {
                nodes = std::max(nodes, resolved(layer, scenario).nodes);
                isInProcess = isInProcess || layer.kind == LayerKind::inProcess;
            }
            for (const auto &[type, rule] : layer.rules)
                for (std::size_t i = 0; rule && i < rule->tags.size(); ++i) {
                    tags.insert(rule->tags[i].name);
                    if (rule->tags[i].name == event.tag)
                        groups = std::max(groups, rule->tags[i].groups);
                }
        }
    if (event.event == EventKind::nodeLoss)
        checkNumberOf(check, place + ".node", event.node.value_or(0), nodes, quoted(event.layer),
            { place + ".layer", "strategies[*].layers[*].nodes" });
    if (event.event == EventKind::deploy && nodes > 0 && !isInProcess)
        check.report(place + ".layer",
            "is " + quoted(event.layer) + "; a deploy restarts caches of kind \"in_process\", and this is none",
            "a restart makes any layer cold", { place + ".event", "strategies[*].layers[*].kind" });
    if (event.event == EventKind::purge && !event.tag.empty()) {
        check.known(place + ".tag", event.tag, tags, "tag in any rule", { "strategies[*].layers[*].rules[*].tags" });
        checkNumberOf(check, place + ".group", event.group.value_or(0), groups, "tag " + quoted(event.tag),
            { place + ".tag", "strategies[*].layers[*].rules[*].tags" });
    }
}

void checkTimeline(Check &check, const Scenario &scenario)
{
    std::set<std::string> layers, types;
    for (const auto &strategy : scenario.strategies)
        for (const auto &layer : strategy.layers)
            layers.insert(layer.name);
    for (const auto &type : scenario.workload.dataTypes)
        types.insert(type.name);
    if (scenario.timeline.size() > 10'000)
        return check.report(
            "timeline", "found " + displayCount(scenario.timeline.size()) + " events; expected at most 10,000");
    for (std::size_t i = 0; i < scenario.timeline.size(); ++i) {
        const TimelineEvent &event = scenario.timeline[i];
        const std::string place = "timeline[" + std::to_string(i) + ']';
        check.duration(place + ".at", event.at, true);
        if (event.at >= scenario.run.duration)
            check.report(place + ".at",
                "found " + formatDuration(event.at) + "; the run ends at " + formatDuration(scenario.run.duration), {},
                { "run.duration" });
        if (!event.layer.empty())
            check.known(
                place + ".layer", event.layer, layers, "layer in any strategy", { "strategies[*].layers[*].name" });
        if (!event.dataType.empty() && !types.empty())
            check.known(place + ".data_type", event.dataType, types, "data type", { "workload.data_types[*].name" });
        checkEventParts(check, place, event);
        checkEventTarget(check, place, event, scenario);
        checkEventKey(check, place, event, scenario);
    }
}

void checkObjectives(Check &check, const Objectives &objectives)
{
    if (objectives.latencyP99)
        check.duration("objectives.latency_p99", *objectives.latencyP99, false);
    if (objectives.latencyMean)
        check.duration("objectives.latency_mean", *objectives.latencyMean, false);
    if (objectives.hitRatio)
        check.share("objectives.hit_ratio", *objectives.hitRatio);
    if (objectives.dbUtilization)
        check.share("objectives.db_utilization", *objectives.dbUtilization);
    if (objectives.staleReads)
        check.share("objectives.stale_reads", *objectives.staleReads);
    if (objectives.failedReads)
        check.share("objectives.failed_reads", *objectives.failedReads);
    if (objectives.costPerMonth)
        check.number("objectives.cost_per_month", *objectives.costPerMonth, 0, 1e15);
}

} // namespace

std::vector<ValueProblem> valueProblems(const Scenario &scenario)
{
    std::vector<ValueProblem> out;
    Check check(out);
    check.text("name", scenario.name, 1000);
    check.text("description", scenario.description, 100'000);
    checkRun(check, scenario.run);
    checkWorkload(scenario, out);
    checkOrigin(check, scenario.origin);
    checkStrategies(scenario, out);
    checkTimeline(check, scenario);
    checkObjectives(check, scenario.objectives);
    check.text("prices.currency", scenario.prices.currency, 100);
    for (const auto &[key, price] : scenario.prices.items)
        check.number("prices." + key, price, 0, 1e15);
    return out;
}

Errors validate(const Scenario &scenario)
{
    Errors errors;
    for (auto &finding : valueProblems(scenario))
        errors.push_back(std::move(finding.error));
    return errors;
}

std::string strategyPlace(std::size_t strategy)
{
    return "strategies[" + std::to_string(strategy) + ']';
}

std::string layerPlace(std::size_t strategy, std::size_t layer)
{
    return strategyPlace(strategy) + ".layers[" + std::to_string(layer) + ']';
}

std::string rulePlace(std::size_t strategy, std::size_t layer, const std::string &dataType)
{
    return layerPlace(strategy, layer) + ".rules[" + quoted(dataType) + ']';
}

std::string dataTypePlace(std::size_t dataType)
{
    return "workload.data_types[" + std::to_string(dataType) + ']';
}

} // namespace cs
