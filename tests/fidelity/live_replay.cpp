// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fidelity/live_replay.h"

#include "sim/cache/redis/redis_clock.h"

#include <chrono>
#include <cstdlib>

namespace cs::test
{

namespace
{

constexpr std::size_t depth = 16;

std::string keyText(std::uint64_t id)
{
    char text[24];
    std::snprintf(text, sizeof text, "obj:%08llu", static_cast<unsigned long long>(id));
    return text;
}

/// Nanoseconds since the last moment that stands as far from a whole Unix minute as simulated time 0 does.
SimTime wallClock()
{
    using namespace std::chrono;
    constexpr std::int64_t second = 1'000'000'000;
    constexpr std::int64_t phase = RedisClock::unixSecondsAtStart % 60;
    static const std::int64_t base = [] {
        const auto now = duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
        return ((now - phase) / 60 * 60 + phase) * second;
    }();
    return { duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count() - base };
}

/// The next requests with keys that differ; `pending` is the one that ended the last batch.
std::vector<ServerRequest> nextBatch(ServerStream &stream, std::uint64_t &left, std::vector<ServerRequest> &pending)
{
    std::vector<ServerRequest> batch = std::move(pending);
    pending.clear();
    while (batch.size() < depth && left > 0) {
        const ServerRequest request = stream.next();
        --left;
        for (const auto &other : batch)
            if (other.id == request.id) {
                pending.push_back(request);
                return batch;
            }
        batch.push_back(request);
    }
    return batch;
}

} // namespace

double liveLength()
{
    const char *all = std::getenv("CS_ALL");
    return all && std::string(all) != "0" ? 5 : 1;
}

LiveReplay replayLive(CacheClient &client, ServerStream stream)
{
    const std::string text(1 << 16, 'x');
    LiveReplay out;
    std::uint64_t left = stream.requests, number = 0, reads = 0, hits = 0;
    std::vector<ServerRequest> pending;
    for (auto batch = nextBatch(stream, left, pending); !batch.empty(); batch = nextBatch(stream, left, pending)) {
        const SimTime time = wallClock();
        for (const auto &request : batch)
            request.op == 'D' ? client.sendDelete(keyText(request.id)) : client.sendGet(keyText(request.id));
        std::vector<std::uint64_t> missed;
        for (const auto &request : batch) {
            const bool measured = number++ >= stream.warmUp;
            if (request.op == 'D') {
                client.takeDelete();
                continue;
            }
            const bool hit = client.takeGet();
            reads += measured;
            hits += measured && hit;
            if (!hit)
                missed.push_back(request.id);
        }
        for (const std::uint64_t id : missed)
            client.sendSet(keyText(id), std::string_view(text).substr(0, stream.valueBytes(id)));
        for (std::size_t i = 0; i < missed.size(); ++i)
            out.refused += !client.takeSet();
        out.batches.push_back({ time, std::move(batch) });
    }
    out.hitRatio = static_cast<double>(hits) / static_cast<double>(reads);
    return out;
}

double replaySimulated(CacheNode &node, const LiveReplay &live, const ServerStream &stream)
{
    std::uint64_t number = 0, reads = 0, hits = 0;
    for (const auto &[time, requests] : live.batches) {
        std::vector<std::uint64_t> missed;
        for (const auto &request : requests) {
            const bool measured = number++ >= stream.warmUp;
            const EntryKey key = EntryKey::of(0, request.id);
            if (request.op == 'D') {
                node.invalidate(key, time);
                continue;
            }
            const bool hit = node.lookup(key, time, {});
            reads += measured;
            hits += measured && hit;
            if (!hit)
                missed.push_back(request.id);
        }
        for (const std::uint64_t id : missed) {
            StoreRequest store;
            store.key = EntryKey::of(0, id);
            store.now = time;
            store.deadline = store.latestDeadline = store.freshUntil = SimTime::never();
            store.keyBytes = ServerStream::keyBytes;
            store.valueBytes = stream.valueBytes(id);
            node.store(store);
        }
    }
    return static_cast<double>(hits) / static_cast<double>(reads);
}

} // namespace cs::test
