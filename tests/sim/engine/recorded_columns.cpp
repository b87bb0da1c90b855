// SPDX-License-Identifier: GPL-3.0-or-later
// What every column of a recorded trace does in a run, on traces so short that all counts are known.
#include "tests/support/scenarios.h"
#include "tests/support/scratch.h"

#include <algorithm>
#include <fstream>

using namespace cs;
using namespace cs::test;

namespace
{

/// A folder with the trace as trace.csv; gone with this.
class CsvTrace
{
public:
    explicit CsvTrace(const std::string &text) { std::ofstream(m_folder.path("trace.csv")) << text; }
    std::string folder() const { return m_folder.folder(); }

private:
    ScratchFolder m_folder;
};

DataType things(double dbTime = 0)
{
    DataType type;
    type.name = "Things";
    type.endpoint = "*";
    type.keySize = Law::constant(1);
    type.valueSize = Law::constant(1);
    type.missCost.dbTime = Law::constant(dbTime);
    return type;
}

/// All of the trace counts; the run ends 1000 s after its start.
RunResultPtr runTrace(const std::string &csv, std::vector<Layer> layers, std::vector<DataType> types = { things() })
{
    const CsvTrace trace(csv);
    Scenario s;
    s.name = "trace";
    s.run.seed = 20240607;
    s.run.warmUp = Duration {};
    s.run.duration = seconds(1000);
    s.workload.dataTypes = std::move(types);
    s.workload.trace = TraceSource { "trace.csv", TraceFormat::automatic, 1, {} };
    s.strategies = { { "Strategy", std::move(layers) } };
    RunOptions options;
    options.scenarioFolder = trace.folder();
    return run(s, 0, options);
}

Layer redis(const Rule &rule)
{
    return layer(LayerKind::redis, unlimited(), rule);
}

Rule invalidatedBy(Invalidation invalidation)
{
    Rule rule;
    rule.invalidation = invalidation;
    return rule;
}

} // namespace

TEST_CASE("Recorded costs are the seconds of database time of a miss, in place of the law")
{
    // Misses of 2 s, of the law's 0.5 s, of nothing and of 0.25 s; the hit costs nothing.
    const std::string rows = "0,a,2\n10,b,\n20,a,7\n30,c,0\n40,d,0.25\n";
    const auto result = runTrace("time,key,cost\n" + rows, { redis({}) }, { things(0.5) });
    CHECK(result->totals.hits == 1);
    CHECK(result->totals.originReads == 4);
    CHECK(result->totals.latency.meanSeconds() == doctest::Approx(2.75 / 5).epsilon(1e-9));
    CHECK(result->totals.latency.maxSeconds() == 2);
    const auto milliseconds = runTrace("time,key,cost_ms\n" + rows, { redis({}) }, { things(0.5) });
    CHECK(milliseconds->totals.latency.meanSeconds() == doctest::Approx(0.50225 / 5).epsilon(1e-9));
    const auto none = runTrace("time,key\n0,a\n10,b\n20,a\n30,c\n40,d\n", { redis({}) }, { things(0.5) });
    CHECK(none->totals.latency.meanSeconds() == doctest::Approx(2.0 / 5).epsilon(1e-9));
}

TEST_CASE("A background refresh costs what the request cost that began it; retries keep their cost")
{
    Rule rule = ttlRule(10);
    rule.staleWhileRevalidate = seconds(100);
    // The refresh begun at 15 takes 3 s: the read at 17 is served stale too, that at 19 is fresh.
    const auto result = runTrace("time,key,cost\n0,a,1\n15,a,3\n17,a,\n19,a,\n", { redis(rule) }, { things(0.5) });
    CHECK(result->totals.refreshes == 1);
    CHECK(result->layers[0].figures.staleServed == 2);
    CHECK(result->totals.hits == 3);
}

