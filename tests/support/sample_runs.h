// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/results/run_result.h"

#include <cmath>
#include <memory>
#include <string>
#include <vector>

/// Results and a scenario made by hand: small, fixed, and with numbers that fit each other.
namespace cs::test
{

inline DataType sampleType(const std::string &name, const std::string &endpoint, double readsPerHour, double perRead)
{
    DataType type;
    type.name = name;
    type.endpoint = endpoint;
    type.keys = 50000;
    type.keySize = Law::constant(24);
    type.valueSize = Law::constant(2000);
    type.popularity = { PopularityLaw::zipf, 0.9, 0, 0, 0, {} };
    type.reads.rate = readsPerHour / 3600;
    type.writes.perRead = perRead;
    type.missCost.dbTime = Law::constant(0.18);
    type.missCost.dbQueries = 12;
    type.missCost.appTime = Law::constant(0.05);
    type.missCost.serializeTime = Law::constant(0.02);
    type.stalenessTolerance = Duration::fromSeconds(300);
    return type;
}

inline Scenario sampleScenario()
{
    Scenario scenario;
    scenario.name = "Storefront API";
    scenario.description = "Two kinds of data behind one web API";
    scenario.run.duration = Duration::fromSeconds(86400);
    scenario.run.interval = Duration::fromSeconds(3600);
    scenario.workload.dataTypes = { sampleType("User profiles", "GET /api/users/:id", 2400, 0.001),
        sampleType("Product catalog", "GET /api/products", 5600, 0.0002) };
    scenario.origin.app = AppServers { 2, 4, Law::constant(0.0003) };
    scenario.origin.database.connections = 20;
    scenario.origin.database.queueLimit = 1000;
    scenario.origin.database.timeout = Duration::fromSeconds(5);

    Layer cdn;
    cdn.name = "CDN";
    cdn.kind = LayerKind::cdn;
    cdn.nodes = 8;
    cdn.capacity = { CapacityUnit::bytes, 2'000'000'000 };
    Rule edge;
    edge.ttl = Duration::fromSeconds(300);
    cdn.rules = { { "User profiles", std::nullopt }, { "Product catalog", edge } };
    Layer redis;
    redis.name = "Redis";
    redis.capacity = { CapacityUnit::bytes, 2'000'000'000 };
    Rule rule;
    rule.ttl = Duration::fromSeconds(300);
    rule.jitter = 0.1;
    rule.invalidation = Invalidation::deleteOnWrite;
    rule.propagation = Law::constant(0.001);
    rule.coalesce = true;
    rule.warm = Warm { 1000 };
    redis.rules = { { "User profiles", rule }, { "Product catalog", rule } };
    scenario.strategies = { { "No cache", {} }, { "Redis + CDN", { cdn, redis } } };
    scenario.objectives.latencyP99 = Duration::fromSeconds(0.3);
    scenario.objectives.dbUtilization = 0.7;
    scenario.objectives.staleReads = 0.01;
    scenario.objectives.costPerMonth = 700;
    scenario.prices
        = { "USD", { { "redis_gb_month", 12.0 }, { "cdn_egress_gb", 0.085 }, { "db_connection_month", 30.0 } } };
    return scenario;
}

/// `hits` fast reads and `slow` slow ones around the two latencies.
inline Histogram sampleLatency(std::uint64_t hits, double hitSeconds, std::uint64_t slow, double slowSeconds)
{
    Histogram histogram;
    for (int i = 0; i < 8; ++i) {
        const double factor = 0.6 + 0.1 * i;
        histogram.add(Duration::fromSeconds(hitSeconds * factor).ns, hits / 8 + (i == 0 ? hits % 8 : 0));
        histogram.add(Duration::fromSeconds(slowSeconds * factor).ns, slow / 8 + (i == 0 ? slow % 8 : 0));
    }
    return histogram;
}

inline Figures sampleFigures(std::uint64_t reads, std::uint64_t hits, std::uint64_t coalesced, std::uint64_t failed)
{
    Figures figures;
    figures.reads = reads;
    figures.hits = hits;
    figures.coalesced = coalesced;
    figures.failed = failed;
    figures.misses = reads - hits - coalesced;
    figures.originReads = figures.misses - failed;
    figures.readBytes = reads * 2000;
    figures.hitBytes = hits * 2000;
    figures.dbQueries = 12.0 * static_cast<double>(figures.originReads);
    figures.egressBytes = figures.originReads * 2000;
    figures.latency = sampleLatency(hits, 0.0008, reads - hits - failed, 0.25);
    return figures;
}

inline Series sampleSeries(std::size_t points, double hitShare, const std::vector<std::string> &layerNames)
{
    Series series;
    series.interval = Duration::fromSeconds(3600);
    for (std::size_t i = 0; i < points; ++i) {
        const double t = static_cast<double>(i);
        const double reads = std::round(8000 + 4000 * std::sin((t - 8) * 0.2617993877991494));
        // Warms up over the first hours.
        const double hits = std::round(reads * hitShare * (1 - std::exp(-(t + 1) / 2)));
        series.timeSeconds.push_back(t * 3600);
        series.reads.push_back(reads);
        series.coalesced.push_back(hitShare > 0 ? std::round(reads * 0.01) : 0);
        series.failed.push_back(0);
        series.originReads.push_back(reads - hits - series.coalesced.back());
        series.latencyMeanSeconds.push_back((hits * 0.0008 + (reads - hits) * 0.25) / reads);
        series.dbQueriesPerSecond.push_back(12 * series.originReads.back() / 3600);
        series.dbQueueLength.push_back(0);
    }
    for (std::size_t l = 0; l < layerNames.size(); ++l) {
        LayerSeries layer;
        layer.name = layerNames[l];
        const double share = l == 0 ? 0.4 : 0.6 / static_cast<double>(layerNames.size() - 1);
        for (std::size_t i = 0; i < points; ++i) {
            const double hits = series.reads[i] - series.originReads[i] - series.coalesced[i];
            layer.reads.push_back(series.reads[i]);
            layer.hits.push_back(std::round(hits * share));
            layer.entries.push_back(std::round(20000 * (1 - std::exp(-static_cast<double>(i + 1) / 3))));
            layer.bytes.push_back(layer.entries.back() * (l == 0 ? 2024 : 2130));
        }
        series.layers.push_back(std::move(layer));
    }
    return series;
}

inline std::shared_ptr<RunResult> sampleRun(const std::string &strategy)
{
    auto run = std::make_shared<RunResult>();
    run->scenario = "Storefront API";
    run->strategy = strategy;
    run->warmUpSeconds = 7200;
    run->warmUpAutomatic = true;
    run->durationSeconds = 86400;
    run->eventsProcessed = 190000;
    run->fingerprint = 0x0123456789abcdefULL;
    run->dbLimited = run->appLimited = true;
    return run;
}

inline void finishSample(RunResult &run)
{
    for (const auto &type : run.dataTypes)
        run.totals.add(type.figures);
    run.requests = run.totals.reads + run.totals.writes;
    const double span = run.durationSeconds - run.warmUpSeconds;
    run.dbQueriesPerSecond = run.totals.dbQueries / span;
    run.dbQueriesPerSecondPeak = run.dbQueriesPerSecond * 1.8;
    run.dbUtilization = static_cast<double>(run.totals.originReads) * 0.18 / span / 20;
    run.appUtilization = static_cast<double>(run.totals.originReads) * 0.07 / span / 8;
}

inline std::shared_ptr<RunResult> sampleBaseline()
{
    auto run = sampleRun("No cache");
    run->dataTypes = { { "User profiles", sampleFigures(52800, 0, 0, 0) },
        { "Product catalog", sampleFigures(123200, 0, 0, 12) } };
    for (auto &type : run->dataTypes)
        type.figures.writes = 53;
    run->series = sampleSeries(24, 0, {});
    finishSample(*run);
    return run;
}

inline LayerResult sampleLayer(
    const std::string &name, LayerKind kind, std::uint64_t nodes, const std::vector<TypeResult> &types)
{
    LayerResult layer;
    layer.name = name;
    layer.kind = kind;
    layer.nodes = nodes;
    layer.capacityUnit = CapacityUnit::bytes;
    layer.capacityPerNode = 2'000'000'000;
    layer.dataTypes = types;
    for (auto &type : layer.dataTypes) {
        Figures &f = type.figures;
        f.latency = sampleLatency(f.hits, 0.0008, 0, 0);
        f.fills = f.misses;
        f.expirations = f.fills * 3 / 4;
        f.evictions = f.fills / 20;
        f.invalidations = 40;
        f.entries = f.fills - f.expirations - f.evictions - f.invalidations;
        f.bytes = f.entries * 2130;
        f.bytesPeak = f.bytes * 5 / 4;
        f.originReads = f.failed = 0;
        f.dbQueries = 0;
        f.egressBytes = f.readBytes;
        layer.figures.add(f);
    }
    return layer;
}

inline std::shared_ptr<RunResult> sampleCached()
{
    auto run = sampleRun("Redis + CDN");
    run->dataTypes = { { "User profiles", sampleFigures(52800, 40600, 700, 0) },
        { "Product catalog", sampleFigures(123200, 121000, 300, 0) } };
    for (auto &type : run->dataTypes)
        type.figures.writes = 53;
    Figures &catalog = run->dataTypes[1].figures;
    catalog.staleReads = 900;
    catalog.violations = 12;
    catalog.staleness.add(40'000'000'000, 888);
    catalog.staleness.add(310'000'000'000, 12);
    run->layers
        = { sampleLayer("CDN", LayerKind::cdn, 8, { { "Product catalog", sampleFigures(123200, 90000, 0, 0) } }),
              sampleLayer("Redis", LayerKind::redis, 1,
                  { { "User profiles", sampleFigures(52800, 40600, 700, 0) },
                      { "Product catalog", sampleFigures(33200, 31000, 300, 0) } }) };
    Figures &edge = run->layers[0].dataTypes[0].figures;
    edge.staleReads = run->layers[0].figures.staleReads = 900;
    edge.violations = run->layers[0].figures.violations = 12;
    run->series = sampleSeries(24, 0.93, { "CDN", "Redis" });
    for (const auto &type : run->dataTypes) {
        TypeSeries series;
        series.name = type.name;
        run->series.dataTypes.push_back(series);
    }
    finishSample(*run);
    return run;
}

inline std::vector<RunResultPtr> sampleRuns()
{
    return { sampleBaseline(), sampleCached() };
}

/// Names that do harm where they are not escaped: HTML, Markdown, CSV, control characters, right-to-left marks, emoji.
inline std::vector<std::string> hostileNames()
{
    return { "<script>alert(1)</script>", "a|b|c `code` **bold** _it_ ~~no~~", "quote\" and ' and , comma",
        "line\nbreak\r\n# heading\n- item\t\x1b[31mred",
        "[link](javascript:alert(1)) ![img](http://x.example/y.png) https://x.example www.x.example",
        "&lt;b&gt; &amp; & ]]> -->", "\u202eright to left \u05d0\u05d1\u05d2",
        "emoji \U0001F680\U0001F4A5 and \u6f22\u5b57", "bad utf8 \xff\xfe\xc3", "=1+1", "",
        std::string("nul\0in it", 9) };
}

/// The cached sample with these names for strategy, layers and data types.
inline std::shared_ptr<RunResult> namedRun(const std::string &name)
{
    auto run = sampleCached();
    run->scenario = run->strategy = name;
    for (auto &layer : run->layers) {
        layer.name = name;
        for (auto &type : layer.dataTypes)
            type.name = name;
    }
    for (auto &layer : run->series.layers)
        layer.name = name;
    for (auto &type : run->dataTypes)
        type.name = name;
    run->notes = { name };
    run->findings = { { "latency_p99", true, 0.3, 0.2, name } };
    return run;
}

} // namespace cs::test
