// SPDX-License-Identifier: GPL-3.0-or-later
// Scores, trade-offs and splits against closed forms; findings by what they name.
#include "sim/analysis/advise/advice.h"
#include "sim/analysis/advise/memory_split.h"
#include "sim/analysis/advise/trade_off.h"
#include "tests/sim/advise/cases.h"

#include <algorithm>
#include <cmath>
#include <functional>

using namespace cs;
using namespace cs::test;

namespace
{

double contribution(const DataType &type, const std::string &criterion)
{
    Scenario scenario;
    scenario.workload.dataTypes = { type };
    const Cacheability found = cacheabilityOf(factsOf(scenario, 0));
    double sum = 0;
    for (const Criterion &one : found.criteria) {
        CHECK(one.contribution >= 0);
        CHECK(one.contribution <= one.points);
        sum += one.contribution;
    }
    CHECK(found.score == doctest::Approx(sum).epsilon(1e-12));
    CHECK(found.score <= 100);
    const auto at = std::find_if(found.criteria.begin(), found.criteria.end(),
        [&criterion](const Criterion &one) { return one.name == criterion; });
    REQUIRE(at != found.criteria.end());
    return at->contribution;
}

/// The criterion never falls as `set` goes from poor to good values, and ends higher than it began.
void checkRises(
    const std::string &criterion, const std::function<void(DataType &, double)> &set, const std::vector<double> &values)
{
    CAPTURE(criterion);
    double before = -1, first = 0, last = 0;
    for (const double value : values) {
        DataType type = typeOf("Things", 1000, 0.8, 1, 0.1);
        set(type, value);
        last = contribution(type, criterion);
        if (before < 0)
            first = last;
        CHECK(last >= before - 1e-12);
        before = last;
    }
    CHECK(last > first);
}

const AdviceFinding *findingAt(const std::vector<AdviceFinding> &findings, const std::string &place)
{
    for (const AdviceFinding &one : findings)
        if (one.place == place)
            return &one;
    return nullptr;
}

} // namespace

TEST_CASE("Every criterion rises with what it measures, and the score is their sum")
{
    const std::vector<double> steps { 0.001, 0.01, 0.1, 0.3, 1, 3, 10, 100, 1000 };
    checkRises(
        "request_rate", [](DataType &type, double x) { type.reads.rate = x; }, steps);
    checkRises(
        "reuse", [](DataType &type, double x) { type.reads.rate = x; }, steps);
    checkRises(
        "read_write_ratio", [](DataType &type, double x) { type.writes.rate = 1 / x; }, steps);
    checkRises(
        "miss_cost", [](DataType &type, double x) { type.missCost.dbTime = Law::constant(x); }, steps);
    checkRises(
        "staleness_tolerance", [](DataType &type, double x) { type.stalenessTolerance = seconds(100 * x); }, steps);
    checkRises(
        "value_size", [](DataType &type, double x) { type.valueSize = Law::constant(1e7 / x); }, steps);
    checkRises("deterministic", [](DataType &type, double x) { type.deterministic = x > 0; }, { 0, 1 });
    checkRises("sharing", [](DataType &type, double x) { type.scope = x > 0 ? "shared" : "user"; }, { 0, 1 });
}

