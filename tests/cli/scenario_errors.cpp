// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/process.h"
#include "tests/cli/samples.h"
#include "tests/support/paths.h"

#include <doctest/doctest.h>

using namespace cs::test;

namespace
{

/// What `check` and `simulate` say about a scenario that must be refused: the same, with exit code 1 and nothing on
/// standard output.
std::string refusal(const std::string &text)
{
    const Scratch scratch;
    const auto path = scratch.file("s.scenario.json", text);
    const auto checked = cachestrat({ "check", path });
    const auto simulated = cachestrat({ "simulate", path });
    CHECK(checked.exitCode == 1);
    CHECK(simulated.exitCode == 1);
    CHECK(simulated.out.empty());
    CHECK(checked.signal == 0);
    CHECK(simulated.signal == 0);
    CHECK_FALSE(checked.err.empty());
    CHECK(checked.err == simulated.err);
    return checked.err;
}

} // namespace

TEST_CASE("shipped scenarios are valid")
{
    int found = 0;
    for (const auto &entry : std::filesystem::directory_iterator(sourcePath("scenarios"))) {
        CAPTURE(entry.path().string());
        const auto result = cachestrat({ "check", entry.path().string() });
        CHECK(result.exitCode == 0);
        CHECK(result.err.empty());
        ++found;
    }
    CHECK(found >= 4);
}

TEST_CASE("wrong quantities are refused with their place")
{
    struct Wrong {
        const char *from;
        const char *to;
        const char *place;
        const char *said;
    };
    const Wrong wrong[] = {
        { R"("rate": "20/s")", R"("rate": "-20/s")", "workload.data_types[0].reads.rate", "-20" },
        { R"("rate": "20/s")", R"("rate": 20)", "workload.data_types[0].reads.rate", "/s" },
        { R"("rate": "20/s")", R"("rate": "20")", "workload.data_types[0].reads.rate", "/s" },
        { R"("rate": "20/s")", R"("rate": "20 MB")", "workload.data_types[0].reads.rate", "MB" },
        { R"("rate": "20/s")", R"("rate": "1e999/s")", "workload.data_types[0].reads.rate", "1e999" },
        { R"("rate": "20/s")", R"("rate": "nan/s")", "workload.data_types[0].reads.rate", "nan" },
        { R"("ttl": "1min")", R"("ttl": "-1min")", R"(strategies[1].layers[0].rules["Pages"].ttl)", "-1min" },
        { R"("ttl": "1min")", R"("ttl": 60)", R"(strategies[1].layers[0].rules["Pages"].ttl)", "60" },
        { R"("ttl": "1min")", R"("ttl": "1 parsec")", R"(strategies[1].layers[0].rules["Pages"].ttl)", "parsec" },
        { R"("capacity": "10MB")", R"("capacity": "-10MB")", "strategies[1].layers[0].capacity", "-10" },
        { R"("capacity": "10MB")", R"("capacity": 10)", "strategies[1].layers[0].capacity", "10" },
        { R"("duration": "20min")", R"("duration": "0s")", "run.duration", "0" },
        { R"("duration": "20min")", R"("duration": "1e30 w")", "run.duration", "1e30" },
        { R"("keys": 500)", R"("keys": 0)", "workload.data_types[0].keys", "0" },
        { R"("keys": 500)", R"("keys": -5)", "workload.data_types[0].keys", "-5" },
        { R"("keys": 500)", R"("keys": 1.5)", "workload.data_types[0].keys", "1.5" },
        { R"("exponent": 0.9)", R"("exponent": 17)", "workload.data_types[0].popularity.exponent", "17" },
        { R"("db_time": "10ms")", R"("db_time": "fast")", "workload.data_types[0].miss_cost.db_time", "fast" },
    };
    for (const auto &one : wrong) {
        CAPTURE(one.to);
        const std::string said = refusal(with(smallScenario(), one.from, one.to));
        CAPTURE(said);
        CHECK(contains(said, one.place));
        CHECK(contains(said, one.said));
    }
}

TEST_CASE("wrong names are refused with the nearest right one")
{
    std::string said = refusal(with(smallScenario(), R"("rules": { "Pages")", R"("rules": { "Pagges")"));
    CHECK(contains(said, "Pagges"));
    CHECK(contains(said, "\"Pages\""));
    said = refusal(with(smallScenario(), R"("eviction": "lru")", R"("eviction": "lruu")"));
    CHECK(contains(said, "lruu"));
    CHECK(contains(said, "strategies[1].layers[0].eviction"));
    said = refusal(with(smallScenario(), R"("popularity")", R"("popularty")"));
    CHECK(contains(said, "popularty"));
    CHECK(contains(said, "popularity"));
}

TEST_CASE("names that stand twice are refused")
{
    CHECK(contains(refusal(with(smallScenario(), R"("name": "Sessions")", R"("name": "Pages")")), "Pages"));
    CHECK(contains(refusal(with(smallScenario(), R"("name": "Redis")", R"("name": "No cache")")), "No cache"));
    const std::string layer = R"({ "name": "Cache", "kind": "in_process", "rules": {} },
      { "name": "Cache", "kind": "redis")";
    CHECK(contains(refusal(with(smallScenario(), R"({ "name": "Cache", "kind": "redis")", layer)), "Cache"));
}

