// SPDX-License-Identifier: GPL-3.0-or-later
// Curves from samples against the exact ones, and what is marked on a curve.
#include "sim/analysis/curve/marks.h"
#include "tests/sim/curve/curves.h"
#include "tests/support/paths.h"

#include <cmath>

using namespace cs;
using namespace cs::test;

namespace
{

struct Cover {
    int points = 0, covered = 0;
    double error = 0, width = 0;
};

/// How often the stated interval holds the exact ratio.
void compare(Cover &cover, const CapacityCurve &estimate, const CapacityCurve &exact)
{
    REQUIRE(estimate.lines[0].points.size() == exact.lines[0].points.size());
    for (std::size_t i = 0; i < exact.lines[0].points.size(); ++i) {
        const CurvePoint &one = estimate.lines[0].points[i], &truth = exact.lines[0].points[i];
        REQUIRE(one.capacity == truth.capacity);
        const double error = std::fabs(one.hitRatio - truth.hitRatio);
        ++cover.points;
        cover.covered += error <= one.hitRatioHalfWidth;
        cover.error += error;
        cover.width += one.hitRatioHalfWidth;
    }
}

CurveLine lineOf(const std::vector<std::pair<std::uint64_t, double>> &points)
{
    CurveLine line;
    for (const auto &[capacity, ratio] : points) {
        line.points.emplace_back();
        line.points.back().capacity = capacity;
        line.points.back().hitRatio = ratio;
    }
    return line;
}

} // namespace

