// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/files.h"
#include "sim/io/scenario_fields.h"
#include "sim/io/scenario_file.h"
#include "tests/sim/io/example.h"
#include "tests/sim/io/random_scenario.h"
#include "tests/support/paths.h"
#include "tests/support/scratch.h"

#include <cstdio>
#include <doctest/doctest.h>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace cs;
using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

namespace
{

const std::string schemaPath = cs::test::sourcePath("resources/scenario.schema.json");

Json schema()
{
    return Json::parse(readFile(schemaPath, 1'000'000).value());
}

/// The keys of a record as reader and writer know them.
struct KeyList {
    std::set<std::string> keys;

    template <class... Rest>
    void field(std::string_view key, Rest &&...)
    {
        keys.emplace(key);
    }
    template <class... Rest>
    void written(std::string_view key, Rest &&...)
    {
        keys.emplace(key);
    }
    template <class... Rest>
    void required(std::string_view key, Rest &&...)
    {
        keys.emplace(key);
    }
};

template <class T>
std::set<std::string> knownKeys()
{
    KeyList list;
    Fields<T>::list(list);
    return list.keys;
}

std::set<std::string> schemaKeys(const Json &object)
{
    std::set<std::string> keys;
    for (const auto &[key, value] : object.at("properties").items())
        keys.insert(key);
    CHECK(object.at("additionalProperties") == false);
    return keys;
}

template <class E>
std::set<std::string> knownWords()
{
    std::set<std::string> words;
    for (const auto &entry : NameTable<E>::table)
        words.emplace(entry.name);
    return words;
}

/// What python3 with jsonschema says about each file; empty when that is not installed.
std::vector<std::string> verdicts(const std::vector<std::string> &paths)
{
    std::string command
        = "python3 '" + cs::test::sourcePath("tests/sim/io/validate_schema.py") + "' '" + schemaPath + "'";
    for (const auto &path : paths)
        command += " '" + path + "'";
    FILE *pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string output;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe))
        output += static_cast<char>(c);
    const int status = ::pclose(pipe);
    REQUIRE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77 || WEXITSTATUS(status) == 127)
        return {};
    REQUIRE(WEXITSTATUS(status) == 0);
    std::vector<std::string> lines;
    std::istringstream stream(output);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    REQUIRE(lines.size() == paths.size());
    return lines;
}

/// Texts as files in a folder of their own.
class Files
{
public:
    void add(const std::string &text)
    {
        paths.push_back(m_folder.path(std::to_string(paths.size()) + ".json"));
        texts.push_back(text);
        REQUIRE(writeFile(paths.back(), text));
    }
    std::vector<std::string> paths, texts;

private:
    cs::test::ScratchFolder m_folder;
};

} // namespace

TEST_CASE("schema and reader know the same keys and words")
{
    const Json root = schema();
    const auto keysOf = [&](const char *name) { return schemaKeys(root.at("$defs").at(name)); };
    CHECK(keysOf("diurnal") == knownKeys<Diurnal>());
    CHECK(keysOf("reads") == knownKeys<Reads>());
    CHECK(keysOf("writes") == knownKeys<Writes>());
    CHECK(keysOf("missCost") == knownKeys<MissCost>());
    CHECK(keysOf("keyPart") == knownKeys<KeyPart>());
    CHECK(keysOf("dataType") == knownKeys<DataType>());
    CHECK(keysOf("clients") == knownKeys<Clients>());
    CHECK(keysOf("trace") == knownKeys<TraceSource>());
    CHECK(keysOf("workload") == knownKeys<Workload>());
    CHECK(keysOf("app") == knownKeys<AppServers>());
    CHECK(keysOf("database") == knownKeys<Database>());
    CHECK(keysOf("origin") == knownKeys<Origin>());
    CHECK(keysOf("warm") == knownKeys<Warm>());
    CHECK(keysOf("tag") == knownKeys<Tag>());
    CHECK(keysOf("rule") == knownKeys<Rule>());
    CHECK(keysOf("layer") == knownKeys<Layer>());
    CHECK(keysOf("strategy") == knownKeys<Strategy>());
    CHECK(keysOf("event") == knownKeys<TimelineEvent>());
    CHECK(keysOf("objectives") == knownKeys<Objectives>());
    CHECK(keysOf("run") == knownKeys<RunSettings>());
    auto top = knownKeys<Scenario>();
    top.insert({ "format", "version" });
    CHECK(schemaKeys(root) == top);

    const auto wordsOf = [&](const char *record, const char *key) {
        return root.at("$defs").at(record).at("properties").at(key).at("enum").get<std::set<std::string>>();
    };
    CHECK(wordsOf("reads", "arrivals") == knownWords<Arrivals>());
    CHECK(wordsOf("writes", "keys") == knownWords<WriteKeys>());
    CHECK(wordsOf("trace", "format") == knownWords<TraceFormat>());
    CHECK(wordsOf("rule", "ttl_from") == knownWords<TtlFrom>());
    CHECK(wordsOf("rule", "invalidation") == knownWords<Invalidation>());
    CHECK(wordsOf("rule", "fill") == knownWords<Fill>());
    CHECK(wordsOf("layer", "kind") == knownWords<LayerKind>());
    CHECK(wordsOf("layer", "eviction") == knownWords<Eviction>());
    CHECK(wordsOf("layer", "expiry") == knownWords<Expiry>());
    CHECK(wordsOf("event", "event") == knownWords<EventKind>());
}

