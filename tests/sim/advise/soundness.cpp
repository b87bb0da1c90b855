// SPDX-License-Identifier: GPL-3.0-or-later
// Advice on scenarios of different character: what must never be advised, and what its own simulation says.
#include "sim/analysis/advise/advice.h"
#include "sim/analysis/advise/strategy_search.h"
#include "sim/analysis/estimate/estimate.h"
#include "sim/io/scenario_file.h"
#include "sim/model/validate.h"
#include "tests/sim/advise/cases.h"

#include <functional>
#include <map>

using namespace cs;
using namespace cs::test;

namespace
{

void checkSound(const Scenario &scenario, const Advice &advice)
{
    CAPTURE(scenario.name);
    REQUIRE(advice.types.size() == scenario.workload.dataTypes.size());
    CHECK(validate(withAdvice(scenario, advice)).empty());
    for (std::size_t i = 0; i < advice.types.size(); ++i) {
        const DataType &type = scenario.workload.dataTypes[i];
        CAPTURE(type.name);
        CHECK_FALSE(advice.types[i].reasons.empty());
        Duration alone, all;
        for (const Layer &layer : advice.strategy.layers)
            if (const Rule *rule = layer.ruleFor(type.name)) {
                CHECK(type.deterministic);
                if (layer.kind == LayerKind::cdn)
                    CHECK(type.scope == "shared");
                for (const KeyPart &part : type.keyParts)
                    CHECK((part.inKey || !part.affectsValue || part.values == 1));
                const Duration ttl = rule->refresh.value_or(rule->ttl.value_or(Duration::max()));
                all = all + ttl + rule->staleWhileRevalidate.value_or(Duration {});
                if (rule->invalidation == Invalidation::ttl) {
                    CHECK(rule->jitter == 0);
                    alone = alone + ttl + rule->staleWhileRevalidate.value_or(Duration {});
                }
            }
        if (type.stalenessTolerance)
            CHECK(alone <= *type.stalenessTolerance);
        if (type.stalenessTolerance && type.stalenessTolerance->ns > 0)
            CHECK(all <= *type.stalenessTolerance);
    }
}

/// What it claims is what its own simulation found, on the same requests as the others.
void checkClaims(const Scenario &scenario, const Advice &advice)
{
    CAPTURE(scenario.name);
    REQUIRE_FALSE(advice.runs.empty());
    CHECK(advice.runs.back()->strategy == advice.strategy.name);
    const Scenario with = withAdvice(scenario, advice);
    const auto again = simulate(with, with.strategies.size() - 1);
    REQUIRE(again);
    CHECK((*again)->fingerprint == advice.runs.back()->fingerprint);
    bool all = true;
    std::map<std::string, bool> met;
    for (const Finding &finding : (*again)->findings) {
        met[finding.objective] = finding.met;
        all = all && finding.met;
    }
    CHECK(advice.meetsAll == all);
    for (const Claim &claim : advice.claims)
        CHECK(claim.claimed == met.at(claim.finding.objective));
    if (!all)
        CHECK(advice.verdict.find("fails first in") != std::string::npos);
    for (const RunResultPtr &run : advice.runs)
        CHECK(run->requests == advice.runs.front()->requests);
}

const TypeAdvice &of(const Advice &advice, const std::string &type)
{
    for (const TypeAdvice &one : advice.types)
        if (one.cacheability.dataType == type)
            return one;
    FAIL("no such type");
    return advice.types.front();
}

} // namespace

TEST_CASE("Advice on six characters is sound, and claims what its simulation shows")
{
    std::map<std::string, Advice> all;
    for (const Scenario &scenario : characters()) {
        auto advice = advise(scenario);
        REQUIRE(advice);
        checkSound(scenario, *advice);
        checkClaims(scenario, *advice);
        all[scenario.name] = std::move(*advice);
    }
    CHECK(of(all["Written more than read"], "Orders").layers.empty());
    CHECK(of(all["Uniform"], "Long tail").layers.empty());
    CHECK(of(all["Ticker"], "Dice").layers.empty());
    CHECK(of(all["Tenants"], "Tenant pages").layers.empty());
    for (const LayerAdvice &at : of(all["Written more than read"], "Carts").layers)
        CHECK(at.rule.invalidation != Invalidation::ttl);
    REQUIRE_FALSE(of(all["News"], "Articles").layers.empty());
    CHECK(of(all["News"], "Articles").layers.front().kind == LayerKind::cdn);
}

