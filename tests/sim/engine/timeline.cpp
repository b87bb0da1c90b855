// SPDX-License-Identifier: GPL-3.0-or-later
// What happens at a time: its effect, and the figures of its recovery.
#include "sim/workload/events.h"
#include "sim/workload/request_stream.h"
#include "tests/support/scenarios.h"

#include <cmath>

using namespace cs;
using namespace cs::test;

namespace
{

TimelineEvent at(double time, EventKind kind, const std::string &layer = "")
{
    TimelineEvent event;
    event.at = seconds(time);
    event.event = kind;
    event.layer = layer;
    return event;
}

/// 1,000 keys, read 200 times a second for 600 s, behind a cache that has them all after a minute or two.
Scenario warmCache(const Rule &rule = {}, LayerKind kind = LayerKind::redis)
{
    DataType type = dataType(1000, 0.8, 200);
    type.missCost.dbTime = Law::constant(0.01);
    Scenario s = scenario(type, { layer(kind, unlimited(), rule) }, 120'000, 0);
    s.run.interval = seconds(5);
    return s;
}

/// Reads and hits of intervals in [from, to) seconds.
double hitRatio(const RunResultPtr &result, double from, double to)
{
    double reads = 0, hits = 0;
    const Series &series = result->series;
    for (std::size_t i = 0; i < series.timeSeconds.size(); ++i)
        if (series.timeSeconds[i] >= from && series.timeSeconds[i] < to) {
            reads += series.reads[i];
            hits += series.layers[0].hits[i];
        }
    return hits / reads;
}

} // namespace

TEST_CASE("A flush: the hit ratio falls, and the time until it is back is told")
{
    Scenario s = warmCache();
    s.timeline = { at(300, EventKind::flush, "Cache") };
    const auto result = run(s);
    REQUIRE(result->events.size() == 1);
    const EventResult &event = result->events[0];
    CHECK(event.event == "flush");
    CHECK(event.subject == "Cache");
    CHECK(event.applies);
    CHECK(event.hitRatioBefore > 0.98);
    CHECK(event.hitRatioLow < 0.8);
    CHECK(event.recovered);
    // The closed form of an infinite cache that fills: 1 - sum p exp(-p L t) reaches 95 % of the level at about 38 s.
    double t = 0;
    for (;; t += 0.1) {
        double missing = 0;
        for (std::uint64_t key = 0; key < 1000; ++key) {
            const double p = readShare(s.workload.dataTypes[0], key);
            missing += p * std::exp(-p * 200 * t);
        }
        if (1 - missing >= 0.95 * event.hitRatioBefore)
            break;
    }
    CHECK(event.recoverySeconds > t);
    CHECK(event.recoverySeconds < t + 6); // the window it is seen in is five looks or 1,000 reads long
    CHECK(event.watchedSeconds == event.recoverySeconds);
    CHECK(event.dbQueriesPerSecondPeak > 20);
    CHECK(event.latencyP99Seconds == doctest::Approx(0.01).epsilon(0.01));
    CHECK(run(s)->fingerprint == result->fingerprint);
    // What did not happen to this strategy, and what does no harm, takes no time.
    s.timeline = { at(300, EventKind::flush, "Nothing of the kind") };
    s.strategies.push_back({ "Other", { layer(LayerKind::redis, unlimited(), Rule {}) } });
    s.strategies[1].layers[0].name = "Nothing of the kind";
    const auto calm = run(s);
    CHECK_FALSE(calm->events[0].applies);
    CHECK(calm->events[0].recovered);
    CHECK(calm->events[0].recoverySeconds == 0);
}

TEST_CASE("A restart with warming: the loader takes connections and time, and readers miss until it is done")
{
    Rule rule;
    rule.warm = Warm { 1000 };
    Scenario s = warmCache(rule);
    s.workload.dataTypes[0].reads.rate = 0.5; // hardly anybody brings a key back
    s.workload.dataTypes[0].missCost.dbTime = Law::constant(0.1);
    s.origin.database.connections = 4;
    s.timeline = { at(300, EventKind::restart, "Cache") };
    const auto result = run(s);
    // Two of four connections load 1,000 keys at 0.1 s each: 50 s. Before the start it is free.
    const Series &series = result->series;
    double loaded = 0;
    for (std::size_t i = 0; i < series.timeSeconds.size(); ++i) {
        if (series.timeSeconds[i] < 300)
            CHECK(series.dbQueriesPerSecond[i] == 0);
        else if (series.timeSeconds[i] < 345)
            CHECK(series.dbQueriesPerSecond[i] == doctest::Approx(20).epsilon(0.06));
        else if (series.timeSeconds[i] >= 355)
            CHECK(series.dbQueriesPerSecond[i] == 0);
        loaded += series.dbQueriesPerSecond[i] * 5;
    }
    CHECK(loaded >= 999);
    CHECK(loaded <= 1010);
    CHECK(result->totals.entries == 1000);
    s.workload.dataTypes[0].reads.rate = 200;
    const auto warmed = run(s);
    s.strategies[0].layers[0].rules[0].second->warm.reset();
    const auto cold = run(s);
    CHECK(warmed->events[0].recoverySeconds > 0);
    CHECK(cold->events[0].hitRatioLow < 0.95 * cold->events[0].hitRatioBefore);
}

TEST_CASE("A deploy makes the instances cold one after the other")
{
    Scenario s = warmCache({}, LayerKind::inProcess);
    s.strategies[0].layers[0].nodes = 4;
    s.workload.dataTypes[0].keys = 100;
    s.timeline = { at(300, EventKind::deploy) };
    const auto at_once = run(s);
    s.timeline[0].duration = seconds(120);
    const auto rolling = run(s);
    CHECK(at_once->totals.flushed == rolling->totals.flushed);
    CHECK(at_once->totals.flushed == 400);
    CHECK(at_once->events[0].hitRatioLow < rolling->events[0].hitRatioLow);
    CHECK(rolling->events[0].untilSeconds == 420);
    // A quarter goes every 30 s.
    for (const double time : { 300.0, 330.0, 360.0, 390.0 })
        CHECK(hitRatio(rolling, time, time + 5) < hitRatio(rolling, time + 25, time + 30));
}

TEST_CASE("An outage: reads go on inward, or fail; the layer comes back with what it held")
{
    Scenario s = warmCache();
    s.workload.dataTypes[0].writes.rate = 20;
    s.strategies[0].layers[0].rules[0].second->invalidation = Invalidation::deleteOnWrite;
    s.timeline = { at(300, EventKind::outage, "Cache") };
    s.timeline[0].duration = seconds(60);
    const auto through = run(s);
    CHECK(hitRatio(through, 300, 360) == 0);
    CHECK(hitRatio(through, 365, 375) > 0.8);
    CHECK(through->totals.failed == 0);
    CHECK(through->totals.flushed == 0);
    CHECK(through->events[0].recovered);
    CHECK(through->events[0].recoverySeconds > 60);
    CHECK(through->events[0].recoverySeconds < 75);
    // Deletes that found nobody leave stale entries behind.
    CHECK(through->totals.staleReads > 100);
    s.timeline[0].mode = OutageMode::failFast;
    const auto failing = run(s);
    CHECK(failing->totals.failed == doctest::Approx(12'000).epsilon(0.05));
    CHECK(failing->events[0].failed == failing->totals.failed);
    CHECK(hitRatio(failing, 300, 360) == 0);
}

TEST_CASE("A lost node: with rehashing its keys move to the others and no others do, without it they miss")
{
    Scenario s = warmCache();
    s.strategies[0].layers[0].nodes = 5;
    s.strategies[0].layers[0].rules[0].second->coalesce = true;
    s.timeline = { at(300, EventKind::nodeLoss, "Cache") };
    s.timeline[0].node = 3;
    const auto moved = run(s);
    // A fifth of the entries is lost, nothing else is evicted or fetched anew.
    CHECK(moved->totals.flushed == doctest::Approx(200).epsilon(0.2));
    CHECK(moved->totals.misses <= 1000 + moved->totals.flushed);
    CHECK(moved->events[0].recovered);
    CHECK(hitRatio(moved, 500, 600) > 0.98);
    s.timeline[0].rehash = false;
    const auto missing = run(s);
    CHECK_FALSE(missing->events[0].recovered);
    CHECK(hitRatio(missing, 500, 600) < 0.9);
    s.timeline[0].duration = seconds(100);
    const auto back = run(s);
    CHECK(hitRatio(back, 300, 400) < 0.9);
    CHECK(back->events[0].recovered);
    CHECK(back->events[0].recoverySeconds > 100);
    CHECK(hitRatio(back, 500, 600) > 0.98);
}

TEST_CASE("A purge by type or by tag takes that and nothing else")
{
    Rule rule;
    rule.tags = { { "shelf", 10, std::nullopt } };
    rule.tagRemovalTime = Law::constant(0.001);
    Scenario s = warmCache(rule);
    DataType other = s.workload.dataTypes[0];
    other.name = "Others";
    s.workload.dataTypes.push_back(other);
    s.strategies[0].layers[0].rules.push_back({ "Others", Rule {} });
    s.timeline = { at(300, EventKind::purge) };
    s.timeline[0].dataType = "Others";
    const auto type = run(s);
    CHECK(type->layers[0].dataTypes[0].figures.invalidations == 0);
    CHECK(type->layers[0].dataTypes[1].figures.invalidations > 980);
    s.timeline[0].dataType.clear();
    s.timeline[0].tag = "shelf";
    const auto tag = run(s);
    CHECK(tag->layers[0].dataTypes[0].figures.invalidations > 980);
    CHECK(tag->layers[0].dataTypes[1].figures.invalidations == 0);
    s.timeline[0].group = 4;
    const auto group = run(s);
    CHECK(group->totals.invalidations <= 100);
    CHECK(group->totals.invalidations > 90);
    CHECK(group->totals.tagWorkSeconds == doctest::Approx(0.001 * static_cast<double>(group->totals.invalidations)));
    CHECK(group->events[0].subject == "shelf");
}

TEST_CASE("A slow database takes its factor as long, for as long as it is slow")
{
    Scenario s = warmCache();
    s.strategies[0].layers.clear();
    s.timeline = { at(300, EventKind::dbSlowdown), at(330, EventKind::dbSlowdown) };
    s.timeline[0].factor = 3;
    s.timeline[0].duration = seconds(60);
    s.timeline[1].factor = 2;
    s.timeline[1].duration = seconds(60);
    const auto result = run(s);
    const auto latency = [&](std::size_t interval) { return result->series.latencyMeanSeconds[interval]; };
    CHECK(latency(58) == doctest::Approx(0.01));
    CHECK(latency(62) == doctest::Approx(0.03));
    CHECK(latency(68) == doctest::Approx(0.06));
    CHECK(latency(74) == doctest::Approx(0.02));
    CHECK(latency(80) == doctest::Approx(0.01));
    CHECK(result->events[0].latencyP99Seconds == doctest::Approx(0.06).epsilon(0.01));
    CHECK_FALSE(result->events[0].hasLevel);
}

TEST_CASE("A flash crowd is part of the workload: as many more reads, the same for every strategy")
{
    Scenario s = warmCache();
    s.workload.dataTypes[0].writes.perRead = 0.1;
    s.strategies.push_back({ "No cache", {} });
    const auto calm = run(s);
    s.timeline = { at(300, EventKind::flashCrowd) };
    s.timeline[0].dataType = "Things";
    s.timeline[0].factor = 5;
    s.timeline[0].duration = seconds(100);
    s.timeline[0].ramp = seconds(20);
    const auto crowd = run(s);
    CHECK(run(s, 1)->series.reads == crowd->series.reads);
    const double expected = 200 * 4 * (100 - 20); // the ramps are half as high on average
    const double more = static_cast<double>(crowd->totals.reads - calm->totals.reads);
    CHECK(std::fabs(more - expected) < 4 * std::sqrt(expected));
    CHECK(crowd->series.reads[65] == doctest::Approx(5000).epsilon(0.06));
    CHECK(crowd->series.reads[60] < 2000);
    const double writes = static_cast<double>(crowd->totals.writes - calm->totals.writes);
    CHECK(writes == doctest::Approx(0.1 * expected).epsilon(0.06));
    // Before it nothing is different, not even by chance.
    for (std::size_t i = 0; i < 60; ++i)
        CHECK(crowd->series.reads[i] == calm->series.reads[i]);
    // One key: its share of the reads, five times.
    s.timeline[0].key = 0;
    s.timeline[0].ramp.reset();
    const auto key = run(s);
    const double ofKey = 200 * 4 * 100 * readShare(s.workload.dataTypes[0], 0);
    CHECK(std::fabs(static_cast<double>(key->totals.reads - calm->totals.reads) - ofKey) < 4 * std::sqrt(ofKey));
}

TEST_CASE("Shares of the reads by rank sum to one for every law")
{
    for (const PopularityLaw law : { PopularityLaw::uniform, PopularityLaw::zipf, PopularityLaw::hotspot,
             PopularityLaw::exponential, PopularityLaw::table }) {
        DataType type = dataType(300, 0, 1);
        type.popularity = { law, 1.1, 0.1, 0.7, 3, {} };
        for (int i = 0; i < 300; ++i)
            type.popularity.weights.push_back(1 + i % 7);
        double sum = 0;
        for (std::uint64_t rank = 0; rank < 300; ++rank)
            sum += readShare(type, rank);
        CHECK(sum == doctest::Approx(1).epsilon(1e-9));
        CHECK(readShare(type, 300) == 0);
    }
    CHECK(readShare(dataType(1000, 0.99, 1), 0) == doctest::Approx(0.129383626979).epsilon(1e-9));
    CHECK(readShare(dataType(1'000'000, 0.99, 1), 0) == doctest::Approx(0.064969449189).epsilon(1e-9));
}

TEST_CASE("Growth: new keys come behind the old ones, and the cache is asked for them")
{
    Scenario s = warmCache();
    s.workload.dataTypes[0].popularity.exponent = 0;
    s.timeline = { at(300, EventKind::growth) };
    s.timeline[0].dataType = "Things";
    s.timeline[0].factor = 3;
    s.timeline[0].duration = seconds(100);
    const auto result = run(s);
    CHECK(result->totals.entries > 2900);
    CHECK(result->totals.entries <= 3000);
    CHECK(hitRatio(result, 200, 300) > 0.99);
    CHECK(hitRatio(result, 300, 400) < 0.95);
    const auto steps = growthSteps(s.workload.dataTypes[0], s.timeline);
    CHECK(steps.size() == 100);
    CHECK(steps.back().keys == 3000);
    CHECK(steps[49].keys == 2000);
    CHECK(steps[49].time == SimTime {} + seconds(350));
}

TEST_CASE("An outage within another: the newest says what reads do, and the older one again after it")
{
    Scenario s = warmCache();
    s.timeline = { at(300, EventKind::outage, "Cache"), at(330, EventKind::outage, "Cache") };
    s.timeline[0].duration = seconds(60);
    s.timeline[0].mode = OutageMode::failFast;
    s.timeline[1].duration = seconds(10);
    const double inner = static_cast<double>(run(s)->totals.failed);
    CHECK(std::fabs(inner - 200 * 50) < 4 * std::sqrt(200 * 50));
    // The other way round, and one that ends after the one that it began in.
    std::swap(s.timeline[0].mode, s.timeline[1].mode);
    CHECK(std::fabs(static_cast<double>(run(s)->totals.failed) - 200 * 10) < 4 * std::sqrt(200 * 10));
    s.timeline[1].duration = seconds(50);
    CHECK(std::fabs(static_cast<double>(run(s)->totals.failed) - 200 * 50) < 4 * std::sqrt(200 * 50));
}

TEST_CASE("A load after a restart leaves the origin as bytes, a copy for every node that gets it")
{
    Rule rule;
    rule.warm = Warm { 1000 };
    Scenario s = warmCache(rule);
    s.workload.dataTypes[0].reads.rate = 0.001;
    s.workload.dataTypes[0].valueSize = Law::constant(1e6);
    s.run.duration = seconds(600);
    s.origin.database.connections = 4;
    s.timeline = { at(300, EventKind::restart, "Cache") };
    CHECK(run(s)->totals.egressBytes == 1'000'000'000);
    s.strategies[0].layers[0].nodes = 3; // shards: each key at one
    CHECK(run(s)->totals.egressBytes == 1'000'000'000);
    s.strategies[0].layers[0].kind = LayerKind::inProcess; // each has all
    CHECK(run(s)->totals.egressBytes == 3'000'000'000);
}

TEST_CASE("Warming after growth loads the keys that there are by then")
{
    Rule rule;
    rule.warm = Warm { 10'000 };
    Scenario s = warmCache(rule);
    s.workload.dataTypes[0].reads.rate = 0.001;
    s.run.duration = seconds(600);
    s.timeline = { at(100, EventKind::growth), at(150, EventKind::restart, "Cache"), at(400, EventKind::growth) };
    s.timeline[0].dataType = s.timeline[2].dataType = "Things";
    s.timeline[0].factor = 3;
    s.timeline[0].duration = seconds(100);
    s.timeline[2].factor = 10;
    CHECK(run(s)->totals.entries == 2000); // half of the growth
    s.timeline[1].at = seconds(300);
    CHECK(run(s)->totals.entries == 3000);
}

TEST_CASE("Recovery is judged against the level before what went wrong before")
{
    Scenario s = warmCache(ttlRule(600));
    s.workload.dataTypes[0].keys = 200;
    s.run.duration = seconds(1200);
    s.timeline = { at(720, EventKind::flush, "Cache") };
    const auto alone = run(s);
    REQUIRE(alone->events[0].recoverySeconds > 1);
    s.timeline = { at(600, EventKind::outage, "Cache"), at(720, EventKind::flush, "Cache") };
    s.timeline[0].duration = seconds(100);
    const auto both = run(s);
    CHECK(both->events[1].hitRatioBefore == doctest::Approx(alone->events[0].hitRatioBefore).epsilon(0.02));
    CHECK(both->events[1].recoverySeconds == doctest::Approx(alone->events[0].recoverySeconds).epsilon(0.2));
    // Within the outage there is no other level than the one before it.
    s.timeline[1].at = seconds(690);
    const auto within = run(s);
    CHECK(within->events[1].hitRatioBefore == within->events[0].hitRatioBefore);
    CHECK(within->events[1].recoverySeconds > 10);
    // What lasts is how things are.
    s.timeline[0].duration.reset();
    s.timeline[1].at = seconds(1000);
    CHECK_FALSE(run(s)->events[1].hasLevel);
}

TEST_CASE("A purge of a group takes that group, and none where there is no such group")
{
    Rule rule;
    rule.tags = { { "shelf", 5, std::nullopt } };
    Scenario s = warmCache(rule);
    s.timeline = { at(300, EventKind::purge) };
    s.timeline[0].tag = "shelf";
    s.timeline[0].group = 2;
    CHECK(run(s)->totals.tagRemovals == doctest::Approx(200).epsilon(0.02));
    s.timeline[0].group = 7;
    CHECK(run(s)->totals.tagRemovals == 0);
}

TEST_CASE("Events that find nothing in a strategy are said not to apply, those that never happened are noted")
{
    Rule tagged;
    tagged.tags = { { "shelf", 5, std::nullopt } };
    Scenario s = warmCache(tagged);
    s.timeline = { at(100, EventKind::nodeLoss, "Cache"), at(150, EventKind::deploy, "Cache"),
        at(200, EventKind::purge), at(250, EventKind::purge), at(300, EventKind::purge) };
    s.timeline[0].node = 7;
    s.timeline[2].tag = "box";
    s.timeline[3].dataType = "Others";
    s.timeline[4].tag = "shelf";
    const auto result = run(s);
    for (std::size_t i = 0; i < 4; ++i)
        CHECK_FALSE(result->events[i].applies);
    CHECK(result->events[4].applies);
    s = warmCache(Rule {});
    s.timeline = { at(100, EventKind::flush, "Cache"), at(500, EventKind::flush, "Cache") };
    RunOptions options;
    options.duration = seconds(300);
    const auto cut = run(s, 0, options);
    CHECK(cut->events.size() == 1);
    REQUIRE(cut->notes.size() == 1);
    CHECK(cut->notes[0].find("1 of 2 events of the timeline come after the end") == 0);
    CHECK(run(s)->notes.empty());
    s.timeline.clear();
    for (int i = 0; i < 150; ++i)
        s.timeline.push_back(at(100 + i, EventKind::flush, "Cache"));
    const auto many = run(s);
    CHECK(many->events.size() == 100);
    REQUIRE(many->notes.size() == 1);
    CHECK(many->notes[0].find("150") != std::string::npos);
}

TEST_CASE("Times in results are the times that were written")
{
    Scenario s = warmCache();
    s.run.warmUp = seconds(300);
    for (int i = 301; i < 400; ++i)
        s.timeline.push_back(at(i, EventKind::flush, "Cache"));
    const auto result = run(s);
    CHECK(result->warmUpSeconds == 300);
    for (int i = 301; i < 400; ++i)
        CHECK(result->events[static_cast<std::size_t>(i - 301)].atSeconds == i);
}
