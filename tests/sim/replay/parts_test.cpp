// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/capacity.h"
#include "sim/replay/dense_ids.h"
#include "sim/replay/id_stream.h"
#include "sim/replay/report_text.h"
#include "sim/replay/size_table.h"
#include "tests/sim/replay/streams.h"

#include <nlohmann/json.hpp>

using namespace cs;
using namespace cs::test;

TEST_CASE("packed numbers unpack to the same, full blocks and the rest")
{
    SplitMix64 engine(1);
    std::vector<std::uint32_t> ids;
    for (std::size_t i = 0; i < 3 * IdStream::blockIds + 77; ++i)
        ids.push_back(static_cast<std::uint32_t>(engine() >> (32 + engine() % 32)));
    for (const std::uint32_t edge : { 0u, 0xffu, 0x100u, 0xffffu, 0x10000u, 0xffffffu, 0x1000000u, 0xffffffffu })
        ids.push_back(edge);
    IdStream stream;
    for (std::size_t from = 0; from < ids.size(); from += IdStream::blockIds)
        stream.append(std::span(ids).subspan(from, std::min(IdStream::blockIds, ids.size() - from)));
    CHECK(stream.size() == ids.size());
    std::vector<std::uint32_t> back, block(IdStream::blockIds);
    for (std::size_t b = 0; b < stream.blocks(); ++b) {
        const std::size_t count = stream.unpack(b, block.data());
        back.insert(back.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(count));
    }
    CHECK(back == ids);
}

TEST_CASE("keys are numbered in the order of first appearance, through growth, and differing sizes are found")
{
    SplitMix64 engine(2);
    std::map<std::uint64_t, std::uint32_t> expected;
    std::map<std::uint64_t, std::uint64_t> lastSize;
    DenseIds ids;
    for (int round = 0; round < 20; ++round) {
        std::vector<std::uint64_t> keys(3000), sizes(3000);
        for (std::size_t i = 0; i < keys.size(); ++i) {
            keys[i] = engine() % 3 == 0 ? engine() : engine() % 20000;
            sizes[i] = 1 + engine() % 2;
        }
        keys[0] = 0;
        keys[1] = ~std::uint64_t(0);
        sizes[1] = 0xffffffffu; // what a place uses as a mark
        std::vector<std::uint32_t> found(keys.size()), differing;
        REQUIRE(ids.map(keys, sizes.data(), found.data(), differing));
        std::size_t next = 0;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const auto [at, isNew] = expected.try_emplace(keys[i], static_cast<std::uint32_t>(expected.size()));
            REQUIRE(found[i] == at->second);
            const bool listed = next < differing.size() && differing[next] == i;
            next += listed;
            if (isNew || lastSize[keys[i]] != sizes[i])
                REQUIRE(listed);
            lastSize[keys[i]] = sizes[i];
        }
        CHECK(next == differing.size());
    }
    CHECK(ids.size() == expected.size());
}

