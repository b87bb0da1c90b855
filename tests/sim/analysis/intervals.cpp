// SPDX-License-Identifier: GPL-3.0-or-later
// Student's t, the ratio estimator, and whether 95 % intervals hold the truth 95 times of a hundred.
#include "sim/analysis/experiment.h"
#include "sim/analysis/replications.h"
#include "sim/core/random.h"
#include "sim/results/interval.h"
#include "sim/results/result_fields.h"
#include "tests/support/oracles.h"
#include "tests/support/scenarios.h"

#include <cmath>
#include <vector>

using namespace cs;
using namespace cs::test;

TEST_CASE("Quantiles of Student's t (OA4)")
{
    const auto &entry = oracleEntry("OA4");
    const auto &degrees = entry.at("params").at("df");
    REQUIRE(degrees.size() == 4);
    for (std::size_t i = 0; i < degrees.size(); ++i)
        CHECK(std::fabs(studentT975(degrees[i].get<std::uint64_t>()) - entry.at("expected")[i].get<double>()) <= 1e-8);
    CHECK(std::isnan(studentT975(0)));
}

TEST_CASE("The mean and its half width are those of the textbook")
{
    const std::vector<double> values { 3, 5, 8, 9, 12 };
    Spread spread;
    for (const double value : values)
        spread.add(value);
    // Mean 7.4, variance 12.3, t(4) = 2.776445105.
    CHECK(spread.mean() == doctest::Approx(7.4).epsilon(1e-12));
    CHECK(spread.halfWidth() == doctest::Approx(2.776445105 * std::sqrt(12.3 / 5)).epsilon(1e-9));
    Spread one;
    one.add(3);
    CHECK(std::isnan(one.halfWidth()));
    one.add(3);
    CHECK(one.halfWidth() == 0);
}

TEST_CASE("A ratio is of the sums, its interval from the residuals")
{
    const std::vector<std::pair<double, double>> counts { { 10, 100 }, { 90, 300 }, { 30, 200 }, { 0, 0 } };
    Spread spread;
    for (const auto &[part, whole] : counts)
        spread.add(whole > 0 ? part / whole : 0, whole);
    const double ratio = 130.0 / 600.0;
    double squares = 0;
    for (const auto &[part, whole] : counts)
        squares += (part - ratio * whole) * (part - ratio * whole);
    CHECK(spread.mean() == doctest::Approx(ratio).epsilon(1e-12));
    CHECK(
        spread.halfWidth() == doctest::Approx(studentT975(3) * std::sqrt(squares / 3 / 4) / (600.0 / 4)).epsilon(1e-9));
}

TEST_CASE("Of 200 intervals of a TTL cache's hit ratio as many as should hold the truth (OA3)")
{
    const auto &range = oracleEntry("OA3").at("expected");
    // One key at 1/s with a TTL of 6 s: 6/7. Shorter runs than the oracle's; coverage does not depend on the length.
    DataType type = dataType(1, 0, 1);
    Scenario s = scenario(type, { layer(LayerKind::redis, unlimited(), ttlRule(6)) }, 3000, 100);
    ExperimentOptions options;
    options.strategies = { 0 };
    options.replications = 10;
    int covered = 0;
    for (std::uint64_t i = 0; i < 200; ++i) {
        options.run.seed = mixBits(i);
        const auto results = runExperiment(s, options);
        REQUIRE(results);
        const Estimate hitRatio = totalsEstimate(*results->front(), "hit_ratio");
        covered += std::fabs(hitRatio.value - 6.0 / 7) <= hitRatio.halfWidth;
    }
    CAPTURE(covered);
    CHECK(covered >= range[0].get<int>());
    CHECK(covered <= range[1].get<int>());
}
