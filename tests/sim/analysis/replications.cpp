// SPDX-License-Identifier: GPL-3.0-or-later
// Replications: counts merge exactly, in any order, whatever thread is done first; figures are as of one run.
#include "sim/analysis/replications.h"
#include "sim/analysis/experiment.h"
#include "sim/analysis/series_mean.h"
#include "sim/engine/conservation.h"
#include "sim/results/result_fields.h"
#include "sim/results/result_writer.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

using namespace cs;
using namespace cs::test;

namespace
{

/// Reads and writes over two layers, short, with prices, objectives and a second strategy.
Scenario small()
{
    DataType type = dataType(300, 0.8, 100, 2);
    type.missCost.dbTime = exponential(0.02);
    type.valueSize = exponential(200);
    type.missCost.dbQueries = 0.3;
    Rule rule = ttlRule(5);
    rule.jitter = 0.2;
    Layer first = layer(LayerKind::inProcess, entries(20), rule, Eviction::fifo);
    first.name = "L1";
    first.latency = exponential(0.0002);
    Layer second = layer(LayerKind::redis, entries(150), rule);
    second.latency = exponential(0.001);
    Scenario s = scenario(type, { first, second }, 4000, 10);
    s.origin.database.connections = 8;
    s.strategies.push_back({ "No cache", {} });
    s.prices = { "USD", { { "redis_gb_month", 12.0 }, { "origin_egress_gb", 0.1 } } };
    s.objectives.hitRatio = 0.5;
    return s;
}

std::vector<RunResultPtr> singles(const Scenario &s, std::uint64_t replications, std::size_t strategy = 0)
{
    std::vector<RunResultPtr> runs;
    for (std::uint64_t i = 0; i < replications; ++i) {
        RunOptions options;
        options.seed = replicationSeed(s.run.seed, i);
        runs.push_back(run(s, strategy, options));
    }
    return runs;
}

std::vector<RunResultPtr> experiment(const Scenario &s, const ExperimentOptions &options)
{
    const auto results = runExperiment(s, options);
    INFO((results ? "" : results.error().text()));
    REQUIRE(results);
    return *results;
}

ExperimentOptions twoStrategies(std::uint64_t replications, unsigned threads = 1)
{
    ExperimentOptions options;
    options.strategies = { 0, 1 };
    options.replications = replications;
    options.threads = threads;
    return options;
}

std::string json(const RunResultPtr &result)
{
    return resultJson(std::span(&result, 1));
}

} // namespace

TEST_CASE("Replication 0 has the scenario's seed, others have their own")
{
    CHECK(replicationSeed(7, 0) == 7);
    CHECK(replicationSeed(7, 1) != 7);
    CHECK(replicationSeed(7, 1) != replicationSeed(7, 2));
    CHECK(replicationSeed(7, 1) != replicationSeed(8, 1));
}

TEST_CASE("One replication is the run itself")
{
    const Scenario s = small();
    const auto results = experiment(s, twoStrategies(1));
    CHECK(json(results[0]) == json(run(s, 0)));
    CHECK(json(results[1]) == json(run(s, 1)));
}

