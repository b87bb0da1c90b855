// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/replay/streams.h"

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace cs;
using namespace cs::test;

namespace
{

/// A folder of this test's own that goes away with it.
class Folder
{
public:
    Folder()
        : m_path(std::filesystem::temp_directory_path() / ("cs-replay-" + std::to_string(::getpid())))
    {
        std::filesystem::create_directories(m_path);
    }
    ~Folder() { std::filesystem::remove_all(m_path); }
    TraceSource write(const std::string &name, const std::string &bytes) const
    {
        std::ofstream((m_path / name).string(), std::ios::binary) << bytes;
        TraceSource source;
        source.file = (m_path / name).string();
        return source;
    }
    std::string path() const { return m_path.string(); }

private:
    std::filesystem::path m_path;
};

std::string oracleBytes(const Stream &stream)
{
    std::string out;
    for (const auto &request : stream) {
        std::array<unsigned char, 24> record {};
        const auto put = [&record](std::size_t at, std::uint64_t value, int bytes) {
            for (int i = 0; i < bytes; ++i)
                record[at + static_cast<std::size_t>(i)] = static_cast<unsigned char>(value >> (8 * i));
        };
        put(0, 1'600'000'000 + static_cast<std::uint64_t>(request.time.ns / 1'000'000'000), 4);
        put(4, request.key, 8);
        put(12, request.size, 4);
        put(16, ~std::uint64_t(0), 8);
        out.append(reinterpret_cast<const char *>(record.data()), record.size());
    }
    return out;
}

std::string errorOf(const TraceSource &source, CapacityUnit unit = CapacityUnit::entries, std::uint64_t warmUp = 0)
{
    auto options = optionsFor({ Eviction::lru }, { 10 }, unit);
    options.warmUpReads = warmUp;
    const auto report = replay(source, options);
    return report ? std::string() : report.error().text();
}

} // namespace

TEST_CASE("plain oracleGeneral records come the same by the way of their own and by the general reader")
{
    const Folder folder;
    Stream stream = wildStream(10'000, 8, false);
    stream[5000].time = { 0 }; // clocks go back now and then
    const TraceSource source = folder.write("t.bin", oracleBytes(stream));
    auto own = openRequests(source), any = openAnyRequests(source);
    REQUIRE(own);
    REQUIRE(any);
    auto a = std::make_unique<RequestBatch>(), b = std::make_unique<RequestBatch>();
    std::size_t seen = 0;
    do {
        REQUIRE((*own)->next(*a));
        REQUIRE((*any)->next(*b));
        REQUIRE(a->count == b->count);
        for (std::size_t i = 0; i < a->count; ++i, ++seen) {
            REQUIRE(a->keys[i] == stream[seen].key);
            REQUIRE(a->keys[i] == b->keys[i]);
            REQUIRE(a->sizes[i] == b->sizes[i]);
            REQUIRE(a->times[i] == b->times[i]);
        }
    } while (a->count > 0);
    CHECK(seen == stream.size());
}

TEST_CASE("what is no trace is an error that names the file")
{
    const Folder folder;
    const std::string whole = oracleBytes(wildStream(500, 8, false));
    const auto truncated = folder.write("short.bin", whole.substr(0, whole.size() - 7));
    CHECK(errorOf(truncated).find("short.bin") != std::string::npos);
    CHECK(errorOf(truncated).find("24") != std::string::npos);
    CHECK(errorOf(folder.write("empty.bin", "")).find("empty.bin") != std::string::npos);
    TraceSource source;
    source.file = folder.path();
    CHECK(errorOf(source).find("directory") != std::string::npos);
    source.file = folder.path() + "/missing.bin";
    CHECK(errorOf(source).find("missing.bin") != std::string::npos);
    CHECK(errorOf(folder.write("keys.txt", "a\nb\na\n"), CapacityUnit::bytes).find("sizes") != std::string::npos);
    CHECK(
        errorOf(folder.write("keys.txt", "a\nb\na\n"), CapacityUnit::entries, 3).find("warm-up") != std::string::npos);
    CHECK(errorOf(folder.write("keys.txt", "a\nb\na\n"), CapacityUnit::entries, 2).empty());
}

TEST_CASE("flipped bits and cut files end in counts or in an error, never in anything else")
{
    const Folder folder;
    const std::string whole = oracleBytes(wildStream(300, 8, false));
    SplitMix64 engine(4);
    for (int round = 0; round < 200; ++round) {
        std::string bytes = whole;
        for (int flips = 0; flips < 4; ++flips)
            bytes[engine() % bytes.size()] ^= static_cast<char>(1 << engine() % 8);
        if (round % 3 == 0)
            bytes.resize(engine() % bytes.size());
        TraceSource source = folder.write("t.bin", bytes);
        if (round % 2 == 0)
            source.format = TraceFormat::oracleGeneral;
        auto options = optionsFor({ Eviction::lru, Eviction::s3Fifo }, { 100 }, CapacityUnit::bytes);
        options.ttl = Duration::fromSeconds(5);
        const auto report = replay(source, options);
        if (!report)
            CHECK(!report.error().text().empty());
        else
            for (const auto &result : report->results)
                CHECK(result.hits + result.misses == report->requests);
    }
}

TEST_CASE("a file that changes between two readings is noticed")
{
    Stream stream = zipfStream(500, 0.5, 20'000, 6);
    auto options = optionsFor({ Eviction::fifo }, { 50 });
    options.recordingBytes = 0;
    int opened = 0;
    const auto report = replay(
        [&] {
            if (++opened == 2)
                stream[9000].key = 12345678;
            return Result<std::unique_ptr<RecordedRequests>>(std::make_unique<StreamSource>(stream));
        },
        options);
    REQUIRE(!report);
    CHECK(report.error().text().find("changed") != std::string::npos);
}
