// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/model/validate.h"

#include <cmath>
#include <doctest/doctest.h>
#include <functional>
#include <limits>

using namespace cs;

namespace
{

/// Two data types, two strategies, one layer with one rule: valid.
Scenario valid()
{
    Scenario scenario;
    for (const char *name : { "Users", "Books" }) {
        DataType type;
        type.name = name;
        type.keys = 100;
        type.reads.rate = 2;
        scenario.workload.dataTypes.push_back(type);
    }
    Layer layer;
    layer.name = "Redis";
    layer.rules.emplace_back("Users", Rule {});
    scenario.strategies = { { "No cache", {} }, { "Cache", { layer } } };
    return scenario;
}

using Edit = std::function<void(Scenario &)>;

/// The only error after an edit of the valid scenario.
Error errorAfter(const Edit &edit)
{
    Scenario scenario = valid();
    edit(scenario);
    const Errors errors = validate(scenario);
    INFO(joined(errors));
    REQUIRE(errors.size() == 1);
    return errors.front();
}

std::string placeAfter(const Edit &edit)
{
    return errorAfter(edit).place;
}

bool isValidAfter(const Edit &edit)
{
    Scenario scenario = valid();
    edit(scenario);
    const Errors errors = validate(scenario);
    INFO(joined(errors));
    return errors.empty();
}

DataType &type(Scenario &s)
{
    return s.workload.dataTypes[0];
}

Layer &layer(Scenario &s)
{
    return s.strategies[1].layers[0];
}

Rule &rule(Scenario &s)
{
    return *layer(s).rules[0].second;
}

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

} // namespace

TEST_CASE("a valid scenario has no errors")
{
    CHECK(isValidAfter([](Scenario &) {}));
    CHECK(isValidAfter([](Scenario &s) { rule(s).ttl = Duration { 0 }; }));
    CHECK(isValidAfter([](Scenario &s) { s.run.warmUp = Duration { 0 }; }));
    CHECK(isValidAfter([](Scenario &s) { s.strategies.clear(); }));
}