TEST_CASE("sizes beyond four bytes are kept")
{
    SizeTable sizes;
    for (const std::uint64_t size :
        { std::uint64_t(5), std::uint64_t(0xfffffffe), std::uint64_t(0xffffffff), std::uint64_t(1) << 40 })
        sizes.push(size);
    CHECK(sizes[0] == 5);
    CHECK(sizes[1] == 0xfffffffe);
    CHECK(sizes[2] == 0xffffffff);
    CHECK(sizes[3] == std::uint64_t(1) << 40);
    sizes.set(3, 7);
    CHECK(sizes[3] == 7);

    Stream stream = keysOf("1 2 1 2 3 1");
    for (auto &request : stream)
        request.size = request.key == 3 ? 1 : std::uint64_t(5'000'000'000);
    const auto report = play(stream, optionsFor({ Eviction::lru }, { 10'000'000'001 }, CapacityUnit::bytes));
    CHECK(report.results[0].misses == 3);
    CHECK(report.requestBytes == 25'000'000'001);
}

TEST_CASE("capacities are read as they are meant")
{
    const auto entries = parseCapacities({ "1%", "10 %", "100", "7 entries", "1 entry" }, std::nullopt);
    REQUIRE(entries);
    CHECK(entries->unit == CapacityUnit::entries);
    CHECK(*entries->list[0].share == 0.01);
    CHECK(entries->list[2].amount == 100);
    CHECK(entries->list[3].amount == 7);
    const auto bytes = parseCapacities({ "2GB", "1%", "64 MiB" }, std::nullopt);
    REQUIRE(bytes);
    CHECK(bytes->unit == CapacityUnit::bytes);
    CHECK(bytes->list[0].amount == 2'000'000'000);
    CHECK(bytes->list[2].amount == 64 << 20);
    CHECK(parseCapacities({ "1%" }, CapacityUnit::bytes)->unit == CapacityUnit::bytes);
    CHECK(parseCapacities({ "1%" }, std::nullopt)->unit == CapacityUnit::entries);
}

TEST_CASE("capacities that mean nothing are errors that say so")
{
    for (const char *wrong : { "", "0", "0%", "-1", "-5%", "0 entries", "1.5", "101%", "2 GX", "abc", "nan", "inf",
             "nan%", "1e400B", "99999999999999999999", "99999999999 TB", "0B", "0.5 B", "%", "entries" }) {
        CAPTURE(wrong);
        const auto read = parseCapacities({ wrong }, std::nullopt);
        REQUIRE(!read);
        CHECK(read.error()[0].place == "--capacity");
        CHECK(!read.error()[0].hint.empty());
    }
    CHECK(!parseCapacities({}, std::nullopt));
    CHECK(!parseCapacities({ "100", "2GB" }, std::nullopt));
    CHECK(!parseCapacities({ "2GB" }, CapacityUnit::entries));
    CHECK(!parseCapacities({ "100" }, CapacityUnit::bytes));
    const auto all = parseCapacities({ "0", "1%", "x" }, std::nullopt);
    REQUIRE(!all);
    CHECK(all.error().size() == 2);
}

TEST_CASE("a share is cut down to whole entries, but to one at least")
{
    const auto of = [](double share, std::uint64_t whole) { return resolveCapacity({ "", share, 0 }, whole); };
    CHECK(of(0.1, 48974) == 4897);
    CHECK(of(0.29, 100) == 29);
    CHECK(of(0.01, 99) == 1);
    CHECK(of(0.999, 1000) == 999);
    CHECK(of(1, 12345) == 12345);
    CHECK(resolveCapacity({ "7", std::nullopt, 7 }, 3) == 7);
}

TEST_CASE("the JSON has the fields of the format")
{
    Stream stream = keysOf("1 2 1 3");
    for (auto &request : stream)
        request.size = request.key * 10;
    const auto json
        = nlohmann::json::parse(replayJson(play(stream, optionsFor({ Eviction::lru }, { 2 })), "a\xff.bin"));
    CHECK(json["format"] == "cache-strategist/replay");
    CHECK(json["version"] == 1);
    CHECK(json["trace"] == "a\xef\xbf\xbd.bin");
    CHECK(json["requests"] == 4);
    CHECK(json["objects"] == 3);
    CHECK(json["request_bytes"] == 70);
    REQUIRE(json["results"].size() == 1);
    const auto &result = json["results"][0];
    CHECK(result["eviction"] == "lru");
    CHECK(result["capacity"] == 2);
    CHECK(result["capacity_unit"] == "entries");
    CHECK(result["hits"] == 1);
    CHECK(result["misses"] == 3);
    CHECK(result["hit_ratio"] == 0.25);
    CHECK(result["byte_hit_ratio"].get<double>() == doctest::Approx(10.0 / 70));

    const auto unsized
        = nlohmann::json::parse(replayJson(play(keysOf("1 1"), optionsFor({ Eviction::lru }, { 2 })), "t"));
    CHECK(unsized["results"][0]["byte_hit_ratio"].is_null());
}
