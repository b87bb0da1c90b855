// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/names.h"
#include "sim/core/time.h"
#include "sim/model/law.h"
#include "sim/model/workload.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// The scenario: plain values, SI numbers (seconds, bytes, 1/s, shares 0..1). Defaults written here are the file
/// format's defaults. Everything of the format is held, also what the engine does not simulate yet; see
/// sim/engine/support.h for that.
namespace cs
{

// ---------------------------------------------------------------- origin

/// App CPU: servers x cores FIFO servers. `hitTime` is CPU added to a hit at a layer inside the app (in-process,
/// Redis).
struct AppServers {
    std::uint64_t servers = 1;
    std::uint64_t cores = 1;
    Law hitTime; ///< seconds
    bool operator==(const AppServers &) const = default;
};

/// connections: none = never queues. queueLimit: none = unbounded. timeout: longest stay (wait + service), none = no
/// limit.
struct Database {
    std::optional<std::uint64_t> connections;
    std::optional<std::uint64_t> queueLimit;
    std::optional<Duration> timeout;
    bool operator==(const Database &) const = default;
};

/// What a caller does when a read fails: it asks again, at most `count` times.
struct Retry {
    std::uint64_t count = 3;
    Duration backoff { 100'000'000 }; ///< before the first retry
    double multiplier = 2; ///< of the wait, from retry to retry
    double jitter = 0; ///< the wait is drawn from wait x [1 - jitter, 1 + jitter]
    bool operator==(const Retry &) const = default;
};

struct Origin {
    std::optional<Retry> retry; ///< none = a failed read is not repeated
    std::optional<AppServers> app; ///< none = CPU without limit
    Database database;
    bool operator==(const Origin &) const = default;
};

// ---------------------------------------------------------------- strategies

enum class Invalidation { ttl, deleteOnWrite, writeThrough, writeBehind, event, tags };
template <>
struct NameTable<Invalidation> {
    static constexpr Named<Invalidation> table[] = {
        { Invalidation::ttl, "ttl" },
        { Invalidation::deleteOnWrite, "delete_on_write" },
        { Invalidation::writeThrough, "write_through" },
        { Invalidation::writeBehind, "write_behind" },
        { Invalidation::event, "event" },
        { Invalidation::tags, "tags" },
    };
};

enum class TtlFrom { stored, generated };
template <>
struct NameTable<TtlFrom> {
    static constexpr Named<TtlFrom> table[] = { { TtlFrom::stored, "stored" }, { TtlFrom::generated, "generated" } };
};

enum class Fill { overwrite, add, versioned, lease };
template <>
struct NameTable<Fill> {
    static constexpr Named<Fill> table[] = { { Fill::overwrite, "overwrite" }, { Fill::add, "add" },
        { Fill::versioned, "versioned" }, { Fill::lease, "lease" } };
};

/// The `top` most popular keys are loaded before traffic starts, and again after a restart of the layer.
struct Warm {
    std::uint64_t top = 0;
    bool operator==(const Warm &) const = default;
};

/// A key belongs to group (key mod groups) of the tag. Types of one layer that name the same tag share its groups.
struct Tag {
    std::string name;
    std::uint64_t groups = 1;
    std::optional<double> rate; ///< 1/s: the tagged thing itself changes, and that purges a group (drawn uniformly),
                                ///< the writes of the keys do not; none = every write of a key purges its group
    bool operator==(const Tag &) const = default;
};

/// What one layer does with one data type. A default-constructed rule caches without expiry.
struct Rule {
    std::optional<Duration> ttl; ///< none = until invalidated or evicted; fresh on [stored, stored + ttl)
    std::optional<Duration> idleTtl; ///< a hit restarts it
    TtlFrom ttlFrom = TtlFrom::stored;
    double jitter = 0; ///< TTL drawn from ttl x [1 - jitter, 1 + jitter]
    Invalidation invalidation = Invalidation::ttl;
    Law propagation; ///< seconds from commit to effect
    double eventLoss = 0;
    std::optional<Duration> flush;
    std::optional<std::uint64_t> flushBatch;
    std::vector<Tag> tags;
    Law tagRemovalTime; ///< seconds of the layer's work per entry that a tag removes
    bool coalesce = false;
    Fill fill = Fill::overwrite;
    std::optional<Duration> leaseTime; ///< fill lease: one fetch per key in this time; none = 10 s (Nishtala et al.)
    std::optional<Duration> staleWhileRevalidate;
    std::optional<Duration> staleIfError;
    bool revalidate = false;
    std::optional<double> earlyRefresh; ///< XFetch beta
    std::optional<double> refreshAhead; ///< share of the TTL
    std::optional<Duration> negativeTtl;
    std::optional<Duration> refresh; ///< materialised view
    std::optional<Warm> warm;
    bool operator==(const Rule &) const = default;
};

enum class LayerKind { browser, cdn, inProcess, redis, memcached, materializedView };
template <>
struct NameTable<LayerKind> {
    static constexpr Named<LayerKind> table[] = {
        { LayerKind::browser, "browser" },
        { LayerKind::cdn, "cdn" },
        { LayerKind::inProcess, "in_process" },
        { LayerKind::redis, "redis" },
        { LayerKind::memcached, "memcached" },
        { LayerKind::materializedView, "materialized_view" },
    };
};

enum class Eviction {
    lru,
    fifo,
    random,
    lfu,
    clock,
    sieve,
    slru,
    twoQ,
    arc,
    s3Fifo,
    wTinyLfu,
    gdsf,
    lhd,
    belady,
    redisLru,
    redisLfu,
    redisRandom,
    redisVolatileTtl,
    redisNoeviction,
    memcachedSlru
};
template <>
struct NameTable<Eviction> {
    static constexpr Named<Eviction> table[] = {
        { Eviction::lru, "lru" },
        { Eviction::fifo, "fifo" },
        { Eviction::random, "random" },
        { Eviction::lfu, "lfu" },
        { Eviction::clock, "clock" },
        { Eviction::sieve, "sieve" },
        { Eviction::slru, "slru" },
        { Eviction::twoQ, "2q" },
        { Eviction::arc, "arc" },
        { Eviction::s3Fifo, "s3-fifo" },
        { Eviction::wTinyLfu, "w-tinylfu" },
        { Eviction::gdsf, "gdsf" },
        { Eviction::lhd, "lhd" },
        { Eviction::belady, "belady" },
        { Eviction::redisLru, "redis-lru" },
        { Eviction::redisLfu, "redis-lfu" },
        { Eviction::redisRandom, "redis-random" },
        { Eviction::redisVolatileTtl, "redis-volatile-ttl" },
        { Eviction::redisNoeviction, "redis-noeviction" },
        { Eviction::memcachedSlru, "memcached-slru" },
    };
};

enum class CapacityUnit { none, bytes, entries };

/// Room of one node. `none` = without limit.
struct Capacity {
    CapacityUnit unit = CapacityUnit::none;
    std::uint64_t amount = 0;
    bool operator==(const Capacity &) const = default;
};

enum class OverheadKind { none, redis, memcached, bytes };

/// Memory an entry takes besides key and value.
struct Overhead {
    OverheadKind kind = OverheadKind::none;
    std::uint64_t bytes = 0; ///< kind bytes
    bool operator==(const Overhead &) const = default;
};

enum class Expiry { lazy, active, swept };
template <>
struct NameTable<Expiry> {
    static constexpr Named<Expiry> table[]
        = { { Expiry::lazy, "lazy" }, { Expiry::active, "active" }, { Expiry::swept, "swept" } };
};

enum class RoutingKind { random, roundRobin, client, key, weights };
template <>
struct NameTable<RoutingKind> {
    static constexpr Named<RoutingKind> table[] = { { RoutingKind::random, "random" },
        { RoutingKind::roundRobin, "round_robin" }, { RoutingKind::client, "client" }, { RoutingKind::key, "key" } };
};

/// Which node a read asks. `weights`: clients are spread over the nodes in these proportions, one weight a node.
struct Routing {
    RoutingKind kind = RoutingKind::random;
    std::vector<double> weights;
    bool operator==(const Routing &) const = default;
};

/// A rule of nullopt (JSON null) is the same as none: not cached here.
using RuleEntry = std::pair<std::string, std::optional<Rule>>;

/// One tier of cache. Empty optionals take the kind's preset, see sim/model/presets.h.
struct Layer {
    std::string name;
    LayerKind kind = LayerKind::redis;
    std::optional<std::uint64_t> nodes;
    Capacity capacity; ///< per node
    std::optional<Eviction> eviction;
    std::optional<Law> latency; ///< seconds per read asked, hit or miss
    std::optional<Law> missLatency; ///< seconds, in place of latency when it misses
    std::optional<Overhead> overhead;
    std::optional<Expiry> expiry;
    std::optional<Routing> routing;
    std::optional<bool> shield;
    std::optional<std::uint64_t> samples;
    std::optional<double> lfuLogFactor;
    std::optional<Duration> lfuDecayTime;
    std::optional<std::uint64_t> reserved; ///< bytes of a node's capacity that the server itself and its clients take
    std::optional<double> price;
    std::vector<RuleEntry> rules; ///< in file order, by data type name
    bool operator==(const Layer &) const = default;

