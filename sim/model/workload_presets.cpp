// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/model/workload_presets.h"

namespace cs
{

namespace
{

Duration inSeconds(double seconds)
{
    return Duration::fromSeconds(seconds);
}

Law lognormal(double mean, double cv)
{
    Law law;
    law.kind = LawKind::lognormal;
    law.mean = mean;
    law.cv = cv;
    return law;
}

Law threeParameters(LawKind kind, double location, double scale, double shape)
{
    Law law;
    law.kind = kind;
    law.location = location;
    law.scale = scale;
    law.shape = shape;
    return law;
}

DataType dataType(const char *name, std::uint64_t keys, double exponent, double readsPerSecond, double writesPerRead)
{
    DataType type;
    type.name = name;
    type.keys = keys;
    type.keySize = Law::constant(24);
    type.valueSize = Law::constant(1000);
    type.popularity.law = exponent > 0 ? PopularityLaw::zipf : PopularityLaw::uniform;
    type.popularity.exponent = exponent;
    type.reads.rate = readsPerSecond;
    if (writesPerRead > 0)
        type.writes.perRead = writesPerRead;
    type.missCost.dbTime = lognormal(5e-3, 1);
    return type;
}

struct Plan {
    Duration duration;
    Duration warmUp;
    CapacityUnit unit = CapacityUnit::bytes;
    std::uint64_t capacity = 0;
    std::optional<Duration> ttl;
};

/// The type without a cache and behind one Redis that hears of writes.
Scenario scenarioFor(const DataType &type, const Plan &plan)
{
    Scenario out;
    out.run.duration = plan.duration;
    out.run.warmUp = plan.warmUp;
    out.workload.dataTypes = { type };
    Layer redis;
    redis.name = "Redis";
    redis.kind = LayerKind::redis;
    redis.nodes = 1;
    redis.capacity = { plan.unit, plan.capacity };
    redis.eviction = Eviction::lru;
    Rule rule;
    rule.ttl = plan.ttl;
    if (type.writes.perRead || type.writes.rate)
        rule.invalidation = Invalidation::deleteOnWrite;
    redis.rules = { { type.name, rule } };
    out.strategies = { { "No cache", {} }, { "Redis", { redis } } };
    return out;
}

Scenario ycsb(double writesPerRead)
{
    // Ten fields of 100 bytes; a tenth of the records fits.
    return scenarioFor(dataType("Records", 100'000, 0.99, 1000, writesPerRead),
        { inSeconds(1800), inSeconds(600), CapacityUnit::bytes, 12'000'000, {} });
}

Scenario ycsbLatest()
{
    DataType type = dataType("Records", 100'000, 0, 1000, 0);
    // 5 inserts to 95 reads: 1000 x 5 / 95 births a second, and a hundred thousand alive.
    type.churn = Churn { std::nullopt, inSeconds(1900), ChurnShape::fade };
    return scenarioFor(type, { inSeconds(7200), inSeconds(3600), CapacityUnit::bytes, 12'000'000, {} });
}

Scenario ycsbScans()
{
    Scenario out = ycsb(5.0 / 95);
    DataType &type = out.workload.dataTypes.front();
    type.name = "Scans of 50 records";
    type.valueSize = Law::constant(50'000);
    type.writes.keys = WriteKeys::uniform;
    type.reads.rate = 200;
    type.missCost.dbTime = lognormal(20e-3, 1);
    Layer &redis = out.strategies.back().layers.front();
    redis.rules.front().first = type.name;
    redis.capacity.amount = 500'000'000;
    return out;
}

Scenario facebookEtc()
{
    DataType type = dataType("ETC", 1'000'000, 1, 50'000, 1.0 / 30);
    type.keySize = threeParameters(LawKind::gev, 30.7984, 8.20449, 0.078688);
    Law small;
    small.kind = LawKind::table;
    small.weights = { 0.00536, 0.00047, 0.17820, 0.09239, 0.00018, 0.02740, 0.00065, 0.00606, 0.00023, 0.00837, 0.00837,
        0.08989, 0.00092, 0.00326, 0.01980 };
    double smallShare = 0;
    for (const double weight : small.weights) {
        small.values.push_back(static_cast<double>(small.values.size()));
        smallShare += weight;
    }
    type.valueSize = {};
    type.valueSize.kind = LawKind::mixture;
    type.valueSize.parts = { small, threeParameters(LawKind::gpd, 15, 214.476, 0.348238) };
    type.valueSize.weights = { smallShare, 1 - smallShare };
    return scenarioFor(type, { inSeconds(120), inSeconds(60), CapacityUnit::bytes, 64'000'000, inSeconds(3600) });
}

struct Cluster {
    double exponent;
    double writesPerRead;
    double ttlSeconds;
    std::uint64_t capacity;
};

Scenario twitter(const Cluster &cluster)
{
    DataType type = dataType("Values", 1'000'000, cluster.exponent, 5'300 * 0.86, cluster.writesPerRead);
    type.keySize = Law::constant(36);
    type.valueSize = Law::constant(224);
    return scenarioFor(type,
        { inSeconds(1800), inSeconds(600), CapacityUnit::bytes, cluster.capacity, inSeconds(cluster.ttlSeconds) });
}

Scenario twitterOneHit()
{
    Scenario out = twitter({ 0, 0, 30, 20'000'000 });
    DataType &type = out.workload.dataTypes.front();
    type.keys = 75'000'000;
    type.reads.rate = 500;
    out.run.duration = inSeconds(1200);
    return out;
}

Scenario webPages()
{
    DataType type = dataType("Pages", 200'000, 0.75, 100, 0.001);
    type.keySize = Law::constant(60);
    type.valueSize = lognormal(12'000, 2.5);
    type.missCost.dbTime = lognormal(30e-3, 1);
    return scenarioFor(type, { inSeconds(86400), inSeconds(28800), CapacityUnit::bytes, 200'000'000, inSeconds(600) });
}

Scenario loop()
{
    DataType type = dataType("Blocks", 1001, 0, 0.001, 0);
    // Far less than the 10 ms between two reads: blocks that overtake each other on their way in would break the loop.
    type.missCost.dbTime = Law::constant(1e-3);
    type.scans = { { {}, inSeconds(10.01), std::nullopt, 100 } };
    return scenarioFor(type, { inSeconds(3600), inSeconds(60), CapacityUnit::entries, 1000, {} });
}

Scenario scan()
{
    DataType type = dataType("Articles", 50'000, 0.9, 100, 0);
    type.scans = { { inSeconds(5400), inSeconds(10'800), std::nullopt, 50 } };
    return scenarioFor(type, { inSeconds(43'200), inSeconds(3600), CapacityUnit::entries, 5000, {} });
}

#define YCSB_SOURCE                                                                                                    \
    "Core workload files of YCSB; Cooper et al., \"Benchmarking Cloud Serving Systems with YCSB\", SoCC 2010"
#define YCSB_ASSUMED " Exact Zipf 0.99 over 100,000 records of 10 x 100 B; the number of records and rates are assumed."
#define TWITTER_SOURCE                                                                                                 \
    "twitter/cache-trace, statistics of March 2020; Yang, Yue, Rashmi, \"A Large Scale Analysis of Hundreds of "       \
    "In-memory Cache Clusters at Twitter\", OSDI 2020"
#define TWITTER_ASSUMED " Number of keys, rate and memory are assumed."

constexpr WorkloadPreset presets[] = {
    { "ycsb-a", "YCSB A: reads and updates", "Half reads, half updates." YCSB_ASSUMED, YCSB_SOURCE,
        [] { return ycsb(1); } },
    { "ycsb-b", "YCSB B: mostly reads", "95 % reads, 5 % updates." YCSB_ASSUMED, YCSB_SOURCE,
        [] { return ycsb(5.0 / 95); } },
    { "ycsb-c", "YCSB C: reads only", "Reads alone." YCSB_ASSUMED, YCSB_SOURCE, [] { return ycsb(0); } },
    { "ycsb-d", "YCSB D: the latest",
        "95 % reads, 5 % inserts; new records are read most. Here records are born as often as the inserts come and "
        "are "
        "read less and less over their life (a straight line instead of YCSB's Zipf over age); their number and the "
        "rates are assumed.",
        YCSB_SOURCE, ycsbLatest },
    { "ycsb-e", "YCSB E: short scans",
        "95 % scans of up to 100 records, 5 % inserts. Here a scan is one value of 50 records under the key of its "
        "first, "
        "and an insert changes one scan; the numbers of records and rates are assumed.",
        YCSB_SOURCE, ycsbScans },
    { "ycsb-f", "YCSB F: read, modify, write",
        "Half reads, half reads with a write after it: one write to two reads." YCSB_ASSUMED, YCSB_SOURCE,
        [] { return ycsb(0.5); } },
    { "facebook-etc", "Facebook ETC",
        "30 gets to a set; keys of generalised extreme value, values of 0 to 14 B by a table and generalised Pareto "
        "above. "
        "Zipf 1.0, a million keys, Poisson arrivals and memory are assumed; the pool's gaps vary a little more (cv^2 "
        "1.45).",
        "Atikoglu, Xu, Frachtenberg, Jiang, Paleczny, \"Workload Analysis of a Large-Scale Key-Value Store\", "
        "SIGMETRICS "
        "2012",
        facebookEtc },
    { "twitter-typical", "Twitter, typical cluster",
        "The medians over 54 clusters: Zipf 1.21, values of 224 B, TTL 8 h, 86 % gets." TWITTER_ASSUMED, TWITTER_SOURCE,
        [] {
            return twitter({ 1.212, 0.14 / 0.86, 28'800, 20'000'000 });
        } },
    { "twitter-skewed", "Twitter, very skewed", "Cluster 6: Zipf 1.88, TTL 9 min." TWITTER_ASSUMED, TWITTER_SOURCE,
        [] {
            return twitter({ 1.88, 0, 540, 20'000'000 });
        } },
    { "twitter-flat", "Twitter, flat", "Cluster 19: Zipf 0.735, TTL 7 h." TWITTER_ASSUMED, TWITTER_SOURCE,
        [] {
            return twitter({ 0.735, 0, 25'200, 100'000'000 });
        } },
    { "twitter-write-heavy", "Twitter, write-heavy",
        "Cluster 13: 62 % sets, TTL 5 min; Zipf 1.21 is assumed." TWITTER_ASSUMED, TWITTER_SOURCE,
        [] {
            return twitter({ 1.212, 0.62 / 0.38, 300, 100'000'000 });
        } },
    { "twitter-one-hit", "Twitter, one-hit wonders",
        "Cluster 15: 99.6 % of the keys are asked for once, TTL 30 s. Here 600,000 reads spread evenly over 75 million "
        "keys." TWITTER_ASSUMED,
        TWITTER_SOURCE, twitterOneHit },
    { "web-pages", "Web pages",
        "Zipf 0.75 (proxies: 0.64 to 0.83), heavy-tailed sizes. Number of pages, sizes, rates and TTL are assumed.",
        "Breslau, Cao, Fan, Phillips, Shenker, \"Web Caching and Zipf-like Distributions\", INFOCOM 1999", webPages },
    { "loop", "A loop one larger than the cache",
        "1001 blocks over and over, room for 1000: LRU never hits, other evictions nearly always. Numbers are assumed.",
        "The loop of Jiang, Zhang, \"LIRS\", SIGMETRICS 2002", loop },
    { "scan", "Readers and a crawler",
        "Zipf 0.9 over 50,000 articles, and every three hours a crawler that reads them all: what it brings in throws "
        "out "
        "what is read. Numbers are assumed.",
        "The scan of Jiang, Zhang, \"LIRS\", SIGMETRICS 2002", scan },
};

} // namespace

std::span<const WorkloadPreset> workloadPresets()
{
    return presets;
}

const WorkloadPreset *workloadPreset(std::string_view name)
{
    for (const WorkloadPreset &preset : presets)
        if (preset.name == name)
            return &preset;
    return nullptr;
}

Scenario scenarioOf(const WorkloadPreset &preset)
{
    Scenario out = preset.make();
    out.name = preset.title;
    out.description = std::string(preset.description) + " Source: " + preset.source + '.';
    return out;
}

} // namespace cs