TEST_CASE("The band of a sampled curve covers the exact one as often as it says, by entries and by bytes")
{
    for (const CapacityUnit unit : { CapacityUnit::entries, CapacityUnit::bytes }) {
        Cover cover;
        for (std::uint64_t seed = 1; seed <= 24; ++seed) {
            Stream stream = zipfStream(20'000, seed % 2 == 0 ? 0.7 : 0.9, 120'000, seed);
            for (auto &request : stream)
                request.size = 100 + mixBits(request.key * 7 + seed) % 400;
            const std::uint64_t scale = unit == CapacityUnit::bytes ? 300 : 1;
            TraceCurveOptions options = curveOptions({ 600 * scale, 1500 * scale, 4000 * scale, 10'000 * scale }, unit);
            const CapacityCurve exact = curveOf(openStream(stream), options);
            options.sample = 0.05;
            options.seed = seed;
            compare(cover, curveOf(openStream(stream), options), exact);
        }
        MESSAGE(cover.covered << " of " << cover.points << " covered, mean error " << cover.error / cover.points
                              << ", mean half width " << cover.width / cover.points);
        CHECK(cover.covered >= cover.points * 88 / 100);
        // One sample of 1,000 objects is off by 0.015 (Zipf 0.8), five are less; and the band is no blank cheque.
        CHECK(cover.error / cover.points < 0.015);
        CHECK(cover.width < 4 * cover.error);
    }
}

TEST_CASE("A sampled curve never falls and stays between 0 and 1; the whole as a sample is the whole")
{
    Stream stream = wildStream(40'000, 9, true);
    for (const CapacityUnit unit : { CapacityUnit::entries, CapacityUnit::bytes }) {
        std::vector<std::uint64_t> sizes;
        for (std::uint64_t size = 1; size < 9000; size += size / 8 + 1)
            sizes.push_back(size);
        TraceCurveOptions options = curveOptions(sizes, unit);
        options.sample = 0.15;
        const CapacityCurve curve = curveOf(openStream(stream), options);
        double before = 0;
        for (const CurvePoint &point : curve.lines[0].points) {
            CHECK(point.hitRatio >= before);
            CHECK(point.hitRatio <= 1);
            before = point.hitRatio;
        }
        CHECK(!curve.notes.empty());
        options.sample = 1;
        CHECK(curveOf(openStream(stream), options).lines[0].method
            == (unit == CapacityUnit::bytes ? CurveMethod::replay : CurveMethod::stack));
    }
}

TEST_CASE("Other evictions: exact replays, or scaled-down caches with a sample; TTLs always play caches")
{
    const Stream stream = zipfStream(5'000, 0.8, 60'000, 21);
    TraceCurveOptions options = curveOptions({ 50, 400, 2000 });
    options.evictions = { Eviction::s3Fifo, Eviction::lru };
    options.threads = 2;
    const CapacityCurve exact = curveOf(openStream(stream), options);
    const ReplayReport truth = play(stream, optionsFor({ Eviction::s3Fifo, Eviction::lru }, { 50, 400, 2000 }));
    for (std::size_t i = 0; i < 6; ++i)
        CHECK(exact.lines[i / 3].points[i % 3].hitRatio == truth.results[i].hitRatio);
    CHECK(exact.lines[0].method == CurveMethod::replay);
    CHECK(exact.lines[1].method == CurveMethod::stack);
    options.sample = 0.1;
    const CapacityCurve estimate = curveOf(openStream(stream), options);
    CHECK(estimate.lines[0].method == CurveMethod::miniature);
    CHECK(std::fabs(estimate.lines[0].points[1].hitRatio - exact.lines[0].points[1].hitRatio) < 0.03);
    options.sample = 1;
    options.ttl = Duration { 500'000'000'000 };
    options.evictions = { Eviction::lru };
    ReplayOptions expiring = optionsFor({ Eviction::lru }, { 50, 400, 2000 });
    expiring.ttl = options.ttl;
    const CapacityCurve fresh = curveOf(openStream(stream), options);
    const ReplayReport freshTruth = play(stream, expiring);
    CHECK(fresh.lines[0].method == CurveMethod::replay);
    for (std::size_t i = 0; i < 3; ++i)
        CHECK(fresh.lines[0].points[i].hitRatio == freshTruth.results[i].hitRatio);
    CHECK(fresh.lines[0].points[2].hitRatio < exact.lines[1].points[2].hitRatio);
}

TEST_CASE("Without capacities the grid goes from little to the working set")
{
    const Stream stream = zipfStream(30'000, 0.8, 100'000, 2);
    const CapacityCurve curve = curveOf(openStream(stream), TraceCurveOptions {});
    const auto &points = curve.lines[0].points;
    CHECK(points.size() > 40);
    CHECK(points.size() <= 50);
    CHECK(points.back().capacity == curve.objects);
    CHECK(points.back().hitRatio == doctest::Approx(1 - static_cast<double>(curve.objects) / 100'000));
    TraceCurveOptions bytes;
    bytes.capacities.unit = CapacityUnit::bytes;
    CHECK(!traceCurve(openStream(stream), bytes));
    CHECK(!traceCurve(openStream({}), TraceCurveOptions {}));
}

TEST_CASE("Knee and enough by hand")
{
    // Straight up to 100 of 1000, then flat: the corner is both.
    CurveLine corner = lineOf({ { 50, 0.4 }, { 100, 0.8 }, { 1000, 0.8 } });
    markCurve(corner, shapeOf(corner), 1000);
    REQUIRE(corner.knee);
    CHECK(corner.knee->capacity == 100);
    CHECK(corner.knee->hitRatio == doctest::Approx(0.8));
    REQUIRE(corner.enough);
    CHECK(corner.enough->capacity == 100);
    // A straight line has no knee, and a tenth more brings a tenth until 998, where 0.1 points are left.
    CurveLine straight = lineOf({ { 500, 0.25 }, { 1000, 0.5 } });
    markCurve(straight, shapeOf(straight), 1000);
    CHECK(!straight.knee);
    REQUIRE(straight.enough);
    CHECK(straight.enough->capacity == 999);
    // A plateau before a cliff is not enough.
    CurveLine cliff = lineOf({ { 10, 0.1 }, { 900, 0.1 }, { 910, 0.9 }, { 1000, 0.9 } });
    markCurve(cliff, shapeOf(cliff), 1000);
    REQUIRE(cliff.enough);
    CHECK(cliff.enough->capacity > 900);
}

TEST_CASE("The cloud block trace: sampled curves lie near the exact one")
{
    TraceSource cloud;
    cloud.file = realDataPath("traces/cloudPhysicsIO.oracleGeneral.bin");
    if (cloud.file.empty()) {
        MESSAGE("SKIPPED: the trace is not there");
        return;
    }
    const OpenRequests open = [&] { return openRequests(cloud); };
    TraceCurveOptions options = curveOptions({ 1000, 2000, 5000, 10'000, 20'000, 40'000 });
    const CapacityCurve exact = curveOf(open, options);
    Cover cover;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        options.sample = 0.1;
        options.seed = seed;
        compare(cover, curveOf(open, options), exact);
    }
    MESSAGE(cover.covered << " of " << cover.points << " covered, mean error " << cover.error / cover.points);
    CHECK(cover.error / cover.points < 0.0125);
    CHECK(cover.covered >= cover.points * 85 / 100);
}
