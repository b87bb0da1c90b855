// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/model/presets.h"
#include "sim/replay/sampled.h"
#include "tests/sim/replay/streams.h"

using namespace cs;
using namespace cs::test;

namespace
{

std::vector<Eviction> everyEviction()
{
    std::vector<Eviction> out;
    for (const auto &entry : NameTable<Eviction>::table)
        out.push_back(entry.value);
    return out;
}

/// Whole seconds, so that a server that rounds to them agrees.
Stream timedStream()
{
    Stream stream = zipfStream(500, 0.6, 30'000, 9);
    SplitMix64 engine(5);
    for (auto &request : stream) {
        request.op = engine() % 11 == 0 ? TraceOp::write : engine() % 23 == 0 ? TraceOp::remove : TraceOp::read;
        request.ttlSeconds = engine() % 3 == 0 ? 0 : static_cast<std::int64_t>(1 + engine() % 4000);
    }
    return stream;
}

/// Hits of a cache that holds all; every TTL is so many seconds longer.
std::uint64_t hitsWithRoomForAll(const Stream &stream, std::int64_t longer)
{
    std::map<std::uint64_t, std::int64_t> ttls; // 0 = for ever
    std::map<std::uint64_t, std::int64_t> endsAt;
    std::uint64_t hits = 0;
    for (const auto &request : stream) {
        if (request.ttlSeconds > 0)
            ttls[request.key] = request.ttlSeconds;
        const std::int64_t now = request.time.ns / 1'000'000'000;
        const auto at = endsAt.find(request.key);
        if (request.op == TraceOp::remove) {
            if (at != endsAt.end())
                endsAt.erase(at);
            continue;
        }
        if (request.op == TraceOp::read && at != endsAt.end() && now < at->second) {
            ++hits;
            continue;
        }
        const std::int64_t ttl = ttls[request.key];
        endsAt[request.key] = ttl > 0 ? now + ttl + longer : std::int64_t(1) << 40;
    }
    return hits;
}

} // namespace

TEST_CASE("with room for all, an entry is there for the TTL last recorded for its object, in every cache")
{
    const Stream stream = timedStream();
    const std::uint64_t hitsBeforeEnd = hitsWithRoomForAll(stream, 0), hitsAtEndToo = hitsWithRoomForAll(stream, 1);
    REQUIRE(hitsBeforeEnd != hitsAtEndToo);
    for (const Eviction eviction : everyEviction()) {
        CAPTURE(nameOf(eviction));
        // Redis has a key until the millisecond after the one in which its TTL ends.
        const std::uint64_t hits = isRedisEviction(eviction) ? hitsAtEndToo : hitsBeforeEnd;
        auto options = optionsFor({ eviction }, { 1000 });
        options.recordedTtls = true;
        for (const std::uint64_t recordingBytes : { options.recordingBytes, std::uint64_t(0) }) {
            options.recordingBytes = recordingBytes;
            const auto result = play(stream, options).results.at(0);
            CHECK(result.hits == hits);
        }
        options.recordedTtls = false;
        CHECK(play(stream, options).results.at(0).hits > hits);
    }
}

TEST_CASE("a TTL that is recorded everywhere is the same as that TTL for all")
{
    Stream stream = wildStream(20'000, 3, true);
    for (auto &request : stream)
        request.ttlSeconds = 77;
    auto options = optionsFor(everyEviction(), { 20, 150 });
    const auto forEver = missesOf(play(stream, options));
    options.recordedTtls = true;
    const auto recorded = missesOf(play(stream, options));
    options.recordedTtls = false;
    options.ttl = Duration::fromSeconds(77);
    CHECK(missesOf(play(stream, options)) == recorded);
    CHECK(recorded != forEver);
    // What is recorded does not count unless it is asked for.
    for (auto &request : stream)
        request.ttlSeconds = 1;
    options.ttl.reset();
    CHECK(missesOf(play(stream, options)) == forEver);
}

TEST_CASE("recorded TTLs longer than time itself do not wrap around")
{
    Stream stream = keysOf("1 1 2 1 2");
    for (auto &request : stream)
        request.ttlSeconds = std::numeric_limits<std::int64_t>::max();
    stream.back().time = { std::int64_t(8'000'000'000) * 1'000'000'000 };
    auto options = optionsFor({ Eviction::lru, Eviction::redisLru }, { 10 });
    options.recordedTtls = true;
    CHECK(missesOf(play(stream, options)) == std::vector<std::uint64_t> { 2, 2 });
}

TEST_CASE("recorded TTLs where none are recorded are an error")
{
    const Stream stream = keysOf("1 1 2 1 2");
    auto options = optionsFor({ Eviction::lru }, { 10 });
    options.recordedTtls = true;
    const auto report = replay(
        [&] { return Result<std::unique_ptr<RecordedRequests>>(std::make_unique<StreamSource>(stream)); }, options);
    REQUIRE(!report);
    CHECK(report.error().text().find("no TTLs") != std::string::npos);
}

TEST_CASE("samples keep the recorded TTLs")
{
    Stream stream = zipfStream(3000, 0.3, 60'000, 2);
    for (auto &request : stream)
        request.ttlSeconds = 900;
    auto options = optionsFor({ Eviction::lru }, { 3000 });
    const auto open = [&] { return Result<std::unique_ptr<RecordedRequests>>(std::make_unique<StreamSource>(stream)); };
    options.recordedTtls = true;
    const auto recorded = replaySampled(open, options, 0.3);
    options.recordedTtls = false;
    options.ttl = Duration::fromSeconds(900);
    const auto constant = replaySampled(open, options, 0.3);
    REQUIRE(recorded);
    REQUIRE(constant);
    CHECK(recorded->results.at(0).misses == constant->results.at(0).misses);
}
