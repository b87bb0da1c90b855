// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/store/runs_to_keep.h"

#include "sim/results/result_writer.h"

#include <algorithm>
#include <random>

using namespace cs;
using namespace cs::test;

TEST_CASE("A kept run comes back as it was: scenario, result and every figure")
{
    const ScratchFolder folder;
    const auto original = sampleCached();
    std::string id;
    {
        auto library = opened(folder.path("runs.sqlite"));
        id = saved(library, toKeep(original, "{ \"name\": \"Größe\" }\n"));
    }
    auto library = opened(folder.path("runs.sqlite"));
    const auto kept = library.get(id);
    REQUIRE(kept);
    CHECK(kept->scenario == "{ \"name\": \"Größe\" }\n");
    const RunResultPtr pointer = original;
    CHECK(kept->result == resultJson({ &pointer, 1 }));
    CHECK(kept->run.strategy == original->strategy);
    CHECK(kept->run.seed == original->seed);
    CHECK(kept->run.source == "simulate");
    CHECK(kept->run.tags.empty());
    const auto rows = figureRows(*original);
    REQUIRE(kept->rows.size() == rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(kept->rows[i].layer == rows[i].layer);
        CHECK(kept->rows[i].dataType == rows[i].dataType);
        for (const auto &field : resultFields()) {
            const double expected = field.appliesTo(rows[i]) ? estimateOf(field, rows[i]).value : std::nan("");
            const auto found = kept->rows[i].figures.find(field.name);
            CAPTURE(field.name);
            CHECK((found != kept->rows[i].figures.end()) == std::isfinite(expected));
            if (found != kept->rows[i].figures.end())
                CHECK(found->second.value == expected);
        }
    }
    CHECK(library.totals(kept->run)->at("hit_ratio").value == original->totals.hitRatio());
}

TEST_CASE("Any bytes may be names, and the largest seed is a seed")
{
    const ScratchFolder folder;
    auto library = opened(folder.path("runs.sqlite"));
    for (const auto &name : hostileNames()) {
        auto run = namedRun(name);
        run->seed = 18446744073709551615u;
        const auto kept = library.get(saved(library, toKeep(run)));
        REQUIRE(kept);
        CHECK(kept->run.strategy == run->strategy);
        CHECK(kept->run.seed == run->seed);
    }
    CHECK(library.list()->size() == hostileNames().size());
}

TEST_CASE("One scenario is kept once, and goes with its last run")
{
    const ScratchFolder folder;
    auto library = opened(folder.path("runs.sqlite"));
    const std::string first = saved(library, toKeep(sampleBaseline(), "A"));
    const std::string second = saved(library, toKeep(sampleCached(), "A"));
    const std::string third = saved(library, toKeep(sampleCached(), "B"));
    CHECK(library.stats()->scenarios == 2);
    REQUIRE(library.remove(std::vector { first }));
    CHECK(library.stats()->scenarios == 2);
    REQUIRE(library.remove(std::vector { second }));
    CHECK(library.stats()->scenarios == 1);
    CHECK(library.get(third)->scenario == "B");
    CHECK_FALSE(library.get(first));
    // One id that is wrong, and nothing goes.
    CHECK_FALSE(library.remove(std::vector { third, first }));
    CHECK(library.stats()->runs == 1);
}

TEST_CASE("Runs are found by name, tag, time and figure")
{
    const ScratchFolder folder;
    auto library = opened(folder.path("runs.sqlite"));
    const auto plain = sampleBaseline();
    const auto cached = sampleCached();
    const std::string first = saved(library, toKeep(plain));
    const std::string second = saved(library, toKeep(cached));
    REQUIRE(library.tag(second, "good"));
    REQUIRE(library.tag(second, "good"));
    const auto ids = [&library](const RunFilter &filter, const RunOrder &order = {}) {
        const auto runs = library.list(filter, order);
        REQUIRE(runs);
        std::vector<std::string> out;
        for (const auto &run : *runs)
            out.push_back(run.id);
        return out;
    };
    using Ids = std::vector<std::string>;
    CHECK(ids({}) == Ids { second, first });
    CHECK(ids({}, { "", false }) == Ids { first, second });
    CHECK(ids({}, { "hit_ratio", true }) == Ids { second, first });
    CHECK(ids({}, { "hit_ratio", false }) == Ids { first, second });
    RunFilter filter;
    filter.strategy = plain->strategy;
    CHECK(ids(filter) == Ids { first });
    filter.strategy = plain->strategy.substr(0, 2) + "*";
    CHECK(ids(filter) == Ids { first });
    filter.strategy = "%";
    CHECK(ids(filter).empty());
    filter = {};
    filter.tag = "good";
    CHECK(ids(filter) == Ids { second });
    const double ratio = cached->totals.hitRatio();
    using enum Comparison;
    for (const auto &[comparison, expected] :
        std::vector<std::pair<Comparison, Ids>> { { greater, {} }, { greaterOrEqual, { second } },
            { equal, { second } }, { notEqual, { first } }, { less, { first } }, { lessOrEqual, { second, first } } }) {
        filter = {};
        filter.conditions = { { "hit_ratio", comparison, ratio } };
        CHECK(ids(filter) == expected);
    }
    filter = {};
    filter.conditions = { { "hit_ratio", greaterOrEqual, 0 }, { "latency_p99_s", less, 1e9 } };
    CHECK(ids(filter).size() == 2);
    filter = {};
    filter.sinceMs = library.list()->front().createdMs + 1;
    CHECK(ids(filter).empty());
    CHECK(library.list({}, {}, 1)->size() == 1);
}

