// SPDX-License-Identifier: GPL-3.0-or-later
// Estimates from samples of the keys against the replay of everything.
#include "sim/core/key_sample.h"
#include "sim/replay/sampled.h"
#include "tests/sim/replay/streams.h"
#include "tests/support/paths.h"

#include <cmath>
#include <set>

using namespace cs;
using namespace cs::test;

namespace
{

ReplayReport sampled(const Stream &stream, const ReplayOptions &options, double share)
{
    const auto report = replaySampled(
        [&] { return Result<std::unique_ptr<RecordedRequests>>(std::make_unique<StreamSource>(stream)); }, options,
        share);
    REQUIRE_MESSAGE(report, (report ? "" : report.error().text()));
    return *report;
}

/// Mean absolute error of the hit ratios.
double meanError(const ReplayReport &estimate, const ReplayReport &whole)
{
    double sum = 0;
    REQUIRE(estimate.results.size() == whole.results.size());
    for (std::size_t i = 0; i < whole.results.size(); ++i)
        sum += std::fabs(estimate.results[i].hitRatio - whole.results[i].hitRatio);
    return sum / static_cast<double>(whole.results.size());
}

} // namespace

TEST_CASE("Samples of one seed hold their share of the keys and none twice")
{
    for (const double share : { 0.2, 0.05 }) {
        std::set<std::uint64_t> seen;
        for (int i = 0; i < 5; ++i) {
            const KeySample sample(share, 7, i, 5);
            std::uint64_t held = 0;
            for (std::uint64_t key = 0; key < 20000; ++key)
                if (sample.holds(key)) {
                    ++held;
                    CHECK(seen.insert(key).second);
                }
            const double expected = 20000 * share;
            CHECK(std::fabs(static_cast<double>(held) - expected) < 4.5 * std::sqrt(expected));
        }
    }
    CHECK(KeySample().holds(1));
    CHECK(KeySample(1, 3, 0, 5).holds(1));
    // Half and more: no room for five apart, so they differ otherwise.
    const KeySample first(0.5, 7, 0, 5), second(0.5, 7, 1, 5);
    int both = 0;
    for (std::uint64_t key = 0; key < 10000; ++key)
        both += first.holds(key) && second.holds(key);
    CHECK(both > 2200);
    CHECK(both < 2800);
}

TEST_CASE("A tenth of the keys estimates hit ratios of Zipf reads to a point (PB3), within its own intervals")
{
    const Stream stream = zipfStream(50'000, 0.8, 400'000, 11);
    const ReplayOptions options
        = optionsFor({ Eviction::lru, Eviction::fifo, Eviction::s3Fifo }, { 500, 2000, 8000, 20000 });
    const ReplayReport whole = play(stream, options), estimate = sampled(stream, options, 0.1);
    CHECK(estimate.requests == whole.requests);
    CHECK(estimate.samples == 5);
    CHECK(estimate.sample == 0.1);
    CHECK(std::fabs(static_cast<double>(estimate.objects) / static_cast<double>(whole.objects) - 1) < 0.03);
    CHECK(meanError(estimate, whole) < 0.01);
    int covered = 0;
    for (std::size_t i = 0; i < whole.results.size(); ++i) {
        const ReplayResult &one = estimate.results[i];
        CHECK(one.capacity == whole.results[i].capacity);
        CHECK(one.hits + one.misses == whole.requests);
        CHECK(one.hitRatioHalfWidth > 0);
        CHECK(one.hitRatioHalfWidth < 0.05);
        covered += std::fabs(one.hitRatio - whole.results[i].hitRatio) <= one.hitRatioHalfWidth;
    }
    CHECK(covered >= 10); // of 12
}

TEST_CASE("A share as capacity is one of all objects, sizes count, writes and removes are counted whole")
{
    const Stream stream = wildStream(30'000, 5, true);
    ReplayOptions options = optionsFor({ Eviction::lru }, { 1000 }, CapacityUnit::bytes);
    options.capacities.list.push_back({ "30%", 0.3, 0 });
    const ReplayReport whole = play(stream, options), estimate = sampled(stream, options, 0.5);
    CHECK(estimate.writes == whole.writes);
    CHECK(estimate.removes == whole.removes);
    // Reads that are recorded without a size: the estimate has the recorded bytes.
    CHECK(estimate.requestBytes <= whole.requestBytes);
    CHECK(static_cast<double>(estimate.requestBytes) > 0.95 * static_cast<double>(whole.requestBytes));
    const double share
        = static_cast<double>(estimate.results[1].capacity) / static_cast<double>(whole.results[1].capacity);
    CHECK(share > 0.8);
    CHECK(share < 1.2);
    REQUIRE(estimate.results[0].byteHitRatio);
    CHECK(std::isfinite(estimate.results[0].byteHitRatioHalfWidth));
}

TEST_CASE("A tenth of a recorded trace is within two points of the whole, and says how far it may be off")
{
    const std::string path = realDataPath("traces/cloudPhysicsIO.oracleGeneral.bin");
    if (path.empty()) {
        MESSAGE("SKIPPED: the trace is not there");
        return;
    }
    TraceSource trace;
    trace.file = path;
    const ReplayOptions options = optionsFor({ Eviction::lru, Eviction::sieve },
        { 128'000'000, 256'000'000, 512'000'000, 1'000'000'000 }, CapacityUnit::bytes);
    const auto whole = replay(trace, options), estimate = replaySampled(trace, options, 0.1);
    REQUIRE(whole);
    REQUIRE(estimate);
    CHECK(meanError(*estimate, *whole) < 0.01);
    for (std::size_t i = 0; i < whole->results.size(); ++i)
        CHECK(std::fabs(estimate->results[i].hitRatio - whole->results[i].hitRatio)
            <= estimate->results[i].hitRatioHalfWidth);
}
