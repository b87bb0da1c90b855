// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/io/random_scenario.h"

#include <algorithm>
#include <utility>

namespace cs::test
{

namespace
{

template <class E>
E pick(std::uint64_t bits)
{
    return NameTable<E>::table[bits % std::size(NameTable<E>::table)].value;
}

} // namespace

double RandomScenario::number()
{
    const double digits = static_cast<double>(1 + below(9999));
    return coin() ? digits / 1000 : digits;
}

// memcached takes 30 days at most, and jitter may double it.
constexpr std::int64_t longestTtl = 15 * 86'400'000'000'000;

Duration RandomScenario::time()
{
    static constexpr std::int64_t units[] = { 1, 1'000, 1'000'000, 1'000'000'000, 60'000'000'000, 3'600'000'000'000 };
    return { static_cast<std::int64_t>(1 + below(999)) * units[below(6)] };
}

std::string RandomScenario::name()
{
    static const char *const words[]
        = { "users", "books", "\u00e9t\u00e9", "a \"quoted\" one", "back\\slash", "[0]", "with, comma" };
    return words[below(7)] + std::string(" ") + std::to_string(++m_names);
}

Law RandomScenario::law(bool size)
{
    Law law;
    switch (below(size ? 10 : 9)) {
    case 0:
        law.kind = LawKind::exponential;
        law.mean = number();
        break;
    case 1:
        law.kind = LawKind::lognormal;
        law.mean = number();
        law.cv = number() / 10;
        break;
    case 2:
        law.kind = LawKind::lognormal;
        law.form = LognormalForm::p50p99;
        law.p50 = number();
        law.p99 = law.p50 + number();
        break;
    case 3:
        law.kind = LawKind::uniform;
        law.min = number();
        law.max = law.min + number();
        break;
    case 4:
        law.kind = LawKind::gpd;
        law.location = number();
        law.scale = number();
        law.shape = -0.5;
        break;
    case 5:
        law.kind = LawKind::table;
        law.values = { number(), number(), number() };
        if (coin())
            law.weights = { number(), 0, number() };
        break;
    case 6:
        law.value = number();
        break;
    case 7:
        law.kind = LawKind::gev;
        law.location = number();
        law.scale = number();
        law.shape = 0.1;
        break;
    case 8:
        law.kind = LawKind::mixture;
        for (int i = 0; i < 2; ++i) {
            const Law part = this->law(false);
            law.parts.push_back(part.kind == LawKind::mixture ? Law::constant(number()) : part);
        }
        if (coin())
            law.weights = { number(), number() };
        break;
    default:
        law.perKey = { number() };
    }
    return law;
}

DataType RandomScenario::dataType()
{
    DataType type;
    type.name = name();
    type.endpoint = coin() ? "GET /" + name() : "";
    type.keys = 1 + below(5);
    type.keySize = law(true);
    type.valueSize = law(true);
    type.popularity.law = pick<PopularityLaw>(m_bits());
    if (type.popularity.law == PopularityLaw::zipf)
        type.popularity.exponent = share() * 5;
    if (type.popularity.law == PopularityLaw::hotspot)
        type.popularity.keysShare = share(), type.popularity.readsShare = share();
    if (type.popularity.law == PopularityLaw::exponential)
        type.popularity.rate = number();
    if (type.popularity.law == PopularityLaw::table)
        type.popularity.weights.assign(type.keys, number());
    type.reads.rate = number() / 60;
    type.reads.arrivals = pick<Arrivals>(m_bits());
    if (coin())
        type.reads.diurnal = Diurnal { 1 + number(), { static_cast<std::int64_t>(below(24)) * 3'600'000'000'000 } };
    if (coin())
        type.reads.weekly.assign(7, number());
    if (type.reads.arrivals == Arrivals::poisson && coin())
        type.reads.bursts = Bursts { 1 + number(), time(), time() };
    if (coin())
        type.reads.missing = MissingKeys { share(), 1 + below(99) };
    if (coin())
        type.churn = type.reads.arrivals == Arrivals::even || coin()
            ? Churn { share(), std::nullopt, pick<ChurnShape>(m_bits()) }
            : Churn { std::nullopt, Duration { time().ns + 1'000'000'000 }, pick<ChurnShape>(m_bits()) };
    if (coin())
        type.scans.push_back({ time(), coin() ? std::optional(time()) : std::nullopt,
            coin() ? std::optional(1 + below(9)) : std::nullopt, number() / 60 });
    if (coin())
        (coin() ? type.writes.perRead : type.writes.rate) = number();
    type.writes.keys = pick<WriteKeys>(m_bits());
    type.missCost = { law(false), number(), law(false), law(false), law(false) };
    if (coin())
        type.stalenessTolerance = time();
    type.deterministic = coin();
    type.scope = coin() ? "shared" : "user";
    for (std::uint64_t i = below(3); i > 0; --i)
        type.keyParts.push_back({ name(), 1 + below(9), coin(), coin() });
    return type;
}

void RandomScenario::fillRule(Rule &rule)
{
    std::optional<Duration> *const times[] = { &rule.ttl, &rule.idleTtl, &rule.flush, &rule.staleWhileRevalidate,
        &rule.staleIfError, &rule.negativeTtl, &rule.refresh };
    for (auto *value : times)
        if (below(3) == 0)
            *value = time();
    if (rule.ttl)
        rule.ttl->ns %= longestTtl;
    rule.ttlFrom = pick<TtlFrom>(m_bits());
    rule.jitter = coin() ? share() : 0;
    rule.tags.clear();
    if (coin())
        rule.tags.push_back({ name(), 1 + below(9), coin() ? std::optional(number()) : std::nullopt });
    rule.tagRemovalTime = coin() ? law(false) : Law {};
    if (coin())
        rule.leaseTime = time();
    rule.invalidation = rule.tags.empty() ? Invalidation::deleteOnWrite : pick<Invalidation>(m_bits());
    rule.propagation = coin() ? law(false) : Law {};
    const bool byMessage = rule.invalidation == Invalidation::event || rule.invalidation == Invalidation::tags;
    rule.eventLoss = byMessage && coin() ? share() : 0;
    if (rule.invalidation == Invalidation::writeBehind && !rule.flush)
        rule.flush = time();
    rule.coalesce = coin();
    rule.fill = pick<Fill>(m_bits());
    rule.revalidate = coin();
    if (coin())
        rule.earlyRefresh = number() / 100, rule.refreshAhead = share(), rule.flushBatch = 1 + below(9),
        rule.warm = Warm { below(99) };
}

Layer RandomScenario::layer(const Scenario &scenario)
{
    Layer layer;
    layer.name = name();
    layer.kind = pick<LayerKind>(m_bits());
    if (coin())
        layer.nodes = 1 + below(3);
    if (coin())
        // A page of memcached, and more than redis-server takes for itself.
        layer.capacity = coin() ? Capacity { CapacityUnit::bytes, 1'100'000 + below(1'000'000) }
                                : Capacity { CapacityUnit::entries, 1 + below(1'000'000) };
    if (coin())
        layer.eviction = pick<Eviction>(m_bits());
    if (coin())
        layer.latency = law(false);
    if (coin())
        layer.missLatency = law(false);
    if (coin())
        layer.overhead = coin() ? Overhead { OverheadKind::bytes, below(99) } : Overhead { OverheadKind::redis, 0 };
    if (coin())
        layer.expiry = pick<Expiry>(m_bits());
    if (coin())
        layer.routing = Routing { pick<RoutingKind>(m_bits()), {} };
    if (layer.nodes && coin())
        layer.routing = Routing { RoutingKind::weights, std::vector<double>(*layer.nodes, 0.5) };
    if (coin())
        layer.shield = coin(), layer.samples = 5, layer.lfuLogFactor = number(),
        layer.lfuDecayTime = Duration { static_cast<std::int64_t>(below(9)) * 60'000'000'000 },
        layer.reserved = below(1'000'000), layer.price = number();
    for (const auto &type : scenario.workload.dataTypes)
        if (coin()) {
            auto &rule = layer.rules.emplace_back(type.name, std::nullopt).second;
            if (below(4) > 0)
                fillRule(rule.emplace());
        }
    completeRules(layer);
    return layer;
}

Strategy RandomScenario::strategy(const Scenario &scenario)
{
    Strategy strategy { name(), {} };
    for (std::uint64_t i = below(4); i > 0; --i)
        strategy.layers.push_back(layer(scenario));
    return strategy;
}

Scenario RandomScenario::scenario()
{
    Scenario scenario;
    scenario.name = coin() ? name() : "";
    scenario.description = coin() ? "first line\nsecond \x01 line" : "";
    scenario.run.seed = m_bits();
    scenario.run.duration = { 3'600'000'000'000 };
    if (coin())
        scenario.run.warmUp = Duration { 0 };
    if (coin())
        scenario.run.interval = Duration { 60'000'000'000 };
    for (std::uint64_t i = 1 + below(3); i > 0; --i)
        scenario.workload.dataTypes.push_back(dataType());
    if (coin())
        scenario.workload.trace
            = TraceSource { "access.log", pick<TraceFormat>(m_bits()), number(), coin() ? "%h %t" : "" };
    if (coin())
        scenario.origin.app = AppServers { 1 + below(9), 1 + below(9), law(false) };
    if (coin())
        scenario.origin.retry = Retry { below(9), time(), 1 + 9 * share(), share() };
    if (coin()) {
        scenario.run.precision = 0.001 + share() / 2;
        scenario.run.maxReplications = 1 + below(99);
    }
    if (coin())
        scenario.workload.pages.push_back(
            { name(), number() / 60, { { scenario.workload.dataTypes.front().name, 1 + below(9) } } });
    if (coin())
        scenario.origin.database = { 1 + below(99), below(99), time() };
    for (std::uint64_t i = below(4); i > 0; --i)
        scenario.strategies.push_back(strategy(scenario));
    for (std::uint64_t i = below(3); i > 0; --i)
        scenario.timeline.push_back({ { static_cast<std::int64_t>(below(3599)) * 1'000'000'000 }, EventKind::deploy, "",
            "", time(), number(), coin() ? std::optional(below(9)) : std::nullopt, coin() ? name() : "",
            coin() ? std::optional(below(9)) : std::nullopt, coin() ? std::optional(below(9)) : std::nullopt, coin(),
            pick<OutageMode>(m_bits()), coin() ? std::optional(time()) : std::nullopt });
    if (coin())
        scenario.objectives = { time(), time(), share(), share(), share(), share(), number() };
    if (coin())
        scenario.prices = { "EUR", { { "redis_gb_month", number() }, { "other", number() } } };
    return scenario;
}

void RandomScenario::editRules(Scenario &scenario, Layer &layer)
{
    if (layer.rules.empty() || below(4) == 0) {
        for (const auto &type : scenario.workload.dataTypes)
            if (std::none_of(layer.rules.begin(), layer.rules.end(),
                    [&](const auto &entry) { return entry.first == type.name; })) {
                layer.rules.emplace(layer.rules.begin() + static_cast<std::ptrdiff_t>(below(layer.rules.size() + 1)),
                    type.name, Rule {});
                completeRules(layer);
                return;
            }
        return;
    }
    const std::size_t at = below(layer.rules.size());
    auto &rule = layer.rules[at].second;
    switch (below(5)) {
    case 0:
        layer.rules.erase(layer.rules.begin() + static_cast<std::ptrdiff_t>(at));
        break;
    case 1:
        std::swap(layer.rules[at], layer.rules[below(layer.rules.size())]);
        break;
    case 2:
        rule = rule ? std::optional<Rule>() : Rule {};
        break;
    case 3:
        (rule ? *rule : rule.emplace()).ttl = Duration { time().ns % longestTtl };
        break;
    default:
        fillRule(rule ? *rule : rule.emplace());
    }
    completeRules(layer);
}

/// What a rule must say depends on the layer's kind.
void RandomScenario::completeRules(Layer &layer)
{
    for (auto &[name, rule] : layer.rules)
        if (rule && layer.kind == LayerKind::materializedView && !rule->refresh)
            rule->refresh = time();
}

void RandomScenario::editLayers(Scenario &scenario, Strategy &strategy)
{
    auto &layers = strategy.layers;
    if (layers.empty() || below(5) == 0) {
        layers.insert(layers.begin() + static_cast<std::ptrdiff_t>(below(layers.size() + 1)), layer(scenario));
        return;
    }
    const std::size_t at = below(layers.size());
    switch (below(6)) {
    case 0:
        layers.erase(layers.begin() + static_cast<std::ptrdiff_t>(at));
        scenario.timeline.clear();
        break;
    case 1:
        std::swap(layers[at], layers[below(layers.size())]);
        break;
    case 2:
        layers[at].name = name();
        scenario.timeline.clear();
        break;
    case 3:
        layers[at].latency = coin() ? std::optional<Law>(law(false)) : std::nullopt;
        layers[at].capacity = coin() ? Capacity {} : Capacity { CapacityUnit::entries, 1 + below(99) };
        break;
    default:
        editRules(scenario, layers[at]);
    }
}

void RandomScenario::editTypes(Scenario &scenario)
{
    auto &types = scenario.workload.dataTypes;
    const std::size_t at = below(types.size());
    scenario.workload.pages.clear(); // they name types
    switch (below(5)) {
    case 0:
        types.insert(types.begin() + static_cast<std::ptrdiff_t>(at), dataType());
        break;
    case 1:
        if (types.size() > 1) {
            for (auto &strategy : scenario.strategies)
                for (auto &layer : strategy.layers)
                    std::erase_if(layer.rules, [&](const auto &entry) { return entry.first == types[at].name; });
            types.erase(types.begin() + static_cast<std::ptrdiff_t>(at));
        }
        break;
    case 2: {
        const std::string before = std::exchange(types[at].name, name());
        for (auto &strategy : scenario.strategies)
            for (auto &layer : strategy.layers)
                for (auto &entry : layer.rules)
                    if (entry.first == before)
                        entry.first = types[at].name;
        break;
    }
    case 3:
        std::swap(types[at], types[below(types.size())]);
        break;
    default: {
        DataType fresh = dataType();
        fresh.name = types[at].name;
        types[at] = std::move(fresh);
    }
    }
}

void RandomScenario::editRest(Scenario &scenario)
{
    switch (below(6)) {
    case 0:
        scenario.run.seed = below(3);
        break;
    case 1:
        scenario.description = name();
        break;
    case 2:
        scenario.origin.app = coin() ? std::optional<AppServers>() : AppServers { 2, 3, law(false) };
        break;
    case 3:
        scenario.timeline.insert(scenario.timeline.begin(), TimelineEvent {})->event = EventKind::deploy;
        break;
    case 4:
        scenario.objectives = Objectives {};
        scenario.prices.items.emplace_back(name(), number());
        break;
    default:
        scenario.strategies.push_back(strategy(scenario));
        std::swap(scenario.strategies.front(), scenario.strategies.back());
    }
}

void RandomScenario::edit(Scenario &scenario)
{
    const std::uint64_t what = below(3);
    if (what == 0 && !scenario.strategies.empty())
        editLayers(scenario, scenario.strategies[below(scenario.strategies.size())]);
    else if (what == 1)
        editTypes(scenario);
    else
        editRest(scenario);
}

} // namespace cs::test