TEST_CASE("Ids go by any unique beginning")
{
    const ScratchFolder folder;
    auto library = opened(folder.path("runs.sqlite"));
    CHECK_FALSE(library.resolve("last"));
    std::vector<std::string> ids;
    for (int i = 0; i < 40; ++i)
        ids.push_back(saved(library, toKeep(sampleBaseline())));
    CHECK(*library.resolve("last") == ids.back());
    for (const auto &id : ids) {
        CHECK(id.size() == 16);
        CHECK(*library.resolve(id) == id);
        // 40 ids begin with one of 16 digits: some beginning of one digit is not unique.
        const auto found = library.resolve(id.substr(0, 6));
        CHECK((found && *found == id));
    }
    bool ambiguous = false;
    for (const char digit : std::string("0123456789abcdef"))
        if (const auto found = library.resolve(std::string(1, digit)); !found)
            ambiguous = ambiguous || found.error().message.find("more than one") != std::string::npos;
    CHECK(ambiguous);
    CHECK_FALSE(library.resolve("zz"));
    CHECK_FALSE(library.resolve("%"));
}

TEST_CASE("Tags and notes are put on and taken off")
{
    const ScratchFolder folder;
    auto library = opened(folder.path("runs.sqlite"));
    const std::string id = saved(library, toKeep(sampleBaseline()));
    REQUIRE(library.tag(id, "b"));
    REQUIRE(library.tag(id, "a"));
    REQUIRE(library.note(id, "as measured"));
    CHECK(library.list()->front().tags == std::vector<std::string> { "a", "b" });
    CHECK(library.list()->front().note == "as measured");
    REQUIRE(library.untag(id, "a"));
    CHECK_FALSE(library.untag(id, "a"));
    REQUIRE(library.note(id, ""));
    CHECK(library.list()->front().tags == std::vector<std::string> { "b" });
    CHECK(library.list()->front().note.empty());
    CHECK_FALSE(library.tag("0123456789abcdef", "a"));
    CHECK_FALSE(library.tag(id, ""));
}

TEST_CASE("Over the limit the oldest runs without a tag go, and the file gets smaller")
{
    const ScratchFolder folder;
    auto library = opened(folder.path("runs.sqlite"));
    std::vector<std::string> ids;
    for (int i = 0; i < 40; ++i)
        ids.push_back(saved(library, toKeep(sampleCached(), "scenario " + std::to_string(i))));
    REQUIRE(library.tag(ids[0], "keep"));
    REQUIRE(library.tag(ids[7], "keep"));
    const auto before = library.stats()->bytes;
    const auto limit = before / 2;
    REQUIRE(library.setLimit(limit));
    ids.push_back(saved(library, toKeep(sampleCached())));
    CHECK(library.stats()->bytes <= limit);
    CHECK(library.stats()->limitBytes == limit);
    std::vector<bool> there;
    for (const auto &id : ids)
        there.push_back(library.get(id).has_value());
    CHECK(there[0]);
    CHECK(there[7]);
    CHECK(there.back());
    CHECK_FALSE(there[1]);
    // Of those without a tag a run is there only if every younger one is.
    there.erase(there.begin() + 7);
    there.erase(there.begin());
    CHECK(std::is_sorted(there.begin(), there.end()));
    CHECK(library.stats()->scenarios == library.stats()->runs);
    const auto gone = library.prune(0);
    REQUIRE(gone);
    CHECK(library.stats()->runs == 2);
    CHECK(library.list({}, {}, {})->size() == 2);
}

TEST_CASE("A point of a sweep is kept once, and stays while its sweep makes room")
{
    const ScratchFolder folder;
    auto library = opened(folder.path("runs.sqlite"));
    REQUIRE(library.beginSweep("s1", "what s1 is"));
    REQUIRE(library.beginSweep("s1", "what s1 is"));
    CHECK_FALSE(library.beginSweep("s1", "something else"));
    const std::vector<RunToKeep> both { toKeep(sampleBaseline()), toKeep(sampleCached()) };
    CHECK(library.save(both, SweepPointId { "s1", 3 })->size() == 2);
    CHECK(library.save(both, SweepPointId { "s1", 3 })->empty());
    CHECK(library.save(both, SweepPointId { "s1", 4 })->size() == 2);
    RunFilter filter;
    filter.sweep = "s1";
    const auto runs = library.list(filter, { "", false });
    REQUIRE(runs->size() == 4);
    CHECK((*runs)[0].point->point == 3);
    CHECK((*runs)[3].point->point == 4);
    CHECK((*runs)[1].strategy == both[1].result->strategy);
    CHECK(library.prune(0, "s1").value() == 0);
    CHECK(library.prune(0).value() == 4);
    CHECK(library.stats()->sweeps == 0);
    // The sweep goes on although another program took it for done with.
    CHECK(library.save(both, SweepPointId { "s1", 5 })->size() == 2);
}
