// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/files.h"
#include "tests/fuzz/scenario_property.h"
#include "tests/sim/io/example.h"
#include "tests/support/paths.h"

#include <algorithm>
#include <boost/random/mersenne_twister.hpp>
#include <doctest/doctest.h>
#include <filesystem>
#include <vector>

using namespace cs;

namespace
{

/// The example and the shipped scenarios.
std::vector<std::string> seeds()
{
    std::vector<std::string> texts { std::string(cs::test::example) };
    for (const auto &entry : std::filesystem::directory_iterator(cs::test::sourcePath("scenarios")))
        if (entry.path().string().ends_with(".scenario.json"))
            texts.push_back(readFile(entry.path().string(), 10'000'000).value());
    std::sort(texts.begin(), texts.end());
    return texts;
}

/// A few changes such as a bad disk, a bad editor or somebody in a hurry makes.
std::string mutated(std::string text, boost::random::mt19937_64 &bits)
{
    static const char *const tokens[] = { "-1", "0", "1e999", "\"none\"", "null", "{}", "[]", "\"\"", "\"5min\"",
        "true", "\\u0000", "18446744073709551616", "\"nan s\"", "\"1e300 w\"", "[[[[", "\xff", ",", "\"\\ud800\"" };
    for (std::uint64_t changes = 1 + bits() % 3; changes > 0 && !text.empty(); --changes) {
        const std::size_t at = bits() % text.size();
        switch (bits() % 8) {
        case 0:
            text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1u << bits() % 8));
            break;
        case 1:
            text.resize(at);
            break;
        case 2:
            text.erase(at, 1 + bits() % 30);
            break;
        case 3:
            text.insert(bits() % text.size(), text.substr(at, 1 + bits() % 60));
            break;
        case 4:
        case 5:
        case 6:
            if (const std::size_t digit = text.find_first_of("0123456789", at); digit != std::string::npos)
                text[digit] = static_cast<char>('0' + bits() % 10);
            break;
        default: {
            // In place of a value, so that the text stays JSON more often than not.
            const std::size_t colon = text.find(": ", at);
            if (colon != std::string::npos)
                text.replace(
                    colon + 2, text.find_first_of(",}\n", colon + 2) - colon - 2, tokens[bits() % std::size(tokens)]);
        }
        }
    }
    return text;
}

} // namespace

TEST_CASE("damaged scenarios are refused with errors or read as what they say")
{
    boost::random::mt19937_64 bits(11);
    std::size_t accepted = 0, refused = 0, placed = 0;
    const auto texts = seeds();
    for (const auto &seed : texts)
        REQUIRE(cs::test::brokenProperty(seed).empty());
    for (int i = 0; i < 3000; ++i) {
        const std::string text = mutated(texts[static_cast<std::size_t>(i) % texts.size()], bits);
        const std::string broken = cs::test::brokenProperty(text);
        INFO(text);
        REQUIRE(broken == "");
        const auto read = readScenario(text);
        ++(read ? accepted : refused);
        placed += !read && !read.error().front().place.empty();
    }
    // The mutations reach both sides, and nearly every error says where.
    CHECK(accepted > 200);
    CHECK(refused > 1000);
    CHECK(placed > refused * 9 / 10);
}

TEST_CASE("texts without bottom or end are refused quickly")
{
    const std::string deep(1'000'000, '[');
    CHECK(readScenario(deep).error().front().message.find("nested") != std::string::npos);
    std::string objects;
    for (int i = 0; i < 200'000; ++i)
        objects += "{\"a\":";
    CHECK(!readScenario(objects));
    std::string values = "[0";
    for (int i = 0; i < 4'100'000; ++i)
        values += ",0";
    CHECK(readScenario(values + "]").error().front().message.find("values") != std::string::npos);
    CHECK(readScenario(std::string(65'000'000, ' ')).error().front().message.find("larger") != std::string::npos);
    CHECK(!readScenario("\"" + std::string(5'000'000, 'x')));
    CHECK(readScenario("\"" + std::string(5'000'000, 'x')).error().front().text().size() < 1000);
}

TEST_CASE("a file with very many errors is refused with the first of them")
{
    std::string types;
    for (int i = 0; i < 100'000; ++i)
        types += std::string(i > 0 ? "," : "") + "{\"nme\": 1}";
    const auto read = readScenario(
        R"({"format": "cache-strategist/scenario", "version": 1, "workload": {"data_types": [)" + types + "]}}");
    REQUIRE(!read);
    CHECK(read.error().size() < 1000);
    CHECK(read.error().front().place == "workload.data_types[0].name");
    std::string rules;
    for (int i = 0; i < 1500; ++i)
        rules += std::string(i > 0 ? "," : "") + "\"unknown type with a long name, number " + std::to_string(i)
            + "\": {}";
    CHECK(!readScenario(cs::test::edited(R"("User profiles": null, "Books": {})", rules)));
}
