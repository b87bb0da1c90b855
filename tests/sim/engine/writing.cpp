// SPDX-License-Identifier: GPL-3.0-or-later
// What a committed write does at the layers and at the database: write-behind, events, tags, materialised views.
#include "sim/core/random.h"
#include "sim/engine/key_versions.h"
#include "tests/support/oracles.h"
#include "tests/support/scenarios.h"

#include <cmath>

using namespace cs;
using namespace cs::test;

namespace
{

Rule behind(double flush)
{
    Rule rule;
    rule.invalidation = Invalidation::writeBehind;
    rule.flush = seconds(flush);
    return rule;
}

Scenario oneKey(double reads, double writes, const Rule &rule, double requests = 1e6)
{
    return scenario(dataType(1, 0, reads, writes), { layer(LayerKind::redis, unlimited(), rule) }, requests, 500);
}

Rule tagged(std::vector<Tag> tags)
{
    Rule rule;
    rule.invalidation = Invalidation::tags;
    rule.tags = std::move(tags);
    return rule;
}

} // namespace

TEST_CASE("Write-behind: database writes per write, dirty time and writes at risk")
{
    // A million writes; the reads are beside the point.
    Scenario s = oneKey(0.5, 2, behind(3), 250'000);
    const auto result = run(s);
    const Figures &f = result->totals;
    const auto writes = static_cast<double>(f.writes);
    checkOracle("S9a.db_writes_per_write", f.dbWrites / writes, writes);
    checkOracle("S9a.dirty_fraction", f.dirtyKeysMean, writes);
    checkOracle("S9a.mean_lost_writes", f.writesAtRiskMean, writes);
    CHECK(f.writesAtRiskPeak >= 12);
    CHECK(f.staleReads == 0);
    CHECK(f.coalescedWrites > 0);
    CHECK(f.lostWrites == 0);
}

TEST_CASE("Write-behind: a full batch goes before the time is up")
{
    Rule rule = behind(1000);
    rule.flushBatch = 10;
    DataType type = dataType(1000, 0, 10, 10);
    const auto result = run(scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 20'000, 0));
    CHECK(result->totals.dirtyKeysMean < 10);
    CHECK(result->totals.writesAtRisk < 30);
    CHECK(result->totals.dbWrites > 0.9 * static_cast<double>(result->totals.writes) - 10);
    rule.flushBatch = 1;
    const auto at_once = run(scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 20'000, 0));
    CHECK(at_once->totals.dbWrites == static_cast<double>(at_once->totals.writes));
    CHECK(at_once->totals.writesAtRiskMean == 0);
}

TEST_CASE("Write-behind: what the database serves before the flush is stale, what the layer serves is not")
{
    DataType type = dataType(1, 0, 10, 1);
    // A layer in front that has gone cold reads what is behind it: the newest where that is the layer that was written.
    Scenario s = scenario(type, { layer(LayerKind::redis, unlimited(), behind(5)) }, 1e5, 100);
    CHECK(run(s)->totals.staleReads == 0);
    // Without room every read goes to the database, whose value is behind while the key waits.
    s.strategies[0].layers[0].capacity = { CapacityUnit::bytes, 0 };
    const auto result = run(s);
    const double dirty = 5.0 / (1 + 5.0);
    CHECK(share(result->totals.staleReads, result->totals.reads) == doctest::Approx(dirty).epsilon(0.02));
    CHECK(result->totals.dirtyKeysMean == doctest::Approx(5.0 * 1 / 6).epsilon(0.02));
    // A write-through beside it has nothing stale.
    s.strategies[0].layers[0].rules[0].second->invalidation = Invalidation::writeThrough;
    CHECK(run(s)->totals.staleReads == 0);
}

TEST_CASE("Write-behind: a crash loses what was not flushed, a flush of the cache does not")
{
    DataType type = dataType(50, 0, 100, 20);
    Scenario s = scenario(type, { layer(LayerKind::redis, unlimited(), behind(4)) }, 20'000, 0);
    TimelineEvent crash;
    crash.at = seconds(100);
    crash.event = EventKind::restart;
    crash.layer = "Cache";
    s.timeline = { crash };
    const auto lost = run(s);
    CHECK(lost->totals.lostWrites > 20);
    CHECK(lost->totals.lostWrites <= lost->totals.writesAtRiskPeak);
    // After the loss the newest value is what the database has: nothing that is read then is stale.
    CHECK(lost->totals.staleReads == 0);
    s.timeline[0].event = EventKind::flush;
    const auto flushed = run(s);
    CHECK(flushed->totals.lostWrites == 0);
    CHECK(flushed->totals.staleReads > 0);
    // One of four shards is lost, and with it a quarter of the keys.
    s.strategies[0].layers[0].nodes = 4;
    s.timeline[0].event = EventKind::nodeLoss;
    s.timeline[0].node = 2;
    const auto shard = run(s);
    CHECK(shard->totals.lostWrites > 0);
    CHECK(shard->totals.lostWrites < lost->totals.lostWrites / 2);
}

TEST_CASE("Write-behind: what a crash loses stays in front of it and is stale there")
{
    Rule copies;
    copies.invalidation = Invalidation::writeThrough;
    Layer front = layer(LayerKind::inProcess, unlimited(), copies);
    front.name = "Front";
    Scenario s
        = scenario(dataType(50, 0, 100, 20), { front, layer(LayerKind::redis, unlimited(), behind(4)) }, 20'000, 0);
    CHECK(run(s)->totals.staleReads == 0);
    TimelineEvent crash;
    crash.at = seconds(100);
    crash.event = EventKind::restart;
    crash.layer = "Cache";
    s.timeline = { crash };
    CHECK(run(s)->totals.staleReads > 20);
}

TEST_CASE("Write-behind: while its layer is out, writes go to the database at once")
{
    Scenario s = scenario(dataType(50, 0, 100, 20), { layer(LayerKind::redis, unlimited(), behind(4)) }, 20'000, 0);
    TimelineEvent outage;
    outage.event = EventKind::outage;
    outage.layer = "Cache";
    outage.duration = s.run.duration;
    s.timeline = { outage };
    const auto result = run(s);
    CHECK(result->totals.dbWrites == static_cast<double>(result->totals.writes));
    CHECK(result->totals.writesAtRiskPeak == 0);
    CHECK(result->totals.staleReads == 0);
}

TEST_CASE("Versions of few keys of many take memory by the keys written, and say the same")
{
    KeyVersions dense, sparse;
    sparse.expect(1e9, 1000);
    SplitMix64 bits(7);
    constexpr std::uint64_t few = 50, step = 19'999'999;
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t key = below(bits(), few);
        CHECK(dense.commit(key, { i }) == sparse.commit(key * step, { i }));
        if (i % 97 == 96) {
            dense.restore(key, dense.current(key) / 2, { i });
            sparse.restore(key * step, sparse.current(key * step) / 2, { i });
        }
    }
    for (std::uint64_t key = 0; key < few; ++key) {
        const std::uint32_t newest = dense.current(key);
        CHECK(sparse.current(key * step) == newest);
        CHECK(sparse.current(key * step + 1) == 0);
        CHECK(sparse.versionAt(key * step + 1, { 500 }) == 0);
        CHECK(sparse.versionAt(key * step, { 500 }) == dense.versionAt(key, { 500 }));
        for (std::uint32_t version = 0; version < newest; ++version) {
            CHECK(sparse.isOutdated(key * step, version) == dense.isOutdated(key, version));
            if (dense.isOutdated(key, version))
                CHECK(sparse.supersededAt(key * step, version) == dense.supersededAt(key, version));
        }
    }
    CHECK(sparse.keysWritten() > 900'000'000);
    CHECK(sparse.memoryBytes() < 100'000);
    CHECK(KeyVersions::mostBytes(1e9, 1000) < 100'000);
}

TEST_CASE("A run of a thousand writes to a billion keys takes the memory of a thousand")
{
    const Scenario s = scenario(dataType(1'000'000'000, 0.9, 1000, 100), {}, 10'000, 0);
    RunOptions options;
    options.memoryLimitBytes = 100'000'000;
    CHECK(run(s, 0, options)->totals.writes > 900);
}

TEST_CASE("Write-behind: copies of a lost value are stale, copies of the restored one are not")
{
    KeyVersions versions;
    CHECK(versions.commit(7, { 10 }) == 1);
    CHECK(versions.commit(7, { 20 }) == 2);
    CHECK(versions.commit(7, { 30 }) == 3);
    versions.restore(7, 1, { 40 });
    CHECK_FALSE(versions.isOutdated(7, 1));
    CHECK_FALSE(versions.isOutdated(7, 4));
    CHECK(versions.isOutdated(7, 0));
    CHECK(versions.isOutdated(7, 2));
    CHECK(versions.isOutdated(7, 3));
    CHECK(versions.supersededAt(7, 3) == SimTime { 40 });
    versions.commit(7, { 50 });
    CHECK(versions.isOutdated(7, 1));
    CHECK(versions.supersededAt(7, 1) == SimTime { 50 });
    CHECK(versions.versionAt(7, { 9 }) == 0);
    CHECK(versions.versionAt(7, { 10 }) == 1);
    CHECK(versions.versionAt(7, { 29 }) == 2);
    CHECK(versions.versionAt(7, { 60 }) == 5);
}

TEST_CASE("Events: lost ones leave stale entries until the TTL, certain ones none")
{
    Rule rule = ttlRule(20);
    rule.invalidation = Invalidation::event;
    const auto sure = run(oneKey(5, 0.2, rule));
    CHECK(sure->totals.staleReads == 0);
    CHECK(sure->totals.invalidations > 0);
    rule.eventLoss = 0.05;
    const auto result = run(oneKey(5, 0.2, rule));
    const double n = static_cast<double>(result->totals.reads);
    checkOracle("S13a.hit", result->totals.hitRatio(), n);
    checkOracle("S13a.stale_given_hit", share(result->layers[0].figures.staleReads, result->layers[0].figures.hits), n);
    checkOracle("S13a.stale_read", result->totals.staleRatio(), n);
}

TEST_CASE("Events reach every node at a time of its own and are lost node by node")
{
    // With the delay of one node for all, all nodes would lose their copy at once, and reads of the next would
    // miss.
    Rule rule;
    rule.invalidation = Invalidation::event;
    rule.propagation = exponential(0.4);
    DataType type = dataType(1, 0, 20, 0.5);
    Layer local = layer(LayerKind::inProcess, unlimited(), rule);
    local.nodes = 4;
    const auto result = run(scenario(type, { local }, 1e6, 100));
    // Each node is a cache of a quarter of the reads: the closed form for one key, S7.
    checkOracle("S7a.hit", result->totals.hitRatio(), static_cast<double>(result->totals.reads) / 4);
    checkOracle("S7a.stale_given_hit", share(result->layers[0].figures.staleReads, result->layers[0].figures.hits),
        static_cast<double>(result->totals.reads) / 4);
    rule.propagation = Law::constant(0);
    rule.eventLoss = 1;
    local.rules[0].second = rule;
    const auto lost = run(scenario(type, { local }, 1e4, 0));
    CHECK(lost->totals.invalidations == 0);
    CHECK(lost->totals.misses == 4);
    // A message that is lost on its way to one node comes to others: of two hundred about half hear of a write.
    rule.eventLoss = 0.5;
    Layer many = layer(LayerKind::inProcess, unlimited(), rule);
    many.nodes = 200;
    const auto half = run(scenario(dataType(1, 0, 20'000, 0.2), { many }, 2e5, 1));
    REQUIRE(half->totals.writes > 0);
    CHECK(half->totals.invalidations % 200 != 0);
    CHECK(share(half->totals.invalidations, 200 * half->totals.writes) == doctest::Approx(0.5).epsilon(0.25));
}

TEST_CASE("Tags: a key lives until its own write or the change of its tag")
{
    DataType type = dataType(50, 0, 20, 5);
    type.writes.keys = WriteKeys::uniform;
    const Rule rule = tagged({ { "all", 1, 0.1 } });
    const auto result = run(scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 1e6, 500));
    checkOracle("S12a.hit", result->totals.hitRatio(), static_cast<double>(result->totals.reads));
    CHECK(result->totals.staleReads == 0);
    CHECK(result->totals.tagRemovals == result->totals.invalidations);
}

TEST_CASE("Tags: a write removes its group and nothing else, and every removal is work")
{
    DataType type = dataType(1000, 0, 500, 1);
    Rule rule = tagged({ { "shelf", 20, std::nullopt } });
    rule.tagRemovalTime = Law::constant(0.001);
    const auto result = run(scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 2e5, 100));
    const auto writes = static_cast<double>(result->totals.writes);
    // A group of 50 keys, read 0.5/s each, purged 0.05/s: 10/11 of them are there when it goes.
    CHECK(static_cast<double>(result->totals.tagRemovals) / writes == doctest::Approx(50.0 * 10 / 11).epsilon(0.02));
    CHECK(result->totals.tagWorkSeconds
        == doctest::Approx(0.001 * static_cast<double>(result->totals.tagRemovals)).epsilon(1e-9));
    CHECK(result->totals.staleReads == 0);
    CHECK(result->totals.hitRatio() == doctest::Approx(10.0 / 11).epsilon(0.01));
}

TEST_CASE("Tags: types of a layer that name the same tag share its groups")
{
    DataType pages = dataType(10, 0, 50), prices = dataType(10, 0, 0.001, 1);
    prices.name = "Prices";
    Layer cache = layer(LayerKind::redis, unlimited(), tagged({ { "product", 10, std::nullopt } }));
    cache.rules.push_back({ "Prices", tagged({ { "product", 10, std::nullopt } }) });
    Scenario s = scenario(pages, { cache }, 20'000, 100);
    s.workload.dataTypes.push_back(prices);
    // A page is read 5/s and purged 0.1/s.
    CHECK(run(s)->dataTypes[0].figures.hitRatio() == doctest::Approx(5 / 5.1).epsilon(0.005));
    s.strategies[0].layers[0].rules[1].second->tags[0].name = "price";
    CHECK(run(s)->dataTypes[0].figures.misses == 0);
}

TEST_CASE("Tags: where the message does not come, and where nothing is tagged, a changed thing leaves stale values")
{
    DataType type = dataType(50, 0, 20);
    Rule rule = tagged({ { "all", 1, 0.1 } });
    Scenario s = scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 2e4, 100);
    // The naive strategy only has a TTL; the thing changes all the same.
    s.strategies.push_back({ "TTL", { layer(LayerKind::redis, unlimited(), ttlRule(10)) } });
    CHECK(run(s, 0)->totals.staleReads == 0);
    const double stale = 1 - (1 - std::exp(-0.1 * 10)) / (0.1 * 10);
    const auto naive = run(s, 1);
    CHECK(share(naive->totals.staleReads, naive->totals.hits) == doctest::Approx(stale).epsilon(0.1));
    s.strategies[0].layers[0].rules[0].second->eventLoss = 0.5;
    CHECK(run(s, 0)->totals.staleReads > 0);
    s.strategies[0].layers[0].rules[0].second->eventLoss = 0;
    s.strategies[0].layers[0].rules[0].second->propagation = Law::constant(2);
    CHECK(run(s, 0)->totals.staleReads > 0);
    CHECK(run(s, 0)->fingerprint == run(s, 0)->fingerprint);
}

TEST_CASE("A materialised view never misses and is stale by the age of its last rebuild")
{
    Rule rule;
    rule.refresh = seconds(10);
    const auto result
        = run(scenario(dataType(100, 0, 100, 10), { layer(LayerKind::materializedView, unlimited(), rule) }, 1e6, 0));
    const Figures &f = result->totals;
    CHECK(f.hits == f.reads);
    CHECK(f.misses == 0);
    CHECK(f.entries == 0);
    // A key is written 0.1/s.
    const double stale = 1 - (1 - std::exp(-0.1 * 10)) / (0.1 * 10);
    CHECK(f.staleRatio() == doctest::Approx(stale).epsilon(0.01));
    CHECK(f.staleness.maxSeconds() <= 10);
    CHECK(f.viewRebuilds == static_cast<std::uint64_t>(result->durationSeconds / 10 - 0.5));
    CHECK(f.viewOverruns == 0);
    CHECK(f.dbQueries == static_cast<double>(f.viewRebuilds));
    CHECK(result->notes.empty());
}

TEST_CASE("Rebuilding a view takes a connection and time; one that overruns its period is an error that shows")
{
    DataType type = dataType(100, 0, 100, 10);
    type.missCost.dbTime = Law::constant(4);
    type.missCost.dbQueries = 3;
    Rule rule;
    rule.refresh = seconds(10);
    Scenario s = scenario(type, { layer(LayerKind::materializedView, unlimited(), rule) }, 1e5, 0);
    s.origin.database.connections = 2;
    s.origin.database.timeout = seconds(1);
    const auto good = run(s);
    CHECK(good->dbUtilization == doctest::Approx(0.2).epsilon(0.02));
    CHECK(good->totals.failed == 0);
    CHECK(good->totals.viewOverruns == 0);
    // Content is as of the start of a rebuild and is seen from its end on: 4 to 14 s old.
    CHECK(good->totals.staleness.maxSeconds() > 10);
    CHECK(good->totals.staleness.maxSeconds() <= 14);
    // So after the first one too, and at any time a key is stale if it was written (0.1/s) within that age.
    s.run.warmUp = seconds(24);
    const auto later = run(s);
    CHECK(later->totals.staleness.maxSeconds() > 12);
    CHECK(later->totals.staleRatio()
        == doctest::Approx(1 - (std::exp(-0.4) - std::exp(-1.4)) / (0.1 * 10)).epsilon(0.01));
    s.run.warmUp = Duration {};
    s.workload.dataTypes[0].missCost.dbTime = Law::constant(14);
    const auto bad = run(s);
    CHECK(bad->totals.viewOverruns > 0);
    CHECK(bad->totals.viewOverruns <= bad->totals.viewRebuilds + 1);
    CHECK(bad->totals.viewRebuilds + bad->totals.viewOverruns <= good->totals.viewRebuilds + 1);
    REQUIRE(bad->notes.size() == 1);
    CHECK(bad->notes[0].find("skipped") != std::string::npos);
}

TEST_CASE("Fill add keeps what is there from fetches, not from writes")
{
    for (const Invalidation kind : { Invalidation::writeThrough, Invalidation::writeBehind })
        for (const Fill fill : { Fill::overwrite, Fill::add }) {
            Rule rule = ttlRule(20);
            rule.invalidation = kind;
            rule.fill = fill;
            if (kind == Invalidation::writeBehind)
                rule.flush = seconds(5);
            INFO(nameOf(kind), ", ", nameOf(fill));
            const auto result = run(oneKey(3, 0.2, rule, 30'000));
            CHECK(result->layers[0].figures.hits > 20'000);
            CHECK(result->layers[0].figures.staleReads == 0);
        }
}

TEST_CASE("A write-through that is overtaken by a newer one does not undo it where versions are compared")
{
    // Without expiry only writes store. A read is stale while the newest write is under way: with writes at rate m
    // and a way of exponential length d, with probability m / (m + 1 / d).
    constexpr double writes = 0.5, delay = 2;
    Rule rule;
    rule.invalidation = Invalidation::writeThrough;
    rule.propagation = exponential(delay);
    rule.fill = Fill::versioned;
    const Scenario s = oneKey(5, writes, rule, 500'000);
    const auto result = run(s);
    CHECK(share(result->totals.staleReads, result->totals.reads)
        == doctest::Approx(writes / (writes + 1 / delay)).epsilon(0.02));
}

TEST_CASE("Events reach nodes that were ever asked; what others would hear changes nothing and costs nothing")
{
    Rule rule;
    rule.invalidation = Invalidation::event;
    rule.propagation = Law::constant(0.5);
    Scenario s = scenario(dataType(50, 0, 20, 20), { layer(LayerKind::browser, unlimited(), rule) }, 4000, 0);
    s.workload.clients.count = 10;
    s.strategies[0].layers[0].nodes = 10;
    const auto few = run(s);
    s.strategies[0].layers[0].nodes = 100'000; // ten of them are anybody's
    const auto many = run(s);
    CHECK(many->fingerprint == few->fingerprint);
    CHECK(many->totals.invalidations == few->totals.invalidations);
    CHECK(many->eventsProcessed == few->eventsProcessed);
}

TEST_CASE("Write-behind: that reads pass by what waits is told, once the layer evicts it")
{
    DataType type = dataType(1000, 0, 50, 50);
    Scenario s = scenario(type, { layer(LayerKind::redis, entries(20), behind(5)) }, 20'000, 100);
    const auto evicting = run(s);
    // A key is dirty for 5 s after a write in 20: a fifth of the misses.
    CHECK(share(evicting->totals.staleReads, evicting->totals.originReads) == doctest::Approx(5.0 / 25).epsilon(0.1));
    REQUIRE(evicting->notes.size() == 1);
    CHECK(evicting->notes[0].find("older than one that waited") != std::string::npos);
    s.strategies[0].layers[0].capacity = unlimited();
    CHECK(run(s)->notes.empty());
}

TEST_CASE("A materialised view shows the database as it was when it began to serve the rebuild")
{
    // Both types are rebuilt at once on one connection, always the first one first: the second waits 6 s and takes
    // 4 s.
    DataType type = dataType(1, 0, 5);
    Rule rule;
    rule.refresh = seconds(30);
    Scenario s = scenario(type, { layer(LayerKind::materializedView, unlimited(), rule) }, 150'000, 300);
    s.workload.dataTypes[0].missCost.dbTime = Law::constant(6);
    s.workload.dataTypes.push_back(s.workload.dataTypes[0]);
    s.workload.dataTypes[1].name = "Others";
    s.workload.dataTypes[1].missCost.dbTime = Law::constant(4);
    s.strategies[0].layers[0].rules.push_back({ "Others", rule });
    s.origin.database.connections = 1;
    const auto result = run(s);
    const auto age = [&](std::size_t of) {
        const Figures &f = result->dataTypes[of].figures;
        return f.contentAgeSeconds / static_cast<double>(f.reads);
    };
    CHECK(age(0) == doctest::Approx(6 + 15).epsilon(0.01));
    CHECK(age(1) == doctest::Approx(4 + 15).epsilon(0.01));
}
