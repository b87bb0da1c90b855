// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/support.h"

#include "sim/cache/cache_node.h"
#include "sim/engine/run.h"
#include "sim/engine/shield.h"
#include "sim/model/presets.h"
#include "sim/model/validate.h"
#include "sim/workload/key_shape.h"

#include <map>
#include <set>

namespace cs
{

namespace
{

class Gaps
{
public:
    void add(const std::string &place, const std::string &what, const std::string &instead)
    {
        m_errors.push_back({ place, what + " is not simulated by this version", instead });
    }
    void addIf(bool used, const std::string &place, const std::string &what, const std::string &instead = {})
    {
        if (used)
            add(place, what, instead);
    }
    Errors take() { return std::move(m_errors); }

private:
    Errors m_errors;
};

std::string knownEvictions()
{
    std::string out;
    for (const auto &[value, name] : NameTable<Eviction>::table)
        if (isSupported(value))
            out += (out.empty() ? "" : ", ") + std::string(name);
    return out;
}

void checkLayer(Gaps &gaps, const Scenario &scenario, std::size_t strategy, std::size_t index)
{
    const Layer &layer = scenario.strategies[strategy].layers[index];
    const std::string place = layerPlace(strategy, index);
    const ResolvedLayer how = resolved(layer, scenario);
    if (!isSupported(how.eviction))
        gaps.add(place + ".eviction", "eviction \"" + std::string(nameOf(how.eviction)) + "\"",
            "simulated are " + knownEvictions());
    gaps.addIf(how.expiry == Expiry::active && how.eviction == Eviction::memcachedSlru, place + ".expiry",
        "expiry \"active\" with memcached's own eviction", "simulated are swept (by its crawler), lazy");
    for (const auto &[type, rule] : layer.rules) {
        if (!rule)
            continue;
        gaps.addIf(rule->warm.has_value() && scenario.workload.trace.has_value(),
            rulePlace(strategy, index, type) + ".warm", "warming from a recorded trace");
        for (const DataType &dataType : scenario.workload.dataTypes)
            gaps.addIf(rule->warm.has_value() && dataType.name == type && dataType.churn.has_value(),
                rulePlace(strategy, index, type) + ".warm", "warming with keys that come and go (churn)");
    }
}

/// Keys that are not one to one with values do not go with everything yet.
void checkKeyPartGaps(Gaps &gaps, const Scenario &scenario, std::size_t strategy, std::size_t index)
{
    const DataType &type = scenario.workload.dataTypes[index];
    if (KeyShape(type).isPlain())
        return;
    const std::string place = dataTypePlace(index) + ".key_parts";
    gaps.addIf(scenario.workload.trace.has_value(), place, "the effect of key_parts on a recorded trace");
    for (const Layer &layer : scenario.strategies[strategy].layers) {
        const Rule *rule = layer.ruleFor(type.name);
        if (!rule)
            continue;
        gaps.addIf(layer.kind == LayerKind::materializedView, place, "a materialised view of such keys");
        gaps.addIf(rule->invalidation == Invalidation::writeBehind || rule->invalidation == Invalidation::tags, place,
            "invalidation \"" + std::string(nameOf(rule->invalidation)) + "\" of such keys",
            "simulated are ttl, delete_on_write, write_through, event");
        gaps.addIf(rule->warm.has_value(), place, "warming of such keys");
        gaps.addIf(rule->revalidate, place, "revalidation of such keys");
        gaps.addIf(rule->fill == Fill::versioned, place, "versioned fills of such keys");
    }
}

/// A tagged thing changes at one rate, in one number of groups, wherever it is named.
void checkTaggedThings(Gaps &gaps, const Scenario &scenario, std::size_t strategy)
{
    std::map<std::string, Tag> things;
    std::set<std::string> changing; // data types
    for (std::size_t s = 0; s < scenario.strategies.size(); ++s)
        for (std::size_t l = 0; l < scenario.strategies[s].layers.size(); ++l)
            for (const auto &[type, rule] : scenario.strategies[s].layers[l].rules)
                for (std::size_t i = 0; rule && i < rule->tags.size(); ++i) {
                    const Tag &tag = rule->tags[i];
                    if (!tag.rate)
                        continue;
                    changing.insert(type);
                    const auto known = things.try_emplace(tag.name, tag).first;
                    gaps.addIf(known->second != tag, rulePlace(s, l, type) + ".tags[" + std::to_string(i) + "]",
                        "a tag with two rates or numbers of groups", "give them different names");
                    gaps.addIf(scenario.workload.trace.has_value(),
                        rulePlace(s, l, type) + ".tags[" + std::to_string(i) + "].rate",
                        "a tag that changes by itself with a recorded workload", "leave the rate out");
                }
    const auto &layers = scenario.strategies[strategy].layers;
    const auto isView = [](const Layer &layer) { return layer.kind == LayerKind::materializedView; };
    for (std::size_t l = 0; l < layers.size(); ++l)
        for (const auto &[type, rule] : layers[l].rules) {
            if (!rule || rule->invalidation != Invalidation::writeBehind)
                continue;
            const std::string place = rulePlace(strategy, l, type) + ".invalidation";
            gaps.addIf(changing.contains(type), place, "write_behind of a data type with a tag that changes by itself");
            for (const Layer &layer : layers)
                gaps.addIf(
                    isView(layer) && layer.ruleFor(type), place, "write_behind of a data type in a materialised view");
        }
}

} // namespace

bool isSupported(Eviction eviction)
{
    return hasCacheNode(eviction);
}

Errors unsupported(const Scenario &scenario, std::size_t strategy)
{
    Gaps gaps;
    for (std::size_t i = 0; i < scenario.workload.dataTypes.size(); ++i)
        checkKeyPartGaps(gaps, scenario, strategy, i);
    checkTaggedThings(gaps, scenario, strategy);
    for (std::size_t i = 0; i < scenario.timeline.size(); ++i) {
        const TimelineEvent &event = scenario.timeline[i];
        const std::string place = "timeline[" + std::to_string(i) + "]";
        gaps.addIf((event.event == EventKind::flashCrowd || event.event == EventKind::growth)
                && scenario.workload.trace.has_value(),
            place + ".event", std::string(nameOf(event.event)) + " with a recorded workload");
        for (const DataType &type : scenario.workload.dataTypes)
            gaps.addIf(event.event == EventKind::growth && type.name == event.dataType
                    && (type.churn || type.popularity.law == PopularityLaw::table),
                place + ".data_type", "growth of a data type with churn or a table of popularities");
    }
    gaps.addIf(scenario.run.replications > 1, "run.replications", "more than one replication in one run",
        "an experiment takes them together");
    gaps.addIf(scenario.run.precision.has_value(), "run.precision", "a precision of one run",
        "an experiment replicates until it is reached");
    const auto &layers = scenario.strategies[strategy].layers;
    gaps.addIf(layersToRun(layers).size() > maxLayers, strategyPlace(strategy) + ".layers",
        "a strategy of more than " + std::to_string(maxLayers) + " layers");
    for (std::size_t i = 0; i < layers.size(); ++i)
        checkLayer(gaps, scenario, strategy, i);
    return gaps.take();
}

} // namespace cs