TEST_CASE("Recorded clients have their own browsers and stay with their app instance")
{
    const std::string rows = "0,a,joe\n1,a,ann\n2,a,joe\n3,a,joe\n4,b,ann\n5,a,ann\n";
    const std::string nobody = "time,key\n0,a\n1,a\n2,a\n3,a\n4,b\n5,a\n";
    Layer browser = layer(LayerKind::browser, unlimited(), {});
    browser.nodes.reset();
    CHECK(runTrace("time,key,client\n" + rows, { browser })->totals.hits == 3);
    CHECK(runTrace(nobody, { browser })->totals.hits == 0); // each its own client
    Layer instances = layer(LayerKind::inProcess, unlimited(), {});
    instances.nodes = 4096;
    instances.routing = Routing { RoutingKind::client, {} };
    CHECK(runTrace("time,key,client\n" + rows, { instances })->totals.hits == 3);
}

TEST_CASE("However many clients a trace has, nobody shares a browser")
{
    std::string rows = "time,key,client\n";
    for (int client = 0; client < 5000; ++client)
        rows += "0,a,c" + std::to_string(client) + '\n';
    Layer browser = layer(LayerKind::browser, unlimited(), {});
    browser.nodes.reset();
    const auto once = runTrace(rows, { browser });
    CHECK(once->totals.hits == 0);
    CHECK(once->layers[0].nodes == 5000);
    CHECK(runTrace(rows + "1,a,c17\n2,a,c4999\n", { browser })->totals.hits == 2);
}

TEST_CASE("Without described types, rules take the records of the type they name")
{
    const std::string rows = "time,key,type\n0,a,X\n1,a,X\n2,a,Y\n3,a,X\n4,a,Y\n";
    Layer cache = redis({});
    cache.rules = { { "X", Rule {} } };
    const auto result = runTrace(rows, { cache }, {});
    CHECK(result->totals.hits == 2);
    REQUIRE(result->dataTypes.size() == 2);
    CHECK(result->dataTypes[0].name == "X");
    CHECK(result->dataTypes[0].figures.reads == 3);
    CHECK(result->dataTypes[1].name == "Requests");
    CHECK(result->dataTypes[1].figures.reads == 2);
    cache.rules = { { "Z", Rule {} } };
    const auto none = runTrace(rows, { cache }, {});
    CHECK(none->totals.hits == 0);
    CHECK(std::any_of(none->notes.begin(), none->notes.end(),
        [](const std::string &note) { return note.find("belongs to \"Z\"") != std::string::npos; }));
}

TEST_CASE("An automatic warm-up is a share of the trace, not of a longer run")
{
    std::string rows = "time,key\n";
    for (int i = 0; i < 4000; ++i)
        rows += std::to_string(i / 2.0) + ",k" + std::to_string(i * 7919 % 97) + '\n';
    const CsvTrace trace(rows);
    Scenario s;
    s.run.duration = seconds(2000);
    s.workload.dataTypes = { things() };
    s.workload.trace = TraceSource { "trace.csv", TraceFormat::automatic, 1, {} };
    s.strategies = { { "Strategy", { redis({}) } } };
    RunOptions options;
    options.scenarioFolder = trace.folder();
    const auto fitting = run(s, 0, options);
    s.run.duration = seconds(2'592'000);
    const auto longer = run(s, 0, options);
    CHECK(fitting->warmUpSeconds > 0);
    CHECK(longer->warmUpSeconds == doctest::Approx(fitting->warmUpSeconds).epsilon(0.01));
    CHECK(longer->totals.hitRatio() == doctest::Approx(fitting->totals.hitRatio()).epsilon(1e-3));
    CHECK(longer->series.timeSeconds.size() > 100);
}

TEST_CASE("Recorded TTLs end what a miss or a write stored; a rule's TTL goes before them")
{
    // Stored until 5; fresh at 4, not at 5; then without a TTL.
    const std::string reads = "time,key,op,ttl\n0,a,get,5\n4,a,get,5\n5,a,get,\n100,a,get,1\n";
    CHECK(runTrace(reads, { redis({}) })->totals.hits == 2);
    CHECK(runTrace(reads, { redis(ttlRule(2)) })->totals.hits == 1); // at 5, stored at 4
    CHECK(runTrace("time,key,op,ttl_ms\n0,a,get,5000\n4,a,get,\n5,a,get,\n", { redis({}) })->totals.hits == 1);
    const std::string written = "time,key,op,ttl\n0,a,set,3\n2,a,get,9\n3,a,get,9\n11,a,get,\n12,a,get,\n";
    const auto stored = runTrace(written, { redis(invalidatedBy(Invalidation::writeThrough)) });
    CHECK(stored->totals.hits == 2); // at 2 and at 11
    CHECK(stored->totals.writes == 1);
}

