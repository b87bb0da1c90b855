// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cache/memcached/memcached_node.h"
#include "tests/support/server_streams.h"

#include <cmath>
#include <cstdio>
#include <doctest/doctest.h>

using namespace cs;
using namespace cs::test;

namespace
{

struct Replayed {
    double hitRatio = 0, byteHitRatio = 0;
    std::uint64_t items = 0, moves = 0;
    CacheCounters counters;
};

/// Cache-aside, as the recording was made: a read that misses stores the value.
Replayed replay(const nlohmann::json &entry)
{
    std::vector<CacheCounters> counters(1);
    CacheStock stock { { 0 }, { 0 }, 0, 0, 0 };
    const CacheBooks books { &counters, &stock };
    NodeOptions options;
    options.capacity = { CapacityUnit::bytes, entry.at("memory_mb").get<std::uint64_t>() << 20 };
    options.expiry = Expiry::swept;
    MemcachedNode node(options, &books);

    ServerStream stream(entry.at("stream"));
    double reads = 0, hits = 0, readBytes = 0, hitBytes = 0;
    for (std::uint64_t i = 0; i < stream.requests; ++i) {
        const ServerRequest request = stream.next();
        const EntryKey key = EntryKey::of(0, request.id);
        StoreRequest store;
        store.key = key;
        store.now = request.time();
        store.deadline = SimTime::never();
        if (const std::int64_t ttl = stream.ttl(request.id); ttl > 0)
            store.deadline = store.now + Duration { ttl * 1'000'000'000 };
        store.latestDeadline = store.freshUntil = store.deadline;
        store.keyBytes = ServerStream::keyBytes;
        store.valueBytes = stream.valueBytes(request.id);
        if (request.op == 'D') {
            node.invalidate(key, store.now);
            continue;
        }
        if (request.op == 'W') {
            node.store(store);
            continue;
        }
        const bool hit = node.lookup(key, store.now, {}) != nullptr;
        if (i >= stream.warmUp) {
            reads += 1;
            readBytes += static_cast<double>(store.valueBytes);
            hits += hit;
            hitBytes += hit ? static_cast<double>(store.valueBytes) : 0;
        }
        if (!hit)
            node.store(store);
    }
    CHECK(counters[0].fills
        == stock.totalEntries + counters[0].evictions + counters[0].expirations + counters[0].invalidations
            + counters[0].replaced);
    return { hits / reads, hitBytes / readBytes, node.entries(), node.pagesMoved(), counters[0] };
}

} // namespace

TEST_CASE("memcached: hit ratios and items of the recorded server cases")
{
    std::printf("%-24s %9s %9s %7s %9s %8s %8s %9s %6s\n", "case", "server", "node", "points", "by bytes", "items",
        "node", "evictions", "moves");
    double sum = 0;
    for (const auto &entry : serversFile().at("memcached_cases")) {
        const std::string id = entry.at("id");
        const Replayed got = replay(entry);
        const auto &measured = entry.at("measured");
        const double wanted = measured.at("hit_ratio").at("mean");
        const double error = 100 * (got.hitRatio - wanted);
        const double byteError = 100 * (got.byteHitRatio - measured.at("byte_hit_ratio").at("mean").get<double>());
        double items = 0;
        for (const auto &n : measured.at("curr_items"))
            items += n.get<double>() / static_cast<double>(measured.at("curr_items").size());
        std::printf("%-24s %9.6f %9.6f %+7.3f %+9.3f %8.0f %8llu %9llu %6llu\n", id.c_str(), wanted, got.hitRatio,
            error, byteError, items, static_cast<unsigned long long>(got.items),
            static_cast<unsigned long long>(got.counters.evictions), static_cast<unsigned long long>(got.moves));
        sum += std::fabs(error);
        const bool movesPages = entry.at("stream").value("size", "fixed") == "lognorm";
        const bool loops = entry.at("stream").value("pattern", "zipf") == "loop";
        INFO(id);
        CHECK(std::fabs(error) <= (movesPages ? 1.0 : loops ? 0.5 : 0.3));
        CHECK(std::fabs(static_cast<double>(got.items) - items) <= (movesPages ? 0.03 : 0.01) * items);
    }
    const double mean = sum / static_cast<double>(serversFile().at("memcached_cases").size());
    std::printf("mean error %.3f points\n", mean);
    CHECK(mean < 0.1);
}
