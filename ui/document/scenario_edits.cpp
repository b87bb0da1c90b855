// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/scenario_edits.h"

#include "sim/model/presets.h"

#include <algorithm>

namespace cs::ui
{

namespace
{

template <class T>
std::vector<std::string> namesOf(const std::vector<T> &items)
{
    std::vector<std::string> names;
    for (const auto &item : items)
        names.push_back(item.name);
    return names;
}

template <class T>
auto at(std::vector<T> &items, std::size_t index)
{
    return items.begin() + static_cast<std::ptrdiff_t>(index);
}

DataType defaultDataType()
{
    DataType type;
    type.name = "New data type";
    type.endpoint = "GET /api/items/:id";
    type.keys = 10000;
    type.keySize = Law::constant(24);
    type.valueSize = Law::constant(2000);
    type.popularity.law = PopularityLaw::zipf;
    type.popularity.exponent = 0.9;
    type.reads.rate = 10;
    type.writes.perRead = 0.001;
    type.missCost.dbTime = Law::constant(0.02);
    type.missCost.appTime = Law::constant(0.005);
    return type;
}

bool anyLayerNamed(const Scenario &scenario, const std::string &name)
{
    for (const auto &strategy : scenario.strategies)
        for (const auto &layer : strategy.layers)
            if (layer.name == name)
                return true;
    return false;
}

} // namespace

std::string uniqueName(const std::string &wanted, const std::vector<std::string> &taken)
{
    std::string name = wanted;
    for (int number = 2; std::find(taken.begin(), taken.end(), name) != taken.end(); ++number)
        name = wanted + " " + std::to_string(number);
    return name;
}

Scenario newScenario()
{
    Scenario scenario;
    scenario.name = "New scenario";
    scenario.workload.dataTypes.push_back(defaultDataType());
    scenario.workload.dataTypes.back().name = "Items";
    scenario.origin.database.connections = 20;
    scenario.strategies.push_back({ "No cache", {} });
    scenario.strategies.push_back({ "Redis", {} });
    const std::size_t layer = addLayer(scenario, 1, LayerKind::redis);
    Rule rule;
    rule.ttl = Duration::fromSeconds(300);
    rule.invalidation = Invalidation::deleteOnWrite;
    scenario.strategies[1].layers[layer].rules.emplace_back("Items", rule);
    return scenario;
}

std::size_t addDataType(Scenario &scenario)
{
    auto &types = scenario.workload.dataTypes;
    DataType type = defaultDataType();
    type.name = uniqueName(type.name, namesOf(types));
    types.push_back(type);
    return types.size() - 1;
}

std::size_t duplicateDataType(Scenario &scenario, std::size_t index)
{
    auto &types = scenario.workload.dataTypes;
    DataType copy = types[index];
    const std::string original = copy.name;
    copy.name = uniqueName(original, namesOf(types));
    types.insert(at(types, index + 1), copy);
    for (auto &strategy : scenario.strategies)
        for (auto &layer : strategy.layers)
            if (const Rule *rule = layer.ruleFor(original))
                layer.rules.emplace_back(copy.name, *rule);
    return index + 1;
}

void removeDataType(Scenario &scenario, std::size_t index)
{
    auto &types = scenario.workload.dataTypes;
    const std::string name = types[index].name;
    types.erase(at(types, index));
    for (auto &strategy : scenario.strategies)
        for (auto &layer : strategy.layers)
            std::erase_if(layer.rules, [&](const RuleEntry &entry) { return entry.first == name; });
    std::erase_if(scenario.timeline, [&](const TimelineEvent &event) { return event.dataType == name; });
}

void renameDataType(Scenario &scenario, std::size_t index, const std::string &name)
{
    const std::string old = scenario.workload.dataTypes[index].name;
    const auto names = namesOf(scenario.workload.dataTypes);
    scenario.workload.dataTypes[index].name = name;
    // With a name that is already taken the references would merge; validation refuses the rename anyway.
    if (std::find(names.begin(), names.end(), name) != names.end())
        return;
    for (auto &strategy : scenario.strategies)
        for (auto &layer : strategy.layers)
            for (auto &entry : layer.rules)
                if (entry.first == old)
                    entry.first = name;
    for (auto &event : scenario.timeline)
        if (!old.empty() && event.dataType == old)
            event.dataType = name;
}

std::size_t addStrategy(Scenario &scenario)
{
    scenario.strategies.push_back({ uniqueName("New strategy", namesOf(scenario.strategies)), {} });
    return scenario.strategies.size() - 1;
}

std::size_t duplicateStrategy(Scenario &scenario, std::size_t index)
{
    Strategy copy = scenario.strategies[index];
    copy.name = uniqueName(copy.name, namesOf(scenario.strategies));
    scenario.strategies.insert(at(scenario.strategies, index + 1), copy);
    return index + 1;
}

void removeStrategy(Scenario &scenario, std::size_t index)
{
    scenario.strategies.erase(at(scenario.strategies, index));
}

std::size_t addLayer(Scenario &scenario, std::size_t strategy, LayerKind kind)
{
    auto &layers = scenario.strategies[strategy].layers;
    Layer layer;
    layer.kind = kind;
    std::string name(displayName(kind));
    if (!name.empty() && name.front() >= 'a' && name.front() <= 'z')
        name.front() = static_cast<char>(name.front() - 'a' + 'A');
    layer.name = uniqueName(name, namesOf(layers));
    layer.capacity = { CapacityUnit::bytes, kind == LayerKind::inProcess ? 256'000'000ULL : 2'000'000'000ULL };
    // In the order a request meets them: CDN before in-process before Redis.
    auto place = std::find_if(layers.begin(), layers.end(), [kind](const Layer &other) { return other.kind > kind; });
    place = layers.insert(place, layer);
    return static_cast<std::size_t>(place - layers.begin());
}

void removeLayer(Scenario &scenario, std::size_t strategy, std::size_t layer)
{
    auto &layers = scenario.strategies[strategy].layers;
    const std::string name = layers[layer].name;
    layers.erase(at(layers, layer));
    if (!anyLayerNamed(scenario, name))
        std::erase_if(
            scenario.timeline, [&](const TimelineEvent &event) { return !name.empty() && event.layer == name; });
}

void moveLayer(Scenario &scenario, std::size_t strategy, std::size_t from, std::size_t to)
{
    auto &layers = scenario.strategies[strategy].layers;
    Layer moved = layers[from];
    layers.erase(at(layers, from));
    layers.insert(at(layers, to), std::move(moved));
}

void renameLayer(Scenario &scenario, std::size_t strategy, std::size_t layer, const std::string &name)
{
    const std::string old = scenario.strategies[strategy].layers[layer].name;
    scenario.strategies[strategy].layers[layer].name = name;
    // Another strategy may have a layer of the old name; then the timeline goes on meaning that one.
    if (old.empty() || anyLayerNamed(scenario, old))
        return;
    for (auto &event : scenario.timeline)
        if (event.layer == old)
            event.layer = name;
}

Rule *ruleOf(Layer &layer, const std::string &dataType)
{
    for (auto &entry : layer.rules)
        if (entry.first == dataType && entry.second)
            return &*entry.second;
    return nullptr;
}

void setCached(Layer &layer, const std::string &dataType, bool cached)
{
    for (auto &entry : layer.rules) {
        if (entry.first != dataType)
            continue;
        if (!cached)
            entry.second.reset();
        else if (!entry.second)
            entry.second = Rule {};
        return;
    }
    if (cached)
        layer.rules.emplace_back(dataType, Rule {});
}

} // namespace cs::ui