TEST_CASE("all errors of a file come at once")
{
    std::string text = with(smallScenario(), R"("rate": "20/s")", R"("rate": "20")");
    text = with(text, R"("ttl": "1min")", R"("ttl": "-1min")");
    text = with(text, R"("eviction": "lru")", R"("eviction": "lruu")");
    const std::string said = refusal(text);
    CHECK(contains(said, "workload.data_types[0].reads.rate"));
    CHECK(contains(said, R"(strategies[1].layers[0].rules["Pages"].ttl)"));
    CHECK(contains(said, "strategies[1].layers[0].eviction"));
}

TEST_CASE("what is no scenario is refused")
{
    for (const char *text : { "", " ", "{", "[]", "null", "\"text\"", "{}", "{\"format\": 1}", "\xff\xfe",
             R"({"format": "cache-strategist/result", "version": 1})",
             R"({"format": "cache-strategist/scenario", "version": 99})" }) {
        CAPTURE(text);
        refusal(text);
    }
    refusal(std::string(200'000, '['));
    refusal(std::string("{\"a\0b\": 1}", 10));
}

TEST_CASE("errors in a scenario name its file, once")
{
    const Scratch scratch;
    for (const auto &text : { std::string("{"), with(smallScenario(), R"("keys": 500)", R"("keys": -1)") }) {
        const auto path = scratch.file("s.scenario.json", text);
        for (const std::vector<std::string> &arguments : { std::vector<std::string> { "check", path },
                 { "simulate", path }, { "report", path, "-o", scratch.path("r.md") } }) {
            CAPTURE(arguments[0]);
            const auto said = cachestrat(arguments).err;
            CAPTURE(said);
            CHECK(said.starts_with("cachestrat: " + path + ": "));
            CHECK(said.find(path) == said.rfind(path));
        }
    }
    const auto absent = scratch.path("absent.scenario.json");
    CHECK(cachestrat({ "check", absent }).err.starts_with("cachestrat: " + absent + ": cannot"));
}

TEST_CASE("a count that is none and one out of bounds are told the same bounds")
{
    for (const char *keys : { "0", "-1", "1.5", "\"7\"", "4294967295" })
        CHECK(contains(
            refusal(with(smallScenario(), R"("keys": 500)", R"("keys": )" + std::string(keys))), "1 to 4,294,967,294"));
}

TEST_CASE("check notes a gap once and a trace that cannot be read")
{
    const Scratch scratch;
    std::string text = with(with(smallScenario(), R"("keys": 500)", R"("churn": { "per_hour": "10 %" }, "keys": 500)"),
        R"("origin": {)",
        R"("timeline": [ { "at": "1min", "event": "growth", "data_type": "Pages", "factor": 2 } ], "origin": {)");
    auto said = cachestrat({ "check", scratch.file("s.scenario.json", text) }).out;
    CAPTURE(said);
    const auto first = said.find("note: ");
    CHECK(first != std::string::npos);
    CHECK(said.find("note: ", first + 1) == std::string::npos);

    text = with(smallScenario(), R"("workload": {)", R"("workload": { "trace": { "file": "t.keys" },)");
    const auto path = scratch.file("s.scenario.json", text);
    CHECK(contains(cachestrat({ "check", path }).out, "note: workload.trace.file: " + scratch.path("t.keys")));
    CHECK(cachestrat({ "check", path }).exitCode == 0);
    scratch.file("t.keys", loopingKeys());
    CHECK_FALSE(contains(cachestrat({ "check", path }).out, "workload.trace.file"));
    std::filesystem::remove(scratch.path("t.keys"));
    std::filesystem::create_directory(scratch.path("t.keys"));
    CHECK(contains(cachestrat({ "check", path }).out, "is a directory"));
}

TEST_CASE("a directory, a missing and an unreadable file are refused by name")
{
    const Scratch scratch;
    for (const char *command : { "check", "simulate" }) {
        CAPTURE(command);
        auto result = cachestrat({ command, scratch.path("") });
        CHECK(result.exitCode == 1);
        CHECK(contains(result.err, "directory"));
        result = cachestrat({ command, scratch.path("absent.scenario.json") });
        CHECK(result.exitCode == 1);
        CHECK(contains(result.err, "absent.scenario.json"));
        CHECK(result.out.empty());
    }
}

TEST_CASE("every truncation of a scenario is refused or runs, and never crashes")
{
    const Scratch scratch;
    const std::string whole = smallScenario();
    for (std::size_t length = 0; length + 3 < whole.size(); length += 97) {
        CAPTURE(length);
        const auto result = cachestrat({ "check", scratch.file("s.scenario.json", whole.substr(0, length)) });
        CHECK(result.exitCode == 1);
    }
}

TEST_CASE("bit flips in a scenario never crash")
{
    const Scratch scratch;
    const std::string whole = smallScenario();
    for (std::size_t at = 0; at < whole.size(); at += 41) {
        std::string text = whole;
        text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << (at % 8)));
        CAPTURE(at);
        const auto result = cachestrat({ "check", scratch.file("s.scenario.json", text) });
        CHECK(result.signal == 0);
        CHECK((result.exitCode == 0 || result.exitCode == 1));
        CHECK((result.exitCode == 0) == result.err.empty());
    }
}