TEST_CASE("Replications merge to the same bytes in any order")
{
    const Scenario s = small();
    const auto runs = singles(s, 4);
    std::vector<std::uint64_t> order { 0, 1, 2, 3 };
    std::string first;
    do {
        ReplicationMerger merger(s);
        for (const auto i : order)
            merger.add(i, runs[i]);
        REQUIRE(merger.count() == 4);
        const std::string text = json(merger.merged());
        first = first.empty() ? text : first;
        REQUIRE(text == first);
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("Merged counts are the sums, histograms hold everything, the conservation laws hold")
{
    const Scenario s = small();
    const auto runs = singles(s, 5);
    ReplicationMerger merger(s);
    Histogram latency;
    for (std::uint64_t i = 0; i < 5; ++i) {
        merger.add(i, runs[i]);
        latency.merge(runs[i]->totals.latency);
    }
    const auto merged = merger.merged();
    CHECK(merged->replications == 5);
    CHECK(merged->totals.latency == latency);
    CHECK(brokenLaws(*merged).empty());
    // Every count of every row: the sum of the single runs' counts, whatever counts there are.
    const auto rows = figureRows(*merged);
    for (std::size_t row = 0; row < rows.size(); ++row)
        for (const auto &field : resultFields()) {
            const FieldValue value = field.value(rows[row]);
            const auto *count = std::get_if<std::uint64_t>(&value);
            if (!field.appliesTo(rows[row]) || !count)
                continue;
            std::uint64_t sum = 0;
            for (const auto &one : runs)
                sum += std::get<std::uint64_t>(field.value(figureRows(*one)[row]));
            INFO(field.name, " of row ", row);
            CHECK(*count == sum);
            CHECK(estimateOf(field, rows[row]).value == static_cast<double>(sum) / 5);
        }
}

TEST_CASE("Figures are as of one run: means, ratios of all counts, and the spread as interval")
{
    const Scenario s = small();
    const auto runs = singles(s, 6);
    const auto merged = experiment(s, twoStrategies(6)).front();
    double queries = 0, reads = 0, hits = 0, cost = 0, most = 0, least = 1;
    for (const auto &one : runs) {
        queries += one->dbQueriesPerSecond / 6;
        cost += one->costPerMonth / 6;
        reads += static_cast<double>(one->totals.reads);
        hits += static_cast<double>(one->totals.hits);
        most = std::max(most, one->totals.hitRatio());
        least = std::min(least, one->totals.hitRatio());
    }
    CHECK(merged->dbQueriesPerSecond == doctest::Approx(queries).epsilon(1e-12));
    CHECK(merged->costPerMonth == doctest::Approx(cost).epsilon(1e-12));
    const Estimate hitRatio = totalsEstimate(*merged, "hit_ratio");
    CHECK(hitRatio.value == hits / reads);
    CHECK(hitRatio.halfWidth > 0);
    CHECK(hitRatio.halfWidth < 2 * (most - least));
    CHECK(hitRatio.halfWidth > 0.3 * (most - least));
    CHECK(totalsEstimate(*merged, "latency_p95_s").halfWidth > 0);
    // Some 4000 reads: their slowest thousandth is a handful.
    CHECK(std::isnan(totalsEstimate(*merged, "latency_p999_s").halfWidth));
    CHECK(merged->findings.size() == 1);
    CHECK(merged->findings[0].text.find("±") != std::string::npos);
}

TEST_CASE("Events and nodes are told as of one replication, latencies from the answers of all")
{
    Rule rule;
    rule.invalidation = Invalidation::writeBehind;
    rule.flush = seconds(10);
    DataType type = dataType(300, 0.8, 100, 20);
    type.missCost.dbTime = exponential(0.02);
    Scenario s = scenario(type, { layer(LayerKind::redis, unlimited(), rule) }, 6000, 10);
    s.strategies[0].layers[0].nodes = 4;
    TimelineEvent crash;
    crash.event = EventKind::restart;
    crash.at = seconds(40);
    crash.layer = "Cache";
    s.timeline = { crash };
    const auto runs = singles(s, 5);
    ReplicationMerger merger(s);
    double reads = 0, lost = 0;
    Histogram latency;
    for (std::uint64_t i = 0; i < 5; ++i) {
        merger.add(i, runs[i]);
        reads += static_cast<double>(runs[i]->events[0].reads) / 5;
        lost += static_cast<double>(runs[i]->events[0].lostWrites) / 5;
        latency.merge(runs[i]->events[0].latency);
    }
    const auto told = nlohmann::json::parse(json(merger.merged())).at("runs").at(0);
    const auto event = told.at("events").at(0);
    CHECK(lost > 0);
    CHECK(event.at("reads").get<double>() == doctest::Approx(reads));
    CHECK(event.at("lost_writes").get<double>() == doctest::Approx(lost));
    CHECK(told.at("totals").at("lost_writes").get<double>() == doctest::Approx(lost));
    CHECK(event.at("latency_p99_s").get<double>() == latency.quantileSeconds(0.99));
    double byNode = told.at("layers").at(0).at("other_nodes_reads").get<double>();
    for (const auto &node : told.at("layers").at(0).at("node_reads"))
        byNode += node.at("reads").get<double>();
    CHECK(byNode == doctest::Approx(told.at("layers").at(0).at("reads").get<double>()));
    const auto one = nlohmann::json::parse(json(runs[0])).at("runs").at(0);
    CHECK(one.at("events").at(0).at("reads").is_number_integer());
}

TEST_CASE("The series is the mean over the replications, latencies by their reads")
{
    const Scenario s = small();
    const auto runs = singles(s, 3);
    const auto merged = experiment(s, twoStrategies(3)).front();
    REQUIRE(merged->series.reads.size() == runs[0]->series.reads.size());
    for (std::size_t i = 0; i < merged->series.reads.size(); ++i) {
        double reads = 0, answered = 0, latency = 0, held = 0;
        for (const auto &one : runs) {
            const double now = one->series.reads[i] - one->series.failed[i];
            reads += one->series.reads[i];
            answered += now;
            latency += one->series.latencyMeanSeconds[i] * now;
            held += one->series.layers[1].entries[i];
        }
        CHECK(merged->series.reads[i] == doctest::Approx(reads / 3));
        CHECK(merged->series.layers[1].entries[i] == doctest::Approx(held / 3));
        if (answered > 0)
            CHECK(merged->series.latencyMeanSeconds[i] == doctest::Approx(latency / answered));
    }
}

TEST_CASE("The writes at risk are a mean over the replications too")
{
    Series sum, other;
    sum.writesAtRisk = { 1, 2 };
    other.writesAtRisk = { 3, 6 };
    addSeries(sum, other);
    divideSeries(sum, 2);
    CHECK(sum.writesAtRisk == std::vector<double> { 2, 4 });
}

TEST_CASE("The result does not depend on the number of threads, byte for byte")
{
    Scenario s = small();
    s.run.warmUp = std::nullopt;
    const auto one = experiment(s, twoStrategies(7, 1)), four = experiment(s, twoStrategies(7, 4));
    CHECK(resultJson(one) == resultJson(four));
    CHECK(resultTable(one) == resultTable(four));
    ExperimentOptions precise = twoStrategies(1, 1);
    precise.replications.reset();
    precise.precision = 0.01;
    const auto alone = experiment(s, precise);
    precise.threads = 5;
    CHECK(resultJson(alone) == resultJson(experiment(s, precise)));
}

TEST_CASE("Strategies have the same seeds, the same span and as many replications")
{
    Scenario s = small();
    s.run.warmUp = std::nullopt;
    const auto results = experiment(s, twoStrategies(4));
    CHECK(results[0]->warmUpSeconds == results[1]->warmUpSeconds);
    CHECK(results[0]->totals.reads == results[1]->totals.reads);
    CHECK(results[0]->totals.writes == results[1]->totals.writes);
    // Pair by pair: the difference is known better than either.
    const auto rows = totalsTable(results);
    CHECK(rows[0].halfWidths[0] > 0);
    CHECK(rows[0].difference[1].find("±") != std::string::npos);
}

TEST_CASE("A precision ends the replications: not before five, not after the most")
{
    Scenario s = small();
    ExperimentOptions options;
    options.strategies = { 0, 1 };
    options.precision = 0.5;
    auto results = experiment(s, options);
    CHECK(results[0]->replications == fewestForPrecision);
    CHECK(results[0]->precisionReached);

    options.precision = 0.004;
    results = experiment(s, options);
    REQUIRE(results[0]->precisionReached);
    CHECK(results[0]->replications > fewestForPrecision);
    CHECK(totalsEstimate(*results[0], "hit_ratio").halfWidth <= 0.004);
    CHECK(results[0]->replications == results[1]->replications);
    // One fewer was not enough.
    ExperimentOptions fewer = options;
    fewer.precision.reset();
    fewer.replications = results[0]->replications - 1;
    CHECK(totalsEstimate(*experiment(s, fewer)[0], "hit_ratio").halfWidth > 0.004);

    options.precision = 1e-6;
    options.maxReplications = 8;
    results = experiment(s, options);
    CHECK(results[0]->replications == 8);
    CHECK_FALSE(results[0]->precisionReached);
    CHECK(results[1]->precisionReached); // no cache, no hits, no doubt
    CHECK(resultTable(results).find("not known to ± 0.00010 %") != std::string::npos);

    s.run.precision = 0.5;
    s.run.maxReplications = 6;
    ExperimentOptions asTheScenarioSays;
    asTheScenarioSays.strategies = { 0 };
    CHECK(experiment(s, asTheScenarioSays)[0]->replications == fewestForPrecision);
    CHECK(experiment(s, twoStrategies(2))[0]->replications == 2);
}

TEST_CASE("An experiment stops when asked, and gives the error of the first run that fails")
{
    Scenario s = small();
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = runExperiment(s, twoStrategies(3, 2), stop.get_token());
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error().message == cancelledMessage);
    ExperimentOptions options = twoStrategies(3, 2);
    options.strategies = { 0, 7 };
    const auto failed = runExperiment(s, options);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().message.find("8") != std::string::npos);
}