TEST_CASE("run settings have bounds")
{
    CHECK(placeAfter([](Scenario &s) { s.run.duration = { 0 }; }) == "run.duration");
    CHECK(placeAfter([](Scenario &s) { s.run.duration = { -1 }; }) == "run.duration");
    CHECK(placeAfter([](Scenario &s) { s.run.warmUp = s.run.duration; }) == "run.warm_up");
    CHECK(placeAfter([](Scenario &s) { s.run.warmUp = Duration { -1 }; }) == "run.warm_up");
    CHECK(placeAfter([](Scenario &s) { s.run.interval = Duration { 0 }; }) == "run.interval");
    CHECK(placeAfter([](Scenario &s) { s.run.interval = Duration { s.run.duration.ns / 100'001 }; }) == "run.interval");
    CHECK(isValidAfter([](Scenario &s) { s.run.interval = Duration { s.run.duration.ns / 100'000 }; }));
    CHECK(placeAfter([](Scenario &s) { s.run.replications = 0; }) == "run.replications");
    CHECK(placeAfter([](Scenario &s) { type(s).reads.rate = 1e9; }) == "run.duration");
    CHECK(placeAfter([](Scenario &s) { type(s).writes.rate = 1e9; }) == "run.duration");
    CHECK(placeAfter([](Scenario &s) { type(s).writes.perRead = 1e6, type(s).reads.rate = 1000; }) == "run.duration");
    CHECK(isValidAfter([](Scenario &s) { type(s).reads.rate = 1000; }));
}

TEST_CASE("data types have bounds")
{
    const std::string place = "workload.data_types[0]";
    CHECK(placeAfter([](Scenario &s) { type(s).keys = 0; }) == place + ".keys");
    CHECK(placeAfter([](Scenario &s) { type(s).keys = 4'294'967'295; }) == place + ".keys");
    CHECK(isValidAfter([](Scenario &s) { type(s).keys = 4'294'967'294; }));
    for (const double rate : { 0.0, -1.0, notANumber, inf })
        CHECK(placeAfter([&](Scenario &s) { type(s).reads.rate = rate; }) == place + ".reads.rate");
    CHECK(placeAfter([](Scenario &s) {
        type(s).reads.diurnal = Diurnal { 0.5, { 0 } };
    }) == place + ".reads.diurnal.peak_to_trough");
    CHECK(placeAfter([](Scenario &s) {
        type(s).reads.diurnal = Diurnal { 2, { 86'400'000'000'001 } };
    }) == place + ".reads.diurnal.peak_at");
    CHECK(placeAfter([](Scenario &s) { type(s).writes = { 1, 1, WriteKeys::uniform }; }) == place + ".writes");
    CHECK(placeAfter([](Scenario &s) { type(s).writes.rate = notANumber; }) == place + ".writes.rate");
    CHECK(placeAfter([](Scenario &s) {
        type(s).popularity = { PopularityLaw::zipf, 5.1, 0, 0, 0, {} };
    }) == place + ".popularity.exponent");
    CHECK(placeAfter([](Scenario &s) {
        type(s).popularity = { PopularityLaw::hotspot, 0, 1.5, 0.5, 0, {} };
    }) == place + ".popularity.keys_share");
    CHECK(placeAfter([](Scenario &s) {
        type(s).popularity = { PopularityLaw::table, 0, 0, 0, 0, { 1, 2 } };
    }) == place + ".popularity.weights");
    CHECK(placeAfter([](Scenario &s) {
        type(s).popularity = { PopularityLaw::table, 0, 0, 0, 0, std::vector<double>(100, 0.0) };
    }) == place + ".popularity.weights");
    CHECK(placeAfter([](Scenario &s) {
        type(s).name = "";
        s.strategies.clear();
    }) == place + ".name");
    CHECK(placeAfter([](Scenario &s) {
        type(s).name = "two\nlines";
        s.strategies.clear();
    }) == place + ".name");
    CHECK(placeAfter([](Scenario &s) {
        type(s).name = std::string(201, 'x');
        s.strategies.clear();
    }) == place + ".name");
    CHECK(errorAfter([](Scenario &s) { type(s).scope = "usr"; }).hint == "did you mean \"user\"?");
    CHECK(placeAfter([](Scenario &s) {
        type(s).keyParts = { { "id", 1, true }, { "id", 1, true } };
    }) == place + ".key_parts[1].name");
    CHECK(placeAfter([](Scenario &s) {
        s.workload.dataTypes.clear();
        s.strategies.clear();
    }) == "workload.data_types");
}

TEST_CASE("laws have bounds")
{
    const std::string place = "workload.data_types[0].miss_cost.db_time";
    const auto placeOf = [](const Law &law) { return placeAfter([&](Scenario &s) { type(s).missCost.dbTime = law; }); };
    for (const double value : { -1.0, notANumber, inf, 1e12 })
        CHECK(placeOf(Law::constant(value)) == place);
    Law law;
    law.kind = LawKind::exponential;
    CHECK(placeOf(law) == place + ".mean");
    law.kind = LawKind::lognormal;
    law.mean = 1;
    law.cv = -1;
    CHECK(placeOf(law) == place + ".cv");
    law.form = LognormalForm::p50p99;
    law.p50 = 2;
    law.p99 = 1;
    CHECK(placeOf(law) == place + ".p99");
    law.kind = LawKind::uniform;
    law.min = 2;
    law.max = 1;
    CHECK(placeOf(law) == place + ".max");
    law.kind = LawKind::gpd;
    law.scale = 1;
    law.shape = 1;
    CHECK(placeOf(law) == place + ".shape");
    law.kind = LawKind::table;
    CHECK(placeOf(law) == place + ".values");
    law.values = { 1, 2 };
    law.weights = { 1 };
    CHECK(placeOf(law) == place + ".weights");
    law.weights = { 1, -1 };
    CHECK(placeOf(law) == place + ".weights[1]");
    law = {};
    law.kind = LawKind::gev;
    law.scale = 1;
    law.shape = 1;
    CHECK(placeOf(law) == place + ".shape");
    law = {};
    law.kind = LawKind::mixture;
    CHECK(placeOf(law) == place + ".parts");
    law.parts = { Law::constant(1), Law::constant(-1) };
    CHECK(placeOf(law) == place + ".parts[1]");
    const Law nested = law;
    law.parts[1] = nested;
    CHECK(placeOf(law) == place + ".parts[1]");
    law.parts[1] = Law::constant(2);
    law.weights = { 1, 2, 3 };
    CHECK(placeOf(law) == place + ".weights");
    CHECK(placeAfter([](Scenario &s) { type(s).valueSize.perKey.assign(101, 1.0); })
        == "workload.data_types[0].value_size.values");
}

TEST_CASE("names are unique and rules belong to data types")
{
    const Error twice = errorAfter([](Scenario &s) { s.workload.dataTypes[1].name = "Users"; });
    CHECK(twice.place == "workload.data_types[1].name");
    CHECK(twice.message.find("workload.data_types[0]") != std::string::npos);
    CHECK(placeAfter([](Scenario &s) { s.strategies[0].name = "Cache"; }) == "strategies[1].name");
    CHECK(
        placeAfter([](Scenario &s) { s.strategies[1].layers.push_back(layer(s)); }) == "strategies[1].layers[1].name");
    CHECK(isValidAfter([](Scenario &s) { s.strategies[0].layers.push_back(layer(s)); }));
    const Error unknown = errorAfter([](Scenario &s) { layer(s).rules[0].first = "User"; });
    CHECK(unknown.place == R"(strategies[1].layers[0].rules["User"])");
    CHECK(unknown.hint == "did you mean \"Users\"?");
    CHECK(placeAfter([](Scenario &s) { layer(s).rules.push_back(layer(s).rules[0]); })
        == R"(strategies[1].layers[0].rules["Users"])");
    // A trace without data types names its own.
    CHECK(isValidAfter([](Scenario &s) {
        s.workload.dataTypes.clear();
        s.workload.trace = TraceSource { "access.log", TraceFormat::automatic, 1, "" };
    }));
    CHECK(placeAfter([](Scenario &s) {
        s.workload.trace = TraceSource { "", TraceFormat::automatic, 1, "" };
    }) == "workload.trace.file");
    for (const double speed : { 0.0, -1.0, 0.9e-6, 1.1e6, notANumber, inf })
        CHECK(placeAfter([&](Scenario &s) {
            s.workload.trace = TraceSource { "a", TraceFormat::automatic, speed, "" };
        }) == "workload.trace.speed");
    for (const double speed : { 1e-6, 1e6 })
        CHECK(isValidAfter([&](Scenario &s) {
            s.workload.trace = TraceSource { "a", TraceFormat::automatic, speed, "" };
        }));
}

TEST_CASE("layers and rules have bounds")
{
    const std::string place = "strategies[1].layers[0]";
    CHECK(placeAfter([](Scenario &s) { layer(s).nodes = 0; }) == place + ".nodes");
    CHECK(placeAfter([](Scenario &s) { layer(s).nodes = 1'000'001; }) == place + ".nodes");
    CHECK(placeAfter([](Scenario &s) { layer(s).capacity = { CapacityUnit::entries, 0 }; }) == place + ".capacity");
    CHECK(placeAfter([](Scenario &s) {
        layer(s).capacity = { CapacityUnit::bytes, 1'000'000'000'000'001 };
    }) == place + ".capacity");
    CHECK(placeAfter([](Scenario &s) {
        layer(s).nodes = 2, layer(s).routing = Routing { RoutingKind::weights, { 1 } };
    }) == place + ".routing");
    CHECK(isValidAfter([](Scenario &s) {
        layer(s).nodes = 2, layer(s).routing = Routing { RoutingKind::weights, { 1, 3 } };
    }));
    CHECK(placeAfter([](Scenario &s) { layer(s).latency = Law::constant(-1); }) == place + ".latency");
    CHECK(placeAfter([](Scenario &s) { layer(s).samples = 0; }) == place + ".samples");
    CHECK(placeAfter([](Scenario &s) { layer(s).lfuDecayTime = Duration { 90'000'000'000 }; })
        == place + ".lfu_decay_time");
    CHECK(isValidAfter([](Scenario &s) { layer(s).lfuDecayTime = Duration { 0 }; }));
    // A Redis server takes a megabyte for itself; another cache, or one that is told otherwise, does not.
    const Capacity small { CapacityUnit::bytes, 1'000'000 };
    const Error error = errorAfter([&](Scenario &s) { layer(s).capacity = small; });
    CHECK(error.place == place + ".capacity");
    CHECK(error.message.find("1,007,416 B") != std::string::npos);
    CHECK(isValidAfter([&](Scenario &s) { layer(s).capacity = small, layer(s).eviction = Eviction::lru; }));
    CHECK(isValidAfter([&](Scenario &s) { layer(s).capacity = small, layer(s).reserved = 900'000; }));
    CHECK(placeAfter([&](Scenario &s) { layer(s).capacity = small, layer(s).reserved = 1'000'000; })
        == place + ".capacity");
    const std::string inRule = place + R"(.rules["Users"])";
    CHECK(placeAfter([](Scenario &s) { rule(s).ttl = Duration { -1 }; }) == inRule + ".ttl");
    CHECK(placeAfter([](Scenario &s) { rule(s).jitter = 1.1; }) == inRule + ".jitter");
    CHECK(placeAfter([](Scenario &s) { rule(s).jitter = notANumber; }) == inRule + ".jitter");
    CHECK(placeAfter([](Scenario &s) { rule(s).invalidation = Invalidation::tags; }) == inRule + ".tags");
    CHECK(placeAfter([](Scenario &s) { rule(s).propagation = Law::constant(notANumber); }) == inRule + ".propagation");
    CHECK(placeAfter([](Scenario &s) { rule(s).refresh = Duration { 0 }; }) == inRule + ".refresh");
}

TEST_CASE("a type needs reads of its own only when nothing else reads or writes it")
{
    CHECK(placeAfter([](Scenario &s) { type(s).reads.rate = 0; }) == "workload.data_types[0].reads.rate");
    CHECK(isValidAfter(
        [](Scenario &s) { type(s).reads.rate = 0, type(s).writes.perRead.reset(), type(s).writes.rate = 1; }));
    CHECK(isValidAfter([](Scenario &s) { type(s).reads.rate = 0, type(s).scans = { Scan { {}, {}, {}, 5 } }; }));
    CHECK(isValidAfter([](Scenario &s) {
        type(s).reads.rate = 0;
        s.workload.pages = { Page { "Home", 2, { { type(s).name, 1 } } } };
    }));
    CHECK(placeAfter([](Scenario &s) { type(s).reads.rate = -1, type(s).writes.rate = 1; })
        == "workload.data_types[0].reads.rate");
}

TEST_CASE("memcached's pages and its longest TTL bound a layer of it")
{
    const std::string place = "strategies[1].layers[0]";
    constexpr Duration month { 30 * 86'400'000'000'000 };
    const auto with = [](std::uint64_t bytes, Duration ttl, double jitter) {
        return [=](Scenario &s) {
            layer(s).kind = LayerKind::memcached;
            layer(s).capacity = { CapacityUnit::bytes, bytes };
            rule(s).ttl = ttl;
            rule(s).jitter = jitter;
        };
    };
    CHECK(isValidAfter(with(1 << 20, month, 0)));
    CHECK(placeAfter(with((1 << 20) - 1, month, 0)) == place + ".capacity");
    CHECK(placeAfter(with(1 << 20, month + Duration { 1 }, 0)) == place + R"(.rules["Users"].ttl)");
    CHECK(placeAfter(with(1 << 20, month, 0.1)) == place + R"(.rules["Users"].ttl)");
    CHECK(isValidAfter(with(1 << 20, Duration { 1'000'000'000 }, 0)));
    CHECK(isValidAfter([&](Scenario &s) {
        with(1, month + month, 0)(s);
        layer(s).eviction = Eviction::lru;
    }));
}

TEST_CASE("the timeline fits the run, the layers and the data types")
{
    const auto event = [](TimelineEvent e) { return [e](Scenario &s) { s.timeline = { e }; }; };
    TimelineEvent flush;
    flush.layer = "Redis";
    CHECK(isValidAfter(event(flush)));
    flush.layer = "Rediss";
    CHECK(errorAfter(event(flush)).place == "timeline[0].layer");
    CHECK(errorAfter(event(flush)).hint == "did you mean \"Redis\"?");
    flush.layer = "";
    CHECK(placeAfter(event(flush)) == "timeline[0].layer");
    flush.layer = "Redis";
    flush.at = valid().run.duration;
    CHECK(placeAfter(event(flush)) == "timeline[0].at");
    TimelineEvent purge;
    purge.event = EventKind::purge;
    purge.dataType = "Usrs";
    CHECK(errorAfter(event(purge)).hint == "did you mean \"Users\"?");
    TimelineEvent crowd;
    crowd.event = EventKind::flashCrowd;
    crowd.dataType = "Users";
    CHECK(placeAfter(event(crowd)) == "timeline[0].factor");
    crowd.factor = 0.5;
    CHECK(placeAfter(event(crowd)) == "timeline[0].factor");
}

TEST_CASE("what an event is about is there in some strategy")
{
    const auto event = [](TimelineEvent e) { return [e](Scenario &s) { s.timeline = { e }; }; };
    TimelineEvent loss;
    loss.event = EventKind::nodeLoss;
    loss.layer = "Redis";
    loss.node = 0;
    CHECK(isValidAfter(event(loss)));
    loss.node = 1;
    CHECK(placeAfter(event(loss)) == "timeline[0].node");
    TimelineEvent deploy;
    deploy.event = EventKind::deploy;
    CHECK(isValidAfter(event(deploy)));
    deploy.layer = "Redis";
    CHECK(placeAfter(event(deploy)) == "timeline[0].layer");
    TimelineEvent crowd;
    crowd.event = EventKind::flashCrowd;
    crowd.dataType = "Users";
    crowd.factor = 2;
    crowd.key = 99;
    CHECK(isValidAfter(event(crowd)));
    crowd.key = 100;
    CHECK(placeAfter(event(crowd)) == "timeline[0].key");
    TimelineEvent growth;
    growth.event = EventKind::growth;
    growth.dataType = "Users";
    growth.factor = 2;
    CHECK(isValidAfter([&](Scenario &s) { s.timeline = { crowd, growth }; }));
    TimelineEvent purge;
    purge.event = EventKind::purge;
    purge.tag = "shlf";
    const auto tagged = [&](Scenario &s) {
        rule(s).tags = { { "shelf", 5, std::nullopt } };
        s.timeline = { purge };
    };
    CHECK(errorAfter(tagged).place == "timeline[0].tag");
    CHECK(errorAfter(tagged).hint == "did you mean \"shelf\"?");
    purge.tag = "shelf";
    purge.group = 4;
    CHECK(isValidAfter(tagged));
    purge.group = 5;
    CHECK(placeAfter(tagged) == "timeline[0].group");
    CHECK(errorAfter(tagged).message.find("expected 0 to 4") != std::string::npos);
}

TEST_CASE("origin, clients, objectives and prices have bounds")
{
    CHECK(placeAfter([](Scenario &s) { s.workload.clients.count = 0; }) == "workload.clients.count");
    CHECK(placeAfter([](Scenario &s) { s.origin.app = AppServers { 0, 1, {} }; }) == "origin.app.servers");
    CHECK(placeAfter([](Scenario &s) { s.origin.database.connections = 0; }) == "origin.database.connections");
    CHECK(placeAfter([](Scenario &s) { s.origin.database.timeout = Duration { 0 }; }) == "origin.database.timeout");
    CHECK(placeAfter([](Scenario &s) { s.objectives.hitRatio = 1.5; }) == "objectives.hit_ratio");
    CHECK(placeAfter([](Scenario &s) { s.prices.items = { { "redis_gb_month", -1 } }; }) == "prices.redis_gb_month");
}

TEST_CASE("places are written as in the file")
{
    CHECK(rulePlace(1, 0, "Sessions") == R"(strategies[1].layers[0].rules["Sessions"])");
    CHECK(layerPlace(2, 3) == "strategies[2].layers[3]");
    CHECK(strategyPlace(0) == "strategies[0]");
    CHECK(dataTypePlace(4) == "workload.data_types[4]");
}
