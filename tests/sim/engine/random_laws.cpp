// SPDX-License-Identifier: GPL-3.0-or-later
// What must hold for every scenario, on a thousand random ones. CS_RANDOM_SEED=17 repeats one of them alone,
// CS_RANDOM_COUNT=50000 tries more, CS_RANDOM_FIRST says where to begin.
#include "sim/engine/conservation.h"
#include "sim/results/result_writer.h"
#include "tests/support/random_runs.h"
#include "tests/support/scenarios.h"

#include <cmath>
#include <cstdlib>

using namespace cs;
using namespace cs::test;

namespace
{

std::uint64_t setting(const char *name, std::uint64_t otherwise)
{
    const char *text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// What a run may end with besides a result: the origin of a random scenario may be too small for its traffic.
bool isOverload(const Error &error)
{
    return error.message.find("falls behind") != std::string::npos;
}

/// Whatever a result says must be possible.
void checkFigures(const RunResult &run)
{
    for (const auto &type : run.dataTypes) {
        const Figures &f = type.figures;
        CHECK(f.staleReads <= f.reads);
        CHECK(f.violations <= f.staleReads);
        CHECK(f.hitBytes <= f.readBytes);
        CHECK(f.latency.quantileSeconds(0.5) <= f.latency.quantileSeconds(0.99));
        CHECK(f.latency.meanSeconds() <= f.latency.maxSeconds() * (1 + 1e-9));
        CHECK(std::isfinite(f.dbQueries));
    }
    for (const auto &layer : run.layers) {
        if (layer.capacityUnit == CapacityUnit::entries)
            CHECK(layer.figures.entries <= layer.capacityPerNode * layer.nodes);
        CHECK(layer.figures.bytes <= layer.figures.bytesPeak);
    }
    CHECK(run.dbUtilization <= 1 + 1e-9);
    CHECK(run.appUtilization <= 1 + 1e-9);
}

void checkWithoutLayers(const RunResult &none)
{
    CHECK(none.totals.hits == 0);
    CHECK(none.totals.coalesced == 0);
    for (const auto &type : none.dataTypes)
        CHECK(type.figures.originReads + type.figures.failed == type.figures.reads);
}

std::string json(const RunResultPtr &result)
{
    return resultJson(std::span(&result, 1));
}

void checkSeed(std::uint64_t seed)
{
    const Scenario s = RandomRun(seed).scenario();
    INFO("CS_RANDOM_SEED=", seed);
    Result<RunResultPtr> cached = simulate(s, 0), none = simulate(s, 1);
    for (const auto *result : { &cached, &none })
        if (!*result && !isOverload(result->error()))
            FAIL_CHECK(result->error().text());
    if (!cached || !none)
        return;
    checkFigures(**cached);
    checkFigures(**none);
    checkWithoutLayers(**none);
    // With an automatic warm-up strategies may measure different spans.
    if (s.run.warmUp) {
        REQUIRE((*cached)->dataTypes.size() == (*none)->dataTypes.size());
        for (std::size_t i = 0; i < (*none)->dataTypes.size(); ++i) {
            CHECK((*cached)->dataTypes[i].figures.reads == (*none)->dataTypes[i].figures.reads);
            CHECK((*cached)->dataTypes[i].figures.writes == (*none)->dataTypes[i].figures.writes);
        }
    }
    if (seed % 10 == 0) {
        const auto again = simulate(s, 0);
        REQUIRE(again);
        CHECK(json(*again) == json(*cached));
    }
}

} // namespace

TEST_CASE("A thousand random scenarios obey the conservation laws and see the same requests with and without layers")
{
    if (const std::uint64_t alone = setting("CS_RANDOM_SEED", 0)) {
        checkSeed(alone);
        return;
    }
    const std::uint64_t first = setting("CS_RANDOM_FIRST", 1), count = setting("CS_RANDOM_COUNT", 1000);
    MESSAGE("random seeds ", first, " to ", first + count - 1);
    for (std::uint64_t seed = first; seed < first + count; ++seed)
        checkSeed(seed);
}
