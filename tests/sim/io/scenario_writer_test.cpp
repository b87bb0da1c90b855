// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/files.h"
#include "sim/io/scenario_file.h"
#include "tests/sim/io/example.h"
#include "tests/sim/io/random_scenario.h"
#include "tests/support/paths.h"

#include <doctest/doctest.h>
#include <filesystem>

using namespace cs;
using cs::test::edited;
using cs::test::example;

namespace
{

Scenario readBack(const std::string &text)
{
    const auto read = readScenario(text);
    INFO(text);
    INFO((read ? std::string() : joined(read.error())));
    REQUIRE(read);
    return *read;
}

Rule &ttlRule(Scenario &scenario)
{
    return *scenario.strategies.at(1).layers.at(1).rules.at(0).second;
}

/// The example after an edit of its values, written with the example as original.
template <class Edit>
std::string written(Edit edit)
{
    Scenario scenario = *readScenario(example);
    edit(scenario);
    const std::string text = writeScenario(scenario, example);
    CHECK(readBack(text) == scenario);
    return text;
}

std::size_t linesChanged(std::string_view before, std::string_view after)
{
    std::size_t head = 0;
    while (head < std::min(before.size(), after.size()) && before[head] == after[head])
        ++head;
    std::size_t tail = 0;
    while (tail < std::min(before.size(), after.size()) - head
        && before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;
    const auto middle = after.substr(head, after.size() - head - tail);
    return 1 + static_cast<std::size_t>(std::count(middle.begin(), middle.end(), '\n'));
}

} // namespace

TEST_CASE("a scenario that was not edited is written as it was, byte for byte")
{
    CHECK(written([](Scenario &) {}) == example);
    std::size_t files = 0;
    for (const auto &entry : std::filesystem::directory_iterator(cs::test::sourcePath("scenarios"))) {
        if (!entry.path().string().ends_with(".scenario.json"))
            continue;
        ++files;
        INFO(entry.path().string());
        const auto loaded = loadScenario(entry.path().string());
        INFO((loaded ? std::string() : joined(loaded.error())));
        REQUIRE(loaded);
        CHECK(writeScenario(loaded->scenario, loaded->text) == loaded->text);
        // Through the part that merges: an edit and its undoing.
        Scenario renamed = loaded->scenario;
        renamed.run.seed += 1;
        const std::string text = writeScenario(renamed, loaded->text);
        CHECK(text != loaded->text);
        CHECK(readBack(text) == renamed);
        CHECK(linesChanged(loaded->text, text) <= 2);
        if (loaded->text.find("\"seed\"") != std::string::npos)
            CHECK(writeScenario(loaded->scenario, text) == loaded->text);
    }
    if (files == 0)
        MESSAGE("SKIPPED: no shipped scenario is there");
}

TEST_CASE("an edit changes its own place and nothing else")
{
    CHECK(written([](Scenario &s) { ttlRule(s).ttl = Duration { 600'000'000'000 }; })
        == edited("\"ttl\": \"5min\"", "\"ttl\": \"10min\""));
    CHECK(written([](Scenario &s) { s.workload.dataTypes[0].valueSize.mean = 3000; })
        == edited("\"2000 B\"", "\"3 kB\""));
    CHECK(written([](Scenario &s) { s.workload.dataTypes[1].popularity.weights[2] = 7; })
        == edited("[4, 3, 2, 1]", "[4, 3, 7, 1]"));
    CHECK(written([](Scenario &s) { s.run.warmUp = Duration { 0 }; }) == edited("\"auto\"", "\"0s\""));
    CHECK(written([](Scenario &s) { ttlRule(s).warm = std::nullopt; }) == edited(", \"warm\": { \"top\": 1000 }", ""));
    CHECK(written([](Scenario &s) { ttlRule(s).ttl = std::nullopt; })
        == edited("\"ttl\": \"5min\"", "\"ttl\": \"none\""));
    CHECK(written([](Scenario &s) { ttlRule(s).idleTtl = Duration { 1'000'000'000 }; })
        == edited("\"ttl\": \"5min\"", "\"ttl\": \"5min\", \"idle_ttl\": \"1s\""));
    CHECK(
        written([](Scenario &s) { s.strategies[1].layers[0].latency->p99 = 0.05; }) == edited("\"40ms\"", "\"50ms\""));
    CHECK(written([](Scenario &s) {
        s.strategies[1].layers[0].rules[0].second.emplace().ttl = Duration { 1'000'000'000 };
    }) == edited("\"User profiles\": null", "\"User profiles\": { \"ttl\": \"1s\" }"));
    CHECK(written([](Scenario &s) { s.strategies[0].name = "Nothing"; }) == edited("\"No cache\"", "\"Nothing\""));
    CHECK(written([](Scenario &s) { s.strategies[1].layers[0].eviction = std::nullopt; })
        == edited(", \"eviction\": \"lru\"", ""));
    CHECK(written([](Scenario &s) { ttlRule(s).coalesce = false; })
        == edited("\"coalesce\": true", "\"coalesce\": false"));
    CHECK(written([](Scenario &s) { s.objectives.staleReads = 0.02; })
        == edited("\"stale_reads\": 0.01", "\"stale_reads\": \"2 %\""));
    CHECK(written([](Scenario &s) { s.prices.items[0].second = 13; }) == edited("12.0", "13"));
}

TEST_CASE("renaming a data type renames its rules where they stand")
{
    std::string expected(example);
    for (std::size_t at = 0; (at = expected.find("\"User profiles\"", at)) != std::string::npos; ++at)
        expected.replace(at, 15, "\"People\"");
    CHECK(written([](Scenario &s) {
        s.workload.dataTypes[0].name = "People";
        for (auto &layer : s.strategies[1].layers)
            layer.rules[0].first = "People";
    }) == expected);
}

TEST_CASE("elements move with their layout")
{
    const std::string text
        = written([](Scenario &s) { std::swap(s.strategies[1].layers[0], s.strategies[1].layers[1]); });
    CHECK(
        text.find("\"idle_ttl\": \"60s\", \"tags\": [ { \"name\": \"shelf\", \"groups\": 3 } ]") != std::string::npos);
    CHECK(text.find("\"latency\": { \"p50\": \"12ms\", \"p99\": \"40ms\" }") != std::string::npos);
    // Moved back it is the same file.
    CHECK(writeScenario(*readScenario(example), text) == example);
}

TEST_CASE("a default that is spelled out stays, and changes where it stands")
{
    const std::string text = edited("\"coalesce\": true", "\"coalesce\": false");
    Scenario scenario = readBack(text);
    ttlRule(scenario).ttl = Duration { 600'000'000'000 };
    CHECK(writeScenario(scenario, text).find("\"coalesce\": false") != std::string::npos);
    ttlRule(scenario).coalesce = true;
    CHECK(writeScenario(scenario, text) == edited("\"ttl\": \"5min\"", "\"ttl\": \"10min\""));
}

TEST_CASE("another law takes the place of the old one")
{
    CHECK(written([](Scenario &s) { s.workload.dataTypes[0].missCost.dbTime = Law::constant(0.2); })
        == edited("{ \"law\": \"lognormal\", \"mean\": \"180ms\", \"cv\": 1.0 }", "\"200ms\""));
    const std::string text = written([](Scenario &s) {
        Law law;
        law.kind = LawKind::exponential;
        law.mean = 0.012;
        s.strategies[1].layers[0].latency = law;
    });
    CHECK(
        text == edited("{ \"p50\": \"12ms\", \"p99\": \"40ms\" }", "{ \"law\": \"exponential\", \"mean\": \"12ms\" }"));
}

TEST_CASE("the canonical form reads back equal, and keeps its bytes from then on")
{
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const Scenario scenario = cs::test::RandomScenario(seed).scenario();
        const std::string text = writeScenario(scenario);
        REQUIRE(readBack(text) == scenario);
        REQUIRE(writeScenario(scenario, text) == text);
        REQUIRE(writeScenario(readBack(text)) == text);
    }
    CHECK(writeScenario(*readScenario(example)).find("\"clients\": { \"count\": 20000 }") != std::string::npos);
}

TEST_CASE("whatever is edited, the file says it")
{
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        cs::test::RandomScenario random(seed);
        std::string text(example);
        Scenario scenario = *readScenario(example);
        if (seed % 2 == 0) {
            scenario = random.scenario();
            text = writeScenario(scenario);
        }
        for (int i = 0; i < 10; ++i) {
            random.edit(scenario);
            text = writeScenario(scenario, text);
            REQUIRE(readBack(text) == scenario);
        }
    }
}

TEST_CASE("an original that is no scenario is not built upon")
{
    const Scenario scenario = *readScenario(example);
    for (const std::string_view original : { "", "{", "[]", "{\"format\": 1}" })
        CHECK(writeScenario(scenario, original) == writeScenario(scenario));
}
