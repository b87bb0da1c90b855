// SPDX-License-Identifier: GPL-3.0-or-later
// Recorded streams of real cache servers through the whole engine: what the node alone does with them, hit for hit.
#include "sim/cache/redis/redis_node.h"
#include "sim/model/presets.h"
#include "tests/support/scenarios.h"
#include "tests/support/scratch.h"
#include "tests/support/server_streams.h"

#include <fstream>

using namespace cs;
using namespace cs::test;

namespace
{

constexpr std::uint64_t requests = 200'000;
constexpr std::uint64_t engineSeed = 20240607;

/// A CSV with recorded TTLs and sizes; gone with this.
class TraceFile
{
public:
    explicit TraceFile(ServerStream stream)
    {
        std::ofstream out(m_folder.path("stream.csv"));
        out << "time,key,size,op,ttl\n";
        for (std::uint64_t i = 0; i < requests; ++i) {
            const ServerRequest request = stream.next();
            char key[16];
            std::snprintf(key, sizeof key, "obj:%08llu", static_cast<unsigned long long>(request.id));
            char time[32];
            std::snprintf(time, sizeof time, "%llu.%06llu",
                static_cast<unsigned long long>(request.microseconds / 1'000'000),
                static_cast<unsigned long long>(request.microseconds % 1'000'000));
            out << time << ',' << key << ',' << stream.valueBytes(request.id) << ','
                << (request.op == 'D' ? "delete" : "get") << ',' << stream.ttl(request.id) << '\n';
        }
    }
    std::string folder() const { return m_folder.folder(); }

private:
    ScratchFolder m_folder;
};

const nlohmann::json &recordedCase(const std::string &id)
{
    for (const auto &entry : serversFile().at("redis_cases"))
        if (entry.at("id") == id)
            return entry;
    FAIL("no case ", id);
    return serversFile();
}

struct NodeRun {
    std::uint64_t hits = 0, fills = 0, evictions = 0, entries = 0, bytes = 0;
};

/// The node as the engine sets it up, without the engine. Keys are numbered by their first appearance, as the engine
/// does, since they decide the order in the server's table.
NodeRun nodeAlone(ServerStream stream, Eviction eviction, const NodeOptions &options, std::int64_t ruleTtl)
{
    std::vector<CacheCounters> counters(1);
    CacheStock stock { { 0 }, { 0 }, 0, 0, 0 };
    const CacheBooks books { &counters, &stock };
    RedisNode node(eviction, options, &books);
    std::map<std::uint64_t, std::uint64_t> numbers;
    NodeRun out;
    SimTime now;
    for (std::uint64_t i = 0; i < requests; ++i) {
        const ServerRequest request = stream.next();
        now = request.time();
        const std::uint64_t number = numbers.try_emplace(request.id, numbers.size()).first->second;
        const EntryKey key = EntryKey::of(0, number);
        if (request.op == 'D') {
            node.invalidate(key, now);
            continue;
        }
        if (node.lookup(key, now, {})) {
            ++out.hits;
            continue;
        }
        const std::int64_t ttl = ruleTtl > 0 ? ruleTtl : stream.ttl(request.id);
        StoreRequest store;
        store.key = key;
        store.now = now;
        store.deadline = ttl > 0 ? now + Duration { ttl * 1'000'000'000 } : SimTime::never();
        store.latestDeadline = store.freshUntil = store.deadline;
        store.keyBytes = ServerStream::keyBytes;
        store.valueBytes = stream.valueBytes(request.id);
        node.store(store);
    }
    node.sweep(now);
    out.fills = counters[0].fills;
    out.evictions = counters[0].evictions;
    out.entries = stock.entries[0];
    out.bytes = stock.bytes[0];
    return out;
}

/// With a TTL of the rule, in seconds, in place of the recorded ones.
void check(nlohmann::json definition, const std::string &policy, std::uint64_t maxmemory, Eviction eviction,
    std::int64_t ruleTtl = 0)
{
    INFO(policy);
    const ServerStream stream(definition);
    const TraceFile trace(stream);
    Layer layer;
    layer.name = "Redis";
    layer.kind = LayerKind::redis;
    layer.capacity = { CapacityUnit::bytes, maxmemory };
    layer.eviction = eviction;
    layer.latency = Law::constant(0);
    Rule rule;
    rule.invalidation = Invalidation::deleteOnWrite;
    if (ruleTtl > 0)
        rule.ttl = Duration { ruleTtl * 1'000'000'000 };
    layer.rules = { { "Requests", rule } };
    Scenario s;
    s.name = "trace";
    s.run.seed = engineSeed;
    s.run.warmUp = Duration { 0 };
    s.run.duration = seconds(1e5);
    DataType type;
    type.name = "Requests";
    type.endpoint = "*";
    type.keySize = Law::constant(ServerStream::keyBytes); // a CSV has no column for it
    s.workload.dataTypes = { type };
    s.workload.trace = TraceSource { "stream.csv", TraceFormat::automatic, 1, {} };
    s.strategies = { { "Redis", { layer } } };
    RunOptions options;
    options.scenarioFolder = trace.folder();
    const auto result = run(s, 0, options);

    NodeOptions node;
    node.capacity = layer.capacity;
    node.expiry = Expiry::swept;
    node.seed = substream(engineSeed, "eviction", 0);
    node.reservedBytes = redisReservedBytes;
    const NodeRun alone = nodeAlone(stream, eviction, node, ruleTtl);
    const Figures &figures = result->layers[0].figures;
    CHECK(figures.hits == alone.hits);
    CHECK(figures.fills == alone.fills);
    CHECK(figures.evictions == alone.evictions);
    CHECK(alone.evictions > 0);
    CHECK(alone.hits > requests / 10);
}

nlohmann::json streamOf(const std::string &id)
{
    return recordedCase(id).at("stream");
}

} // namespace

TEST_CASE("a recorded stream through the engine hits as the Redis node alone: LRU with log-normal sizes")
{
    const std::string id = "C100k_logn_a1.1_f0.05_lru";
    check(streamOf(id), id, recordedCase(id).at("maxmemory"), Eviction::redisLru);
}

TEST_CASE("a recorded stream through the engine hits as the Redis node alone: recorded TTLs")
{
    const std::string id = "F_ttlmixed_a0.9_f0.2_vttl";
    nlohmann::json stream = streamOf(id);
    stream["wfrac"] = 0.02;
    stream["wop"] = "D";
    check(stream, id, recordedCase(id).at("maxmemory"), Eviction::redisVolatileTtl);
    // A TTL of the rule goes before them.
    check(stream, id, recordedCase(id).at("maxmemory"), Eviction::redisVolatileTtl, 30);
}

TEST_CASE("a recorded stream through the engine hits as the Redis node alone: LFU in a loop")
{
    const std::string id = "L_loop21000_lfu";
    check(streamOf(id), id, recordedCase(id).at("maxmemory"), Eviction::redisLfu);
}
