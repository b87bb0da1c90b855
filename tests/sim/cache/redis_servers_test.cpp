// SPDX-License-Identifier: GPL-3.0-or-later
// The Redis node against what redis-server 7.0.15 did with the same streams, see tests/oracles/servers.json. About half
// of the cases run by default, CS_ALL=1 runs all.
#include "sim/cache/memory_model.h"
#include "tests/sim/cache/redis_replay.h"

#include <cstdio>
#include <cstdlib>
#include <doctest/doctest.h>
#include <initializer_list>

using namespace cs;
using namespace cs::test;

namespace
{

bool runsAll()
{
    const char *all = std::getenv("CS_ALL");
    return all && std::string(all) != "0";
}

double mean(const nlohmann::json &values)
{
    double sum = 0;
    for (const auto &value : values)
        sum += value.get<double>();
    return sum / static_cast<double>(values.size());
}

double relative(double found, double expected)
{
    return std::fabs(found - expected) / expected;
}

/// Absolute, of the hit ratio.
double toleranceOf(const nlohmann::json &recorded)
{
    // The file says 0.0005 for every F case; where the server evicts, that holds for the mean over hashes (see below).
    if (recorded.at("tolerance_abs") == 0.0005 && mean(recorded.at("measured").at("evicted")) > 0)
        return 0.003;
    return recorded.at("tolerance_abs");
}

/// Against DBSIZE at the end of every tenth of the run.
void checkTenths(const RedisReplay &replay, const nlohmann::json &tenths)
{
    REQUIRE(replay.keysAtTenths.size() == tenths.size());
    double found = 0, expected = 0;
    // The first tenth is the filling, in which nothing expires.
    for (std::size_t i = 1; i < tenths.size(); ++i) {
        found += static_cast<double>(replay.keysAtTenths[i]);
        expected += tenths[i].get<double>();
    }
    INFO("mean keys at tenths ", found / 9, ", recorded ", expected / 9);
    CHECK(relative(found, expected) <= 0.025);
}

void checkMemory(const RedisReplay &replay, const nlohmann::json &measured)
{
    const double keys = static_cast<double>(replay.keys);
    if (measured.contains("item_bytes"))
        CHECK(static_cast<double>(replay.itemMemory) / keys == measured.at("item_bytes").get<double>());
    if (mean(measured.at("evicted")) > 0)
        CHECK(relative(static_cast<double>(replay.usedMemory), measured.at("used_memory_end").get<double>()) <= 0.002);
}

/// Plays the recorded cases whose names begin so and prints how far off they are; `always` also without CS_ALL.
void checkCases(std::initializer_list<const char *> prefixes, std::initializer_list<const char *> always)
{
    double errors = 0;
    int played = 0;
    for (const auto &recorded : serversFile().at("redis_cases")) {
        const std::string id = recorded.at("id");
        const auto begins = [&id](const char *prefix) { return id.rfind(prefix, 0) == 0; };
        const auto isIt = [&id](const char *name) { return id == name; };
        if (std::none_of(prefixes.begin(), prefixes.end(), begins)
            || (!runsAll() && std::none_of(always.begin(), always.end(), isIt)))
            continue;
        INFO(id);
        const auto &measured = recorded.at("measured");
        const RedisReplay replay = replayRedisCase(recorded, 20240607);
        const double expected = measured.at("hit_ratio").at("mean"), keys = mean(measured.at("keys_end"));
        std::printf("%-30s hit ratio %.5f, recorded %.5f, %+.3f points; keys %llu, recorded %.0f, %+.2f %%\n",
            id.c_str(), replay.hitRatio, expected, 100 * (replay.hitRatio - expected),
            static_cast<unsigned long long>(replay.keys), keys, 100 * (static_cast<double>(replay.keys) / keys - 1));
        errors += std::fabs(replay.hitRatio - expected);
        ++played;
        CHECK(std::fabs(replay.hitRatio - expected) <= toleranceOf(recorded));
        const double keysTolerance = begins("F_") ? 0.025 : recorded.at("stream").at("size") == "lognorm" ? 0.03 : 0.01;
        CHECK(relative(static_cast<double>(replay.keys), keys) <= keysTolerance);
        checkMemory(replay, measured);
        if (begins("F_"))
            checkTenths(replay, measured.at("keys_at_tenths"));
        if (measured.contains("l1_hit_ratio"))
            CHECK(std::fabs(replay.firstLevelHitRatio - measured.at("l1_hit_ratio").at("mean").get<double>()) <= 0.003);
        CHECK(replay.counters.refused == 0);
    }
    REQUIRE(played > 0);
    std::printf("mean error %.3f points over %d cases\n", 100 * errors / played, played);
    CHECK(errors / played < 0.001);
}

} // namespace

TEST_CASE("redis-server's hit ratios: 100,000 objects without TTL")
{
    checkCases(
        { "A100k" }, { "A100k_a0.9_f0.05_lfu", "A100k_a0.9_f0.2_rnd", "A100k_a0.7_f0.05_lru", "A100k_a1.1_f0.2_lru" });
}

TEST_CASE("redis-server's hit ratios: 1,000,000 objects")
{
    checkCases({ "A1M", "B1M", "C1M" }, { "A1M_a1.1_f0.2_rnd" });
}

TEST_CASE("redis-server's hit ratios: TTL and eviction")
{
    checkCases(
        { "B100k" }, { "B100k_ttl60_a0.9_f0.05_lru", "B100k_ttl60_a0.9_f0.2_vttl", "B100k_ttl60_a1.1_f0.2_rnd" });
}

TEST_CASE("redis-server's hit ratios: log-normal sizes")
{
    checkCases(
        { "C100k" }, { "C100k_logn_a0.7_f0.05_lfu", "C100k_logn_a1.1_f0.2_lru", "C100k_logn_ttl60_a0.9_f0.2_lru" });
}