TEST_CASE("Recorded sizes of keys and values are held and served")
{
    const auto result = runTrace("time,key,size,key_size,op\n0,a,100,20,get\n1,b,50,7,get\n2,a,100,20,get\n3,c,,,get\n"
                                 "4,d,30,9,set\n",
        { redis(invalidatedBy(Invalidation::writeThrough)) });
    CHECK(result->totals.hits == 1);
    CHECK(result->totals.hitBytes == 100);
    CHECK(result->totals.readBytes == 251); // c has the law's one byte
    CHECK(result->layers[0].figures.bytes == 120 + 57 + 2 + 39);
}

TEST_CASE("Recorded types are counted apart, and what has no type of its own with the rest")
{
    DataType users = things(), rest = things();
    users.name = "Users";
    users.endpoint.clear();
    Layer cache = redis({});
    cache.rules = { { "Users", Rule {} } };
    const auto result = runTrace("time,key,type,op\n0,a,Users,get\n1,a,Books,get\n2,a,Users,get\n3,a,Books,get\n"
                                 "4,a,Users,set\n5,a,,get\n",
        { cache }, { users, rest });
    REQUIRE(result->dataTypes.size() == 2);
    CHECK(result->dataTypes[0].figures.reads == 2);
    CHECK(result->dataTypes[0].figures.hits == 1);
    CHECK(result->dataTypes[0].figures.writes == 1);
    CHECK(result->dataTypes[1].figures.reads == 3);
    CHECK(result->dataTypes[1].figures.hits == 0);
    CHECK(result->dataTypes[1].figures.writes == 0);
}

TEST_CASE("A recorded delete outdates the value as a write does, and is never stored")
{
    struct Effect {
        Invalidation invalidation;
        std::uint64_t hitsAfterSet, hitsAfterDelete, staleAfterDelete;
    };
    for (const auto &[how, afterSet, afterDelete, stale] : { Effect { Invalidation::ttl, 1, 1, 1 },
             Effect { Invalidation::deleteOnWrite, 0, 0, 0 }, Effect { Invalidation::event, 0, 0, 0 },
             Effect { Invalidation::writeThrough, 1, 0, 0 }, Effect { Invalidation::writeBehind, 1, 0, 0 } }) {
        const Invalidation invalidation = how;
        Rule rule = invalidatedBy(invalidation);
        if (invalidation == Invalidation::writeBehind)
            rule.flush = seconds(100);
        INFO(std::string(nameOf(invalidation)));
        CHECK(runTrace("time,key,op\n0,a,get\n1,a,set\n2,a,get\n", { redis(rule) })->totals.hits == afterSet);
        const auto deleted = runTrace("time,key,op\n0,a,get\n1,a,delete\n2,a,get\n", { redis(rule) });
        CHECK(deleted->totals.writes == 1);
        CHECK(deleted->totals.hits == afterDelete);
        CHECK(deleted->totals.staleReads == stale);
        CHECK(deleted->layers[0].figures.invalidations == (invalidation == Invalidation::ttl ? 0 : 1));
        CHECK(deleted->layers[0].figures.entries == 1);
        CHECK(runTrace("time,key,op\n0,a,get\n1,a,delete\n", { redis(rule) })->layers[0].figures.entries
            == (invalidation == Invalidation::ttl ? 1 : 0));
    }
}

TEST_CASE("A delete behind writes that wait goes to the database with them")
{
    Rule rule = invalidatedBy(Invalidation::writeBehind);
    rule.flush = seconds(100);
    const auto result
        = runTrace("time,key,op\n0,a,set\n1,a,set\n2,b,set\n3,a,get\n4,a,delete\n5,a,get\n6,b,get\n", { redis(rule) });
    CHECK(result->totals.writes == 4);
    CHECK(result->totals.hits == 2);
    CHECK(result->totals.originReads == 1);
    CHECK(result->totals.staleReads == 0);
    CHECK(result->totals.coalescedWrites == 2);
    CHECK(result->totals.dbWrites + static_cast<double>(result->totals.writesAtRisk) == 2);
}
