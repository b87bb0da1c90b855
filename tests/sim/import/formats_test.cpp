// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample.h"

#include "sim/io/import/text_scan.h"
#include "tests/support/paths.h"

#include <cstring>
#include <doctest/doctest.h>
#include <set>

using namespace cs;
using namespace cs::test;

namespace
{

constexpr double second = 1e9;

std::string oracleRecord(std::uint32_t time, std::uint64_t id, std::uint32_t size)
{
    std::string bytes(24, '\0');
    std::memcpy(bytes.data(), &time, 4);
    std::memcpy(bytes.data() + 4, &id, 8);
    std::memcpy(bytes.data() + 12, &size, 4);
    return bytes;
}

std::size_t distinctKeys(const ReadTrace &trace)
{
    std::set<std::uint64_t> keys;
    for (const auto &request : trace.requests)
        keys.insert(request.key);
    return keys.size();
}

} // namespace

TEST_CASE("keys: blank lines and stars do not count, requests are a second apart")
{
    const auto trace = readText("7\n\n*\nabc\r\n  7 \n***\n18446744073709551615", "k.txt", TraceFormat::automatic);
    CHECK(trace.error == "");
    CHECK(trace.format == TraceFormat::keys);
    REQUIRE(trace.requests.size() == 4);
    CHECK(trace.requests[0].key == 7);
    CHECK(trace.requests[1].key == scan::hashText("abc"));
    CHECK(trace.requests[2].key == 7);
    CHECK(trace.requests[3].key == 18446744073709551615u);
    CHECK(trace.requests[3].time.ns == 3 * second);
    CHECK(trace.typeNames == std::vector<std::string> { "Requests" });
}

TEST_CASE("oracleGeneral: fields, packed or not, and a length that is no multiple of a record")
{
    const std::string bytes
        = oracleRecord(100, 0x1122334455667788u, 4096) + oracleRecord(103, 5, 0) + oracleRecord(101, 6, 0xffffffffu);
    for (const auto &packed : { bytes, gzipped(bytes), zstandard(bytes) }) {
        const auto trace = readText(packed, "x.bin");
        CHECK(trace.error == "");
        CHECK(trace.format == TraceFormat::oracleGeneral);
        REQUIRE(trace.requests.size() == 3);
        CHECK(trace.requests[0].key == 0x1122334455667788u);
        CHECK(trace.requests[0].time.ns == 0);
        CHECK(trace.requests[0].size == 4096);
        CHECK(trace.requests[1].time.ns == 3 * second);
        CHECK(trace.requests[2].time.ns == 3 * second); // clamped
        CHECK(trace.requests[2].size == 0xffffffffu);
    }
    const auto shortFile = readText(bytes.substr(0, 71), "x.bin");
    CHECK(shortFile.error.find("71 bytes") != std::string::npos);
    CHECK(shortFile.error.find("2 whole records") != std::string::npos);
    const auto shortPacked = readText(gzipped(bytes.substr(0, 50)), "x.bin.gz");
    CHECK(shortPacked.requests.size() == 2);
    CHECK(shortPacked.error.find("2 whole records") != std::string::npos);
}

TEST_CASE("csv: columns in any order, quotes, other delimiters, units in names")
{
    const auto trace = readText("op,Key,size,time,client,ttl,type,cost\n"
                                "get,\"a,\"\"b\"\"\",100,10.5,joe,60,Users,1\n"
                                "set,k2,,11,,0,Sessions,2\n"
                                "DELETE,k2,7,10,ann,1.4,Users,3\n");
    CHECK(trace.error == "");
    CHECK(trace.format == TraceFormat::csv);
    REQUIRE(trace.requests.size() == 3);
    CHECK(trace.requests[0].key == scan::hashText("a,\"b\""));
    CHECK(trace.requests[0].size == 100);
    CHECK(trace.requests[0].ttlSeconds == 60);
    CHECK(trace.requests[0].client == scan::hashText("joe"));
    CHECK(trace.requests[1].op == TraceOp::write);
    CHECK(trace.requests[1].time.ns == 0.5 * second);
    CHECK(trace.requests[1].client == 0);
    CHECK(trace.requests[2].op == TraceOp::remove);
    CHECK(trace.requests[2].time.ns == 0.5 * second);
    CHECK(trace.requests[2].ttlSeconds == 1);
    CHECK(trace.typeNames == std::vector<std::string> { "Users", "Sessions" });

    const auto tabs = readText("time_ms\tid\n1500\t42\n2750\t42\n");
    REQUIRE(tabs.requests.size() == 2);
    CHECK(tabs.requests[0].key == 42);
    CHECK(tabs.requests[1].time.ns == 1.25 * second);
    const auto alone = readText("key\nx\ny\n", "a.csv");
    CHECK(alone.format == TraceFormat::csv);
    REQUIRE(alone.requests.size() == 2);
    CHECK(alone.requests[1].time.ns == 1 * second);
    const auto lineBreak = readText("time,key\n1,\"two\nlines\"\n2,b\n");
    REQUIRE(lineBreak.requests.size() == 2);
    CHECK(lineBreak.requests[0].key == scan::hashText("two\nlines"));
}

