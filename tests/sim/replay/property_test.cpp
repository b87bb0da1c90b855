// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cache/eviction/registry.h"
#include "tests/sim/replay/streams.h"

#include <list>
#include <set>

using namespace cs;
using namespace cs::test;

namespace
{

std::vector<Eviction> allEvictions()
{
    std::vector<Eviction> out;
    for (const auto &info : evictions)
        out.push_back(info.value);
    return out;
}

void checkSame(const ReplayReport &a, const ReplayReport &b)
{
    REQUIRE(a.results.size() == b.results.size());
    CHECK(a.requests == b.requests);
    CHECK(a.objects == b.objects);
    CHECK(a.objectBytes == b.objectBytes);
    CHECK(a.requestBytes == b.requestBytes);
    for (std::size_t i = 0; i < a.results.size(); ++i) {
        CAPTURE(nameOf(a.results[i].eviction));
        CAPTURE(a.results[i].capacity);
        CHECK(a.results[i].hits == b.results[i].hits);
        CHECK(a.results[i].misses == b.results[i].misses);
        CHECK(a.results[i].byteHitRatio == b.results[i].byteHitRatio);
    }
}

/// LRU or FIFO of bytes with expiry, as plainly as can be.
class PlainCache
{
public:
    PlainCache(std::uint64_t capacity, bool lru, std::optional<Duration> ttl)
        : m_capacity(capacity)
        , m_lru(lru)
        , m_ttl(ttl)
    {
    }
    bool read(const TraceRequest &request, std::uint64_t size)
    {
        const auto at = find(request);
        if (at == m_items.end()) {
            store(request, size);
            return false;
        }
        touch(at, size);
        return true;
    }
    void write(const TraceRequest &request, std::uint64_t size)
    {
        const auto at = find(request);
        if (at == m_items.end())
            return store(request, size);
        at->storedAt = request.time;
        touch(at, size);
    }
    void remove(const TraceRequest &request)
    {
        m_items.remove_if([&](const Item &item) { return item.key == request.key; });
    }

private:
    struct Item {
        std::uint64_t key, size;
        SimTime storedAt;
    };
    using Place = std::list<Item>::iterator;

    Place find(const TraceRequest &request)
    {
        for (auto at = m_items.begin(); at != m_items.end(); ++at) {
            if (at->key != request.key)
                continue;
            if (!m_ttl || request.time - at->storedAt < *m_ttl)
                return at;
            m_items.erase(at);
            break;
        }
        return m_items.end();
    }
    void touch(Place at, std::uint64_t size)
    {
        if (m_lru)
            m_items.splice(m_items.begin(), m_items, at);
        if (size > m_capacity) {
            m_items.erase(at);
            return;
        }
        at->size = size;
        makeRoom(0);
    }
    void store(const TraceRequest &request, std::uint64_t size)
    {
        if (size > m_capacity)
            return;
        makeRoom(size);
        m_items.push_front({ request.key, size, request.time });
    }
    void makeRoom(std::uint64_t size)
    {
        const auto used = [this] {
            std::uint64_t sum = 0;
            for (const Item &item : m_items)
                sum += item.size;
            return sum;
        };
        while (used() + size > m_capacity)
            m_items.pop_back();
    }

    std::uint64_t m_capacity;
    bool m_lru;
    std::optional<Duration> m_ttl;
    std::list<Item> m_items;
};

std::uint64_t plainMisses(const Stream &stream, const ReplayOptions &options, std::uint64_t &missBytes)
{
    const bool bytes = options.capacities.unit == CapacityUnit::bytes;
    PlainCache cache(options.capacities.list[0].amount, options.evictions[0] == Eviction::lru, options.ttl);
    std::map<std::uint64_t, std::uint64_t> known;
    std::uint64_t misses = 0, reads = 0;
    missBytes = 0;
    for (const auto &request : stream) {
        std::uint64_t &size = known[request.key];
        size = request.size ? request.size : size;
        const std::uint64_t units = bytes ? size : 1;
        if (request.op == TraceOp::remove)
            cache.remove(request);
        else if (request.op == TraceOp::write)
            cache.write(request, units);
        else if (!cache.read(request, units) && reads >= options.warmUpReads) {
            ++misses;
            missBytes += size;
        }
        reads += request.op == TraceOp::read;
    }
    return misses;
}

} // namespace

