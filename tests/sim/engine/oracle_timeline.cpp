// SPDX-License-Identifier: GPL-3.0-or-later
// Hand-computed courses of a few requests, see tests/oracles/theory.json topic deterministic.
#include "tests/support/oracles.h"
#include "tests/support/scenarios.h"

#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace cs;
using namespace cs::test;

namespace
{

/// Requests at given times from a file of their own, one key.
class Recorded
{
public:
    Recorded(const std::string &name, const std::string &lines)
        : m_file(std::filesystem::temp_directory_path() / (name + std::to_string(getpid()) + ".csv"))
    {
        std::ofstream(m_file) << "time,key,op,client,type\n" << lines;
    }
    ~Recorded() { std::filesystem::remove(m_file); }

    RunResultPtr run(std::vector<Layer> layers, double fetchSeconds, double intervalSeconds) const
    {
        DataType type = dataType(1, 0, 1);
        type.missCost.dbTime = Law::constant(fetchSeconds);
        Scenario s = scenario(type, std::move(layers), 31, 0);
        s.run.interval = seconds(intervalSeconds);
        s.workload.trace = TraceSource {};
        s.workload.trace->file = m_file.string();
        return test::run(s);
    }

private:
    std::filesystem::path m_file;
};

std::string reads(const nlohmann::json &times)
{
    std::string out;
    for (const auto &time : times)
        out += time.dump() + ",1,get,A,Things\n";
    return out;
}

} // namespace

TEST_CASE("D1, D2: half-open expiry, sliding expiry")
{
    const auto outcomes = [](const std::string &id, const Rule &rule) {
        const auto &entry = oracleEntry(id);
        const auto &times = entry.at("params").at("requests_s");
        const auto result = Recorded(id, reads(times)).run({ layer(LayerKind::redis, unlimited(), rule) }, 0, 0.001);
        INFO(id, ": ", entry.at("source").dump());
        for (std::size_t i = 0; i < times.size(); ++i) {
            INFO("request at ", times[i].dump(), " s");
            const auto at = static_cast<std::size_t>(std::lround(times[i].get<double>() * 1000));
            CHECK(result->series.reads.at(at) == 1);
            CHECK(result->series.layers[0].hits.at(at) == (entry.at("expected")[i] == "H" ? 1 : 0));
        }
    };
    outcomes("D1", ttlRule(10));
    Rule sliding;
    sliding.idleTtl = seconds(10);
    outcomes("D2", sliding);
}

TEST_CASE("D3: coalescing, waits, a completion before an arrival at the same instant")
{
    const auto &entry = oracleEntry("D3");
    const auto &times = entry.at("params").at("requests_s");
    Rule rule = ttlRule(10);
    rule.coalesce = true;
    const auto result = Recorded("D3", reads(times)).run({ layer(LayerKind::redis, unlimited(), rule) }, 2, 0.5);
    for (std::size_t i = 0; i < times.size(); ++i) {
        INFO("D3, request at ", times[i].dump(), " s: ", entry.at("source").dump());
        const auto at = static_cast<std::size_t>(std::lround(times[i].get<double>() * 2));
        const std::string outcome = entry.at("expected")[0][i];
        CHECK(result->series.layers[0].hits.at(at) == (outcome == "H" ? 1 : 0));
        CHECK(result->series.coalesced.at(at) == (outcome == "W" ? 1 : 0));
        CHECK(result->series.originReads.at(at) == (outcome == "M" ? 1 : 0));
        CHECK(result->series.latencyMeanSeconds.at(at) == doctest::Approx(entry.at("expected")[1][i].get<double>()));
    }
}

TEST_CASE("D6: stale since the first write after the load")
{
    const auto &entry = oracleEntry("D6");
    const auto result = Recorded("D6",
        "0,1,get,A,Things\n3,1,get,A,Things\n4,1,set,A,Things\n6,1,get,A,Things\n11,1,set,A,Things\n12,1,get,A,"
        "Things\n")
                            .run({ layer(LayerKind::redis, unlimited(), ttlRule(10)) }, 0, 1);
    INFO("D6: ", entry.at("source").dump());
    CHECK(result->totals.hits == 2);
    CHECK(result->totals.staleReads == 1);
    CHECK(result->totals.staleness.meanSeconds() == doctest::Approx(2));
}

TEST_CASE("D9: two layers with clocks of their own, by nodes of the first")
{
    const auto &entry = oracleEntry("D9");
    bool apart = false;
    // Which of the two nodes a client asks is a hash: some pair of names is apart.
    for (char other = 'B'; other <= 'Z' && !apart; ++other) {
        const std::string b(1, other);
        const Recorded trace("D9",
            "0,1,get,A,Things\n5,1,get,A,Things\n9,1,get," + b + ",Things\n11.99,1,get," + b
                + ",Things\n12,1,get,A,Things\n");
        Layer first = layer(LayerKind::inProcess, unlimited(), ttlRule(10));
        first.name = "L1";
        first.nodes = 2;
        first.routing = Routing { RoutingKind::client, {} };
        const auto result = trace.run({ first, layer(LayerKind::redis, unlimited(), ttlRule(10)) }, 0, 1);
        apart = result->layers[1].figures.hits == 1;
        if (!apart)
            continue;
        INFO("D9: ", entry.at("expected").dump());
        CHECK(result->layers[0].figures.hits == 2);
        CHECK(result->totals.originReads == 2);
        // Ages 0, 5, 9, 11.99, 0: the copy at B's node is older than its TTL.
        CHECK(result->totals.contentAgeSeconds == doctest::Approx(0 + 5 + 9 + 11.99 + 0));
    }
    CHECK(apart);
}
