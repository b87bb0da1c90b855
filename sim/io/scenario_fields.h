// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/model_codecs.h"
#include "sim/io/record_io.h"
#include "sim/io/scalar_codecs.h"
#include "sim/model/limits.h"
#include "sim/model/scenario.h"

/// The keys of the scenario format. resources/scenario.schema.json says the same for editors; a test holds them
/// together.
namespace cs
{

inline constexpr Quantity shareCodec { Unit::share };
inline constexpr VaryingQuantity timeLaw { Unit::time };
inline constexpr VaryingQuantity sizeLaw { Unit::bytes };
inline constexpr Optional<Time> timeOrNone { { "none" }, "none" };

template <>
struct Fields<Diurnal> {
    template <class Io>
    static void list(Io &io)
    {
        io.required("peak_to_trough", &Diurnal::peakToTrough, Number {});
        io.field("peak_at", &Diurnal::peakAt, Time {});
        io.field("period", &Diurnal::period, Time {});
    }
};

template <>
struct Fields<Bursts> {
    template <class Io>
    static void list(Io &io)
    {
        io.required("factor", &Bursts::factor, Number {});
        io.required("on", &Bursts::on, Time {});
        io.required("off", &Bursts::off, Time {});
    }
};

template <>
struct Fields<MissingKeys> {
    template <class Io>
    static void list(Io &io)
    {
        io.required("share", &MissingKeys::share, shareCodec);
        io.field("keys", &MissingKeys::keys, Count { 1, maxKeys });
    }
};

template <>
struct Fields<Reads> {
    template <class Io>
    static void list(Io &io)
    {
        io.required("rate", &Reads::rate, Quantity { Unit::rate });
        io.field("arrivals", &Reads::arrivals, Word<Arrivals> { "a law of arrivals" });
        io.field("diurnal", &Reads::diurnal, Optional<Record> {});
        io.field("weekly", &Reads::weekly, List<Number> {});
        io.field("bursts", &Reads::bursts, Optional<Record> {});
        io.field("missing", &Reads::missing, Optional<Record> {});
    }
};

template <>
struct Fields<Writes> {
    template <class Io>
    static void list(Io &io)
    {
        io.field("per_read", &Writes::perRead, Optional<Number> {});
        io.field("rate", &Writes::rate, Optional<Quantity> { { Unit::rate } });
        io.field("keys", &Writes::keys, Word<WriteKeys> { "how written keys are chosen" });
    }
};

template <>
struct Fields<MissCost> {
    template <class Io>
    static void list(Io &io)
    {
        io.field("db_time", &MissCost::dbTime, timeLaw);
        io.field("db_queries", &MissCost::dbQueries, Number {});
        io.field("app_time", &MissCost::appTime, timeLaw);
        io.field("serialize_time", &MissCost::serializeTime, timeLaw);
        io.field("check_time", &MissCost::checkTime, timeLaw);
    }
};

template <>
struct Fields<KeyPart> {
    template <class Io>
    static void list(Io &io)
    {
        io.required("name", &KeyPart::name, Text { "a name" });
        io.field("values", &KeyPart::values, Count { 1, maxKeys });
        io.field("affects_value", &KeyPart::affectsValue, YesNo {});
        io.field("in_key", &KeyPart::inKey, YesNo {});
    }
};

template <>
struct Fields<Churn> {
    template <class Io>
    static void list(Io &io)
    {
        io.field("per_hour", &Churn::perHour, Optional<Quantity> { shareCodec });
        io.field("lifetime", &Churn::lifetime, Optional<Time> {});
        io.field("shape", &Churn::shape, Word<ChurnShape> { "a shape of a life" });
    }
};

template <>
struct Fields<Scan> {
    template <class Io>
    static void list(Io &io)
    {
        io.field("at", &Scan::at, Time {});
        io.field("every", &Scan::every, timeOrNone);
        io.field("keys", &Scan::keys, Optional<Count> { { 1, maxKeys }, "all" });
        io.required("rate", &Scan::rate, Quantity { Unit::rate });
    }
};

template <>
struct Fields<DataType> {
    template <class Io>
    static void list(Io &io)
    {
        io.required("name", &DataType::name, Text { "a name" });
        io.field("endpoint", &DataType::endpoint, Text {});
        io.written("keys", &DataType::keys, Count { 1, maxKeys });
        io.field("key_size", &DataType::keySize, sizeLaw);
        io.field("value_size", &DataType::valueSize, sizeLaw);
        io.field("popularity", &DataType::popularity, PopularityCodec {});
        io.written("reads", &DataType::reads, Record {});
        io.field("writes", &DataType::writes, Record {});
        io.field("miss_cost", &DataType::missCost, Record {});
        io.field("staleness_tolerance", &DataType::stalenessTolerance, timeOrNone);
        io.field("deterministic", &DataType::deterministic, YesNo {});
        io.field("scope", &DataType::scope, Text { "\"shared\" or \"user\"" });
        io.field("key_parts", &DataType::keyParts, List<Record> {});
        io.field("churn", &DataType::churn, Optional<Record> {});
        io.field("scans", &DataType::scans, List<Record> {});
    }
};

template <>
struct Fields<Clients> {
    template <class Io>
    static void list(Io &io)
    {
        io.field("count", &Clients::count, Count { 1, maxKeys });
    }
};

template <>
struct Fields<TraceSource> {
    template <class Io>
    static void list(Io &io)
    {
        io.required("file", &TraceSource::file, Text { "the path of a file" });
        io.field("format", &TraceSource::format, Word<TraceFormat> { "a format" });
        io.field("log_format", &TraceSource::logFormat, Text { "an Apache LogFormat or nginx log_format string" });
        io.field("speed", &TraceSource::speed, Number {});
    }
};

template <>
struct Fields<Page> {
    template <class Io>
    static void list(Io &io)
    {
        io.required("name", &Page::name, Text { "a name" });
        io.required("rate", &Page::rate, Quantity { Unit::rate });
        io.required("reads", &Page::reads, PageReadsCodec {});
    }
};

template <>
struct Fields<Workload> {
    template <class Io>
    static void list(Io &io)
    {
        io.field("clients", &Workload::clients, Record {});
        io.field("data_types", &Workload::dataTypes, List<Record> {});
        io.field("pages", &Workload::pages, List<Record> {});
        io.field("trace", &Workload::trace, Optional<Record> {});
    }
};

template <>
struct Fields<AppServers> {
    template <class Io>
    static void list(Io &io)
    {
        io.field("servers", &AppServers::servers, Count {});
        io.field("cores", &AppServers::cores, Count {});
        io.field("hit_time", &AppServers::hitTime, timeLaw);
    }
};

template <>
struct Fields<Database> {
    template <class Io>
    static void list(Io &io)
    {
        io.field("connections", &Database::connections, Optional<Count> { {}, "none" });
        io.field("queue_limit", &Database::queueLimit, Optional<Count> { {}, "none" });
        io.field("timeout", &Database::timeout, timeOrNone);
    }
};

template <>
struct Fields<Retry> {
    template <class Io>
    static void list(Io &io)
    {
        io.field("count", &Retry::count, Count {});
        io.field("backoff", &Retry::backoff, Time {});
        io.field("multiplier", &Retry::multiplier, Number {});
        io.field("jitter", &Retry::jitter, shareCodec);
    }
};

template <>
struct Fields<Origin> {
    template <class Io>
    static void list(Io &io)
    {
        io.field("app", &Origin::app, Optional<Record> { {}, "none" });
        io.field("database", &Origin::database, Record {});
        io.field("retry", &Origin::retry, Optional<Record> { {}, "none" });
    }
};

template <>
struct Fields<Warm> {
    template <class Io>
    static void list(Io &io)
    {
        io.required("top", &Warm::top, Count {});
    }
};

template <>
struct Fields<Tag> {
    template <class Io>
    static void list(Io &io)
    {
        io.required("name", &Tag::name, Text { "a name" });
        io.field("groups", &Tag::groups, Count {});
        io.field("rate", &Tag::rate, Optional<Quantity> { { Unit::rate } });
    }
};

template <>
struct Fields<Rule> {
    template <class Io>
    static void list(Io &io)
    {
        io.field("ttl", &Rule::ttl, timeOrNone);
        io.field("idle_ttl", &Rule::idleTtl, timeOrNone);
        io.field("ttl_from", &Rule::ttlFrom, Word<TtlFrom> { "where the TTL counts from" });
        io.field("jitter", &Rule::jitter, shareCodec);
        io.field("invalidation", &Rule::invalidation, Word<Invalidation> { "an invalidation" });
        io.field("propagation", &Rule::propagation, timeLaw);
        io.field("event_loss", &Rule::eventLoss, shareCodec);
        io.field("flush", &Rule::flush, timeOrNone);
        io.field("flush_batch", &Rule::flushBatch, Optional<Count> { {}, "none" });
        io.field("tags", &Rule::tags, List<Record> {});
        io.field("tag_removal_time", &Rule::tagRemovalTime, timeLaw);
        io.field("coalesce", &Rule::coalesce, YesNo {});
        io.field("fill", &Rule::fill, Word<Fill> { "a way to fill" });
        io.field("lease_time", &Rule::leaseTime, Optional<Time> {});
        io.field("stale_while_revalidate", &Rule::staleWhileRevalidate, timeOrNone);
        io.field("stale_if_error", &Rule::staleIfError, timeOrNone);
        io.field("revalidate", &Rule::revalidate, YesNo {});
        io.field("early_refresh", &Rule::earlyRefresh, Optional<Number> {});
        io.field("refresh_ahead", &Rule::refreshAhead, Optional<Quantity> { shareCodec });
        io.field("negative_ttl", &Rule::negativeTtl, timeOrNone);
        io.field("refresh", &Rule::refresh, timeOrNone);
        io.field("warm", &Rule::warm, Optional<Record> {});
    }
};

template <>
struct Fields<Layer> {
    template <class Io>
    static void list(Io &io)
    {
        io.required("name", &Layer::name, Text { "a name" });
        io.required("kind", &Layer::kind, Word<LayerKind> { "a kind of layer" });
        io.field("nodes", &Layer::nodes, Optional<Count> {});
        io.field("capacity", &Layer::capacity, CapacityCodec {});
        io.field("eviction", &Layer::eviction, Optional<Word<Eviction>> { { "an eviction" } });
        io.field("latency", &Layer::latency, Optional<VaryingQuantity> { timeLaw });
        io.field("miss_latency", &Layer::missLatency, Optional<VaryingQuantity> { timeLaw });
        io.field("overhead", &Layer::overhead, Optional<OverheadCodec> {});
        io.field("expiry", &Layer::expiry, Optional<Word<Expiry>> { { "a way of expiry" } });
        io.field("routing", &Layer::routing, Optional<RoutingCodec> {});
        io.field("shield", &Layer::shield, Optional<YesNo> {});
        io.field("samples", &Layer::samples, Optional<Count> {});
        io.field("lfu_log_factor", &Layer::lfuLogFactor, Optional<Number> {});
        io.field("lfu_decay_time", &Layer::lfuDecayTime, Optional<Time> {});
        io.field("reserved", &Layer::reserved, Optional<WholeBytes> {});
        io.field("price", &Layer::price, Optional<Number> {});
        io.field("rules", &Layer::rules, RulesCodec {});
    }
};

template <>
struct Fields<Strategy> {
    template <class Io>
    static void list(Io &io)
    {
        io.required("name", &Strategy::name, Text { "a name" });
        io.field("layers", &Strategy::layers, List<Record> {});
    }
};

template <>
struct Fields<TimelineEvent> {
    template <class Io>
    static void list(Io &io)
    {
        io.required("at", &TimelineEvent::at, Time {});
        io.required("event", &TimelineEvent::event, Word<EventKind> { "an event" });
        io.field("layer", &TimelineEvent::layer, Text { "the name of a layer" });
        io.field("data_type", &TimelineEvent::dataType, Text { "the name of a data type" });
        io.field("duration", &TimelineEvent::duration, Optional<Time> {});
        io.field("factor", &TimelineEvent::factor, Optional<Number> {});
        io.field("key", &TimelineEvent::key, Optional<Count> {});
        io.field("tag", &TimelineEvent::tag, Text { "the name of a tag" });
        io.field("group", &TimelineEvent::group, Optional<Count> {});
        io.field("node", &TimelineEvent::node, Optional<Count> {});
        io.field("rehash", &TimelineEvent::rehash, YesNo {});
        io.field("mode", &TimelineEvent::mode, Word<OutageMode> { "what reads do in an outage" });
        io.field("ramp", &TimelineEvent::ramp, Optional<Time> {});
    }
};

template <>
struct Fields<Objectives> {
    template <class Io>
    static void list(Io &io)
    {
        io.field("latency_p99", &Objectives::latencyP99, Optional<Time> {});
        io.field("latency_mean", &Objectives::latencyMean, Optional<Time> {});
        io.field("hit_ratio", &Objectives::hitRatio, Optional<Quantity> { shareCodec });
        io.field("db_utilization", &Objectives::dbUtilization, Optional<Quantity> { shareCodec });
        io.field("stale_reads", &Objectives::staleReads, Optional<Quantity> { shareCodec });
        io.field("failed_reads", &Objectives::failedReads, Optional<Quantity> { shareCodec });
        io.field("cost_per_month", &Objectives::costPerMonth, Optional<Number> {});
    }
};

template <>
struct Fields<RunSettings> {
    template <class Io>
    static void list(Io &io)
    {
        io.field("seed", &RunSettings::seed, Count {});
        io.field("duration", &RunSettings::duration, Time {});
        io.field("warm_up", &RunSettings::warmUp, Optional<Time> { { "auto" }, "auto" });
        io.field("interval", &RunSettings::interval, Optional<Time> { { "auto" }, "auto" });
        io.field("replications", &RunSettings::replications, Count {});
        io.field("precision", &RunSettings::precision, Optional<Quantity> { shareCodec });
        io.field("max_replications", &RunSettings::maxReplications, Count {});
    }
};

template <>
struct Fields<Scenario> {
    template <class Io>
    static void list(Io &io)
    {
        io.field("name", &Scenario::name, Text {});
        io.field("description", &Scenario::description, Text {});
        io.field("run", &Scenario::run, Record {});
        io.required("workload", &Scenario::workload, Record {});
        io.field("origin", &Scenario::origin, Record {});
        io.field("strategies", &Scenario::strategies, List<Record> {});
        io.field("timeline", &Scenario::timeline, List<Record> {});
        io.field("objectives", &Scenario::objectives, Record {});
        io.field("prices", &Scenario::prices, PricesCodec {});
    }
};

} // namespace cs
