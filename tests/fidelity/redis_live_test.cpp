// SPDX-License-Identifier: GPL-3.0-or-later
// A redis-server of this machine and the Redis node, request by request. Streams without TTL; the node is told the time
// at which each batch was sent, so that both have the same LRU and LFU clocks.
#include "sim/cache/memory_model.h"
#include "sim/cache/redis/redis_node.h"
#include "tests/fidelity/live_replay.h"
#include "tests/fidelity/server_process.h"

#include <cmath>
#include <cstdio>
#include <doctest/doctest.h>
#include <memory>

using namespace cs;
using namespace cs::test;

namespace
{

/// Nothing, with the reason told, where there is no redis-server.
std::unique_ptr<ServerProcess> startRedis(const std::string &policy, std::uint64_t maxmemory)
{
    const std::string program = installedProgram("redis-server");
    if (program.empty()) {
        std::printf("SKIPPED: redis-server is not installed\n");
        return nullptr;
    }
    return std::make_unique<ServerProcess>(program, [&](int port, const std::string &folder) {
        return std::vector<std::string> { "--port", std::to_string(port), "--bind", "127.0.0.1", "--dir", folder,
            "--save", "", "--appendonly", "no", "--daemonize", "no", "--maxmemory", std::to_string(maxmemory),
            "--maxmemory-policy", policy };
    });
}

/// The byte costs are those of redis 6.2 to 7.2 with Debian's allocator.
bool isKnownVersion(RedisClient &client)
{
    const std::string text = client.call({ "INFO", "server" });
    const std::size_t at = text.find("redis_version:");
    if (text.compare(at + 14, 4, "7.0.") == 0)
        return true;
    std::printf("SKIPPED: redis-server is not 7.0 but %s\n", text.substr(at + 14, 6).c_str());
    return false;
}

nlohmann::json zipf(std::uint64_t requests)
{
    const auto count = static_cast<std::uint64_t>(static_cast<double>(requests) * liveLength());
    return { { "requests", count }, { "warmup", count / 2 }, { "rate", 1000 }, { "pattern", "zipf" }, { "n", 100000 },
        { "alpha", 0.9 }, { "seed", 20240607 }, { "size", "fixed" }, { "ttl", 0 } };
}

void compare(const std::string &policy, Eviction eviction, std::uint64_t maxmemory, const nlohmann::json &definition)
{
    const auto server = startRedis(policy, maxmemory);
    if (!server)
        return;
    RedisClient client(server->port());
    if (!isKnownVersion(client))
        return;
    const ServerStream stream(definition);
    const LiveReplay live = replayLive(client, stream);
    const std::uint64_t used = client.info("memory", "used_memory"), keys = std::stoull(client.call({ "DBSIZE" }));
    const std::uint64_t item = redisItemBytes(ServerStream::keyBytes, stream.valueBytes(0), false);

    // The node's tables are the server's, or the comparison fails by the keys.
    NodeOptions options;
    options.capacity = { CapacityUnit::bytes, maxmemory };
    options.expiry = Expiry::swept;
    options.seed = 1;
    options.reservedBytes = used - keys * item - 8 * std::bit_ceil(keys);
    std::vector<CacheCounters> counters(1);
    CacheStock stock { { 0 }, { 0 }, 0, 0, 0 };
    const CacheBooks books { &counters, &stock };
    RedisNode node(eviction, options, &books);
    const double simulated = replaySimulated(node, live, stream);
    const double seconds = (live.batches.back().time - live.batches.front().time).seconds();
    std::printf("%-16s hit ratio: server %.5f, simulated %.5f, %+.3f points; keys: server %llu, simulated %llu; other "
                "memory %llu B; %.0f requests/s\n",
        policy.c_str(), live.hitRatio, simulated, 100 * (simulated - live.hitRatio),
        static_cast<unsigned long long>(keys), static_cast<unsigned long long>(node.entries()),
        static_cast<unsigned long long>(options.reservedBytes), static_cast<double>(stream.requests) / seconds);
    CHECK(std::fabs(simulated - live.hitRatio) <= 0.005);
    CHECK(
        std::fabs(static_cast<double>(node.entries()) - static_cast<double>(keys)) <= 0.01 * static_cast<double>(keys));
    CHECK((counters[0].refused > 0) == (live.refused > 0));
}

} // namespace

TEST_CASE("a real redis-server and the simulator: allkeys-lru")
{
    compare("allkeys-lru", Eviction::redisLru, 4'595'536, zipf(300'000));
}

TEST_CASE("a real redis-server and the simulator: allkeys-lfu with deletes")
{
    nlohmann::json stream = zipf(300'000);
    stream["wfrac"] = 0.1;
    stream["wop"] = "D";
    compare("allkeys-lfu", Eviction::redisLfu, 4'595'536, stream);
}

TEST_CASE("a real redis-server and the simulator: allkeys-random in a loop")
{
    nlohmann::json stream = zipf(200'000);
    stream["pattern"] = "loop";
    stream["n"] = 25'000;
    compare("allkeys-random", Eviction::redisRandom, 15'352'144, stream);
}

TEST_CASE("a real redis-server and the simulator: noeviction refuses")
{
    compare("noeviction", Eviction::redisNoeviction, 4'595'536, zipf(100'000));
}

TEST_CASE("a real redis-server takes the memory that is foretold for keys and values")
{
    const auto server = startRedis("noeviction", 0);
    if (!server)
        return;
    RedisClient client(server->port());
    if (!isKnownVersion(client))
        return;
    constexpr std::uint64_t count = 1024;
    const auto taken = [&](std::size_t keyBytes, std::size_t valueBytes, bool expires) {
        client.call({ "FLUSHALL" });
        const std::uint64_t before = client.info("memory", "used_memory");
        const std::string value(valueBytes, 'x');
        for (std::uint64_t i = 0; i < count; ++i) {
            std::string key = std::to_string(i);
            key.insert(0, keyBytes - key.size(), 'k');
            REQUIRE(client.call(expires ? std::vector<std::string_view> { "SET", key, value, "EX", "1000" }
                                        : std::vector<std::string_view> { "SET", key, value })
                == "OK");
        }
        return static_cast<double>(client.info("memory", "used_memory")) - static_cast<double>(before);
    };
    const auto fill = [&](std::size_t keyBytes, std::size_t valueBytes, bool expires) {
        const auto foretold = static_cast<double>(
            count * redisItemBytes(keyBytes, valueBytes, expires) + 8 * count * (expires ? 2 : 1));
        const double tolerance = std::max(0.002 * foretold, 2048.0);
        double found = taken(keyBytes, valueBytes, expires);
        // The server gives its client's idle buffers (20 kB) back at times, and takes them anew: then measure again.
        for (int again = 0; again < 8 && std::fabs(found - foretold) > tolerance; ++again)
            found = taken(keyBytes, valueBytes, expires);
        INFO("key ", keyBytes, " B, value ", valueBytes, " B, TTL ", expires, ": foretold ", foretold, ", taken ",
            found);
        CHECK(std::fabs(found - foretold) <= tolerance);
    };
    for (const std::size_t value : { 1, 12, 13, 44, 45, 100, 252, 253, 1000, 4096, 30'000, 32'768, 100'000 })
        fill(12, value, value % 2 == 0);
    for (const std::size_t key : { 8, 30, 31, 32, 60, 255, 256 })
        fill(key, 100, key % 2 == 0);
}