TEST_CASE("the schema accepts what the reader accepts")
{
    Files files;
    files.add(std::string(cs::test::example));
    for (std::uint64_t seed = 0; seed < 60; ++seed)
        files.add(writeScenario(cs::test::RandomScenario(seed).scenario()));
    std::vector<std::string> paths = files.paths;
    for (const auto &entry : fs::directory_iterator(cs::test::sourcePath("scenarios")))
        if (entry.path().string().ends_with(".scenario.json"))
            paths.push_back(entry.path().string());
    const auto said = verdicts(paths);
    if (said.empty()) {
        MESSAGE("SKIPPED: python3-jsonschema is not installed");
        return;
    }
    for (std::size_t i = 0; i < paths.size(); ++i) {
        INFO(paths[i]);
        CHECK(said[i] == "valid");
    }
}

TEST_CASE("the schema refuses what the reader refuses")
{
    struct Edit {
        const char *from, *to;
    };
    const Edit edits[] = {
        { R"("ttl": "5min")", R"("ttl": 300)" },
        { R"("ttl": "5min")", R"("ttl": "5")" },
        { R"("ttl": "5min")", R"("ttl": "-5min")" },
        { R"("ttl": "5min")", R"("ttl": "5 MIN")" },
        { R"("ttl": "5min")", R"("ttll": "5min")" },
        { R"("jitter": "10 %")", R"("jitter": 10)" },
        { R"("coalesce": true)", R"("coalesce": "yes")" },
        { R"("invalidation": "delete_on_write")", R"("invalidation": "delete")" },
        { R"("capacity": "2GB")", R"("capacity": 2)" },
        { R"("capacity": "2GB")", R"("capacity": "2gb")" },
        { R"("eviction": "lru")", R"("eviction": "LRU")" },
        { R"("kind": "cdn")", R"("kind": "CDN")" },
        { R"("nodes": 8)", R"("nodes": 0)" },
        { R"("keys": 50000,)", R"("keys": 0,)" },
        { R"("keys": 50000,)", "" },
        { R"("exponent": 0.90)", R"("exponent": 5.5)" },
        { R"("law": "zipf")", R"("law": "zpif")" },
        { R"("law": "lognormal", "mean": "2000 B", "cv": 0.8)", R"("law": "lognormal", "mean": "2000 B")" },
        { R"("mean": "2000 B")", R"("mean": "2000 s")" },
        { R"("mean": "180ms")", R"("mean": "180 kB")" },
        { R"("per_read": 0.001)", R"("per_read": 0.001, "rate": "1/s")" },
        { R"("peak_to_trough": 4)", R"("peak_to_trough": 0.5)" },
        { R"("connections": 20)", R"("connections": "many")" },
        { R"("event": "flush")", R"("event": "flsh")" },
        { R"("version": 1)", R"("version": 2)" },
        { R"("format": "cache-strategist/scenario")", R"("format": "cache-strategist/result")" },
        { R"("rules": { "User profiles": null)", R"("rules": { "User profiles": true)" },
        { R"("routing": [1])", R"("routing": [-1])" },
        { R"("scope": "user")", R"("scope": "everybody")" },
        { R"("currency": "USD")", R"("currency": 1)" },
    };
    Files files;
    for (const Edit &edit : edits) {
        INFO(edit.to);
        REQUIRE(cs::test::example.find(edit.from) != std::string_view::npos);
        files.add(cs::test::edited(edit.from, edit.to));
        CHECK(!readScenario(files.texts.back()));
    }
    const auto said = verdicts(files.paths);
    if (said.empty()) {
        MESSAGE("SKIPPED: python3-jsonschema is not installed");
        return;
    }
    for (std::size_t i = 0; i < std::size(edits); ++i) {
        INFO(edits[i].to);
        CHECK(said[i].starts_with("invalid"));
    }
}
