// SPDX-License-Identifier: GPL-3.0-or-later
// A Zipf mixture under a TTL, key by key (T7a), see tests/oracles/theory.json topic ttl.
#include "sim/cache/cache_node.h"
#include "sim/workload/request_stream.h"
#include "tests/support/oracles.h"
#include "tests/support/scenarios.h"

#include <cmath>

using namespace cs;
using namespace cs::test;

namespace
{

constexpr double readsPerSecond = 100, ttl = 60, warmUp = 720, measured = 10'000;

std::vector<double> readRates()
{
    std::vector<double> rates(1000);
    double sum = 0;
    for (std::size_t i = 0; i < rates.size(); ++i)
        sum += rates[i] = std::pow(static_cast<double>(i + 1), -0.8);
    for (double &rate : rates)
        rate *= readsPerSecond / sum;
    return rates;
}

} // namespace

TEST_CASE("T7a: every key of a Zipf mixture hits by its own rate under the TTL")
{
    Workload workload;
    workload.dataTypes = { dataType(1000, 0.8, readsPerSecond) };
    const auto stream = openRequestStream(workload, 20240607, {});
    REQUIRE(stream);
    std::vector<CacheCounters> counters(1);
    CacheStock stock { { 0 }, { 0 }, 0, 0, 0 };
    const CacheBooks books { &counters, &stock };
    const auto node = makeCacheNode(Eviction::lru, NodeOptions {}, &books);
    std::vector<double> reads(1000), hits(1000);
    Request request;
    while ((*stream)->next(request).value() && request.time < SimTime {} + seconds(warmUp + measured)) {
        const EntryKey key = EntryKey::of(0, request.key);
        const bool hit = node->lookup(key, request.time, {}) != nullptr;
        if (!hit) {
            StoreRequest store;
            store.key = key;
            store.now = request.time;
            store.deadline = store.latestDeadline = store.freshUntil = request.time + seconds(ttl);
            store.heldBytes = 1;
            node->store(store);
        }
        if (request.time >= SimTime {} + seconds(warmUp)) {
            reads[request.key] += 1;
            hits[request.key] += hit;
        }
    }
    const auto rates = readRates();
    for (const std::size_t rank : { 1, 10, 100 }) {
        const std::string id = "T7a.hit_rank" + std::to_string(rank);
        const double want = oracle(id).expected, rate = rates[rank - 1], count = reads[rank - 1];
        // Misses renew after the TTL and an exponential wait. Four standard deviations of their number, with one for
        // where the span cuts the cycles, and of the number of reads.
        const double cycle = ttl + 1 / rate, missesSd = std::sqrt(measured / (rate * rate * cycle * cycle * cycle));
        const double tolerance = 4 * ((missesSd + 1) / (rate * measured) + (1 - want) / std::sqrt(rate * measured));
        const double got = hits[rank - 1] / count;
        INFO(id, ", x / (1 + x): expected ", want, ", got ", got, ", tolerance ", tolerance);
        CHECK(std::fabs(got - want) <= tolerance);
    }
}

TEST_CASE("T7a: so many entries of a Zipf mixture are alive under the TTL")
{
    Layer cache = layer(LayerKind::redis, unlimited(), ttlRule(ttl));
    cache.expiry = Expiry::active;
    Scenario s = scenario(dataType(1000, 0.8, readsPerSecond), { cache }, measured * readsPerSecond, warmUp);
    s.run.interval = seconds(8);
    const auto result = run(s);
    const auto &held = result->series.layers[0].entries;
    double sum = 0, count = 0, variance = 0;
    for (std::size_t i = static_cast<std::size_t>(warmUp / 8); i < held.size(); ++i, ++count)
        sum += held[i];
    for (const double rate : readRates())
        variance += rate * ttl / ((1 + rate * ttl) * (1 + rate * ttl));
    REQUIRE(count > 1000);
    // A key is there for a TTL at a time: what is counted further apart than that tells of itself.
    const double tolerance = 4 * std::sqrt(variance * 2 * ttl / measured);
    const double want = oracle("T7a.mean_live_entries").expected;
    INFO(
        "T7a.mean_live_entries, sum of x / (1 + x): expected ", want, ", got ", sum / count, ", tolerance ", tolerance);
    CHECK(std::fabs(sum / count - want) <= tolerance);
}