TEST_CASE("Advice on the storefront is what its kinds of data ask for")
{
    const auto file = loadScenario(std::string(CS_SOURCE_DIR) + "/scenarios/storefront.scenario.json");
    REQUIRE(file);
    AdviceOptions options;
    options.simulated = false;
    const auto advice = advise(file->scenario, options);
    REQUIRE(advice);
    checkSound(file->scenario, *advice);
    const auto kinds = [&](const std::string &type) {
        std::vector<LayerKind> out;
        for (const LayerAdvice &at : of(*advice, type).layers)
            out.push_back(at.kind);
        return out;
    };
    using Kinds = std::vector<LayerKind>;
    CHECK(kinds("User profiles") == Kinds { LayerKind::redis });
    CHECK(kinds("Product catalog") == Kinds { LayerKind::cdn, LayerKind::redis });
    CHECK(kinds("Static assets") == Kinds { LayerKind::cdn });
    CHECK(kinds("Session data") == Kinds { LayerKind::redis });
    CHECK(kinds("Config data") == Kinds { LayerKind::inProcess });
    CHECK(kinds("Analytics") == Kinds { LayerKind::materializedView });
    const Rule &profiles = of(*advice, "User profiles").layers[0].rule;
    CHECK(profiles.ttl == seconds(300));
    CHECK(profiles.invalidation == Invalidation::deleteOnWrite);
    CHECK(profiles.warm.has_value());
    CHECK(of(*advice, "Session data").layers[0].rule.invalidation != Invalidation::ttl);
    CHECK(worstExcess(*advice->estimate) == 0);
}

TEST_CASE("A tighter objective never gives a cheaper strategy")
{
    Scenario scenario = characters()[5];
    AdviceOptions options;
    options.simulated = false;
    const auto costOf = [&]() -> std::optional<double> {
        const auto advice = advise(scenario, options);
        REQUIRE(advice);
        if (worstExcess(*advice->estimate) > 0)
            return {};
        return advice->estimate->costPerMonth;
    };
    const auto checkRises = [&](const std::function<void(double)> &set, const std::vector<double> &targets) {
        double before = 0;
        int feasible = 0;
        for (const double target : targets) {
            set(target);
            if (const auto cost = costOf()) {
                CHECK(*cost >= before);
                before = *cost;
                ++feasible;
            }
        }
        CHECK(feasible >= 2);
        CHECK(before > 0);
    };
    scenario.objectives.latencyP99.reset();
    checkRises([&](double x) { scenario.objectives.dbUtilization = x; }, { 0.9, 0.5, 0.3, 0.2, 0.1, 0.05, 0.03 });
    scenario.objectives.dbUtilization.reset();
    checkRises([&](double x) { scenario.objectives.hitRatio = x; }, { 0.05, 0.3, 0.5, 0.7, 0.9, 0.95 });
    scenario.objectives.hitRatio = 0.5;
    checkRises([&](double x) { scenario.objectives.staleReads = x; }, { 0.1, 0.02, 0.01, 0.001 });
}

TEST_CASE("The search is within 2 % of the best of a full grid of capacities and TTLs")
{
    Scenario scenario = characters()[5];
    scenario.workload.dataTypes.erase(scenario.workload.dataTypes.begin());
    scenario.workload.dataTypes[0].keys = 30'000;
    scenario.objectives = {};
    scenario.objectives.hitRatio = 0.8;
    scenario.prices.items = { { "redis_gb_month", 1000 }, { "in_process_gb_month", 1e6 }, { "cdn_gb_month", 1e6 },
        { "materialized_view_gb_month", 1 } };
    AdviceOptions options;
    options.simulated = false;
    const auto advice = advise(scenario, options);
    REQUIRE(advice);
    REQUIRE(worstExcess(*advice->estimate) == 0);
    double best = 1e300;
    for (double megabytes = 4; megabytes < 80; megabytes *= 1.05)
        for (const double ttl : { 600.0, 3600.0, 14'400.0, 86'400.0 }) {
            Rule rule;
            rule.ttl = seconds(ttl);
            rule.invalidation = Invalidation::deleteOnWrite;
            Layer redis;
            redis.name = "Redis";
            redis.capacity = { CapacityUnit::bytes, static_cast<std::uint64_t>(megabytes * 1e6) };
            redis.rules = { { "Look-ups", rule } };
            scenario.strategies = { { "Grid", { redis } } };
            const auto run = estimateStrategy(scenario, 0);
            REQUIRE(run);
            if ((*run)->findings.front().met)
                best = std::min(best, (*run)->costPerMonth);
        }
    REQUIRE(best < 1e300);
    CHECK(advice->estimate->costPerMonth <= 1.02 * best);
}

TEST_CASE("A strategy whose simulation misses an objective is not claimed, whatever the search believed")
{
    Scenario scenario = characters()[0];
    scenario.objectives.hitRatio = 0.9999;
    AdviceOptions options;
    options.judge = [](const Scenario &judged, std::size_t strategy) -> Result<RunResultPtr> {
        auto run = estimateStrategy(judged, strategy);
        if (!run)
            return run;
        RunResult glowing = **run;
        for (Finding &finding : glowing.findings)
            finding.met = true;
        return std::make_shared<const RunResult>(std::move(glowing));
    };
    const auto advice = advise(scenario, options);
    REQUIRE(advice);
    CHECK_FALSE(advice->meetsAll);
    checkClaims(scenario, *advice);
}

TEST_CASE("A recorded workload and no workload are refused with the place")
{
    Scenario scenario;
    REQUIRE_FALSE(advise(scenario));
    CHECK(advise(scenario).error().place == "workload.data_types");
    scenario.workload.trace = TraceSource {};
    CHECK(advise(scenario).error().place == "workload.trace");
    std::stop_source stop;
    stop.request_stop();
    const auto cancelled = advise(characters()[0], {}, stop.get_token());
    REQUIRE_FALSE(cancelled);
    CHECK(cancelled.error().message == cancelledMessage);
}
