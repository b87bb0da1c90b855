// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/model/scenario.h"
#include "tests/cli/process.h"
#include "tests/cli/samples.h"
#include "tests/support/paths.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace cs::test;
using nlohmann::json;

namespace
{

json replayed(const std::string &path, const std::string &evictions, const std::string &capacities)
{
    const auto result
        = cachestrat({ "replay", path, "--eviction", evictions, "--capacity", capacities, "--format", "json" });
    CAPTURE(result.err);
    REQUIRE(result.exitCode == 0);
    return json::parse(result.out);
}

std::string oracleRecord(std::uint32_t time, std::uint64_t key, std::uint32_t size)
{
    std::string record;
    const auto append = [&record](std::uint64_t value, int bytes) {
        for (int i = 0; i < bytes; ++i)
            record += static_cast<char>(value >> (8 * i) & 0xff);
    };
    append(time, 4);
    append(key, 8);
    append(size, 4);
    append(static_cast<std::uint64_t>(-1), 8);
    return record;
}

} // namespace

TEST_CASE("replay of a loop: LRU and FIFO miss everything below its length and only once at its length")
{
    const Scratch scratch;
    for (const auto &path :
        { scratch.file("loop.keys", loopingKeys()), scratch.file("loop.keys.gz", gzipped(loopingKeys())) }) {
        CAPTURE(path);
        const json parsed = replayed(path, "lru,fifo", "9,10");
        CHECK(parsed.at("format") == "cache-strategist/replay");
        CHECK(parsed.at("requests") == 200);
        CHECK(parsed.at("objects") == 10);
        REQUIRE(parsed.at("results").size() == 4);
        for (const auto &one : parsed["results"]) {
            CAPTURE(one.dump());
            CHECK(one.at("capacity_unit") == "entries");
            CHECK(one.at("misses") == (one.at("capacity") == 9 ? 200 : 10));
            CHECK(one.at("hits") == (one.at("capacity") == 9 ? 0 : 190));
        }
    }
}

TEST_CASE("every eviction hits each object but its first time when all fit")
{
    const Scratch scratch;
    const json parsed
        = replayed(scratch.file("loop.keys", loopingKeys()), "lru,fifo,lfu,random,clock,sieve,s3-fifo", "100");
    REQUIRE(parsed.at("results").size() == 7);
    for (const auto &one : parsed["results"]) {
        CAPTURE(one.dump());
        CHECK(one.at("misses") == 10);
    }
}

TEST_CASE("a binary trace gives what the same requests as text give")
{
    const Scratch scratch;
    std::string binary;
    for (std::uint32_t i = 0; i < 200; ++i)
        binary += oracleRecord(i, i * i % 37, 1);
    std::string text;
    for (std::uint32_t i = 0; i < 200; ++i)
        text += std::to_string(i * i % 37) + "\n";
    const auto fromBinary
        = replayed(scratch.file("t.oracleGeneral.bin", binary), "lru,fifo,lfu,clock,sieve,s3-fifo", "5,12");
    const auto fromText = replayed(scratch.file("t.keys", text), "lru,fifo,lfu,clock,sieve,s3-fifo", "5,12");
    REQUIRE(fromBinary.at("results").size() == fromText.at("results").size());
    for (std::size_t i = 0; i < fromText["results"].size(); ++i)
        CHECK(fromBinary["results"][i].at("misses") == fromText["results"][i].at("misses"));
}

TEST_CASE("help and manual of replay name every eviction")
{
    const auto help = cachestrat({ "replay", "--help" });
    REQUIRE(help.exitCode == 0);
    const std::string manual = contents(sourcePath("resources/linux/man/cachestrat.1"));
    for (const auto &entry : cs::NameTable<cs::Eviction>::table) {
        CAPTURE(entry.name);
        CHECK(contains(help.out, "\n  " + std::string(entry.name) + " "));
        CHECK(contains(manual, " " + std::string(entry.name) + " "));
    }
}

