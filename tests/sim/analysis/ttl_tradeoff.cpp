// SPDX-License-Identifier: GPL-3.0-or-later
// TTLs against closed forms: how long they may be, and what is cheapest.
#include "sim/analysis/ttl_tradeoff.h"
#include "sim/analysis/ttl_forms.h"
#include "sim/analysis/ttl_text.h"
#include "sim/io/scenario_file.h"
#include "tests/support/oracles.h"

#include <cmath>

using namespace cs;
using namespace cs::test;

namespace
{

double expected(const std::string &id)
{
    return oracleEntry(id).at("expected").get<double>();
}

/// One key, read once a second and written every 100 s on average, tolerance 5 s.
Scenario oneKey(const std::string &duration)
{
    const auto scenario = readScenario(R"({ "format": "cache-strategist/scenario", "version": 1, "name": "One key",
      "run": { "seed": 3, "duration": ")"
        + duration + R"(", "warm_up": "1h" },
      "workload": { "data_types": [
        { "name": "A", "keys": 1, "value_size": "1 B", "reads": { "rate": "1/s" }, "writes": { "rate": "0.01/s" },
          "staleness_tolerance": "5s" } ] },
      "strategies": [ { "name": "None", "layers": [] }, { "name": "TTL", "layers": [
        { "name": "Cache", "kind": "redis", "capacity": "none", "latency": "0s",
          "rules": { "A": { "ttl": "10s" } } } ] } ] })");
    REQUIRE_MESSAGE(scenario, (scenario ? "" : scenario.error().front().text()));
    return *scenario;
}

TtlReport reportOf(const Scenario &scenario, const TtlOptions &options)
{
    const auto report = ttlTradeoff(scenario, options);
    REQUIRE_MESSAGE(report, (report ? "" : report.error().text()));
    return *report;
}

/// P(staleness > s | hit) x hits (theory of one key): what is in violation.
double violations(double ttl, double reads, double writes, double tolerance)
{
    if (ttl <= tolerance)
        return 0;
    const double left = ttl - tolerance;
    return hitRatioOfTtl(ttl, reads) * (left + std::expm1(-writes * left) / writes) / ttl;
}

} // namespace

TEST_CASE("The longest TTL for a share of stale hits (O1) and of stale reads (O1b)")
{
    for (const auto &[share, id] :
        { std::pair { 0.01, "O1.x_eps_0.01" }, { 0.1, "O1.x_eps_0.1" }, { 0.5, "O1.x_eps_0.5" } })
        for (const double writes : { 1.0, 1e-6, 250.0 })
            CHECK(longestTtlForStaleHits(share, writes) * writes == doctest::Approx(expected(id)).epsilon(1e-10));
    CHECK(longestTtlForStaleReads(0.05, 1, 0.01) == doctest::Approx(expected("O1b.T")).epsilon(1e-8));
    CHECK(std::isinf(longestTtlForStaleHits(0.1, 0)));
    CHECK(std::isinf(longestTtlForStaleReads(1, 1, 1)));
    CHECK(longestTtlForStaleHits(0, 1) == 0);
    // Both forms of the share meet.
    CHECK(staleShareOfHits(0.00099999, 1) == doctest::Approx(staleShareOfHits(0.00100001, 1)).epsilon(1e-4));
}

TEST_CASE("The cheapest TTL (O2a), and none shorter or longer is cheaper")
{
    const double best = cheapestTtl(10, 0.01, 1, 0.1);
    CHECK(best == doctest::Approx(expected("O2a.T")).epsilon(1e-6));
    CHECK(costOfTtl(best, 10, 0.01, 1, 0.1) == doctest::Approx(expected("O2a.J")).epsilon(1e-8));
    for (const double reads : { 0.001, 1.0, 5000.0 })
        for (const double writes : { 1e-5, 0.1, 30.0 })
            for (const double stale : { 0.01, 1.0, 40.0 }) {
                const double ttl = cheapestTtl(reads, writes, 1, stale);
                const double cost = costOfTtl(std::min(ttl, 1e12), reads, writes, 1, stale);
                for (double other = 1e-4; other < 1e8; other *= 1.7)
                    CHECK(costOfTtl(other, reads, writes, 1, stale) >= cost * (1 - 1e-9));
            }
    CHECK(std::isinf(cheapestTtl(1, 0, 1, 1)));
    CHECK(cheapestTtl(1, 1, 0, 1) == 0);
}

