// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/model/workload_presets.h"

#include "sim/model/validate.h"
#include "tests/support/oracles.h"
#include "tests/support/scenarios.h"

#include <set>

using namespace cs;
using namespace cs::test;

namespace
{

DataType typeOf(const Scenario &scenario)
{
    return scenario.workload.dataTypes.front();
}

} // namespace

TEST_CASE("Presets are valid, have names of their own and say their source")
{
    std::set<std::string> names;
    for (const WorkloadPreset &preset : workloadPresets()) {
        CAPTURE(preset.name);
        CHECK(names.insert(preset.name).second);
        const Scenario scenario = scenarioOf(preset);
        CHECK(validate(scenario).empty());
        CHECK(scenario.description.find(preset.source) != std::string::npos);
        REQUIRE(scenario.strategies.size() == 2);
        CHECK(scenario.strategies[0].layers.empty());
    }
    CHECK(workloadPreset("ycsb-b") != nullptr);
    CHECK(workloadPreset("ycsb-z") == nullptr);
}

TEST_CASE("PB4: the Twitter presets lie where the published clusters do")
{
    const auto &quartiles = oracleEntry("PB4").at("expected").at(0);
    const auto exponent = [](const char *name) { return typeOf(workloadPreset(name)->make()).popularity.exponent; };
    INFO("PB4: Zipf exponents, minimum, quartiles and maximum over 54 clusters");
    CHECK(std::fabs(exponent("twitter-typical") - quartiles[2].get<double>()) <= 0.01);
    CHECK(exponent("twitter-flat") > quartiles[1].get<double>());
    CHECK(exponent("twitter-flat") < quartiles[2].get<double>());
    CHECK(exponent("twitter-skewed") > quartiles[3].get<double>());
    CHECK(exponent("twitter-skewed") < quartiles[4].get<double>());
    // Write-heavy is more than 30 % that are no gets.
    const double perRead = *typeOf(workloadPreset("twitter-write-heavy")->make()).writes.perRead;
    CHECK(perRead / (1 + perRead) == doctest::Approx(0.62).epsilon(1e-9));
}

TEST_CASE("Presets do what they are named after")
{
    // The loop: LRU holds one block too few.
    const Scenario looping = scenarioOf(*workloadPreset("loop"));
    const auto looped = run(looping, 1);
    CHECK(looped->totals.reads > 300'000);
    CHECK(looped->totals.hitRatio() < 0.001);
    // ETC's value sizes: the point masses and the tail together.
    const Scenario pool = scenarioOf(*workloadPreset("facebook-etc"));
    const Law sizes = typeOf(pool).valueSize;
    CHECK(sizes.cumulative(14.5) == doctest::Approx(0.44155).epsilon(1e-3));
    CHECK(sizes.expected()
        == doctest::Approx((1 - sizes.cumulative(14.5)) * (15 + oracle("W5.value_gpd_mean").expected)
            + sizes.cumulative(14.5) * sizes.parts[0].expected())
               .epsilon(1e-9));
    // One-hit wonders: 600,000 reads over 75 million keys, 99.6 % of the keys read are read once.
    const Workload workload = scenarioOf(*workloadPreset("twitter-one-hit")).workload;
    const DataType &wonders = workload.dataTypes.front();
    const double mean = wonders.reads.rate * 1200 / static_cast<double>(wonders.keys);
    CHECK(mean * std::exp(-mean) / -std::expm1(-mean) == doctest::Approx(0.996).epsilon(1e-3));
}
