// SPDX-License-Identifier: GPL-3.0-or-later
// Exact curves against an LRU cache played at every size.
#include "sim/analysis/curve/stack_distances.h"
#include "tests/sim/curve/curves.h"
#include "tests/support/paths.h"

#include <algorithm>
#include <numeric>

using namespace cs;
using namespace cs::test;

namespace
{

/// Every size from 1 to a bit more than all.
std::vector<std::uint64_t> everySize(std::uint64_t whole, std::uint64_t step = 1)
{
    std::vector<std::uint64_t> sizes;
    for (std::uint64_t size = 1; size <= whole + step; size += step)
        sizes.push_back(size);
    return sizes;
}

void checkAgainstReplay(const OpenRequests &open, const std::vector<std::uint64_t> &sizes, CapacityUnit unit)
{
    ReplayOptions brute = optionsFor({ Eviction::lru }, sizes, unit);
    brute.shortcuts = false;
    const auto truth = replay(open, brute);
    REQUIRE_MESSAGE(truth, (truth ? "" : truth.error().text()));
    const CapacityCurve curve = curveOf(open, curveOptions(sizes, unit));
    REQUIRE(curve.lines.size() == 1);
    const auto &points = curve.lines[0].points;
    REQUIRE(points.size() == sizes.size());
    CHECK(curve.requests == truth->requests);
    CHECK(curve.objects == truth->objects);
    CHECK(curve.objectBytes == truth->objectBytes);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i)
        wrong += points[i].capacity != truth->results[i].capacity || points[i].hitRatio != truth->results[i].hitRatio
            || points[i].byteHitRatio != truth->results[i].byteHitRatio;
    CHECK(wrong == 0);
}

/// The depths by definition: a list, the last accessed in front.
class ListStack
{
public:
    std::uint32_t access(std::uint32_t id)
    {
        const auto found = std::find(m_list.begin(), m_list.end(), id);
        const auto depth = static_cast<std::uint32_t>(found - m_list.begin()) + 1;
        const bool known = found != m_list.end();
        if (known)
            m_list.erase(found);
        m_list.insert(m_list.begin(), id);
        return known ? depth : 0;
    }

private:
    std::vector<std::uint32_t> m_list;
};

} // namespace

TEST_CASE("Depths in the stack are those of a list")
{
    SplitMix64 engine(3);
    for (const std::uint32_t objects : { 1u, 2u, 40u, 700u }) {
        StackDistances stack;
        ListStack list;
        std::vector<std::uint32_t> ids(objects > 100 ? 60'000 : 40'000), depths(ids.size()), expected;
        for (auto &id : ids) {
            id = static_cast<std::uint32_t>(below(engine(), objects));
            expected.push_back(list.access(id));
        }
        for (std::size_t at = 0; at < ids.size(); at += 977) {
            const std::size_t count = std::min<std::size_t>(977, ids.size() - at);
            stack.access({ ids.data() + at, count }, depths.data() + at);
        }
        CHECK(depths == expected);
    }
}

TEST_CASE("Depths of a loop over many objects stay right when positions run out again and again")
{
    StackDistances stack;
    const std::uint32_t objects = 300'000;
    std::vector<std::uint32_t> ids(objects), depths(objects);
    std::iota(ids.begin(), ids.end(), 0u);
    stack.access(ids, depths.data());
    CHECK(std::count(depths.begin(), depths.end(), 0u) == objects);
    for (int round = 0; round < 6; ++round) {
        stack.access(ids, depths.data());
        CHECK(std::count(depths.begin(), depths.end(), objects) == objects);
    }
    // And back: the last ones lie on top.
    std::reverse(ids.begin(), ids.end());
    stack.access(ids, depths.data());
    std::size_t wrong = 0;
    for (std::uint32_t i = 0; i < objects; ++i)
        wrong += depths[i] != i + 1;
    CHECK(wrong == 0);
}

TEST_CASE("The curve by entries is LRU at every size, also where objects are written, removed and change their size")
{
    for (const bool withOps : { false, true }) {
        const Stream stream = wildStream(30'000, 5, withOps);
        checkAgainstReplay(openStream(stream), everySize(300), CapacityUnit::entries);
    }
}

TEST_CASE("The curve by bytes is LRU at every size, also where objects are written, removed and change their size")
{
    for (const bool withOps : { false, true }) {
        const Stream stream = wildStream(6'000, 6, withOps);
        checkAgainstReplay(openStream(stream), everySize(6000, 13), CapacityUnit::bytes);
        // Below the size of single objects.
        checkAgainstReplay(openStream(stream), everySize(90), CapacityUnit::bytes);
    }
}

TEST_CASE("The curve by bytes is LRU where positions run out and most objects do not fit")
{
    Stream stream = zipfStream(20'000, 0.6, 400'000, 4);
    for (auto &request : stream)
        request.size = 1 + mixBits(request.key) % 1000 * (request.key % 50 == 0 ? 1000 : 1);
    std::vector<std::uint64_t> sizes;
    for (std::uint64_t size = 300; size < 40'000'000; size *= 3)
        sizes.push_back(size);
    checkAgainstReplay(openStream(stream), sizes, CapacityUnit::bytes);
}

TEST_CASE("The curve of a removal that is never stored again keeps its room free")
{
    // a b c, b leaves: with room for three the next new object pushes nobody out, with room for two it does.
    Stream stream = keysOf("1 2 3 2 4 1 3");
    stream[3].op = TraceOp::remove;
    checkAgainstReplay(openStream(stream), everySize(5), CapacityUnit::entries);
    const CapacityCurve curve = curveOf(openStream(stream), curveOptions({ 2, 3 }));
    CHECK(curve.lines[0].points[0].hitRatio == 0);
    CHECK(curve.lines[0].points[1].hitRatio == doctest::Approx(2.0 / 6));
}

TEST_CASE("The shipped traces: curves are LRU at many sizes")
{
    int found = 0;
    for (const char *name : { "cpp.trace.gz", "gli.trace.gz", "loop.trace.gz", "multi1.trace.gz", "scan.trace.gz",
             "zigzag.trace.gz", "web07.keys.gz" }) {
        TraceSource trace;
        trace.file = realDataPath(std::string("traces/") + name);
        if (trace.file.empty())
            continue;
        ++found;
        const OpenRequests open = [&] { return openRequests(trace); };
        checkAgainstReplay(open, { 1, 2, 3, 5, 10, 50, 100, 200, 350, 500, 750, 1000, 1500, 2000, 5000, 20'000 },
            CapacityUnit::entries);
    }
    TraceSource cloud;
    cloud.file = realDataPath("traces/cloudPhysicsIO.oracleGeneral.bin");
    if (!cloud.file.empty()) {
        const OpenRequests open = [&] { return openRequests(cloud); };
        checkAgainstReplay(open, { 1, 10, 100, 128, 256, 512, 1000, 5000, 10'000, 30'000, 48'000, 48'974, 60'000 },
            CapacityUnit::entries);
        std::vector<std::uint64_t> sizes { 512, 100'000, 1'000'000 };
        for (std::uint64_t mebibytes = 128; mebibytes <= 1024; mebibytes += 128)
            sizes.push_back(mebibytes << 20);
        sizes.push_back(4'368'040'448);
        checkAgainstReplay(open, sizes, CapacityUnit::bytes);
    } else if (found == 0) {
        MESSAGE("SKIPPED: the traces are not there");
    }
}