TEST_CASE("A simulated trade-off of one key is the closed form at every TTL, and its longest TTL the one of the form")
{
    TtlOptions options;
    options.strategy = 1;
    options.limit = 0.05;
    options.threads = 2;
    const double longest = longestTtlForStaleReads(0.05, 1, 0.01); // 11.3 s
    for (const double ttl : { 1.0, 4.0, 8.0, 0.9 * longest, 1.1 * longest, 40.0, 300.0 })
        options.ttls.push_back(Duration::fromSeconds(ttl));
    const TtlReport report = reportOf(oneKey("500h"), options);
    REQUIRE(report.tradeoffs.size() == 1);
    const TtlTradeoff &tradeoff = report.tradeoffs[0];
    CHECK(tradeoff.layer == "Cache");
    CHECK(tradeoff.tolerance == Duration { 5'000'000'000 });
    CHECK(tradeoff.ttl == Duration { 10'000'000'000 });
    REQUIRE(tradeoff.points.size() == 7);
    // 1.8 M reads, 18,000 writes: four standard deviations of the share of stale reads, whose number follows the
    // writes.
    for (const TtlPoint &point : tradeoff.points) {
        const double ttl = point.ttl.seconds(), hit = hitRatioOfTtl(ttl, 1);
        CAPTURE(ttl);
        CHECK(std::fabs(point.hitRatio - hit) < 0.002);
        CHECK(point.layerHitRatio == point.hitRatio);
        CHECK(point.dbQueriesPerSecond == doctest::Approx(1 - point.hitRatio).epsilon(1e-3));
        const double stale = hit * staleShareOfHits(ttl, 0.01), late = violations(ttl, 1, 0.01, 5);
        CHECK(std::fabs(point.staleRatio - stale) < 4 * 1.5 / std::sqrt(18'000.0) * stale);
        CHECK(std::fabs(point.violationRatio - late) < 4 * 2.0 / std::sqrt(18'000.0) * late + 1e-4);
        if (ttl <= 4)
            CHECK(point.violations == 0);
    }
    CHECK(tradeoff.longestForStaleReads == Duration::fromSeconds(0.9 * longest));
    CHECK(!tradeoff.staleReadsNeverExceed);
    CHECK(tradeoff.longestForViolations == Duration::fromSeconds(1.1 * longest));
}

TEST_CASE("The grid goes around the rule's TTL; what is asked for and is not there is an error")
{
    TtlOptions options;
    options.strategy = 1;
    options.points = 5;
    options.replications = 2;
    const TtlReport report = reportOf(oneKey("3h"), options);
    const auto &points = report.tradeoffs.at(0).points;
    REQUIRE(points.size() == 5);
    CHECK(points.front().ttl == Duration { 100'000'000 });
    CHECK(points[2].ttl == Duration { 10'000'000'000 });
    CHECK(points.back().ttl == Duration { 1'000'000'000'000 });
    CHECK(points[4].hitRatio > points[2].hitRatio);
    CHECK(ttlTable(report).find("as it is") != std::string::npos);
    CHECK(ttlTable(report).find("above the tolerance of 5") != std::string::npos);
    options.strategy = 0;
    CHECK(!ttlTradeoff(oneKey("3h"), options));
    options.strategy = 1;
    options.layers = { "Other" };
    CHECK(!ttlTradeoff(oneKey("3h"), options));
}

TEST_CASE("The longest TTL is the last before the first that fails, whatever comes behind")
{
    TtlTradeoff tradeoff;
    const double shares[] = { 0.001, 0.01, 0.02, 0.005 };
    for (int i = 0; i < 4; ++i) {
        tradeoff.points.emplace_back();
        tradeoff.points.back().ttl = Duration { i + 1 };
        tradeoff.points.back().staleRatio = shares[i];
    }
    findLongest(tradeoff, 0.01);
    CHECK(tradeoff.longestForStaleReads == Duration { 2 });
    CHECK(!tradeoff.staleReadsNeverExceed);
    CHECK(tradeoff.violationsNeverExceed);
    CHECK(tradeoff.longestForViolations == Duration { 4 });
    findLongest(tradeoff, 0.0001);
    CHECK(!tradeoff.longestForStaleReads);
}
