// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/replay/streams.h"
#include "tests/support/paths.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

using namespace cs;
using namespace cs::test;
using Json = nlohmann::json;

namespace
{

Json oracles(const std::string &file)
{
    std::ifstream in(sourcePath("tests/oracles/" + file));
    REQUIRE(in.good());
    return Json::parse(in);
}

/// "LRU", "CLOCK (CLOCK inserts with bit 0)", "random replacement": the first word is the eviction's name here too.
std::optional<Eviction> evictionOf(const std::string &policy)
{
    std::string word = policy.substr(0, policy.find(' '));
    for (char &c : word)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return valueOf<Eviction>(word);
}

std::string fileOf(const std::string &trace)
{
    static const std::map<std::string, std::string> files {
        { "data/cloudPhysicsIO.txt", "traces/cloudPhysicsIO.txt.gz" },
        { "gli.trace.gz (one id per line, skip \"*\")", "traces/gli.trace.gz" },
        { "multi1.trace.gz", "traces/multi1.trace.gz" },
        { "cpp.trace.gz", "traces/cpp.trace.gz" },
    };
    const auto known = files.find(trace);
    return realDataPath(known != files.end() ? known->second : "traces/cloudPhysicsIO.oracleGeneral.bin");
}

Stream microTrace(const std::string &id, const std::string &sequence)
{
    if (id.find("loop") != id.npos) {
        Stream stream(1100);
        for (std::size_t i = 0; i < stream.size(); ++i)
            stream[i].key = i % 11;
        return stream;
    }
    if (id.find("lcg") == id.npos)
        return keysOf(sequence);
    Stream stream(5000);
    std::uint64_t x = 12345;
    const auto draw = [&x] {
        x = (1103515245 * x + 12345) % (std::uint64_t(1) << 31);
        return (x >> 16) % 64;
    };
    for (auto &request : stream) {
        const std::uint64_t a = draw();
        request.key = std::min(a, draw());
    }
    return stream;
}

void checkTrace(const Json &oracle, Eviction eviction)
{
    const Json &params = oracle["params"];
    const std::string path = fileOf(params["trace"]);
    const bool bytes = params.contains("capacities_bytes");
    const auto options = optionsFor({ eviction },
        params[bytes ? "capacities_bytes" : "capacities_objects"].get<std::vector<std::uint64_t>>(),
        bytes ? CapacityUnit::bytes : CapacityUnit::entries);
    TraceSource source;
    source.file = path;
    const auto report = replay(source, options);
    REQUIRE_MESSAGE(report, (report ? "" : report.error().text()));
    CHECK(report->requests == params["requests"].get<std::uint64_t>());
    if (params.contains("objects"))
        CHECK(report->objects == params["objects"].get<std::uint64_t>());
    const Json &misses = bytes ? oracle["expected"][0] : oracle["expected"];
    if (oracle["tolerance"].contains("rel")) {
        const auto found = missesOf(*report);
        for (std::size_t i = 0; i < found.size(); ++i)
            CHECK(static_cast<double>(found[i])
                == doctest::Approx(misses[i].get<double>()).epsilon(oracle["tolerance"]["rel"].get<double>()));
        return;
    }
    CHECK(missesOf(*report) == misses.get<std::vector<std::uint64_t>>());
    if (!bytes)
        return;
    CHECK(report->requestBytes == params["request_bytes"].get<std::uint64_t>());
    for (std::size_t i = 0; i < report->results.size(); ++i) {
        const double missed = oracle["expected"][1][i].get<double>() / params["request_bytes"].get<double>();
        CHECK(*report->results[i].byteHitRatio == doctest::Approx(1 - missed).epsilon(1e-12));
    }
}

void checkTraces(const std::string &file)
{
    if (realDataPath("traces/cloudPhysicsIO.oracleGeneral.bin").empty()) {
        MESSAGE("SKIPPED: the traces of other projects are not here");
        std::puts("SKIPPED: the traces of other projects are not here");
        return;
    }
    int checked = 0;
    for (const Json &oracle : oracles(file)) {
        if (oracle["topic"] != "trace")
            continue;
        const auto eviction = evictionOf(oracle["params"]["policy"].get<std::string>());
        CAPTURE(oracle["id"].get<std::string>());
        REQUIRE(eviction);
        checkTrace(oracle, *eviction);
        ++checked;
    }
    CHECK(checked >= 12);
}

} // namespace

TEST_CASE("published miss counts of LRU, FIFO and Belady on recorded traces")
{
    checkTraces("theory.json");
}

TEST_CASE("published and measured miss counts of the other evictions on recorded traces")
{
    checkTraces("trace.json");
}

TEST_CASE("miss ratios of LRU on a recorded trace by stack distance")
{
    const std::string path = realDataPath("traces/cloudPhysicsIO.txt.gz");
    if (path.empty()) {
        std::puts("SKIPPED: the traces of other projects are not here");
        return;
    }
    for (const Json &oracle : oracles("theory.json")) {
        if (oracle["topic"] != "mrc")
            continue;
        TraceSource source;
        source.file = path;
        const auto report = replay(
            source, optionsFor({ Eviction::lru }, oracle["params"]["sizes_objects"].get<std::vector<std::uint64_t>>()));
        REQUIRE(report);
        for (std::size_t i = 0; i < report->results.size(); ++i)
            CHECK(std::abs(1 - report->results[i].hitRatio - oracle["expected"][i].get<double>()) <= 1e-4);
    }
}

