// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/advise/palette.h"

#include <algorithm>

namespace cs
{

namespace
{

const Layer *ownLayer(const Scenario &scenario, LayerKind kind)
{
    for (const Strategy &strategy : scenario.strategies)
        for (const Layer &layer : strategy.layers)
            if (layer.kind == kind)
                return &layer;
    return nullptr;
}

double usualCapacity(LayerKind kind)
{
    return kind == LayerKind::inProcess ? 64e6 : kind == LayerKind::cdn ? 2e9 : 1e9;
}

const char *usualName(LayerKind kind)
{
    switch (kind) {
    case LayerKind::cdn:
        return "CDN";
    case LayerKind::inProcess:
        return "In-process";
    case LayerKind::materializedView:
        return "Materialised view";
    case LayerKind::memcached:
        return "memcached";
    default:
        return "Redis";
    }
}

PaletteLayer ofKind(const Scenario &scenario, LayerKind kind)
{
    PaletteLayer out;
    const Layer *own = ownLayer(scenario, kind);
    out.own = own != nullptr;
    if (own)
        out.layer = *own;
    else
        out.layer.name = usualName(kind);
    out.layer.kind = kind;
    out.layer.rules.clear();
    // Nobody can buy a cache that sees the future, and one that refuses new values is no plan.
    if (out.layer.eviction == Eviction::belady || out.layer.eviction == Eviction::redisNoeviction)
        out.layer.eviction.reset();
    out.propagation = Law::constant(1e-3);
    for (std::size_t i = 0; own && i < own->rules.size(); ++i)
        if (const auto &rule = own->rules[i].second; rule && rule->propagation.expected() > 0)
            out.propagation = rule->propagation;
    out.how = resolved(out.layer, scenario);
    out.capacity = out.layer.capacity.unit == CapacityUnit::bytes ? static_cast<double>(out.layer.capacity.amount)
                                                                  : usualCapacity(kind);
    if (own && own->capacity.unit == CapacityUnit::entries) {
        double entry = 0; // of the largest type, so that no more is promised than there is
        for (std::size_t i = 0; i < scenario.workload.dataTypes.size(); ++i)
            entry = std::max(entry, factsOf(scenario, i).entryBytes);
        out.capacity = std::max(1.0, static_cast<double>(own->capacity.amount) * entry);
    }
    out.copies = kind == LayerKind::cdn || kind == LayerKind::inProcess;
    return out;
}

} // namespace

Palette paletteOf(const Scenario &scenario)
{
    const bool memcached = ownLayer(scenario, LayerKind::memcached) && !ownLayer(scenario, LayerKind::redis);
    Palette out;
    for (const LayerKind kind : { LayerKind::cdn, LayerKind::inProcess,
             memcached ? LayerKind::memcached : LayerKind::redis, LayerKind::materializedView })
        out.push_back(ofKind(scenario, kind));
    for (std::size_t i = 0; i < out.size(); ++i) // one name may stand for two kinds in two strategies
        for (std::size_t j = 0; j < i; ++j)
            if (out[j].layer.name == out[i].layer.name)
                out[i].layer.name += " (" + std::string(displayName(out[i].layer.kind)) + ")";
    return out;
}

const PaletteLayer *find(const Palette &palette, LayerKind kind)
{
    for (const PaletteLayer &one : palette)
        if (one.layer.kind == kind)
            return &one;
    return nullptr;
}

} // namespace cs
