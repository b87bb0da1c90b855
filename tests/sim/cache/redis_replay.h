// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/redis/redis_node.h"
#include "tests/support/server_streams.h"

#include <list>
#include <map>
#include <unordered_map>

namespace cs::test
{

inline Eviction redisEviction(const std::string &policy)
{
    const std::map<std::string, Eviction> known { { "allkeys-lru", Eviction::redisLru },
        { "allkeys-lfu", Eviction::redisLfu }, { "allkeys-random", Eviction::redisRandom },
        { "volatile-ttl", Eviction::redisVolatileTtl }, { "noeviction", Eviction::redisNoeviction } };
    return known.at(policy);
}

/// A node of one data type with its books.
struct BookedRedis {
    std::vector<CacheCounters> counters = std::vector<CacheCounters>(1);
    CacheStock stock { { 0 }, { 0 }, 0, 0, 0 };
    CacheBooks books { &counters, &stock };
    RedisNode node;

    BookedRedis(Eviction eviction, const NodeOptions &options)
        : node(eviction, options, &books)
    {
    }
};

inline StoreRequest redisStore(
    std::uint64_t key, SimTime now, std::int64_t ttlSeconds, std::uint32_t keyBytes, std::uint64_t valueBytes)
{
    StoreRequest request;
    request.key = EntryKey::of(0, key);
    request.now = now;
    request.deadline = ttlSeconds > 0 ? now + Duration { ttlSeconds * 1'000'000'000 } : SimTime::never();
    request.latestDeadline = request.freshUntil = request.deadline;
    request.keyBytes = keyBytes;
    request.valueBytes = valueBytes;
    return request;
}

/// An exact LRU of keys in front of the server, one of `l1_inst` that take requests in turn.
class FirstLevel
{
public:
    FirstLevel(std::size_t items, std::int64_t ttlSeconds)
        : m_items(items)
        , m_ttl { ttlSeconds * 1'000'000'000 }
    {
    }
    bool lookup(std::uint64_t id, SimTime now)
    {
        const auto at = m_index.find(id);
        if (at == m_index.end())
            return false;
        if (m_ttl.ns > 0 && at->second->second + m_ttl <= now) {
            m_order.erase(at->second);
            m_index.erase(at);
            return false;
        }
        m_order.splice(m_order.begin(), m_order, at->second);
        return true;
    }
    void store(std::uint64_t id, SimTime now)
    {
        m_order.emplace_front(id, now);
        m_index[id] = m_order.begin();
        if (m_index.size() > m_items) {
            m_index.erase(m_order.back().first);
            m_order.pop_back();
        }
    }

private:
    std::size_t m_items;
    Duration m_ttl;
    std::list<std::pair<std::uint64_t, SimTime>> m_order;
    std::unordered_map<std::uint64_t, std::list<std::pair<std::uint64_t, SimTime>>::iterator> m_index;
};

struct RedisReplay {
    double hitRatio = 0;
    double firstLevelHitRatio = 0;
    std::vector<std::uint64_t> keysAtTenths;
    std::uint64_t keys = 0, usedMemory = 0, itemMemory = 0;
    CacheCounters counters;
};

/// Plays a recorded case as its client did: a GET, and a SET where that missed.
inline RedisReplay replayRedisCase(const nlohmann::json &recorded, std::uint64_t seed)
{
    const auto &config = recorded.at("config");
    const auto &streamDefinition = recorded.at("stream");
    const auto &overhead = recorded.at("measured").value("overhead_bytes", nlohmann::json());
    NodeOptions options;
    options.capacity = { CapacityUnit::bytes, recorded.at("maxmemory") };
    options.expiry = Expiry::swept;
    options.seed = seed;
    options.samples = config.value("maxmemory-samples", 5);
    options.lfuLogFactor = config.value("lfu-log-factor", 10);
    options.lfuDecayTime = Duration { config.value("lfu-decay-time", 1) * 60'000'000'000 };
    options.reservedBytes = overhead.is_number() ? overhead.get<std::uint64_t>() : 1'007'416;
    BookedRedis redis(redisEviction(recorded.at("policy")), options);
    std::vector<FirstLevel> first(streamDefinition.value("l1_inst", 0),
        FirstLevel(streamDefinition.value("l1_items", 0), streamDefinition.value("l1_ttl", 0)));

    ServerStream stream(streamDefinition);
    std::uint64_t reads = 0, hits = 0, asked = 0;
    RedisReplay out;
    for (std::uint64_t i = 0; i < stream.requests; ++i) {
        const ServerRequest request = stream.next();
        const SimTime now = request.time();
        const EntryKey key = EntryKey::of(0, request.id);
        const bool measured = i >= stream.warmUp;
        FirstLevel *const before = first.empty() ? nullptr : &first[i % first.size()];
        if (request.op == 'D') {
            redis.node.invalidate(key, now);
        } else {
            asked += measured;
            if (!before || !before->lookup(request.id, now)) {
                const bool hit = request.op == 'R' && redis.node.lookup(key, now, {});
                reads += measured && request.op == 'R';
                hits += measured && hit;
                if (!hit)
                    redis.node.store(redisStore(request.id, now, stream.ttl(request.id), ServerStream::keyBytes,
                        stream.valueBytes(request.id)));
                if (before)
                    before->store(request.id, now);
            }
        }
        if ((i + 1) % (stream.requests / 10) == 0)
            out.keysAtTenths.push_back(redis.node.entries());
    }
    out.hitRatio = static_cast<double>(hits) / static_cast<double>(reads);
    out.firstLevelHitRatio = 1 - static_cast<double>(reads) / static_cast<double>(asked);
    out.keys = redis.node.entries();
    out.usedMemory = redis.node.usedMemory();
    out.itemMemory = redis.stock.bytes[0];
    out.counters = redis.counters[0];
    return out;
}

} // namespace cs::test