TEST_CASE("micro traces: Belady's anomaly, a loop, a generated one")
{
    int checked = 0;
    for (const Json &oracle : oracles("theory.json")) {
        const std::string id = oracle["id"];
        if (id.rfind("D0.", 0) != 0)
            continue;
        const std::string policy = oracle["params"]["policy"];
        const auto eviction = policy == "OPT" ? Eviction::belady : evictionOf(policy);
        CAPTURE(id);
        REQUIRE(eviction);
        const Stream stream = microTrace(id, oracle["params"]["sequence"]);
        const auto report
            = play(stream, optionsFor({ *eviction }, oracle["params"]["capacities"].get<std::vector<std::uint64_t>>()));
        CHECK(missesOf(report) == oracle["expected"].get<std::vector<std::uint64_t>>());
        ++checked;
    }
    CHECK(checked == 12);
}

TEST_CASE("SIEVE on the generated micro trace")
{
    const auto report = play(microTrace("lcg", {}), optionsFor({ Eviction::sieve }, { 4, 8, 16, 32 }));
    CHECK(missesOf(report) == std::vector<std::uint64_t> { 4583, 4102, 3273, 1602 });
}

TEST_CASE("exact hit ratios of independent reads, small and large catalogues")
{
    static const std::map<std::string, Eviction> policies {
        { "LRU", Eviction::lru },
        { "FIFO", Eviction::fifo },
        { "FIFO or RANDOM", Eviction::fifo },
        { "random replacement", Eviction::random },
        { "SIEVE", Eviction::sieve },
        { "CLOCK = FIFO with reinsertion, reference bit 0 on insert", Eviction::clock },
    };
    constexpr std::size_t requests = 1'000'000;
    std::map<std::pair<std::uint64_t, double>, Stream> streams;
    int checked = 0;
    for (const Json &oracle : oracles("theory.json")) {
        const std::string id = oracle["id"];
        if (id.rfind("L1.", 0) != 0 && id.rfind("L2.", 0) != 0 && id.rfind("L3.", 0) != 0)
            continue;
        const Json &params = oracle["params"];
        const auto policy = policies.find(params["policy"]);
        if (policy == policies.end())
            continue;
        CAPTURE(id);
        const std::uint64_t keys = params["keys"];
        Stream &stream = streams[{ keys, params["zipf_alpha"] }];
        if (stream.empty())
            stream = zipfStream(keys, params["zipf_alpha"], requests + 50'000, 42 + keys);
        std::vector<Eviction> evictions { policy->second };
        if (params["policy"] == "FIFO or RANDOM")
            evictions.push_back(Eviction::random);
        auto options = optionsFor(evictions, { params["capacity_objects"].get<std::uint64_t>() });
        options.warmUpReads = 50'000;
        for (const auto &result : play(stream, options).results) {
            CHECK(result.hits + result.misses == requests);
            CHECK(std::abs(result.hitRatio - oracle["expected"].get<double>())
                <= oracle["tolerance"]["des_abs"].get<double>());
        }
        ++checked;
    }
    CHECK(checked >= 18);
}

TEST_CASE("exact hit ratios of LRU with object sizes")
{
    constexpr std::size_t requests = 1'000'000;
    Stream stream = zipfStream(5, 0.8, requests, 7);
    constexpr std::uint64_t sizes[] = { 1, 2, 3, 1, 2 };
    for (auto &request : stream)
        request.size = sizes[request.key - 1];
    const auto report = play(stream, optionsFor({ Eviction::lru }, { 4 }, CapacityUnit::bytes));
    std::map<std::string, double> found { { "L5.sz_A.hit", report.results[0].hitRatio },
        { "L5.sz_A.byte_hit", *report.results[0].byteHitRatio } };
    int checked = 0;
    for (const Json &oracle : oracles("theory.json")) {
        const auto figure = found.find(oracle["id"]);
        if (figure == found.end())
            continue;
        CHECK(std::abs(figure->second - oracle["expected"].get<double>())
            <= oracle["tolerance"]["des_abs"].get<double>());
        ++checked;
    }
    CHECK(checked == 2);
}

TEST_CASE("an LRU whose entries expire, against a simulation by others")
{
    Stream stream = zipfStream(1000, 0.8, 1'000'000, 3);
    // A thousand requests a second.
    SplitMix64 engine(9);
    double now = 0;
    for (auto &request : stream) {
        now += -std::log1p(-unitInterval(engine())) * 1e6;
        request.time = { static_cast<std::int64_t>(now) };
    }
    auto options = optionsFor({ Eviction::lru }, { 100 });
    options.ttl = Duration::fromSeconds(1);
    for (const Json &oracle : oracles("theory.json"))
        if (oracle["id"] == "L7a.hit")
            CHECK(std::abs(play(stream, options).results[0].hitRatio - oracle["expected"].get<double>())
                <= oracle["tolerance"]["des_abs"].get<double>());
}
