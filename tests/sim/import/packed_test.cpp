// SPDX-License-Identifier: GPL-3.0-or-later
// Every format plain, gzip and Zstandard; memory while a long trace is read.
#include "sample.h"

#include <doctest/doctest.h>
#include <malloc.h>
#include <tuple>

using namespace cs;
using namespace cs::test;

namespace
{

struct Sample {
    TraceFormat format;
    std::string name, head, body; ///< the body may be repeated
};

std::string oracleRecords()
{
    std::string bytes;
    for (int i = 0; i < 50; ++i) {
        std::string record(24, '\0');
        record[0] = static_cast<char>(i);
        record[4] = static_cast<char>(i * 7 % 11);
        record[12] = static_cast<char>(i + 1);
        bytes += record;
    }
    return bytes;
}

std::string logLines(const std::string &tail)
{
    std::string text;
    for (int i = 0; i < 50; ++i)
        text += "10.0.0." + std::to_string(i % 9) + " - - [17/May/2015:10:05:" + std::to_string(10 + i) + " +0000] \""
            + (i % 5 == 4 ? "DELETE" : "GET") + " /item/" + std::to_string(i % 7) + " HTTP/1.1\" 200 "
            + std::to_string(100 + i) + tail + "\n";
    return text;
}

std::vector<Sample> samples()
{
    std::string keys, csv, twitter, json;
    for (int i = 0; i < 50; ++i) {
        const std::string n = std::to_string(i), key = "k" + std::to_string(i % 7), op = i % 5 == 4 ? "delete" : "get";
        keys += key + "\n";
        csv += n + ".25," + key + "," + n + ",3," + op + ",T" + std::to_string(i % 3) + ",c" + std::to_string(i % 4)
            + "," + n + ",0.0" + n + "\n";
        twitter += n + "," + key + ",2," + n + ",9," + op + "," + n + "\n";
        json += R"({"ts":)" + n + R"(,"method":"GET","path":"/item/)" + std::to_string(i % 7) + R"(","bytes":)" + n
            + R"(,"ip":"10.0.0.1"})" + "\n";
    }
    return { { TraceFormat::keys, "keys.txt", "", keys },
        { TraceFormat::csv, "t.csv", "time,key,size,key_size,op,type,client,ttl,cost\n", csv },
        { TraceFormat::twitter, "cluster.csv", "", twitter }, { TraceFormat::jsonLines, "log.json", "", json },
        { TraceFormat::oracleGeneral, "x.bin", "", oracleRecords() },
        { TraceFormat::common, "access.log", "", logLines("") },
        { TraceFormat::combined, "access.log", "", logLines(" \"http://a/b\" \"curl/8\"") } };
}

using Fields = std::tuple<std::int64_t, std::uint64_t, std::uint64_t, std::uint32_t, std::uint32_t, std::uint64_t,
    TraceOp, std::int64_t, std::int64_t>;

std::vector<Fields> fieldsOf(const ReadTrace &trace)
{
    std::vector<Fields> out;
    for (const TraceRequest &r : trace.requests)
        out.emplace_back(r.time.ns, r.key, r.size, r.keySize, r.type, r.client, r.op, r.ttlSeconds, r.cost.ns);
    return out;
}

/// What this process has taken from the heap and not given back, mapped blocks included.
std::size_t heapBytes()
{
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

/// Reads a trace to its end without keeping anything. The most that the reader holds on the way.
std::size_t heldWhileReading(const std::string &path, TraceFormat format, std::size_t &requests)
{
    TraceSource source;
    source.file = path;
    source.format = format;
    const std::size_t before = heapBytes();
    std::size_t most = before;
    const auto reader = openTrace(source);
    REQUIRE(reader);
    TraceRequest request;
    for (requests = 0;; ++requests) {
        const auto more = (*reader)->next(request);
        REQUIRE(more);
        if (!*more)
            break;
        if (requests % 1024 == 0)
            most = std::max(most, heapBytes());
    }
    CHECK((*reader)->skipped() == 0);
    return most - before;
}

} // namespace

TEST_CASE("every format reads the same requests plain, as gzip and as Zstandard")
{
    for (const Sample &sample : samples()) {
        const std::string text = sample.head + sample.body;
        INFO(sample.name, " ", text.substr(0, 80));
        const auto plain = readText(text, sample.name);
        CHECK(plain.error == "");
        CHECK(plain.format == sample.format);
        CHECK(plain.skipped == 0);
        REQUIRE(plain.requests.size() == 50);
        for (const auto &pack : { std::pair(".gz", gzipped(text)), std::pair(".zst", zstandard(text)) }) {
            const std::string ending = pack.first, &packed = pack.second;
            INFO(ending);
            const auto detected = readText(packed, sample.name + ending);
            CHECK(detected.error == "");
            CHECK(detected.format == plain.format);
            CHECK(fieldsOf(detected) == fieldsOf(plain));
            CHECK(detected.typeNames == plain.typeNames);
            const auto named = readText(packed, sample.name + ending, sample.format);
            CHECK(named.error == "");
            CHECK(fieldsOf(named) == fieldsOf(plain));
        }
    }
}

TEST_CASE("a long packed trace is read in memory that does not grow with it")
{
    for (const Sample &sample : samples()) {
        std::size_t held[2][2] = {};
        for (const std::size_t size : { 12'000'000u, 24'000'000u }) {
            const std::size_t repeats = size / sample.body.size();
            std::string text = sample.head;
            text.reserve(size + 1000);
            for (std::size_t i = 0; i < repeats; ++i)
                text += sample.body;
            for (const bool zstd : { false, true }) {
                const TempFile file(sample.name, zstd ? zstandard(text) : gzipped(text));
                std::size_t requests = 0;
                held[size > 12'000'000][zstd] = heldWhileReading(file.path(), sample.format, requests);
                CHECK(requests == 50 * repeats);
            }
        }
        for (const bool zstd : { false, true }) {
            INFO(sample.name, std::string(zstd ? ", Zstandard: " : ", gzip: "), held[0][zstd], " and ", held[1][zstd],
                " bytes held");
            CHECK(held[1][zstd] < held[0][zstd] + 500'000);
            // Logs also hold the requests of one second, up to 65,536 of them.
            const bool log = sample.format == TraceFormat::jsonLines || sample.format == TraceFormat::common
                || sample.format == TraceFormat::combined;
            CHECK(held[1][zstd] < (log ? 20'000'000 : 5'000'000));
        }
    }
}
