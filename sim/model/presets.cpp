// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/model/presets.h"

namespace cs
{

namespace
{

Law percentiles(double p50, double p99)
{
    Law law;
    law.kind = LawKind::lognormal;
    law.form = LognormalForm::p50p99;
    law.p50 = p50;
    law.p99 = p99;
    return law;
}

// Round trips as published for warm connections; all of them are inputs to check against one's own system.
Law presetLatency(LayerKind kind)
{
    switch (kind) {
    case LayerKind::browser:
        return percentiles(1e-3, 5e-3); // disk cache read
    case LayerKind::cdn:
        return percentiles(20e-3, 100e-3); // user to edge, last mile included
    case LayerKind::inProcess:
        return percentiles(0.5e-6, 2e-6); // map read without deserialisation (Caffeine benchmarks: 0.1 us)
    case LayerKind::redis:
    case LayerKind::memcached:
        return percentiles(0.4e-3, 1.3e-3); // same zone: ElastiCache r7g p50 0.42 ms, p99 1.29 ms
    case LayerKind::materializedView:
        return percentiles(2e-3, 20e-3); // a point query
    }
    return {};
}

std::uint64_t presetNodes(LayerKind kind, const Scenario &scenario)
{
    if (kind == LayerKind::cdn)
        return 8;
    if (kind == LayerKind::inProcess)
        return scenario.origin.app ? scenario.origin.app->servers : 1;
    if (kind == LayerKind::browser)
        return scenario.workload.clients.count;
    return 1;
}

RoutingKind presetRouting(LayerKind kind)
{
    switch (kind) {
    case LayerKind::browser:
    case LayerKind::cdn:
        return RoutingKind::client;
    case LayerKind::inProcess:
        return RoutingKind::random;
    case LayerKind::redis:
    case LayerKind::memcached:
    case LayerKind::materializedView:
        return RoutingKind::key;
    }
    return RoutingKind::random;
}

OverheadKind presetOverhead(LayerKind kind)
{
    if (kind == LayerKind::redis)
        return OverheadKind::redis;
    return kind == LayerKind::memcached ? OverheadKind::memcached : OverheadKind::none;
}

Eviction presetEviction(LayerKind kind)
{
    if (kind == LayerKind::redis)
        return Eviction::redisLru;
    return kind == LayerKind::memcached ? Eviction::memcachedSlru : Eviction::lru;
}

// Redis sweeps up expired keys, memcached's crawler belongs to its own eviction, libraries in the process free them
// promptly (Caffeine), the others wait for an access.
Expiry presetExpiry(LayerKind kind, Eviction eviction)
{
    if (kind == LayerKind::redis || isRedisEviction(eviction) || eviction == Eviction::memcachedSlru)
        return Expiry::swept;
    return kind == LayerKind::inProcess ? Expiry::active : Expiry::lazy;
}

} // namespace

ResolvedLayer resolved(const Layer &layer, const Scenario &scenario)
{
    ResolvedLayer out;
    out.nodes = layer.nodes.value_or(presetNodes(layer.kind, scenario));
    out.eviction = layer.eviction.value_or(presetEviction(layer.kind));
    out.latency = layer.latency.value_or(presetLatency(layer.kind));
    out.missLatency = layer.missLatency.value_or(out.latency);
    out.overhead = layer.overhead.value_or(Overhead { presetOverhead(layer.kind), 0 });
    out.expiry = layer.expiry.value_or(presetExpiry(layer.kind, out.eviction));
    out.routing = layer.routing.value_or(Routing { presetRouting(layer.kind), {} });
    out.reserved = layer.reserved.value_or(isRedisEviction(out.eviction) ? redisReservedBytes : 0);
    return out;
}

bool isRedisEviction(Eviction eviction)
{
    return eviction == Eviction::redisLru || eviction == Eviction::redisLfu || eviction == Eviction::redisRandom
        || eviction == Eviction::redisVolatileTtl || eviction == Eviction::redisNoeviction;
}

bool isInsideApp(LayerKind kind)
{
    return kind != LayerKind::browser && kind != LayerKind::cdn;
}

std::string_view displayName(LayerKind kind)
{
    switch (kind) {
    case LayerKind::browser:
        return "browser";
    case LayerKind::cdn:
        return "CDN";
    case LayerKind::inProcess:
        return "in-process";
    case LayerKind::redis:
        return "Redis";
    case LayerKind::memcached:
        return "memcached";
    case LayerKind::materializedView:
        return "materialised view";
    }
    return "?";
}

} // namespace cs