    /// The rule for a data type, or nullptr when this layer does not cache it.
    const Rule *ruleFor(const std::string &dataType) const;
};

struct Strategy {
    std::string name;
    std::vector<Layer> layers; ///< from the client inward
    bool operator==(const Strategy &) const = default;
};

// ---------------------------------------------------------------- the rest

enum class EventKind { deploy, restart, flush, purge, nodeLoss, outage, dbSlowdown, flashCrowd, growth };
template <>
struct NameTable<EventKind> {
    static constexpr Named<EventKind> table[] = {
        { EventKind::deploy, "deploy" },
        { EventKind::restart, "restart" },
        { EventKind::flush, "flush" },
        { EventKind::purge, "purge" },
        { EventKind::nodeLoss, "node_loss" },
        { EventKind::outage, "outage" },
        { EventKind::dbSlowdown, "db_slowdown" },
        { EventKind::flashCrowd, "flash_crowd" },
        { EventKind::growth, "growth" },
    };
};

/// What reads do that meet a layer in an outage: go on inward as if it missed, or fail.
enum class OutageMode { fallThrough, failFast };
template <>
struct NameTable<OutageMode> {
    static constexpr Named<OutageMode> table[]
        = { { OutageMode::fallThrough, "fall_through" }, { OutageMode::failFast, "fail_fast" } };
};

struct TimelineEvent {
    Duration at;
    EventKind event = EventKind::flush;
    std::string layer; ///< flush, restart, outage, node_loss: the layer's name; ignored by strategies without it
    std::string dataType; ///< purge, flash_crowd, growth
    std::optional<Duration> duration;
    std::optional<double> factor;
    std::optional<std::uint64_t> key; ///< flash_crowd: only this key (0 = the most popular)
    std::string tag; ///< purge: by tag instead of by type
    std::optional<std::uint64_t> group; ///< purge by tag: only this group
    std::optional<std::uint64_t> node; ///< node_loss: which one, from 0; none = 0
    bool rehash = true; ///< node_loss: keys move to the nodes that are left; else reads of that shard miss
    OutageMode mode = OutageMode::fallThrough; ///< outage
    std::optional<Duration> ramp; ///< flash_crowd: time to rise and to fall
    bool operator==(const TimelineEvent &) const = default;
};

struct Objectives {
    std::optional<Duration> latencyP99;
    std::optional<Duration> latencyMean;
    std::optional<double> hitRatio;
    std::optional<double> dbUtilization;
    std::optional<double> staleReads;
    std::optional<double> failedReads;
    std::optional<double> costPerMonth;
    bool operator==(const Objectives &) const = default;
};

struct Prices {
    std::string currency = "USD";
    std::vector<std::pair<std::string, double>> items; ///< "redis_gb_month": 12.0, in file order
    bool operator==(const Prices &) const = default;
};

struct RunSettings {
    std::uint64_t seed = 1;
    Duration duration { 3'600'000'000'000 }; ///< 1h
    std::optional<Duration> warmUp; ///< nullopt = "auto" (MSER-5)
    std::optional<Duration> interval; ///< of the time series; nullopt = duration / 200, at least 1 ms
    std::uint64_t replications = 1;
    std::optional<double> precision; ///< replicate until the 95 % interval of the hit ratio is +- this, absolute
    std::uint64_t maxReplications = 100; ///< with a precision
    bool operator==(const RunSettings &) const = default;
};

struct Scenario {
    std::string name;
    std::string description;
    RunSettings run;
    Workload workload;
    Origin origin;
    std::vector<Strategy> strategies;
    std::vector<TimelineEvent> timeline;
    Objectives objectives;
    Prices prices;
    bool operator==(const Scenario &) const = default;
};

} // namespace cs