TEST_CASE("redis-server's hit ratios: clocks, samples, drift")
{
    checkCases({ "D_", "E_", "G_", "H_" },
        { "D_rate500000_lru", "D_rate200_lfu", "E_samples3_lru", "G_drift_lru", "H_realtime_ttl60_vttl" });
}

TEST_CASE("redis-server's hit ratios: loops")
{
    checkCases({ "L_" }, { "L_loop21000_lfu", "L_loop25000_rnd", "L_loop40000_lru", "L_loop40000_lfu" });
}

TEST_CASE("redis-server's keys and hit ratios: TTL without eviction")
{
    checkCases({ "F_" }, { "F_ttlonly_a0.9_rate500", "F_ttlmixed_a0.9", "F_ttlmixed_a0.9_f0.2_vttl" });
}

// Which keys share a bucket decides which are sampled together, and every start draws another hash. With one hash our
// runs have a standard deviation of 0.02 points, with one luck and another hash each 0.06, with both 0.04. The
// recording is three starts, 0.037 points apart: three of ours are that near about once in six times, so it does not
// tell whether the server varies less. What can be held to the file's 0.05 points is the mean over starts.
TEST_CASE("redis-server's hit ratios: TTL and eviction to 0.05 points, over hashes")
{
    const auto &cases = serversFile().at("redis_cases");
    const auto recorded = std::find_if(cases.begin(), cases.end(),
        [](const nlohmann::json &one) { return one.at("id") == "F_ttlmixed_a0.9_f0.2_vttl"; });
    REQUIRE(recorded != cases.end());
    const double expected = recorded->at("measured").at("hit_ratio").at("mean");
    constexpr int hashes = 12;
    double sum = 0, lowest = 1, highest = 0;
    for (int i = 1; i <= hashes; ++i) {
        const double found = replayRedisCase(*recorded, static_cast<std::uint64_t>(i) * 7919).hitRatio;
        sum += found;
        lowest = std::min(lowest, found);
        highest = std::max(highest, found);
    }
    INFO("mean ", sum / hashes, ", from ", lowest, " to ", highest, ", recorded ", expected);
    CHECK(std::fabs(sum / hashes - expected) <= recorded->at("tolerance_abs").get<double>());
    CHECK(lowest <= expected);
    CHECK(expected <= highest);
}

TEST_CASE("redis-server's hit ratios: behind a first level in the process")
{
    checkCases({ "M_" }, { "M_l1x4_lru", "M_l1x4_nottl_lru" });
}

TEST_CASE("redis-server's memory: keys, values and tables")
{
    int rows = 0;
    for (const auto &[allocator, entries] : serversFile().at("redis_memory").items()) {
        const std::uint64_t quantum = allocator.ends_with("quantum16") ? 16 : 8;
        for (const auto &row : entries) {
            INFO(row.dump());
            const std::uint64_t count = row.at("n");
            const bool expires = row.at("ttl");
            const std::uint32_t keyBytes = row.at("key_len");
            const bool isNumber = row.at("integer_value");
            std::uint64_t item = redisItemBytes(keyBytes, row.at("value_len"), expires, quantum);
            if (isNumber) // the node takes values for text
                item += jemallocSize(16, quantum)
                    - (redisItemBytes(keyBytes, row.at("value_len"), false, quantum)
                        - redisItemBytes(keyBytes, 0, false, quantum) + jemallocSize(20, quantum));
            CHECK(item == row.at("item_bytes").get<std::uint64_t>());
            std::uint64_t used = count * item;
            if (quantum == 16 && !isNumber) {
                BookedRedis redis(Eviction::redisNoeviction, {});
                for (std::uint64_t key = 0; key < count; ++key)
                    redis.node.store(redisStore(key, {}, expires ? 1'000'000 : 0, keyBytes, row.at("value_len")));
                redis.node.sweep(SimTime { 5'000'000'000 }); // the tables have moved
                used = redis.node.usedMemory();
                CHECK(redis.stock.totalBytes == used);
            } else {
                used += 8 * std::bit_ceil(count) * (expires ? 2 : 1);
            }
            const double oneTime = row.at("first_row_has_one_time_50kB_of_client_buffers") ? 51'000 : 0;
            const double delta = row.at("used_memory_delta");
            CHECK(std::fabs(static_cast<double>(used) - delta) <= std::max(1100.0, 0.0015 * delta) + oneTime);
            ++rows;
        }
    }
    CHECK(rows >= 20);
}

TEST_CASE("redis-server's room: keys that fit into maxmemory, and its hash tables then")
{
    for (const auto &row : serversFile().at("redis_fit")) {
        INFO(row.dump());
        NodeOptions options;
        options.capacity = { CapacityUnit::bytes, row.at("maxmemory") };
        options.expiry = Expiry::swept;
        options.seed = 1;
        options.reservedBytes = row.at("overhead_bytes");
        BookedRedis redis(Eviction::redisLru, options);
        const double resident = row.at("keys_resident");
        for (std::uint64_t key = 0; key < static_cast<std::uint64_t>(2 * resident); ++key)
            redis.node.store(redisStore(key, SimTime { static_cast<std::int64_t>(key) * 10'000 },
                row.at("ttl").get<bool>() ? 1'000'000 : 0, row.at("key_len"), row.at("value_len")));
        CHECK(relative(static_cast<double>(redis.node.entries()), resident) <= 0.002);
        CHECK(redis.node.mainBuckets() == row.at("hash_tables").at(0).get<std::size_t>());
        if (row.at("ttl").get<bool>())
            CHECK(redis.node.expiresBuckets() == row.at("hash_tables").at(1).get<std::size_t>());
    }
}
