// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/sweep/sweep.h"

#include "tests/support/scenarios.h"
#include "tests/support/scratch.h"

using namespace cs;
using namespace cs::test;

namespace
{

SweepRequest request()
{
    SweepRequest out;
    out.scenario
        = test::scenario(dataType(200, 0.9, 100), { layer(LayerKind::redis, entries(50), ttlRule(60)) }, 2000, 10);
    out.strategies = { 0 };
    for (const char *text : { "strategies[0].layers[0].capacity=20 entries,50 entries,100 entries",
             "strategies[0].layers[0].rules[\"Things\"].ttl=1s..8s*2" }) {
        auto vary = parseVary(text);
        REQUIRE(vary);
        out.varies.push_back(std::move(*vary));
    }
    return out;
}

Sweep planned(SweepRequest wanted = request())
{
    auto sweep = Sweep::plan(std::move(wanted));
    INFO((sweep ? std::string() : joined(sweep.error())));
    REQUIRE(sweep);
    return std::move(*sweep);
}

RunLibrary libraryAt(const std::string &path)
{
    auto library = RunLibrary::open(path);
    REQUIRE(library);
    return std::move(*library);
}

std::string tableOf(const Sweep &sweep, const SweepOptions &options = {})
{
    const auto table = sweep.run(options);
    REQUIRE(table);
    return sweepJson(*table);
}

} // namespace

TEST_CASE("The last field varies fastest, and every point has its own scenario")
{
    const Sweep sweep = planned();
    REQUIRE(sweep.points() == 12);
    CHECK(sweep.valuesAt(0) == std::vector<std::string> { "20 entries", "1s" });
    CHECK(sweep.valuesAt(3) == std::vector<std::string> { "20 entries", "8s" });
    CHECK(sweep.valuesAt(4) == std::vector<std::string> { "50 entries", "1s" });
    CHECK(sweep.scenarioAt(11)->strategies[0].layers[0].capacity == entries(100));
    CHECK(sweep.scenarioAt(11)->strategies[0].layers[0].rules[0].second->ttl == seconds(8));
    // A larger cache is not worse, nor a longer life: all points have the same requests.
    const auto table = sweep.run({});
    REQUIRE(table);
    for (std::size_t i = 0; i < 12; ++i) {
        const double ratio = table->rows[i].figures.at("hit_ratio").value;
        CHECK(table->rows[i].figures.at("reads").value == table->rows[0].figures.at("reads").value);
        if (i % 4 > 0)
            CHECK(ratio >= table->rows[i - 1].figures.at("hit_ratio").value);
        if (i >= 4)
            CHECK(ratio >= table->rows[i - 4].figures.at("hit_ratio").value);
    }
}

TEST_CASE("A resumed sweep takes what was kept and simulates only the rest")
{
    const ScratchFolder folder;
    const std::string expected = tableOf(planned());
    auto library = libraryAt(folder.path("runs.sqlite"));
    SweepOptions options;
    options.library = &library;
    std::stop_source stop;
    const auto stopped = planned().run(options, stop.get_token(), [&stop](const SweepProgress &now) {
        if (now.done >= 5)
            stop.request_stop();
    });
    CHECK_FALSE(stopped);
    std::optional<std::size_t> keptBefore;
    const auto table = planned().run(options, {}, [&keptBefore](const SweepProgress &now) {
        keptBefore = keptBefore.value_or(now.kept);
        CHECK(now.kept == *keptBefore);
    });
    REQUIRE(table);
    CHECK(sweepJson(*table) == expected);
    CHECK(*keptBefore >= 4);
    CHECK(*keptBefore < 12);
    // What is told about a third time: nothing is left to simulate.
    const auto again = planned().run(options, {}, [](const SweepProgress &now) {
        CHECK(now.kept == 12);
        CHECK(now.fraction == 1);
    });
    CHECK(sweepJson(*again) == expected);
    // A point of which a run was deleted is simulated and kept again.
    REQUIRE(library.remove(std::vector { library.list()->at(3).id }));
    CHECK(tableOf(planned(), options) == expected);
    CHECK(library.stats()->runs == 12);
}

TEST_CASE("What is taken from the library is what it says, not what would be simulated")
{
    const ScratchFolder folder;
    const std::string path = folder.path("runs.sqlite");
    auto library = libraryAt(path);
    SweepOptions options;
    options.library = &library;
    const std::string expected = tableOf(planned(), options);
    auto database = SqliteDatabase::open(path, SqliteDatabase::Mode::write, 1000);
    REQUIRE(database);
    REQUIRE((*database)->execute("UPDATE runs SET fingerprint = 'planted' WHERE point = 7"));
    CHECK(tableOf(planned(), options).find("planted") != std::string::npos);
}

TEST_CASE("Another scenario, seed, value or strategy is another sweep; the same values spelled as a list are not")
{
    const std::string id = planned().id();
    CHECK(planned().id() == id);
    const auto changed = [](auto change) {
        SweepRequest other = request();
        change(other);
        return planned(std::move(other)).id();
    };
    CHECK(changed([](SweepRequest &r) { r.scenario.run.seed += 1; }) != id);
    CHECK(changed([](SweepRequest &r) { r.scenario.run.replications = 2; }) != id);
    CHECK(changed([](SweepRequest &r) { r.scenario.workload.dataTypes[0].keys += 1; }) != id);
    CHECK(changed([](SweepRequest &r) { r.varies[1].values.pop_back(); }) != id);
    CHECK(changed([](SweepRequest &r) { std::swap(r.varies[0], r.varies[1]); }) != id);
    CHECK(changed([](SweepRequest &r) { r.latinHypercube = 12; }) != id);
    CHECK(changed([](SweepRequest &r) {
        r.varies[1] = *parseVary("strategies[0].layers[0].rules[\"Things\"].ttl=1s,2s,4s,8s");
    }) == id);
}

TEST_CASE("Figures with intervals come back from the library and from JSON to the last bit")
{
    const ScratchFolder folder;
    SweepRequest wanted = request();
    wanted.scenario.run.replications = 3;
    const std::string expected = tableOf(planned(wanted));
    CHECK(expected.find("hit_ratio_ci95") != std::string::npos);
    auto library = libraryAt(folder.path("runs.sqlite"));
    SweepOptions options;
    options.library = &library;
    options.threads = 3;
    CHECK(tableOf(planned(wanted), options) == expected);
    CHECK(tableOf(planned(wanted), options) == expected);
    const auto read = readSweepJson(expected, "x");
    REQUIRE(read);
    CHECK(sweepJson(*read) == expected);
}

TEST_CASE("Any bytes are a part of a sweep or an error")
{
    const std::string whole = tableOf(planned());
    for (std::size_t length = 0; length < whole.size(); length += 37)
        CHECK_FALSE(readSweepJson(whole.substr(0, length), "x"));
    for (const char *text : { "{}", "[]", "1", "{\"format\":\"cache-strategist/sweep\",\"version\":1}",
             "{\"format\":\"cache-strategist/sweep\",\"version\":2}", "{\"format\":7}" })
        CHECK_FALSE(readSweepJson(text, "x"));
}

TEST_CASE("Points as a list")
{
    CHECK(pointList({}).empty());
    CHECK(pointList(std::vector<std::uint64_t> { 1, 4, 5, 6, 7, 9, 10 }) == "1, 4 to 7, 9, 10");
}
