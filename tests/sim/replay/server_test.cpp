// SPDX-License-Identifier: GPL-3.0-or-later
// Recorded streams of real cache servers, replayed from a file.
#include "sim/cache/cache_node.h"
#include "sim/model/presets.h"
#include "sim/replay/node_cache.h"
#include "tests/sim/replay/streams.h"
#include "tests/support/scratch.h"
#include "tests/support/server_streams.h"

#include <cmath>

using namespace cs;
using namespace cs::test;

namespace
{

/// A CSV of a recorded stream; gone with this.
class StreamFile
{
public:
    explicit StreamFile(ServerStream stream)
    {
        std::ofstream out(m_folder.path("stream.csv"));
        out << "time,key,key_size,size,op,ttl\n";
        for (std::uint64_t i = 0; i < stream.requests; ++i) {
            const ServerRequest request = stream.next();
            char row[120];
            std::snprintf(row, sizeof row, "%llu.%06llu,obj:%08llu,%u,%llu,%s,%lld\n",
                static_cast<unsigned long long>(request.microseconds / 1'000'000),
                static_cast<unsigned long long>(request.microseconds % 1'000'000),
                static_cast<unsigned long long>(request.id), ServerStream::keyBytes,
                static_cast<unsigned long long>(stream.valueBytes(request.id)), request.op == 'D' ? "delete" : "get",
                static_cast<long long>(stream.ttl(request.id)));
            out << row;
        }
    }
    TraceSource source() const { return { m_folder.path("stream.csv"), TraceFormat::automatic, 1, {} }; }

private:
    ScratchFolder m_folder;
};

struct Counts {
    std::uint64_t hits = 0, misses = 0, warmUpReads = 0;
};

/// The node without the replay. Objects have the numbers of their first appearance.
Counts nodeAlone(ServerStream stream, Eviction eviction, const NodeOptions &options)
{
    std::vector<CacheCounters> counters(1);
    CacheStock stock { { 0 }, { 0 }, 0, 0, 0 };
    const CacheBooks books { &counters, &stock };
    const auto node = makeCacheNode(eviction, options, &books);
    std::map<std::uint64_t, std::uint64_t> numbers;
    Counts out;
    for (std::uint64_t i = 0; i < stream.requests; ++i) {
        const ServerRequest request = stream.next();
        StoreRequest store;
        store.key = EntryKey::of(0, numbers.try_emplace(request.id, numbers.size()).first->second);
        store.now = request.time();
        if (request.op == 'D') {
            node->invalidate(store.key, store.now);
            continue;
        }
        const bool hit = node->lookup(store.key, store.now, {});
        ++(i < stream.warmUp ? out.warmUpReads : hit ? out.hits : out.misses);
        if (hit)
            continue;
        const std::int64_t ttl = stream.ttl(request.id);
        store.deadline = ttl > 0 ? store.now + Duration { ttl * 1'000'000'000 } : SimTime::never();
        store.latestDeadline = store.freshUntil = store.deadline;
        store.keyBytes = ServerStream::keyBytes;
        store.valueBytes = stream.valueBytes(request.id);
        node->store(store);
    }
    return out;
}

void check(const char *list, const std::string &id, Eviction eviction)
{
    INFO(id);
    const auto &cases = serversFile().at(list);
    const auto entry = std::find_if(cases.begin(), cases.end(), [&id](const auto &one) { return one.at("id") == id; });
    REQUIRE(entry != cases.end());
    const bool redis = isRedisEviction(eviction);
    const std::uint64_t capacity = redis ? entry->at("maxmemory").template get<std::uint64_t>()
                                         : entry->at("memory_mb").template get<std::uint64_t>() << 20;
    const ServerStream stream(entry->at("stream"));
    const StreamFile file(stream);

    NodeOptions node;
    node.capacity = { CapacityUnit::bytes, capacity };
    node.expiry = Expiry::swept;
    node.seed = 5;
    node.reservedBytes = redis ? redisReservedBytes : 0;
    const Counts alone = nodeAlone(stream, eviction, node);

    auto options = optionsFor({ eviction }, { capacity }, CapacityUnit::bytes);
    options.recordedTtls = entry->at("stream").value("ttl", 0) > 0;
    options.warmUpReads = alone.warmUpReads;
    options.seed = node.seed;
    const auto report = replay(file.source(), options);
    REQUIRE_MESSAGE(report, (report ? "" : report.error().text()));
    CHECK(report->assumedKeySizes == 0);
    CHECK(report->results.at(0).hits == alone.hits);
    CHECK(report->results.at(0).misses == alone.misses);
    const double measured = entry->at("measured").at("hit_ratio").at("mean");
    MESSAGE(id << ": " << 100 * report->results[0].hitRatio << " %, the server " << 100 * measured << " %");
    CHECK(std::fabs(report->results[0].hitRatio - measured) <= 0.003);
}

/// Reads, writes and removes with sizes, key lengths and TTLs, over a few minutes.
Stream serverStream(std::size_t requests)
{
    Stream stream = wildStream(requests, 12, true);
    SplitMix64 engine(4);
    for (auto &request : stream) {
        request.size = request.size * 1000;
        request.keySize = static_cast<std::uint32_t>(request.key % 40);
        request.ttlSeconds = engine() % 3 == 0 ? 0 : static_cast<std::int64_t>(1 + engine() % 100);
    }
    return stream;
}

std::vector<Eviction> serversAnd(std::vector<Eviction> others)
{
    for (const auto &info : serverEvictions)
        others.push_back(info.value);
    return others;
}

} // namespace

TEST_CASE("a recorded stream of redis-server from a file hits as its node alone and as the server: LFU")
{
    check("redis_cases", "D_rate200_lfu", Eviction::redisLfu);
}

TEST_CASE("a recorded stream of redis-server from a file hits as its node alone and as the server: recorded TTLs")
{
    check("redis_cases", "F_ttlmixed_a0.9_f0.2_vttl", Eviction::redisVolatileTtl);
}

TEST_CASE("a recorded stream of redis-server from a file hits as its node alone and as the server: sizes")
{
    check("redis_cases", "C100k_logn_a1.1_f0.05_lru", Eviction::redisLru);
}

TEST_CASE("a recorded stream of memcached from a file hits as its node alone and as the server: removes")
{
    check("memcached_cases", "MC_a0.9_m12_write10del", Eviction::memcachedSlru);
}

TEST_CASE("every eviction that a scenario knows can be replayed and is listed once")
{
    for (const auto &entry : NameTable<Eviction>::table) {
        CAPTURE(entry.name);
        const auto listed = std::count_if(serverEvictions.begin(), serverEvictions.end(),
            [&](const auto &info) { return info.value == entry.value; });
        CHECK(hasCacheNode(entry.value));
        CHECK(listed == (isServerEviction(entry.value) ? 1 : 0));
    }
}

TEST_CASE("counts depend neither on the threads nor on whether the stream is kept in memory")
{
    const Stream stream = serverStream(60'000);
    for (const CapacityUnit unit : { CapacityUnit::bytes, CapacityUnit::entries }) {
        auto options = optionsFor(
            serversAnd({ Eviction::lru, Eviction::random, Eviction::lhd, Eviction::belady, Eviction::gdsf }),
            unit == CapacityUnit::bytes ? std::vector<std::uint64_t> { 1'500'000, 3'000'000 }
                                        : std::vector<std::uint64_t> { 20, 100 },
            unit);
        options.recordedTtls = true;
        options.warmUpReads = 5000;
        const auto one = play(stream, options);
        options.threads = 4;
        const auto four = play(stream, options);
        options.recordingBytes = 0;
        const auto twice = play(stream, options);
        REQUIRE(one.results.size() == options.evictions.size() * 2);
        for (std::size_t i = 0; i < one.results.size(); ++i) {
            CAPTURE(nameOf(one.results[i].eviction));
            CAPTURE(one.results[i].capacity);
            CHECK(one.results[i].eviction == options.evictions[i / 2]);
            for (const auto *other : { &four, &twice }) {
                CHECK(one.results[i].eviction == other->results[i].eviction);
                CHECK(one.results[i].capacity == other->results[i].capacity);
                CHECK(one.results[i].hits == other->results[i].hits);
                CHECK(one.results[i].byteHitRatio == other->results[i].byteHitRatio);
            }
        }
    }
}

TEST_CASE("the seed matters to the evictions that draw and to no other")
{
    const Stream stream = zipfStream(20'000, 0.8, 60'000, 3);
    auto options = optionsFor({ Eviction::random, Eviction::lhd, Eviction::redisLru, Eviction::redisRandom,
                                  Eviction::lru, Eviction::memcachedSlru },
        { 2000 });
    const auto first = missesOf(play(stream, options));
    CHECK(missesOf(play(stream, options)) == first);
    options.seed = 2;
    const auto second = missesOf(play(stream, options));
    for (std::size_t i = 0; i < first.size(); ++i) {
        CAPTURE(nameOf(options.evictions[i]));
        CHECK((first[i] != second[i]) == (i < 4));
    }
}

TEST_CASE("longer keys leave a server less room")
{
    Stream stream = zipfStream(20'000, 0.8, 60'000, 3);
    for (auto &request : stream)
        request.size = 100;
    auto options = optionsFor({ Eviction::redisLru, Eviction::memcachedSlru }, { 2'200'000 }, CapacityUnit::bytes);
    const auto report = play(stream, options);
    CHECK(report.assumedKeySizes == report.objects);
    const auto some = missesOf(report);
    options.keyBytes = 100;
    const auto assumed = missesOf(play(stream, options));
    CHECK(assumed[0] > some[0]);
    CHECK(assumed[1] > some[1]);
    for (auto &request : stream)
        request.keySize = 100;
    options.keyBytes = 1;
    const auto recorded = play(stream, options);
    CHECK(recorded.assumedKeySizes == 0);
    CHECK(missesOf(recorded) == assumed);
}

TEST_CASE("what a server would take in a way that nobody means is refused")
{
    Stream stream = zipfStream(100, 0.8, 1000, 3);
    for (auto &request : stream)
        request.size = 100;
    const auto errorOf = [&](Eviction eviction, std::uint64_t capacity, std::optional<Duration> ttl) {
        auto options = optionsFor({ eviction }, { capacity }, CapacityUnit::bytes);
        options.ttl = ttl;
        const auto report = replay(
            [&] { return Result<std::unique_ptr<RecordedRequests>>(std::make_unique<StreamSource>(stream)); }, options);
        return report ? std::string() : report.error().text();
    };
    CHECK(contains(errorOf(Eviction::redisLru, 1'007'416, {}), "--capacity"));
    CHECK(contains(errorOf(Eviction::memcachedSlru, (1 << 20) - 1, {}), "--capacity"));
    CHECK(errorOf(Eviction::redisLru, 1'007'417, {}).empty());
    CHECK(errorOf(Eviction::memcachedSlru, 1 << 20, {}).empty());
    CHECK(contains(errorOf(Eviction::memcachedSlru, 1 << 20, Duration::fromSeconds(30 * 86'400 + 1)), "--ttl"));
    CHECK(errorOf(Eviction::memcachedSlru, 1 << 20, Duration::fromSeconds(30 * 86'400)).empty());
}
