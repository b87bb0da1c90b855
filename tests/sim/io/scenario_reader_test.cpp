// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/scenario_file.h"
#include "tests/sim/io/example.h"

#include <algorithm>
#include <doctest/doctest.h>

using namespace cs;
using cs::test::edited;
using cs::test::example;

namespace
{

Errors errorsOf(std::string_view text)
{
    const auto read = readScenario(text);
    INFO(text.substr(0, 300));
    REQUIRE(!read);
    REQUIRE(!read.error().empty());
    return read.error();
}

/// The only error of the example after a replacement.
Error errorAfter(std::string_view from, std::string_view to)
{
    REQUIRE(example.find(from) != std::string_view::npos);
    const Errors errors = errorsOf(edited(from, to));
    INFO(joined(errors));
    REQUIRE(errors.size() == 1);
    return errors.front();
}

bool contains(const std::string &text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

Scenario valueAfter(std::string_view from, std::string_view to)
{
    REQUIRE(example.find(from) != std::string_view::npos);
    const auto read = readScenario(edited(from, to));
    INFO((read ? std::string() : joined(read.error())));
    REQUIRE(read);
    return *read;
}

} // namespace

TEST_CASE("a scenario is read with every value in SI units")
{
    const auto read = readScenario(example);
    INFO((read ? std::string() : joined(read.error())));
    REQUIRE(read);
    CHECK(read->description == "Two kinds of data, \u00e9t\u00e9 and \"quotes\"");
    CHECK(read->run.seed == 7);
    CHECK(read->run.duration.ns == 86'400'000'000'000);
    CHECK(!read->run.warmUp);
    CHECK(read->run.interval->ns == 300'000'000'000);
    const DataType &users = read->workload.dataTypes.at(0);
    CHECK(users.keySize == Law::constant(24));
    CHECK(users.valueSize.kind == LawKind::lognormal);
    CHECK(users.valueSize.mean == 2000);
    CHECK(users.reads.rate == 2400.0 / 3600);
    CHECK(users.reads.diurnal->peakToTrough == 4);
    CHECK(users.writes.perRead == 0.001);
    CHECK(users.missCost.appTime == Law::constant(0.05));
    CHECK(users.keyParts.at(1).affectsValue == false);
    const DataType &books = read->workload.dataTypes.at(1);
    CHECK(books.valueSize.perKey == std::vector<double> { 1, 2000, 3, 4 });
    CHECK(books.popularity.weights.size() == 4);
    CHECK(books.writes.rate == 0.1);
    CHECK(read->origin.database.timeout->ns == 5'000'000'000);
    const auto &layers = read->strategies.at(1).layers;
    CHECK(layers.at(0).capacity == Capacity { CapacityUnit::bytes, 2'000'000'000 });
    CHECK(layers.at(0).latency->form == LognormalForm::p50p99);
    CHECK(layers.at(0).ruleFor("User profiles") == nullptr);
    CHECK(*layers.at(0).ruleFor("Books") == Rule {});
    CHECK(layers.at(1).capacity == Capacity { CapacityUnit::entries, 100 });
    CHECK(layers.at(1).overhead == Overhead { OverheadKind::bytes, 50 });
    CHECK(layers.at(1).routing->weights == std::vector<double> { 1 });
    const Rule &rule = *layers.at(1).ruleFor("User profiles");
    CHECK(rule.ttl->ns == 300'000'000'000);
    CHECK(rule.jitter == 0.1);
    CHECK(rule.warm->top == 1000);
    CHECK(!layers.at(1).ruleFor("Books")->ttl);
    CHECK(read->timeline.at(0).layer == "Redis");
    CHECK(read->objectives.staleReads == 0.01);
    CHECK(read->prices.items.at(1) == std::pair<std::string, double> { "cdn_egress_gb", 0.085 });
}

TEST_CASE("every spelling of a value is read")
{
    const auto type = [](const Scenario &s) { return s.workload.dataTypes.at(1); };
    CHECK(type(valueAfter(R"({ "law": "per_key", "values": ["1 B", "2 kB", "3 B", "4 B"] })",
                   R"({"per_key": ["1 B", "2 B"]})"))
              .valueSize.perKey
        == std::vector<double> { 1, 2 });
    CHECK(type(valueAfter(R"({ "law": "table", "weights": [4, 3, 2, 1] })",
                   R"({"law": "hotspot", "keys_share": 0.2, "reads_share": "80 %"})"))
              .popularity.readsShare
        == 0.8);
    CHECK(type(valueAfter(R"({ "law": "table", "weights": [4, 3, 2, 1] })", R"({"law": "exponential", "rate": 3})"))
              .popularity.rate
        == 3);
    CHECK(valueAfter(R"("connections": 20)", R"("connections": "none")").origin.database.connections == std::nullopt);
    CHECK(valueAfter(R"("timeout": "5s")", R"("timeout": "none")").origin.database.timeout == std::nullopt);
    CHECK(valueAfter(R"("queue_limit": 1000)", R"("queue_limit": "none")").origin.database.queueLimit == std::nullopt);
    CHECK(valueAfter(R"("capacity": "2GB")", R"("capacity": "none")").strategies[1].layers[0].capacity == Capacity {});
    CHECK(valueAfter(R"("warm_up": "auto")", R"("warm_up": "0s")").run.warmUp == Duration { 0 });
    CHECK(valueAfter(R"("jitter": "10 %")", R"("jitter": 0.1)").strategies[1].layers[1].ruleFor("User profiles")->jitter
        == 0.1);
    CHECK(valueAfter(R"("ttl": "5min")", R"("ttl": "0s")").strategies[1].layers[1].ruleFor("User profiles")->ttl
        == Duration { 0 });
    CHECK(valueAfter(R"("keys": 50000,)", R"("keys": 5e4,)").workload.dataTypes[0].keys == 50000);
    CHECK(valueAfter(R"("seed": 7)", R"("seed": 18446744073709551615)").run.seed == 18446744073709551615ull);
    CHECK(valueAfter(R"("routing": [1])", R"("routing": "round_robin")").strategies[1].layers[1].routing->kind
        == RoutingKind::roundRobin);
    const auto dbTime = [](const char *law) {
        return valueAfter(R"({ "law": "lognormal", "mean": "180ms", "cv": 1.0 })", law)
            .workload.dataTypes[0]
            .missCost.dbTime;
    };
    CHECK(dbTime("\"1ms\"") == Law::constant(0.001));
    CHECK(dbTime(R"({"law": "constant", "value": "1ms"})") == Law::constant(0.001));
    CHECK(dbTime(R"({"law": "exponential", "mean": "1ms"})").kind == LawKind::exponential);
    CHECK(dbTime(R"({"law": "lognormal", "p50": "1ms", "p99": "2ms"})").p99 == 0.002);
    CHECK(dbTime(R"({"mean": "1ms", "cv": 2})").cv == 2);
    CHECK(dbTime(R"({"law": "uniform", "min": "1ms", "max": "2ms"})").max == 0.002);
    CHECK(dbTime(R"({"law": "gpd", "location": "0s", "scale": "2ms", "shape": 0.3})").shape == 0.3);
    CHECK(dbTime(R"({"law": "table", "values": ["1ms", "2ms"], "weights": [1, 3]})").weights
        == std::vector<double> { 1, 3 });
}

TEST_CASE("every key of a rule and a layer is read")
{
    const Rule rule = *valueAfter(R"("ttl": "none", "idle_ttl": "60s",)",
        R"("ttl_from": "generated", "event_loss": "1 %", "flush": "1s", "flush_batch": 10, "fill": "lease",
          "stale_while_revalidate": "1min", "stale_if_error": "1h", "revalidate": true, "early_refresh": 1.5, "refresh_ahead": "20 %",
          "negative_ttl": "1s", "refresh": "1h", "invalidation": "tags", "propagation": { "law": "exponential", "mean": "1ms" },)")
                           .strategies[1]
                           .layers[1]
                           .ruleFor("Books");
    CHECK(rule.ttlFrom == TtlFrom::generated);
    CHECK(rule.eventLoss == 0.01);
    CHECK(rule.flush->ns == 1'000'000'000);
    CHECK(rule.flushBatch == 10u);
    CHECK(rule.fill == Fill::lease);
    CHECK(rule.staleWhileRevalidate->ns == 60'000'000'000);
    CHECK(rule.staleIfError->ns == 3'600'000'000'000);
    CHECK(rule.revalidate);
    CHECK(rule.earlyRefresh == 1.5);
    CHECK(rule.refreshAhead == 0.2);
    CHECK(rule.negativeTtl->ns == 1'000'000'000);
    CHECK(rule.refresh->ns == 3'600'000'000'000);
    CHECK(rule.invalidation == Invalidation::tags);
    CHECK(rule.propagation.mean == 0.001);
    CHECK(rule.tags.at(0).groups == 3);
    const Layer layer = valueAfter(R"("eviction": "lru",)",
        R"("miss_latency": "1ms", "expiry": "swept", "shield": true, "samples": 10, "lfu_log_factor": 10,
          "lfu_decay_time": "1min", "reserved": "2 MB", "price": 3.5, "routing": "client", "overhead": "memcached",)")
                            .strategies[1]
                            .layers[0];
    CHECK(layer.missLatency == Law::constant(0.001));
    CHECK(layer.expiry == Expiry::swept);
    CHECK(layer.shield == true);
    CHECK(layer.samples == 10u);
    CHECK(layer.lfuLogFactor == 10.0);
    CHECK(layer.lfuDecayTime->ns == 60'000'000'000);
    CHECK(layer.reserved == 2'000'000u);
    CHECK(layer.price == 3.5);
    CHECK(layer.overhead->kind == OverheadKind::memcached);
    CHECK(!layer.eviction);
}

TEST_CASE("errors name the place, the value and what is meant")
{
    const Error bare = errorAfter(R"("ttl": "5min")", R"("ttl": 300)");
    CHECK(bare.place == R"(strategies[1].layers[1].rules["User profiles"].ttl)");
    CHECK(contains(bare.message, "\"300\" has no unit"));
    CHECK(contains(bare.message, "a time"));
    CHECK(contains(bare.message, "none"));

    const Error unknown = errorAfter(R"("jitter": "10 %")", R"("jiter": "10 %")");
    CHECK(unknown.place == R"(strategies[1].layers[1].rules["User profiles"].jiter)");
    CHECK(contains(unknown.hint, "\"jitter\""));

    const Error type = errorAfter(R"("rules": { "User profiles": null)", R"("rules": { "User profile": null)");
    CHECK(type.place == R"(strategies[1].layers[0].rules["User profile"])");
    CHECK(contains(type.hint, "\"User profiles\""));

    const Error eviction = errorAfter(R"("eviction": "lru")", R"("eviction": "LRU")");
    CHECK(eviction.place == "strategies[1].layers[0].eviction");
    CHECK(contains(eviction.message, "found \"LRU\""));
    CHECK(contains(eviction.hint, "\"lru\""));

    CHECK(contains(errorAfter(R"("clients": { "count": 20000 })", R"("clients": [])").message,
        "found an array; expected an object"));
    CHECK(contains(
        errorAfter(R"("coalesce": true)", R"("coalesce": "yes")").message, "found \"yes\"; expected true or false"));
    CHECK(contains(errorAfter(R"("keys": 50000,)", R"("keys": -1,)").message, "found the number -1"));
    CHECK(contains(errorAfter(R"("keys": 50000,)", R"("keys": "50000",)").message, "without quotes"));
    CHECK(contains(errorAfter(R"("rate": "2400/h")", R"("rate": "-1/h")").message, "negative"));
    CHECK(contains(errorAfter(R"("rate": "2400/h")", R"("rate": "2400")").message, "no unit"));
    CHECK(contains(errorAfter(R"("mean": "2000 B")", R"("mean": "2000 b")").hint, "\"B\""));
    CHECK(contains(errorAfter(R"("capacity": "2GB")", R"("capacity": "2gb")").hint, "\"GB\""));
    CHECK(contains(errorAfter(R"("capacity": "2GB")", R"("capacity": 2)").message, "100 entries"));
    CHECK(contains(errorAfter(R"("law": "zipf")", R"("law": "zpif")").hint, "\"zipf\""));
    CHECK(errorAfter(R"("law": "zipf", )", "").place == "workload.data_types[0].popularity.law");
    CHECK(errorAfter(R"(, "exponent": 0.90)", "").place == "workload.data_types[0].popularity.exponent");
}

TEST_CASE("all errors of a file come at once, each once")
{
    std::string text = edited(R"("ttl": "5min")", R"("ttl": 300)");
    const auto change = [&](std::string_view from, std::string_view to) {
        REQUIRE(text.find(from) != std::string::npos);
        text.replace(text.find(from), from.size(), to);
    };
    change(R"("duration": "24h")", R"("duration": "24")");
    change(R"("warm_up": "auto")", R"("warm_up": "48h")");
    change(R"("replications": 1)", R"("replications": 0)");
    change(R"("name": "No cache")", R"("name": "Redis + CDN")");
    change(R"("rules": { "User profiles": null)", R"("rules": { "Users": null)");
    change(R"("eviction": "redis-lru")", R"("eviction": "redis-lur")");
    change(R"("exponent": 0.90)", R"("exponent": 17)");
    std::vector<std::string> places;
    for (const auto &error : errorsOf(text))
        places.push_back(error.place);
    std::sort(places.begin(), places.end());
    // The warm-up is not compared with a duration that was not read.
    CHECK(places
        == std::vector<std::string> { "run.duration", "run.replications", R"(strategies[1].layers[0].rules["Users"])",
            "strategies[1].layers[1].eviction", R"(strategies[1].layers[1].rules["User profiles"].ttl)",
            "strategies[1].name", "workload.data_types[0].popularity.exponent" });
}

TEST_CASE("a rule for an unknown data type is told beside what is wrong inside of it")
{
    const Errors errors = errorsOf(edited(R"("Books": {})", R"("Boks": { "ttl": 5 })"));
    REQUIRE(errors.size() == 2);
    CHECK(errors[0].place == R"(strategies[1].layers[0].rules["Boks"].ttl)");
    CHECK(errors[1].place == R"(strategies[1].layers[0].rules["Boks"])");
    std::string text = edited(R"("Books": {})", R"("Boks": {})");
    text.replace(text.find("\"2400/h\""), 8, "2400");
    CHECK(errorsOf(text).size() == 2);
    CHECK(errorAfter("[4, 3, 2, 1]", R"([0, 0, 0, "x"])").place == "workload.data_types[1].popularity.weights[3]");
}

TEST_CASE("a wrong name of a data type is told once, not for every rule")
{
    const Error error = errorAfter(R"("name": "User profiles")", R"("name": 5)");
    CHECK(error.place == "workload.data_types[0].name");
    CHECK(errorAfter(R"("name": "User profiles", )", "").place == "workload.data_types[0].name");
}

TEST_CASE("values that do not go together are refused")
{
    CHECK(errorAfter(R"("per_read": 0.001)", R"("per_read": 0.001, "rate": "1/s")").place
        == "workload.data_types[0].writes");
    CHECK(errorAfter(R"("warm_up": "auto")", R"("warm_up": "24h")").place == "run.warm_up");
    CHECK(errorAfter(R"("interval": "300s")", R"("interval": "1ms")").place == "run.interval");
    CHECK(errorAfter("[4, 3, 2, 1]", "[4, 3, 2]").place == "workload.data_types[1].popularity.weights");
    CHECK(errorAfter(R"("at": "12h")", R"("at": "25h")").place == "timeline[0].at");
    CHECK(contains(errorAfter(R"("layer": "Redis")", R"("layer": "Reddis")").hint, "\"Redis\""));
    CHECK(errorAfter(R"("keys": 50000, )", "").place == "workload.data_types[0].keys");
    CHECK(errorAfter(
              R"({ "law": "lognormal", "mean": "180ms", "cv": 1.0 })", R"({ "law": "per_key", "values": ["1ms"] })")
              .place
        == "workload.data_types[0].miss_cost.db_time");
    CHECK(errorAfter(R"(["1 B", "2 kB", "3 B", "4 B"])", "[]").place == "workload.data_types[1].value_size");
}

TEST_CASE("a trace takes the place of data types")
{
    const auto read = readScenario(R"({"format": "cache-strategist/scenario", "version": 1,
        "workload": {"trace": {"file": "access.log.gz"}},
        "strategies": [{"name": "A", "layers": [{"name": "L", "kind": "redis", "rules": {"Requests": {}, "GET /": null}}]}]})");
    INFO((read ? std::string() : joined(read.error())));
    REQUIRE(read);
    CHECK(read->workload.trace->file == "access.log.gz");
    CHECK(read->workload.trace->format == TraceFormat::automatic);
    CHECK(contains(
        errorsOf(
            R"({"format": "cache-strategist/scenario", "version": 1, "workload": {"trace": {"file": "a", "format": "combind"}}})")
            .front()
            .hint,
        "\"combined\""));
    CHECK(readScenario(R"({"format": "cache-strategist/scenario", "version": 1,
        "workload": {"trace": {"file": "a"}, "data_types": [{"name": "Users", "miss_cost": {"db_time": "5ms"}}]}})"));
}

TEST_CASE("a key that stands twice is an error, with both lines")
{
    const Error error = errorAfter(R"("coalesce": true)", "\"coalesce\": true,\n\"ttl\": \"1h\"");
    CHECK(error.place == R"(strategies[1].layers[1].rules["User profiles"].ttl)");
    CHECK(contains(error.message, "stands twice"));
    CHECK(contains(errorAfter(R"("Books": {})", R"("Books": {}, "Books": null)").message, "stands twice"));
    // Escaped, it is the same key.
    CHECK(contains(errorAfter(R"("coalesce": true)", R"("coalesce": true, "\u0074tl": "1h")").message, "stands twice"));
}

TEST_CASE("syntax errors have line and column")
{
    const Error error = errorsOf("{\n  \"format\": \"cache-strategist/scenario\",\n  \"version\" 1\n}").front();
    CHECK(error.place == "line 3, column 13");
    CHECK(contains(error.message, "not valid JSON"));
    CHECK(errorsOf("").front().place == "line 1, column 1");
    CHECK(errorsOf("{\"\u00e9\": \"\u00e9\" x}").front().place == "line 1, column 11");
    CHECK(errorsOf("{} {}").front().place == "line 1, column 4");
    CHECK(!readScenario("{\"a\": \"\xff\"}"));
    CHECK(!readScenario(std::string(example) + std::string(1, '\0')));
    CHECK(readScenario("\xEF\xBB\xBF" + std::string(example)));
}

TEST_CASE("files of other formats and versions say so, and nothing else")
{
    CHECK(contains(errorAfter(R"("version": 1)", R"("version": 2)").message, "version 2"));
    CHECK(contains(errorAfter(R"("version": 1)", R"("version": 2)").hint, "newer"));
    CHECK(errorAfter(R"("version": 1)", R"("version": 0)").place == "version");
    CHECK(errorAfter(R"("version": 1)", R"("version": "1")").place == "version");
    CHECK(contains(
        errorAfter(R"("format": "cache-strategist/scenario")", R"("format": "cache-strategist/result")").message,
        "found \"cache-strategist/result\""));
    for (const char *text : { "null", "true", "5", "\"x\"", "[]" })
        CHECK(contains(errorsOf(text).front().message, "expected a scenario"));
    const Errors errors = errorsOf("{}");
    CHECK(errors.size() == 3);
    CHECK(errors.at(0).place == "format");
    CHECK(errors.at(1).place == "version");
    CHECK(errors.at(2).place == "workload");
}

TEST_CASE("a file that cannot be read names its path")
{
    const auto loaded = loadScenario("/nowhere/x.scenario.json");
    REQUIRE(!loaded);
    CHECK(loaded.error().front().place == "/nowhere/x.scenario.json");
}