TEST_CASE("csv: wrong records are counted with their reason, a header without a key is an error")
{
    const auto trace = readText("time,key,size,op\nx,a,1,get\n1,,1,get\n2,b,-1,get\n3,c,1,gett\n4,d,1,get\n5\n");
    CHECK(trace.requests.size() == 1);
    CHECK(trace.skipped == 5);
    REQUIRE(trace.problems.size() == 5);
    CHECK(trace.problems[0].place.ends_with(":2"));
    CHECK(trace.problems[0].message == "time: expected a number or a date, found \"x\"");
    CHECK(trace.problems[3].message.find("did you mean \"get\"") != std::string::npos);
    const auto header = readText("time,kay,size\n1,2,3\n", "t.csv", TraceFormat::csv);
    CHECK(header.error.find("no column for the key") != std::string::npos);
    CHECK(header.error.find("did you mean \"key\"") != std::string::npos);
    // A stray quote costs a few lines, not the file.
    std::string stray = "time,key\n1,\"open\n";
    for (int i = 0; i < 1000; ++i)
        stray += "2,k" + std::to_string(i) + "\n";
    CHECK(readText(stray).requests.size() > 980);
}

TEST_CASE("twitter: seven columns, operations and TTL")
{
    const auto trace
        = readText("0,yDqF:3q,1,AhEtIO,17,155,3,get,0\n" // a key with commas
                   "0,abc,3,155,3,get,0\n5,def,3,20,9,set,3600\n5,def,3,20,9,delete,0\n6,def,3,20,9,zap,0\n",
            "cluster.csv");
    CHECK(trace.format == TraceFormat::twitter);
    REQUIRE(trace.requests.size() == 4);
    CHECK(trace.requests[0].key == scan::hashText("yDqF:3q,1,AhEtIO"));
    CHECK(trace.requests[2].op == TraceOp::write);
    CHECK(trace.requests[2].ttlSeconds == 3600);
    CHECK(trace.requests[2].keySize == 3);
    CHECK(trace.requests[2].size == 20);
    CHECK(trace.requests[3].op == TraceOp::remove);
    CHECK(trace.skipped == 1);
}

TEST_CASE("json lines: the usual names, nested names, escapes")
{
    const auto trace = readText(
        R"({"time":"2015-05-17T10:05:03.250+02:00","method":"GET","path":"/users/17","status":200,"bytes":512,"duration_ms":12,"ip":"10.0.0.1"})"
        "\n"
        R"({"@timestamp":"2015-05-17T08:05:04Z","http":{"request":{"method":"POST"}},"url":{"original":"\/users\/17?a=\u0041"},"tags":["x",{"y":1}]})"
        "\n"
        R"({"ts":1431849904.75,"request":"DELETE /users/17?a=A HTTP/1.1","status":"204"})"
        "\n{\"ts\":1431849905}\n{\"ts\":14,\"method\":\n");
    CHECK(trace.error == "");
    CHECK(trace.format == TraceFormat::jsonLines);
    REQUIRE(trace.requests.size() == 3);
    CHECK(trace.requests[0].size == 512);
    CHECK(trace.requests[1].time.ns == doctest::Approx(0.75 * second));
    CHECK(trace.requests[1].op == TraceOp::write);
    CHECK(trace.requests[2].op == TraceOp::remove);
    CHECK(trace.requests[2].time.ns == doctest::Approx(1.5 * second));
    CHECK(trace.requests[1].key == trace.requests[2].key);
    CHECK(trace.typeNames == std::vector<std::string> { "GET /users/:id" });
    CHECK(trace.skipped == 2);
}

TEST_CASE("what is no file of requests is a clear error")
{
    CHECK(readTrace("/nowhere/at-all.log").error.find("cannot open: No such file") != std::string::npos);
    CHECK(readTrace("/tmp").error == "/tmp: is a directory, expected a file");
    CHECK(readTrace("/dev/null").error.find("a pipe or a device") != std::string::npos);
    CHECK(readText("").error.find("the file is empty") != std::string::npos);
    CHECK(readText(gzipped("")).error.find("holds nothing") != std::string::npos);
    for (const std::size_t zeros : { 24u, 4096u, 70'000u })
        CHECK(readText(std::string(zeros, '\0'), "z.bin").error.find("zero bytes") != std::string::npos);
    CHECK(readText("\n\n \n").error.find("blank lines only") != std::string::npos);
    CHECK(readText("Dear all, nothing here\nlooks like a log\n").error.find("not recognised") != std::string::npos);
    CHECK(readText("\xff\xfeg\0e\0", "u.log").error.find("UTF-16") != std::string::npos);
}

TEST_CASE("real traces are read whole")
{
    struct Known {
        const char *file;
        TraceFormat format;
        std::size_t requests, keys;
    };
    // Counts are those of the files themselves (line counts, and distinct ids counted with sort -u).
    for (const Known &known :
        { Known { "traces/cloudPhysicsIO.oracleGeneral.bin", TraceFormat::oracleGeneral, 113872, 48974 },
            Known { "traces/cloudPhysicsIO.txt.gz", TraceFormat::keys, 113872, 48974 },
            Known { "traces/loop.trace.gz", TraceFormat::keys, 505500, 0 },
            Known { "traces/web07.keys.gz", TraceFormat::keys, 76118, 0 } }) {
        const auto path = realDataPath(known.file);
        if (path.empty()) {
            MESSAGE("SKIPPED: " << std::string(known.file) << " is not here");
            continue;
        }
        const auto trace = readTrace(path);
        CHECK(trace.error == "");
        CHECK(trace.format == known.format);
        CHECK(trace.requests.size() == known.requests);
        CHECK(trace.skipped == 0);
        if (known.keys > 0)
            CHECK(distinctKeys(trace) == known.keys);
    }
}
