// SPDX-License-Identifier: GPL-3.0-or-later
// Estimates from samples of the keys against the simulation of everything.
#include "sim/analysis/sampled_runs.h"
#include "sim/analysis/experiment.h"
#include "sim/results/result_fields.h"
#include "sim/results/result_writer.h"
#include "tests/support/scenarios.h"

#include <cmath>
#include <nlohmann/json.hpp>

using namespace cs;
using namespace cs::test;

namespace
{

Result<RunResultPtr> sampled(const Scenario &scenario, double share, std::uint64_t seed = 1)
{
    ExperimentOptions options;
    options.run.seed = seed;
    options.strategies = { 0 };
    options.sample = share;
    auto results = runExperiment(scenario, options);
    if (!results)
        return tl::unexpected(results.error());
    return results->front();
}

RunResultPtr whole(const Scenario &scenario, std::uint64_t seed = 1)
{
    RunOptions options;
    options.seed = seed;
    return run(scenario, 0, options);
}

Estimate figure(const RunResultPtr &result, std::string_view name)
{
    return totalsEstimate(*result, name);
}

/// How often the interval has the truth, over seeds.
int covered(const Scenario &scenario, double share, int seeds, double widest)
{
    int count = 0;
    for (int seed = 1; seed <= seeds; ++seed) {
        const auto truth = whole(scenario, static_cast<std::uint64_t>(seed));
        const auto found = sampled(scenario, share, static_cast<std::uint64_t>(seed));
        REQUIRE_MESSAGE(found, (found ? "" : found.error().text()));
        const Estimate ratio = figure(*found, "hit_ratio");
        count += std::abs(ratio.value - truth->totals.hitRatio()) <= ratio.halfWidth;
        CHECK(ratio.halfWidth < widest);
        CHECK(figure(*found, "reads").value == static_cast<double>(truth->totals.reads));
        CHECK(figure(*found, "writes").value == static_cast<double>(truth->totals.writes));
    }
    return count;
}

Scenario cached(const DataType &type, const Rule &rule = {}, std::uint64_t capacity = 4000)
{
    return scenario(type, { layer(LayerKind::redis, entries(capacity), rule) }, 60'000, 10);
}

} // namespace

TEST_CASE("The interval of a sampled hit ratio has the truth about 19 times in 20")
{
    // Of 20 seeds at 95 %, fewer than 15 come once in 3000 times.
    CHECK(covered(cached(dataType(20'000, 0.9, 1000)), 0.05, 20, 0.1) >= 15);
    CHECK(covered(cached(dataType(20'000, 0.8, 1000), ttlRule(20)), 0.1, 20, 0.05) >= 15);
}

TEST_CASE("The interval has the truth where writes make hot keys miss as often as others")
{
    DataType type = dataType(20'000, 1, 1000);
    type.writes.perRead = 0.3;
    type.writes.keys = WriteKeys::popularity;
    Rule rule;
    rule.invalidation = Invalidation::deleteOnWrite;
    CHECK(covered(cached(type, rule), 0.05, 20, 0.2) >= 15);
}

TEST_CASE("Two layers: the hit ratio of each and the load of the database")
{
    DataType type = dataType(20'000, 0.9, 1000);
    type.missCost.dbTime = Law::constant(0.001);
    Layer front = layer(LayerKind::inProcess, entries(2500), ttlRule(30));
    front.name = "Front";
    front.nodes = 2;
    Scenario s = scenario(type, { front, layer(LayerKind::redis, entries(6000), Rule {}) }, 100'000, 20);
    s.origin.database.connections = 4;
    const auto truth = whole(s);
    const auto found = sampled(s, 0.1);
    REQUIRE_MESSAGE(found, (found ? "" : found.error().text()));
    for (std::size_t i = 0; i < 2; ++i) {
        const auto &estimates = (*found)->layers[i].figures;
        CHECK(std::abs(estimates.hitRatio() - truth->layers[i].figures.hitRatio()) < 0.03);
        CHECK((*found)->layers[i].capacityPerNode == truth->layers[i].capacityPerNode);
        CHECK(std::abs(share(estimates.entries, truth->layers[i].figures.entries) - 1) < 0.05);
    }
    CHECK(std::abs(figure(*found, "db_utilization").value / truth->dbUtilization - 1) < 0.1);
    CHECK(std::abs(figure(*found, "db_queries").value / truth->totals.dbQueries - 1) < 0.1);
    const Figures &sum = (*found)->totals;
    CHECK(sum.reads == truth->totals.reads);
    CHECK(std::abs(static_cast<double>(sum.hits + sum.coalesced + sum.misses) - static_cast<double>(sum.reads)) <= 2);
}

TEST_CASE("What a sample cannot tell has no value")
{
    const auto found = sampled(cached(dataType(20'000, 0.9, 1000)), 0.05);
    REQUIRE(found);
    const auto json = nlohmann::json::parse(resultJson(std::span(&*found, 1))).at("runs").at(0);
    CHECK(json.at("sample") == 0.05);
    CHECK(json.at("samples") == samplesOfRun);
    for (const char *name : { "latency_mean_s", "latency_p99_s", "failed", "stale_reads", "stale_ratio",
             "byte_hit_ratio", "db_queue_peak", "db_queries_per_s_peak", "bytes_peak", "egress_bytes", "retries" }) {
        CAPTURE(name);
        CHECK(json.at("totals").at(name).is_null());
    }
    CHECK(json.at("totals").at("hit_ratio_ci95").get<double>() > 0);
    CHECK(json.at("layers").at(0).at("hit_ratio_ci95").get<double>() > 0);
    CHECK(json.at("series").at("reads").empty());
    const std::string table = resultTable(std::span(&*found, 1));
    CHECK(table.find("samples of 5.00 %") != std::string::npos);
    CHECK(table.find("±") != std::string::npos);
}

TEST_CASE("A data type with too few keys has no figures, and sums with it have none")
{
    Scenario s = cached(dataType(20'000, 0.9, 1000));
    DataType few = dataType(40, 0, 50);
    few.name = "Few";
    s.workload.dataTypes.push_back(few);
    s.strategies[0].layers[0].rules.push_back({ "Few", Rule {} });
    const auto found = sampled(s, 0.05);
    REQUIRE_MESSAGE(found, (found ? "" : found.error().text()));
    const auto json = nlohmann::json::parse(resultJson(std::span(&*found, 1))).at("runs").at(0);
    CHECK(json.at("totals").at("hit_ratio").is_null());
    CHECK(json.at("layers").at(0).at("hit_ratio").is_null());
    CHECK(json.at("data_types").at(0).at("hit_ratio").is_number());
    CHECK(json.at("data_types").at(1).at("hit_ratio").is_null());
    CHECK(json.at("totals").at("reads") == whole(s)->totals.reads);
    // Where it is not cached its few keys change nothing.
    s.strategies[0].layers[0].rules.pop_back();
    const auto other = sampled(s, 0.05);
    REQUIRE(other);
    CHECK(std::isfinite(figure(*other, "hit_ratio").value));
}

TEST_CASE("Warming loads the sample's share; a strategy without caches hits nothing")
{
    Rule warmed;
    warmed.warm = Warm { 10'000 };
    Scenario s = cached(dataType(20'000, 0.5, 100), warmed, 20'000);
    s.run.warmUp = Duration {};
    const auto truth = whole(s);
    const auto found = sampled(s, 0.1);
    REQUIRE(found);
    CHECK(std::abs(figure(*found, "hit_ratio").value - truth->totals.hitRatio()) < 0.04);
    s.strategies[0].layers.clear();
    const auto none = sampled(s, 0.1);
    REQUIRE(none);
    CHECK(figure(*none, "hit_ratio").value == 0);
    CHECK(figure(*none, "misses").value == static_cast<double>(truth->totals.reads));
}

TEST_CASE("Values that share a cache key are in a sample together")
{
    DataType type = dataType(20'000, 0.9, 1000);
    type.keyParts = { { "id", 5000, true, true }, { "language", 4, true, false } };
    const Scenario s = cached(type, Rule {}, 1500);
    const auto truth = whole(s);
    const auto found = sampled(s, 0.1);
    REQUIRE_MESSAGE(found, (found ? "" : found.error().text()));
    const Estimate ratio = figure(*found, "hit_ratio");
    CHECK(std::abs(ratio.value - truth->totals.hitRatio()) <= 1.5 * ratio.halfWidth);
    CHECK(ratio.halfWidth < 0.06);
}

TEST_CASE("What does not scale is refused with its place")
{
    const auto refusal = [](const Scenario &scenario, double share) {
        const auto found = sampled(scenario, share);
        REQUIRE_FALSE(found);
        return found.error().text();
    };
    const auto says = [](const std::string &text, const char *part) { return text.find(part) != std::string::npos; };
    const DataType type = dataType(20'000, 0.9, 1000);

    CHECK(says(refusal(cached(type), 0.001), "too small for a sample"));
    Scenario s = cached(type);
    s.strategies[0].layers[0].kind = LayerKind::materializedView;
    s.strategies[0].layers[0].rules[0].second->refresh = seconds(10);
    CHECK(says(refusal(s, 0.1), "materialised view"));
    Rule tagged;
    tagged.invalidation = Invalidation::tags;
    tagged.tags = { { "group", 10, {} } };
    CHECK(says(refusal(cached(type, tagged), 0.1), "tags"));
    Rule behind;
    behind.invalidation = Invalidation::writeBehind;
    behind.flush = seconds(1);
    behind.flushBatch = 100;
    CHECK(says(refusal(cached(type, behind), 0.1), "flush_batch"));
    Rule warmed;
    warmed.warm = Warm { 100 };
    s = cached(type, warmed);
    TimelineEvent restart;
    restart.event = EventKind::restart;
    restart.layer = "Cache";
    restart.at = seconds(20);
    s.timeline = { restart };
    CHECK(says(refusal(s, 0.1), "warm"));
    s = cached(type);
    s.strategies[0].layers[0].eviction = Eviction::memcachedSlru;
    CHECK(says(refusal(s, 0.1), "memcached"));
}

TEST_CASE("Samples are the same for any number of threads")
{
    ExperimentOptions options;
    options.strategies = { 0 };
    options.sample = 0.1;
    const Scenario s = cached(dataType(20'000, 0.9, 1000));
    const auto one = runExperiment(s, options);
    options.threads = 4;
    const auto four = runExperiment(s, options);
    REQUIRE((one && four));
    CHECK(resultJson(*one) == resultJson(*four));
}
