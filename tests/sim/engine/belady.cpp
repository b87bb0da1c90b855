// SPDX-License-Identifier: GPL-3.0-or-later
// The eviction that knows the future, in runs.
#include "sim/cache/eviction/registry.h"
#include "sim/cache/next_reads.h"
#include "sim/engine/forecast.h"
#include "sim/workload/request_stream.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <map>

using namespace cs;
using namespace cs::test;

namespace
{

std::vector<std::uint64_t> readsOf(const Scenario &scenario)
{
    auto stream = openRequestStream(scenario.workload, scenario.run.seed, {});
    REQUIRE(stream);
    std::vector<std::uint64_t> keys;
    Request request;
    while (*(*stream)->next(request) && request.time < SimTime {} + scenario.run.duration)
        if (!request.write)
            keys.push_back(request.key);
    return keys;
}

/// MIN as it is defined: looks at everything at every step.
std::uint64_t plainMinHits(const std::vector<std::uint64_t> &keys, std::size_t capacity)
{
    std::map<std::uint64_t, std::size_t> residents; // key -> next read
    std::uint64_t hits = 0;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const bool hit = residents.count(keys[i]) > 0;
        hits += hit;
        if (!hit && residents.size() == capacity)
            residents.erase(std::max_element(
                residents.begin(), residents.end(), [](const auto &a, const auto &b) { return a.second < b.second; }));
        std::size_t next = i + 1;
        while (next < keys.size() && keys[next] != keys[i])
            ++next;
        residents[keys[i]] = next;
    }
    return hits;
}

/// MIN behind an LRU, by definition: what is behind knows when a key is read next in the whole stream, at every step.
std::uint64_t plainMinHitsBehind(const std::vector<std::uint64_t> &keys, std::size_t front, std::size_t capacity)
{
    std::map<std::uint64_t, std::vector<std::size_t>> reads;
    for (std::size_t i = 0; i < keys.size(); ++i)
        reads[keys[i]].push_back(i);
    std::vector<std::uint64_t> recent; // the last read first
    std::vector<std::uint64_t> residents;
    std::uint64_t hits = 0;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto nextAfter = [&](std::uint64_t key) {
            const auto &all = reads[key];
            const auto next = std::upper_bound(all.begin(), all.end(), i);
            return next == all.end() ? keys.size() + key : *next;
        };
        const bool here = std::erase(recent, keys[i]) > 0;
        recent.insert(recent.begin(), keys[i]);
        recent.resize(std::min(recent.size(), front));
        if (here)
            continue;
        const bool hit = std::find(residents.begin(), residents.end(), keys[i]) != residents.end();
        hits += hit;
        if (hit)
            continue;
        if (residents.size() == capacity)
            residents.erase(std::max_element(residents.begin(), residents.end(),
                [&](std::uint64_t a, std::uint64_t b) { return nextAfter(a) < nextAfter(b); }));
        residents.push_back(keys[i]);
    }
    return hits;
}

std::uint64_t hits(const Scenario &scenario, std::size_t layer)
{
    return run(scenario)->layers[layer].figures.hits;
}

} // namespace

TEST_CASE("Belady in a run has the hits of MIN on its stream, and no eviction has more")
{
    for (const std::uint64_t capacity : { 1u, 7u, 60u }) {
        CAPTURE(capacity);
        Scenario s = scenario(dataType(300, 0.7, 1000),
            { layer(LayerKind::redis, entries(capacity), Rule {}, Eviction::belady) }, 8000, 0);
        const std::uint64_t best = hits(s, 0);
        CHECK(best == plainMinHits(readsOf(s), capacity));
        for (const auto &info : evictions) {
            CAPTURE(info.name);
            s.strategies[0].layers[0].eviction = info.value;
            CHECK(hits(s, 0) <= best);
        }
    }
}

TEST_CASE("Belady behind other caches forgets what they answered meanwhile")
{
    const auto both = [](Eviction inner) {
        Layer front = layer(LayerKind::inProcess, entries(20), Rule {});
        front.name = "Front";
        front.nodes = 3;
        return scenario(
            dataType(1000, 0.9, 1000), { front, layer(LayerKind::redis, entries(100), Rule {}, inner) }, 60'000, 5);
    };
    const std::uint64_t best = hits(both(Eviction::belady), 1);
    CHECK(best > hits(both(Eviction::lru), 1));
    CHECK(best > hits(both(Eviction::lfu), 1));
}

TEST_CASE("Belady behind an LRU has the hits of MIN that sees what the LRU answers")
{
    for (const std::uint64_t capacity : { 5u, 30u, 80u }) {
        CAPTURE(capacity);
        Layer front = layer(LayerKind::inProcess, entries(20), Rule {});
        front.name = "Front";
        Scenario s = scenario(dataType(200, 0.8, 1000),
            { front, layer(LayerKind::redis, entries(capacity), Rule {}, Eviction::belady) }, 8000, 0);
        CHECK(hits(s, 1) == plainMinHitsBehind(readsOf(s), 20, capacity));
    }
}

TEST_CASE("Belady goes on after entries have expired, been deleted or flushed")
{
    Scenario s = scenario(dataType(300, 0.8, 1000, 50),
        { layer(LayerKind::redis, entries(40), ttlRule(2), Eviction::belady) }, 60'000, 5);
    s.strategies[0].layers[0].rules[0].second->invalidation = Invalidation::deleteOnWrite;
    TimelineEvent flush;
    flush.at = Duration { 30'000'000'000 };
    flush.event = EventKind::flush;
    flush.layer = "Cache";
    s.timeline = { flush };
    Scenario other = s;
    other.strategies[0].layers[0].eviction = Eviction::lru;
    CHECK(hits(s, 0) > hits(other, 0));
}

TEST_CASE("What looking ahead takes is in the forecast")
{
    Scenario s = scenario(
        dataType(1'000'000, 0.7, 1000), { layer(LayerKind::redis, entries(1000), Rule {}, Eviction::lru) }, 1e9, 0);
    const std::uint64_t without = estimateRun(s, 0, {}).memoryBytes;
    s.strategies[0].layers[0].eviction = Eviction::belady;
    CHECK(estimateRun(s, 0, {}).memoryBytes > without + 4'000'000'000);
    RunOptions options;
    options.memoryLimitBytes = 1'000'000'000;
    const auto refused = simulate(s, 0, options);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("memory") != std::string::npos);
}

TEST_CASE("Next reads are those that have not come yet, and another stream is noticed")
{
    NextReads reads;
    for (const std::uint64_t key : { 5u, 7u, 5u, 5u })
        CHECK(reads.note(key));
    CHECK(reads.of(5) == 0);
    CHECK(reads.of(9) == NextReads::never);
    CHECK(reads.pass(5));
    CHECK(reads.of(5) == 2);
    CHECK(reads.of(7) == 1);
    CHECK_FALSE(reads.pass(5));
    CHECK(reads.pass(7));
    CHECK(reads.of(7) == NextReads::never);
    CHECK_FALSE(reads.pass(7));
}