TEST_CASE("replay honours recorded TTLs when it is asked to, and says what a server's memory assumes")
{
    const Scratch scratch;
    std::string trace = "time,key,size,ttl\n";
    for (int i = 0; i < 100; ++i)
        trace += std::to_string(i * 10) + ",k" + std::to_string(i % 2) + ",100," + (i % 2 ? "30" : "0") + "\n";
    const std::string path = scratch.file("ttl.csv", trace);
    const auto hits = [&](const std::vector<std::string> &more) {
        std::vector<std::string> arguments { "replay", path, "--eviction", "lru,redis-lru", "--capacity", "10",
            "--format", "csv" };
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto result = cachestrat(arguments);
        CAPTURE(result.err);
        CHECK(result.exitCode == 0);
        return result.out;
    };
    // The one that expires is asked for every 20 s: every other time it is there.
    CHECK(contains(hits({}), "lru,10,entries,98,2,"));
    CHECK(contains(hits({ "--ttl", "trace" }), "\nlru,10,entries,74,26,"));
    CHECK(contains(hits({ "--ttl", "trace" }), "\nredis-lru,10,entries,74,26,"));
    CHECK(hits({ "--ttl", "trace", "--threads", "1" }) == hits({ "--ttl", "trace", "--threads", "3" }));
    const auto bytes = cachestrat({ "replay", path, "--eviction", "redis-lru", "--capacity", "2MB" });
    CHECK(bytes.exitCode == 0);
    CHECK(contains(bytes.err, "32 bytes"));
    CHECK(cachestrat({ "replay", path, "--eviction", "redis-lru", "--capacity", "1MB" }).exitCode == 1);
    CHECK(cachestrat({ "replay", path, "--eviction", "redis-lru", "--capacity", "2MB", "--sample", "0.5" }).exitCode
        == 2);
    const auto keys = scratch.file("loop.keys", loopingKeys());
    const auto none = cachestrat({ "replay", keys, "--eviction", "lru", "--capacity", "5", "--ttl", "trace" });
    CHECK(none.exitCode == 1);
    CHECK(contains(none.err, "no TTLs"));
}

TEST_CASE("wrong options of replay are refused")
{
    const Scratch scratch;
    const auto path = scratch.file("loop.keys", loopingKeys());
    for (const auto &[eviction, capacity] : std::vector<std::pair<std::string, std::string>> { { "lruu", "10" },
             { "lru", "0" }, { "lru", "-5" }, { "lru", "lots" }, { "lru", "0%" }, { "lru", "1e99" }, { "", "10" } }) {
        CAPTURE(eviction);
        CAPTURE(capacity);
        const auto result = cachestrat({ "replay", path, "--eviction", eviction, "--capacity", capacity });
        CHECK((result.exitCode == 1 || result.exitCode == 2));
        CHECK(result.out.empty());
        CHECK_FALSE(result.err.empty());
    }
}

TEST_CASE("what is no trace is refused by name")
{
    const Scratch scratch;
    const std::string packed = gzipped(loopingKeys());
    const std::vector<std::string> paths {
        scratch.path(""),
        scratch.path("absent.keys"),
        scratch.file("empty.keys", ""),
        scratch.file("short.oracleGeneral.bin", oracleRecord(0, 1, 1).substr(0, 17)),
        scratch.file("cut.keys.gz", packed.substr(0, packed.size() / 2)),
    };
    for (const auto &path : paths) {
        CAPTURE(path);
        const auto result = cachestrat({ "replay", path, "--eviction", "lru", "--capacity", "5" });
        CHECK(result.exitCode == 1);
        CHECK(result.out.empty());
        CHECK(contains(result.err, path));
    }
}

TEST_CASE("bit flips in a packed trace never crash")
{
    const Scratch scratch;
    const std::string packed = gzipped(loopingKeys());
    for (std::size_t at = 0; at < packed.size(); ++at) {
        std::string bytes = packed;
        bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1U << (at % 8)));
        CAPTURE(at);
        const auto result
            = cachestrat({ "replay", scratch.file("t.keys.gz", bytes), "--eviction", "lru", "--capacity", "5" });
        CHECK(result.signal == 0);
        CHECK((result.exitCode == 0 || result.exitCode == 1));
        CHECK((result.exitCode == 0 || result.out.empty()));
    }
}