TEST_CASE("The TTL that costs least is that of the closed form (O2a)")
{
    Scenario scenario;
    scenario.workload.dataTypes = { typeOf("One", 1, 0, 10, 0.01) };
    const TypeFacts facts = factsOf(scenario, 0);
    CHECK(cheapestTtl(facts, 1, 1, 0.1, 1e6) == doctest::Approx(14.748058).epsilon(1e-5));
    CHECK(ttlHitRatio(facts, 14.748058, 1, false) == doctest::Approx(147.48058 / 148.48058).epsilon(1e-9));
    // Dearer outdated answers never lengthen it, and the longest that is allowed is never passed.
    double before = 1e6;
    for (const double cost : { 0.0, 0.01, 0.1, 1.0, 10.0, 100.0 }) {
        const double ttl = cheapestTtl(facts, 1, 1, cost, 60);
        CHECK(ttl <= std::min(60.0, before));
        before = ttl;
    }
    CHECK(roundDown(86'399) == seconds(18 * 3600));
    CHECK(roundDown(300) == seconds(300));
    for (double time = 0.002; time < 1e6; time *= 1.37) {
        CHECK(roundDown(time).seconds() <= time);
        CHECK(roundDown(time).seconds() > 0.49 * time);
    }
}

TEST_CASE("Memory goes where it saves most: the best split of two populations (O3a)")
{
    const auto hitsOf = [](std::uint64_t keys, double exponent, double part) {
        Scenario scenario;
        scenario.workload.dataTypes = { typeOf("Things", keys, exponent, part, 0) };
        scenario.workload.dataTypes[0].keySize = Law::constant(0);
        scenario.workload.dataTypes[0].valueSize = Law::constant(1);
        const TypeFacts facts = factsOf(scenario, 0);
        std::vector<SizePoint> out;
        for (int size = 0; size <= 300; ++size)
            out.push_back({ static_cast<double>(size), part * lruHitRatio(facts, size, 0) });
        return concaveHull(out);
    };
    const auto steps = greedySplit({ hitsOf(1000, 0.8, 0.7), hitsOf(2000, 1.1, 0.3) }, { 1, 1 }, 1.02);
    const auto full = std::find_if(
        steps.begin(), steps.end(), [](const std::vector<double> &sizes) { return sizes[0] + sizes[1] >= 300; });
    REQUIRE(full != steps.end());
    CHECK(std::fabs((*full)[0] - 240) <= 2);
    CHECK(std::fabs((*full)[1] - 60) <= 2);
}

TEST_CASE("A concave hull lies above its points and bends one way")
{
    const std::vector<SizePoint> points { { 1, 0 }, { 2, 0.1 }, { 3, 0.7 }, { 4, 0.6 }, { 5, 0.8 }, { 9, 1 } };
    const auto hull = concaveHull(points);
    REQUIRE(hull.size() >= 2);
    for (std::size_t i = 2; i < hull.size(); ++i)
        CHECK((hull[i].value - hull[i - 1].value) / (hull[i].size - hull[i - 1].size)
            < (hull[i - 1].value - hull[i - 2].value) / (hull[i - 1].size - hull[i - 2].size));
    for (const SizePoint &point : points)
        for (std::size_t i = 1; i < hull.size(); ++i)
            if (point.size >= hull[i - 1].size && point.size <= hull[i].size)
                CHECK(point.value <= hull[i - 1].value
                        + (hull[i].value - hull[i - 1].value) * (point.size - hull[i - 1].size)
                            / (hull[i].size - hull[i - 1].size)
                        + 1e-12);
}

TEST_CASE("Findings about keys name the field they are about")
{
    Scenario scenario;
    DataType type = typeOf("Pages", 10'000, 0.9, 20, 0.1);
    type.keySize = Law::constant(300);
    type.keyParts = { { "path", 500, true, true }, { "utm", 20, false, true }, { "language", 4, true, false } };
    DataType hot = typeOf("Hot", 1000, 1.4, 100, 0.01);
    scenario.workload.dataTypes = { type, hot };
    Layer redis;
    redis.name = "Redis";
    redis.nodes = 8;
    Rule rule;
    rule.invalidation = Invalidation::tags;
    rule.tags = { { "section", 2, {} } };
    redis.rules = { { "Hot", rule } };
    scenario.strategies = { { "S", { redis } } };
    const auto findings = keyFindings(scenario, factsOf(scenario));
    CHECK(findingAt(findings, "workload.data_types[0].key_parts[1].in_key"));
    const AdviceFinding *missing = findingAt(findings, "workload.data_types[0].key_parts[2].in_key");
    REQUIRE(missing);
    CHECK(missing->weight == AdviceFinding::Weight::error);
    CHECK_FALSE(findingAt(findings, "workload.data_types[0].key_parts[0].in_key"));
    CHECK(findingAt(findings, "workload.data_types[0].key_size"));
    CHECK(findingAt(findings, "workload.data_types[1].popularity"));
    CHECK(findingAt(findings, "strategies[0].layers[0].rules[\"Hot\"].tags[0].groups"));
    scenario.workload.dataTypes = { typeOf("Hot", 1000, 0.5, 100, 0.01) };
    scenario.strategies[0].layers[0].rules[0].second->tags[0].groups = 1000;
    CHECK(keyFindings(scenario, factsOf(scenario)).empty());
}

TEST_CASE("A second layer that inherits age and TTL adds nothing, and says so; two nodes in front make it useful")
{
    Scenario scenario;
    scenario.workload.dataTypes = { typeOf("Things", 100, 0.8, 10, 0.01) };
    Rule rule;
    rule.ttl = seconds(60);
    Layer back = layer(LayerKind::redis, unlimited(), rule), front = layer(LayerKind::cdn, unlimited(), rule);
    front.name = "Front";
    front.rules[0].second->ttlFrom = TtlFrom::generated;
    scenario.strategies = { { "Both", { front, back } } };
    const std::string place = "strategies[0].layers[1].rules[\"Things\"].ttl";
    const auto adds = [&] {
        const auto findings = strategyFindings(scenario, factsOf(scenario));
        return std::any_of(findings.begin(), findings.end(), [&](const AdviceFinding &one) {
            return one.place == place && one.text.find("adds nothing") != std::string::npos;
        });
    };
    CHECK(adds());
    scenario.strategies[0].layers[0].nodes = 2;
    CHECK_FALSE(adds());
}