TEST_CASE("LRU and FIFO count as a plain list does, whatever changes in the stream")
{
    for (const bool withOps : { false, true })
        for (const Eviction eviction : { Eviction::lru, Eviction::fifo })
            for (const CapacityUnit unit : { CapacityUnit::entries, CapacityUnit::bytes })
                for (const bool expires : { false, true }) {
                    CAPTURE(withOps);
                    CAPTURE(nameOf(eviction));
                    CAPTURE(unit == CapacityUnit::bytes);
                    CAPTURE(expires);
                    const Stream stream = wildStream(10'000, 5, withOps);
                    auto options = optionsFor({ eviction }, { unit == CapacityUnit::bytes ? 700u : 60u }, unit);
                    options.warmUpReads = 1234;
                    if (expires)
                        options.ttl = Duration::fromSeconds(40);
                    const auto report = play(stream, options);
                    std::uint64_t missBytes = 0;
                    CHECK(report.results[0].misses == plainMisses(stream, options, missBytes));
                    CHECK(report.results[0].hits > 500);
                    options.warmUpReads = 0;
                    const auto whole = play(stream, options);
                    CHECK(whole.results[0].misses == plainMisses(stream, options, missBytes));
                    const double requested = static_cast<double>(whole.requestBytes);
                    CHECK(*whole.results[0].byteHitRatio
                        == doctest::Approx((requested - static_cast<double>(missBytes)) / requested));
                }
}

TEST_CASE("the short way, the general way and reading twice count the same for every eviction")
{
    for (const bool withOps : { false, true })
        for (const CapacityUnit unit : { CapacityUnit::entries, CapacityUnit::bytes })
            for (const bool expires : { false, true }) {
                const Stream stream = wildStream(30'000, 17, withOps);
                auto options = optionsFor(allEvictions(), { 20, 75, 150, 1000 }, unit);
                options.warmUpReads = 5001;
                if (expires)
                    options.ttl = Duration::fromSeconds(25);
                const auto report = play(stream, options);
                options.shortcuts = false;
                checkSame(report, play(stream, options));
                options.recordingBytes = 0;
                checkSame(report, play(stream, options));
                options.shortcuts = true;
                checkSame(report, play(stream, options));
            }
}

TEST_CASE("the short way counts as the general way at capacities that shares do not divide, and over turns of hot keys")
{
    Stream stream = zipfStream(3000, 0.8, 60'000, 5);
    // What is hot changes, and what was hot comes back.
    for (std::size_t i = 0; i < stream.size(); ++i)
        stream[i].key = mixBits(stream[i].key + i / 9000 % 4 * 700);
    auto options = optionsFor(allEvictions(), { 1, 2, 3, 4, 5, 6, 7, 9, 13, 50, 333, 1000, 2500 });
    const auto report = play(stream, options);
    options.shortcuts = false;
    checkSame(report, play(stream, options));
}

TEST_CASE("a capacity for everything leaves only the first misses")
{
    const Stream stream = wildStream(20'000, 3, false);
    std::set<std::uint64_t> keys;
    for (const auto &request : stream)
        keys.insert(request.key);
    const auto options = optionsFor(allEvictions(), { keys.size(), keys.size() + 5, std::uint64_t(1) << 62 });
    for (const auto &result : play(stream, options).results)
        CHECK(result.misses == keys.size());
}

TEST_CASE("LRU hits never fall with capacity, and counts add up")
{
    const Stream stream = zipfStream(2000, 0.9, 60'000, 12);
    std::vector<std::uint64_t> capacities;
    for (std::uint64_t capacity = 1; capacity < 2500; capacity += 1 + capacity / 5)
        capacities.push_back(capacity);
    const auto report = play(stream, optionsFor({ Eviction::lru }, capacities));
    std::uint64_t last = 0;
    for (const auto &result : report.results) {
        CHECK(result.hits >= last);
        CHECK(result.hits + result.misses == stream.size());
        last = result.hits;
    }
    CHECK(report.results.front().hits < report.results.back().hits / 4);
}

TEST_CASE("bytes and objects agree when every size is one")
{
    Stream stream = wildStream(20'000, 4, false);
    for (auto &request : stream)
        request.size = 1;
    auto alike = allEvictions();
    std::erase(alike, Eviction::wTinyLfu); // counts by a sketch here, exactly there
    const auto objects = play(stream, optionsFor(alike, { 10, 100 }));
    const auto bytes = play(stream, optionsFor(alike, { 10, 100 }, CapacityUnit::bytes));
    CHECK(missesOf(objects) == missesOf(bytes));
    for (const auto &result : objects.results)
        CHECK(*result.byteHitRatio == doctest::Approx(result.hitRatio));
}

TEST_CASE("an entry is fresh up to its end, and a read exactly there misses")
{
    Stream stream(4);
    const std::int64_t seconds[] = { 0, 9, 10, 19 };
    for (std::size_t i = 0; i < 4; ++i)
        stream[i].time = { seconds[i] * 1'000'000'000 };
    auto options = optionsFor(allEvictions(), { 10 });
    options.ttl = Duration::fromSeconds(10);
    for (const auto &result : play(stream, options).results) {
        CHECK(result.hits == 2);
        CHECK(result.misses == 2);
    }
}

TEST_CASE("an object larger than the cache always misses and evicts nothing")
{
    Stream stream = keysOf("1 2 9 1 2 9 1 2 9");
    for (auto &request : stream)
        request.size = request.key == 9 ? 101 : 50;
    for (const auto &result : play(stream, optionsFor(allEvictions(), { 100 }, CapacityUnit::bytes)).results) {
        CHECK(result.hits == 4);
        CHECK(result.misses == 5);
    }
}

TEST_CASE("random eviction depends on the seed and on nothing else")
{
    const Stream stream = zipfStream(500, 0.6, 30'000, 1);
    auto options = optionsFor({ Eviction::random }, { 50 });
    const auto first = missesOf(play(stream, options));
    CHECK(missesOf(play(stream, options)) == first);
    options.seed = 2;
    CHECK(missesOf(play(stream, options)) != first);
}

TEST_CASE("a replay stops when it is asked to")
{
    const Stream stream = zipfStream(500, 0.6, 300'000, 1);
    for (const double when : { 0.0, 0.6 }) {
        std::stop_source stop;
        const auto open
            = [&] { return Result<std::unique_ptr<RecordedRequests>>(std::make_unique<StreamSource>(stream)); };
        double last = 0;
        const auto report
            = replay(open, optionsFor({ Eviction::fifo }, { 50 }), stop.get_token(), [&](double fraction) {
                  last = fraction;
                  if (fraction >= when)
                      stop.request_stop();
              });
        REQUIRE(!report);
        CHECK(last < when + 0.1);
    }
}
