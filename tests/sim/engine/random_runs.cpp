// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/random_runs.h"

namespace cs::test
{

Law RandomRun::timeLaw(double mean)
{
    Law law;
    switch (below(5)) {
    case 0:
        law.kind = LawKind::exponential;
        law.mean = mean;
        return law;
    case 1:
        law.kind = LawKind::lognormal;
        law.mean = mean;
        law.cv = real(0.1, 2);
        return law;
    case 2:
        law.kind = LawKind::uniform;
        law.min = 0;
        law.max = 2 * mean;
        return law;
    default:
        return Law::constant(mean);
    }
}

Law RandomRun::sizeLaw()
{
    Law law;
    switch (below(5)) {
    case 0:
        law.kind = LawKind::gpd;
        law.scale = real(10, 300);
        law.shape = real(0, 0.4);
        return law;
    case 1:
        law.kind = LawKind::table;
        law.values = { 0, 100, 5000 };
        return law;
    case 2:
        law.kind = LawKind::lognormal;
        law.mean = real(10, 3000);
        law.cv = real(0.1, 3);
        return law;
    default:
        return Law::constant(static_cast<double>(below(1000)));
    }
}

void RandomRun::maybe(std::uint64_t in, const Change &change)
{
    if (!one(in))
        return;
    Scenario before = m_scenario;
    change();
    if (!validate(m_scenario).empty() || !unsupported(m_scenario, 0).empty())
        m_scenario = std::move(before);
}

void RandomRun::addType()
{
    DataType type;
    type.name = "Type " + std::to_string(m_scenario.workload.dataTypes.size());
    type.endpoint = "GET /" + type.name;
    type.keys = 1 + below(one(3) ? 5 : 800);
    type.popularity.law = one(3) ? PopularityLaw::uniform : PopularityLaw::zipf;
    type.popularity.exponent = real(0, 2);
    type.reads.rate = real(200, 1200) / m_seconds;
    type.keySize = sizeLaw();
    type.valueSize = sizeLaw();
    type.missCost.dbTime = timeLaw(one(3) ? 0.5 : 0.01);
    type.missCost.appTime = timeLaw(0.002);
    type.missCost.dbQueries = one(3) ? real(0, 3) : 1;
    m_scenario.workload.dataTypes.push_back(type);
}

void RandomRun::changeWorkload(std::size_t index)
{
    auto &types = m_scenario.workload.dataTypes;
    const auto type = [&types, index]() -> DataType & { return types[index]; };
    maybe(4, [&] { type().popularity = { PopularityLaw::hotspot, 0, real(0, 1), real(0, 1), 0, {} }; });
    maybe(6, [&] { type().popularity = { PopularityLaw::exponential, 0, 0, 0, real(0, 20), {} }; });
    maybe(6, [&] { type().popularity = { PopularityLaw::table, 0, 0, 0, 0, std::vector<double>(type().keys, 1) }; });
    maybe(4, [&] { type().reads.arrivals = Arrivals::even; });
    maybe(4, [&] { type().reads.diurnal = Diurnal { real(1, 9), time(0, 20), time(5, 60) }; });
    maybe(6, [&] { type().reads.weekly = { 1, 2, 0, 4, 5, 6, 7 }; });
    maybe(4, [&] { type().reads.bursts = Bursts { real(1, 20), time(0.1, 5), time(0.1, 20) }; });
    maybe(3, [&] { type().reads.missing = MissingKeys { real(0, 0.9), 1 + below(40) }; });
    maybe(4, [&] { type().churn = Churn { real(0, 1), std::nullopt, ChurnShape::box }; });
    maybe(6, [&] { type().churn = Churn { std::nullopt, time(1, 100), any<ChurnShape>() }; });
    maybe(4, [&] {
        type().scans.push_back({ time(0, m_seconds), one(2) ? std::optional(time(2, 30)) : std::nullopt,
            one(2) ? std::optional(1 + below(type().keys)) : std::nullopt, real(1, 200) });
    });
    maybe(2, [&] { type().writes.rate = real(0, 600) / m_seconds; });
    maybe(3, [&] {
        type().writes.rate.reset();
        type().writes.perRead = real(0, 1.5);
    });
    maybe(3, [&] { type().writes.keys = WriteKeys::uniform; });
    maybe(2, [&] { type().stalenessTolerance = time(0, 5); });
    maybe(3, [&] { type().missCost.checkTime = timeLaw(0.005); });
    maybe(4, [&] { type().missCost.serializeTime = timeLaw(0.001); });
    maybe(4, [&] { type().scope = "user"; });
    maybe(5, [&] { type().keyParts.push_back({ "part", 1 + below(5), one(2), one(2) }); });
    maybe(5, [&] { type().keyParts.push_back({ "other", 1 + below(5), one(2), one(2) }); });
}

void RandomRun::addLayer()
{
    static constexpr LayerKind kinds[]
        = { LayerKind::redis, LayerKind::inProcess, LayerKind::memcached, LayerKind::cdn, LayerKind::browser };
    Layer added;
    auto &layers = m_scenario.strategies[0].layers;
    added.name = "Layer " + std::to_string(layers.size());
    for (const auto &type : m_scenario.workload.dataTypes)
        if (!one(4))
            added.rules.emplace_back(type.name, Rule {});
    added.eviction = Eviction::lru;
    added.latency = Law::constant(0.0005);
    layers.push_back(added);
    const std::size_t index = layers.size() - 1;
    maybe(2, [&] { layer(index).kind = kinds[below(std::size(kinds))]; });
    maybe(8, [&] { layer(index).kind = LayerKind::materializedView; });
    changeLayer(index);
    for (std::size_t i = 0; i < layer(index).rules.size(); ++i) {
        changeRule(index, i);
        changeFreshness(index, i);
    }
}

void RandomRun::changeLayer(std::size_t index)
{
    maybe(2, [&] { layer(index).nodes = 1 + below(4); });
    maybe(1, [&] { layer(index).eviction = any<Eviction>(); });
    maybe(2, [&] { layer(index).capacity = { CapacityUnit::entries, below(200) }; });
    maybe(3, [&] { layer(index).capacity = { CapacityUnit::bytes, below(300'000) }; });
    maybe(2, [&] { layer(index).latency = timeLaw(one(4) ? 0.3 : 0.001); });
    maybe(4, [&] { layer(index).missLatency = timeLaw(0.001); });
    maybe(2, [&] { layer(index).overhead = Overhead { one(2) ? OverheadKind::redis : OverheadKind::none, 0 }; });
    maybe(4, [&] { layer(index).overhead = Overhead { OverheadKind::memcached, 0 }; });
    maybe(4, [&] { layer(index).overhead = Overhead { OverheadKind::bytes, below(90) }; });
    maybe(2, [&] { layer(index).expiry = any<Expiry>(); });
    maybe(3, [&] { layer(index).routing = Routing { any<RoutingKind>(), {} }; });
    maybe(4, [&] {
        layer(index).nodes = 3;
        layer(index).routing = Routing { RoutingKind::weights, { 0.2, 0.7, 0.1 } };
    });
    maybe(4, [&] { layer(index).shield = true; });
    maybe(4, [&] { layer(index).samples = 1 + below(10); });
    maybe(4, [&] { layer(index).lfuLogFactor = real(0, 20); });
    maybe(4, [&] { layer(index).lfuDecayTime = time(0, 90); });
}

void RandomRun::changeRule(std::size_t at, std::size_t index)
{
    const auto rule = [this, at, index]() -> Rule & { return *layer(at).rules[index].second; };
    maybe(2, [&] { rule().invalidation = Invalidation::deleteOnWrite; });
    maybe(4, [&] { rule().invalidation = Invalidation::writeThrough; });
    maybe(4, [&] {
        rule().invalidation = Invalidation::writeBehind;
        rule().flush = time(0, 5);
    });
    maybe(2, [&] { rule().flushBatch = 1 + below(20); });
    maybe(4, [&] { rule().invalidation = Invalidation::event; });
    maybe(3, [&] { rule().eventLoss = real(0, 1); });
    maybe(5, [&] {
        rule().invalidation = Invalidation::tags;
        rule().tags.push_back({ "tag", 1 + below(20), one(2) ? std::optional(real(0, 2)) : std::nullopt });
        rule().tagRemovalTime = timeLaw(0.0001);
    });
    maybe(2, [&] { rule().propagation = timeLaw(one(3) ? 2 : 0.01); });
    maybe(2, [&] { rule().coalesce = true; });
    maybe(2, [&] { rule().fill = any<Fill>(); });
    maybe(3, [&] { rule().leaseTime = time(0.01, 3); });
    maybe(4, [&] { rule().warm = Warm { below(300) }; });
    maybe(8, [&] { layer(at).rules[index].second.reset(); });
}

void RandomRun::changeFreshness(std::size_t at, std::size_t index)
{
    if (!layer(at).rules[index].second)
        return;
    const auto rule = [this, at, index]() -> Rule & { return *layer(at).rules[index].second; };
    maybe(2, [&] { rule().ttl = time(0, 20); });
    maybe(4, [&] { rule().ttl = time(0, 0.5); });
    maybe(4, [&] { rule().idleTtl = time(0, 5); });
    maybe(3, [&] { rule().ttlFrom = TtlFrom::generated; });
    maybe(3, [&] { rule().jitter = real(0, 1); });
    maybe(3, [&] { rule().staleWhileRevalidate = time(0, 10); });
    maybe(3, [&] { rule().staleIfError = time(0, 30); });
    maybe(3, [&] { rule().revalidate = true; });
    maybe(4, [&] { rule().earlyRefresh = real(0, 3); });
    maybe(4, [&] { rule().refreshAhead = real(0, 1); });
    maybe(3, [&] { rule().negativeTtl = time(0, 5); });
    maybe(6, [&] { rule().refresh = time(0.1, 20); });
}

void RandomRun::changeOrigin()
{
    Origin &origin = m_scenario.origin;
    maybe(2, [&] { origin.app = AppServers { 1 + below(3), 1 + below(4), timeLaw(0.0003) }; });
    maybe(2, [&] { origin.database.connections = 1 + below(12); });
    maybe(2, [&] { origin.database.queueLimit = below(60); });
    maybe(2, [&] { origin.database.timeout = time(0.005, 2); });
    maybe(2, [&] { origin.retry = Retry { below(4), time(0.01, 1), real(1, 3), real(0, 1) }; });
    maybe(3, [&] {
        m_scenario.workload.pages.push_back({ "Page", real(0, 200) / m_seconds, {} });
        for (const auto &type : m_scenario.workload.dataTypes)
            m_scenario.workload.pages.back().reads.emplace_back(type.name, 1 + below(4));
    });
}

void RandomRun::addEvent()
{
    maybe(1, [&] {
        TimelineEvent event;
        event.at = time(0, m_seconds * 0.999);
        event.event = any<EventKind>();
        if (!m_scenario.strategies[0].layers.empty()) {
            const Layer &hit = layer(below(m_scenario.strategies[0].layers.size()));
            event.layer = hit.name;
            if (event.event == EventKind::nodeLoss && one(2))
                event.node = below(hit.nodes.value_or(1));
        }
        const bool ofType = event.event == EventKind::purge || event.event == EventKind::flashCrowd
            || event.event == EventKind::growth;
        if (ofType)
            event.dataType = m_scenario.workload.dataTypes[below(m_scenario.workload.dataTypes.size())].name;
        if (event.event != EventKind::flush && event.event != EventKind::purge) {
            event.duration = time(0, m_seconds / 4);
            event.factor = real(0.1, 6);
        }
        if (event.event == EventKind::flashCrowd && one(2))
            event.key = below(5);
        if (event.event == EventKind::purge && one(3)) {
            event.dataType.clear();
            event.tag = "tag";
            if (one(2))
                event.group = 0;
        }
        event.rehash = one(2);
        event.mode = one(2) ? OutageMode::fallThrough : OutageMode::failFast;
        m_scenario.timeline.push_back(event);
    });
}

Scenario RandomRun::scenario()
{
    m_seconds = real(20, 120);
    m_scenario.name = "random";
    m_scenario.run.seed = m_bits();
    m_scenario.run.duration = Duration::fromSeconds(m_seconds);
    m_scenario.run.warmUp = Duration { 0 };
    m_scenario.run.interval = Duration::fromSeconds(m_seconds / static_cast<double>(1 + below(30)));
    m_scenario.workload.clients.count = 1 + below(30);
    m_scenario.strategies = { { "Layers", {} }, { "No cache", {} } };
    for (std::uint64_t i = 1 + below(3); i > 0; --i)
        addType();
    for (std::size_t i = 0; i < m_scenario.workload.dataTypes.size(); ++i)
        changeWorkload(i);
    for (std::uint64_t i = below(4); i > 0; --i)
        addLayer();
    changeOrigin();
    for (std::uint64_t i = below(4); i > 0; --i)
        addEvent();
    maybe(3, [this] { m_scenario.run.warmUp = std::nullopt; });
    maybe(3, [this] { m_scenario.run.warmUp = time(0, m_seconds * 0.9); });
    return m_scenario;
}

} // namespace cs::test
