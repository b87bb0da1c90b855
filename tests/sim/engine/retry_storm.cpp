// SPDX-License-Identifier: GPL-3.0-or-later
// Metastable overload (Bronson et al., HotOS 2021): a trigger pushes the system over the edge, retries keep it there.
#include "tests/support/scenarios.h"

#include <numeric>

using namespace cs;
using namespace cs::test;

namespace
{

/// A cache takes half of 50 reads a second off a database that could answer 40. It is flushed after 1800 s, while the
/// database is four times slower for two minutes.
Scenario afterFlush(std::uint64_t retries, std::uint64_t queueLimit)
{
    DataType type = dataType(20000, 0.8, 50);
    type.missCost.dbTime.kind = LawKind::lognormal;
    type.missCost.dbTime.mean = 0.2;
    type.missCost.dbTime.cv = 0.5;
    Scenario s = scenario(type, { layer(LayerKind::redis, unlimited(), ttlRule(300)) }, 150'000, 600);
    s.run.interval = seconds(60);
    s.origin.database = { 8, queueLimit, seconds(2) };
    s.origin.retry = Retry { retries, seconds(0.2), 1, 0.5 };
    TimelineEvent flush, slow;
    flush.at = slow.at = seconds(1800);
    flush.layer = "Cache";
    slow.event = EventKind::dbSlowdown;
    slow.duration = seconds(120);
    slow.factor = 4;
    s.timeline = { flush, slow };
    return s;
}

/// Share of reads that failed in the minutes [from, to) of the run.
double failedShare(const RunResultPtr &result, std::size_t from, std::size_t to)
{
    const auto sum = [&](const std::vector<double> &values) {
        return std::accumulate(
            values.begin() + static_cast<std::ptrdiff_t>(from), values.begin() + static_cast<std::ptrdiff_t>(to), 0.0);
    };
    return sum(result->series.failed) / sum(result->series.reads);
}

} // namespace

TEST_CASE("Retries keep a database overloaded long after what overloaded it")
{
    const RunResultPtr storm = run(afterFlush(4, 1000));
    CHECK(failedShare(storm, 10, 30) == 0);
    CHECK(failedShare(storm, 31, 34) > 0.5);
    // 26 to 28 minutes after the database was fast again
    CHECK(failedShare(storm, 57, 59) > 0.5);

    SUBCASE("without retries it recovers")
    {
        const RunResultPtr calm = run(afterFlush(0, 1000));
        CHECK(failedShare(calm, 31, 32) > 0.5);
        CHECK(failedShare(calm, 40, 59) == 0);
    }
    SUBCASE("with a queue shorter than the time-out it recovers")
    {
        const RunResultPtr calm = run(afterFlush(4, 50));
        CHECK(failedShare(calm, 40, 59) == 0);
    }
}

TEST_CASE("Waits before retries that grow beyond all bounds end in failure, not in the simulator")
{
    DataType type = dataType(10, 0, 50);
    type.missCost.dbTime = Law::constant(1);
    Scenario s = scenario(type, {}, 500, 0);
    s.origin.database = { 1, 0, std::nullopt };
    s.origin.retry = Retry { 100, seconds(3600), 1000, 1 };
    const auto result = run(s);
    CHECK(result->totals.failed + result->totals.originReads == result->totals.reads);
    CHECK(result->totals.retries > 0);
    CHECK(result->totals.latency.maxSeconds() < 9.3e9);
    s.origin.retry->backoff = Duration { 0 };
    CHECK(run(s)->totals.failed > 0);
}

TEST_CASE("Retries over time add up to the retries in all, those after the end too")
{
    DataType type = dataType(10, 0, 50);
    type.missCost.dbTime = Law::constant(1);
    Scenario s = scenario(type, {}, 500, 0);
    s.run.interval = seconds(1);
    s.origin.database = { 1, 5, seconds(2) };
    s.origin.retry = Retry { 5, seconds(3), 2, 0 };
    const auto result = run(s);
    double sum = 0;
    for (const double retries : result->series.retries)
        sum += retries;
    CHECK(sum == static_cast<double>(result->totals.retries));
}
