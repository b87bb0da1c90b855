// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/model/presets.h"
#include "ui/fields/codec.h"
#include "ui/fields/fields.h"

#include <QCoreApplication>
#include <QStringList>

namespace cs::ui
{

template <>
struct Codec<Capacity> : TextCodec {
    static std::string print(const Capacity &capacity, Unit)
    {
        if (capacity.unit == CapacityUnit::none)
            return "none";
        const auto unit = capacity.unit == CapacityUnit::bytes ? Unit::bytes : Unit::entries;
        return formatQuantity(static_cast<double>(capacity.amount), unit);
    }
    static Result<Capacity> read(const std::string &text, Unit)
    {
        if (text == "none")
            return Capacity {};
        const bool entries = text.find("entr") != std::string::npos;
        const auto amount = parseQuantity(text, entries ? Unit::entries : Unit::bytes);
        if (!amount)
            return fail(amount.error().message, {}, "2GB, 10000 entries or none");
        if (*amount > 9e18)
            return fail("\"" + text + "\" is more than any machine has");
        return Capacity { entries ? CapacityUnit::entries : CapacityUnit::bytes,
            static_cast<std::uint64_t>(*amount + 0.5) };
    }
};

template <>
struct Codec<Overhead> : TextCodec {
    static std::string print(const Overhead &overhead, Unit)
    {
        switch (overhead.kind) {
        case OverheadKind::none:
            return "0 B";
        case OverheadKind::redis:
            return "redis";
        case OverheadKind::memcached:
            return "memcached";
        case OverheadKind::bytes:
            break;
        }
        return formatQuantity(static_cast<double>(overhead.bytes), Unit::bytes);
    }
    static Result<Overhead> read(const std::string &text, Unit)
    {
        if (text == "redis")
            return Overhead { OverheadKind::redis, 0 };
        if (text == "memcached")
            return Overhead { OverheadKind::memcached, 0 };
        const auto bytes = parseQuantity(text, Unit::bytes);
        if (!bytes)
            return fail(bytes.error().message, {}, "redis, memcached, or bytes such as 56 B");
        if (*bytes == 0)
            return Overhead { OverheadKind::none, 0 };
        return Overhead { OverheadKind::bytes, static_cast<std::uint64_t>(std::min(*bytes, 9e18) + 0.5) };
    }
};

template <>
struct Codec<Routing> : TextCodec {
    static std::string print(const Routing &routing, Unit)
    {
        if (routing.kind != RoutingKind::weights)
            return std::string(nameOf(routing.kind));
        std::string text;
        for (const double weight : routing.weights)
            text += (text.empty() ? "" : ", ") + formatNumber(weight);
        return text;
    }
    static Result<Routing> read(const std::string &text, Unit)
    {
        if (const auto kind = valueOf<RoutingKind>(text))
            return Routing { *kind, {} };
        Routing routing { RoutingKind::weights, {} };
        for (const QString &part : qs(text).split(QLatin1Char(','))) {
            const auto weight = parseQuantity(ss(part), Unit::number);
            if (!weight)
                return fail(
                    "\"" + text + "\" is no routing", {}, "random, round_robin, client, key, or weights: 2, 1, 1");
            routing.weights.push_back(*weight);
        }
        return routing;
    }
};

namespace
{

struct StrategyFields {
    Q_DECLARE_TR_FUNCTIONS(StrategyFields)

public:
    static std::vector<Field<Layer>> layer();
    static std::vector<Field<Rule>> freshness();
    static std::vector<Field<Rule>> behaviour();
};

std::vector<Field<Layer>> StrategyFields::layer()
{
    std::vector<Field<Layer>> all;
    all.push_back(field<Layer>(
        "layer_name", tr("Name"), tr("Name of the layer; unique within the strategy."),
        [](auto &l) -> auto & { return l.name; }));
    all.push_back(field<Layer>(
        "layer_kind", tr("Kind"), tr("What sort of cache it is; sets the defaults of the rest."),
        [](auto &l) -> auto & { return l.kind; }));
    for (auto &choice : all.back().choices)
        choice.label = qs(displayName(*valueOf<LayerKind>(ss(choice.value))));
    all.push_back(field<Layer>(
        "layer_nodes", tr("Nodes"),
        tr("Points of presence, app instances or shards (a count). Empty: the kind's default."),
        [](auto &l) -> auto & { return l.nodes; }));
    all.back().hint = [](const Layer &l, const Scenario &s) { return tr("%1 (default)").arg(resolved(l, s).nodes); };
    all.push_back(field<Layer>(
        "layer_capacity", tr("Capacity"), tr("Room of one node: 2GB, 10000 entries or none (without limit)."),
        [](auto &l) -> auto & { return l.capacity; }));
    all.push_back(field<Layer>(
        "layer_eviction", tr("Eviction"), tr("Which entry goes when a node is full."),
        [](auto &l) -> auto & { return l.eviction; }));
    all.back().hint
        = [](const Layer &l, const Scenario &s) { return tr("%1 (default)").arg(qs(nameOf(resolved(l, s).eviction))); };
    all.push_back(field<Layer>(
        "layer_expiry", tr("Expiry"),
        tr("lazy: an expired entry holds its memory until it is looked up, evicted or overwritten; "
           "active: freed at expiry; swept: as the real server sweeps."),
        [](auto &l) -> auto & { return l.expiry; }));
    all.back().hint
        = [](const Layer &l, const Scenario &s) { return tr("%1 (default)").arg(qs(nameOf(resolved(l, s).expiry))); };
    all.push_back(field<Layer>(
        "layer_latency", tr("Latency"), tr("Time that asking this layer takes, hit or miss, for example 0.5ms."),
        [](auto &l) -> auto & { return l.latency; }, Unit::time));
    all.back().hint
        = [](const Layer &l, const Scenario &s) { return qs(shortLaw(resolved(l, s).latency, Unit::time)); };
    all.push_back(field<Layer>(
        "layer_miss_latency", tr("Miss latency"), tr("In place of the latency when it misses."),
        [](auto &l) -> auto & { return l.missLatency; }, Unit::time));
    all.back().hint = [](const Layer &, const Scenario &) { return tr("as the latency"); };
    all.push_back(field<Layer>(
        "layer_overhead", tr("Overhead"), tr("Memory of an entry besides key and value: redis, or bytes such as 56 B."),
        [](auto &l) -> auto & { return l.overhead; }));
    all.back().hint = [](const Layer &l, const Scenario &s) {
        return tr("%1 (default)").arg(qs(Codec<Overhead>::print(resolved(l, s).overhead, Unit::bytes)));
    };
    all.push_back(field<Layer>(
        "layer_routing", tr("Routing"),
        tr("Which node a read asks: random, round_robin, client, key, or weights such as 2, 1, 1."),
        [](auto &l) -> auto & { return l.routing; }));
    all.back().hint = [](const Layer &l, const Scenario &s) {
        return tr("%1 (default)").arg(qs(Codec<Routing>::print(resolved(l, s).routing, Unit::number)));
    };
    return all;
}

std::vector<Field<Rule>> StrategyFields::freshness()
{
    std::vector<Field<Rule>> all;
    all.push_back(field<Rule>(
        "rule_ttl", tr("TTL"),
        tr("How long an entry is fresh after it was stored, for example 5min. Empty: until it is "
           "invalidated or evicted."),
        [](auto &r) -> auto & { return r.ttl; }));
    all.back().hint = [](const Rule &, const Scenario &) { return tr("never expires"); };
    all.push_back(field<Rule>(
        "rule_jitter", tr("Jitter"), tr("The TTL is drawn from TTL x [1 - jitter, 1 + jitter], for example 10 %."),
        [](auto &r) -> auto & { return r.jitter; }, Unit::share));
    all.push_back(field<Rule>(
        "rule_idle_ttl", tr("Idle TTL"), tr("Sliding expiry: every hit restarts it, for example 30min."),
        [](auto &r) -> auto & { return r.idleTtl; }));
    all.back().hint = [](const Rule &, const Scenario &) { return tr("off"); };
    all.push_back(field<Rule>(
        "rule_invalidation", tr("Invalidation"),
        tr("What a committed write does here. ttl: nothing until expiry; delete_on_write: removes the "
           "entry; write_through: replaces its value."),
        [](auto &r) -> auto & { return r.invalidation; }));
    all.push_back(field<Rule>(
        "rule_propagation", tr("Propagation"),
        tr("Time from the commit of a write to its effect here, for example 1ms."),
        [](auto &r) -> auto & { return r.propagation; }, Unit::time));
    return all;
}

std::vector<Field<Rule>> StrategyFields::behaviour()
{
    std::vector<Field<Rule>> all;
    all.push_back(field<Rule>(
        "rule_coalesce", tr("Coalesce misses"),
        tr("Reads that miss while a fetch of the same key is under way wait for it in place of "
           "fetching too."),
        [](auto &r) -> auto & { return r.coalesce; }));
    auto warm = field<Rule>(
        "rule_warm", tr("Warm top"),
        tr("So many of the most popular keys are loaded before traffic starts and after a restart (a "
           "count). Empty: starts cold."),
        [](auto &r) -> auto & { return r.jitter; });
    warm.get = [](const Rule &r) { return r.warm ? QString::number(r.warm->top) : QString(); };
    warm.set = [](Rule &r, const std::string &text) -> Result<void> {
        const auto count = Codec<std::optional<std::uint64_t>>::read(text, Unit::entries);
        if (!count)
            return tl::unexpected(count.error());
        if (*count)
            r.warm = Warm { **count };
        else
            r.warm.reset();
        return {};
    };
    warm.hint = [](const Rule &, const Scenario &) { return tr("cold start"); };
    all.push_back(warm);
    return all;
}

} // namespace

const std::vector<Field<Layer>> &layerFields()
{
    static const std::vector<Field<Layer>> all = StrategyFields::layer();
    return all;
}

const std::vector<Field<Rule>> &ruleFields()
{
    static const std::vector<Field<Rule>> all = [] {
        auto fields = StrategyFields::freshness();
        const auto more = StrategyFields::behaviour();
        fields.insert(fields.end(), more.begin(), more.end());
        return fields;
    }();
    return all;
}

QString shortRule(const Rule &rule)
{
    QStringList parts;
    QString ttl = rule.ttl ? qs(formatDuration(*rule.ttl)) : StrategyFields::tr("no expiry");
    if (rule.ttl && rule.jitter > 0)
        ttl += QStringLiteral(" ±%1").arg(qs(formatQuantity(rule.jitter, Unit::share)));
    if (!rule.ttl && rule.idleTtl)
        ttl.clear();
    if (!ttl.isEmpty())
        parts << ttl;
    if (rule.idleTtl)
        parts << StrategyFields::tr("idle %1").arg(qs(formatDuration(*rule.idleTtl)));
    if (rule.invalidation != Invalidation::ttl)
        parts << qs(nameOf(rule.invalidation));
    if (rule.coalesce)
        parts << StrategyFields::tr("coalesce");
    if (rule.warm)
        parts << StrategyFields::tr("warm %1").arg(rule.warm->top);
    return parts.join(QStringLiteral(", "));
}

} // namespace cs::ui
