// SPDX-License-Identifier: GPL-3.0-or-later
// An automatic warm-up outlasts the echoes of the cold start, and leaves the timeline in.
#include "sim/engine/warm_up.h"
#include "tests/support/oracles.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <cmath>

using namespace cs;
using namespace cs::test;

namespace
{

Scenario mixture(double duration)
{
    Scenario s = scenario(dataType(1000, 0.8, 100), { layer(LayerKind::redis, unlimited(), ttlRule(60)) }, 1, 0);
    s.run.duration = seconds(duration);
    s.run.warmUp = std::nullopt;
    return s;
}

bool says(const RunResultPtr &result, const std::string &text)
{
    return std::any_of(result->notes.begin(), result->notes.end(),
        [&](const std::string &note) { return note.find(text) != std::string::npos; });
}

} // namespace

TEST_CASE("The floor is 12 times the longest TTL, time to idle or refresh of a strategy")
{
    Scenario s = mixture(100);
    Strategy &strategy = s.strategies[0];
    CHECK(warmUpFloor(strategy).seconds() == 720);
    strategy.layers[0].rules[0].second->idleTtl = seconds(70);
    CHECK(warmUpFloor(strategy).seconds() == 840);
    strategy.layers[0].rules[0].second = std::nullopt;
    CHECK(warmUpFloor(strategy).ns == 0);
    CHECK(warmUpFloor({ "No cache", {} }).ns == 0);
    strategy.layers[0].rules[0].second = Rule {};
    strategy.layers[0].rules[0].second->ttl = Duration::max();
    CHECK(warmUpFloor(strategy) == Duration::max());
}

TEST_CASE("A TTL mixture after an automatic warm-up has the hit ratio of theory (T7a, T7c)")
{
    // Ten short runs together: what echoes of the cold start add shows many times over.
    Scenario s = mixture(1600);
    double hits = 0, reads = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        s.run.seed = seed;
        const auto result = run(s);
        CHECK(result->warmUpSeconds >= 720);
        CHECK(result->warmUpSeconds <= 800);
        CHECK_FALSE(says(result, "longest TTL"));
        hits += static_cast<double>(result->totals.hits);
        reads += static_cast<double>(result->totals.reads);
    }
    checkOracle("T7a.hit", hits / reads, reads);
}

TEST_CASE("A run too short for the floor cuts off half and says so")
{
    const auto result = run(mixture(600));
    CHECK(result->warmUpSeconds == 300);
    CHECK(says(result, "shorter than 12 times the longest TTL (12min)"));
    RunOptions options;
    options.automaticWarmUp = seconds(100);
    CHECK(says(run(mixture(600), 0, options), "longest TTL"));
    Scenario fixed = mixture(600);
    fixed.run.warmUp = seconds(0);
    CHECK_FALSE(says(run(fixed), "longest TTL"));
}

TEST_CASE("The floor does not cut off what happens on the timeline")
{
    Scenario s = mixture(4000);
    TimelineEvent flush;
    flush.at = seconds(450);
    flush.layer = "Cache";
    s.timeline = { flush };
    const auto result = run(s);
    CHECK(result->warmUpSeconds <= 450);
    CHECK(result->totals.flushed > 0);
}

TEST_CASE("A cache that takes long to fill is left three times that")
{
    // 100 reads a second, a hit for most: the cache of 900 of 1000 keys takes minutes to fill and TTLs play no part.
    Scenario s = scenario(
        dataType(1000, 0.8, 100), { layer(LayerKind::redis, entries(900), Rule {}, Eviction::fifo) }, 1e6, 0);
    s.run.warmUp = seconds(0);
    s.run.interval = seconds(1);
    const auto cold = run(s);
    const auto &held = cold->series.layers[0].entries;
    const auto full = std::find(held.begin(), held.end(), 900.0) - held.begin();
    REQUIRE(full > 20);
    s.run.warmUp = std::nullopt;
    s.run.duration = seconds(static_cast<double>(full) * 8);
    CHECK(run(s)->warmUpSeconds >= 3.0 * static_cast<double>(full));
}
