// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/workload/rate_profile.h"

#include "sim/core/random.h"

#include <algorithm>
#include <doctest/doctest.h>

using namespace cs;

TEST_CASE("Within a piece the rate keeps to the piece's bounds, to the last bit below")
{
    SplitMix64 random(811);
    const auto between = [&](double low, double high) { return low + (high - low) * unitInterval(random()); };
    for (int round = 0; round < 300; ++round) {
        Reads reads;
        if (round % 4 != 3) {
            reads.diurnal.emplace();
            reads.diurnal->peakToTrough = between(1, 50);
            reads.diurnal->period = Duration::fromSeconds(round % 3 == 0 ? between(0.01, 10) : between(60, 1e6));
            reads.diurnal->peakAt = Duration::fromSeconds(between(0, reads.diurnal->period.seconds()));
        }
        if (round % 2 == 0)
            reads.weekly = { 1, 2, between(0, 3), 1, 0.5, 7, 0 };
        RateProfile profile(reads);
        if (round % 5 == 0) {
            const SimTime at = SimTime {} + Duration::fromSeconds(between(0, 1e6));
            profile.add(Pulse(at, at + Duration::fromSeconds(between(1, 1e5)), Duration::fromSeconds(between(0, 1e4))));
        }
        double tightest = 0;
        for (int look = 0; look < 200; ++look) {
            const SimTime from = SimTime {} + Duration::fromSeconds(between(0, round % 7 == 0 ? 3e8 : 2e6));
            const RatePiece piece = profile.piece(from, {});
            const std::int64_t length = piece.until == SimTime::never() ? 1'000'000'000 : piece.until.ns - from.ns;
            REQUIRE(length > 0);
            for (int i = 0; i < 8; ++i) {
                const SimTime t { from.ns
                    + static_cast<std::int64_t>(below(random(), static_cast<std::uint64_t>(length))) };
                REQUIRE(profile.at(t.seconds()) >= piece.least);
                REQUIRE(profile.at(t.seconds()) <= doctest::Approx(piece.most).epsilon(1e-6));
            }
            tightest = piece.most > 0 ? std::max(tightest, piece.least / piece.most) : tightest;
        }
        // A bound that says nothing would do no harm, and no good. A pulse is mostly not there.
        if (round % 5 != 0)
            CHECK(tightest > 0.9);
    }
}
