// SPDX-License-Identifier: GPL-3.0-or-later
// How requests arrive and which keys they ask for, see tests/oracles/theory.json topics arrivals and replacement.
#include "sim/workload/request_stream.h"
#include "tests/support/oracles.h"
#include "tests/support/scenarios.h"

using namespace cs;
using namespace cs::test;

namespace
{

/// Rates 10 and 1 per second, left at 0.2 and 0.1 per second: mean rate 4.
DataType burstyType()
{
    DataType type = dataType(1, 0, 4);
    type.reads.bursts = Bursts { 10, seconds(5), seconds(10) };
    return type;
}

double hitRatio(const Scenario &of)
{
    return run(of)->totals.hitRatio();
}

} // namespace

TEST_CASE("A TTL cache under Markov-modulated arrivals: exp(QT) of the phases at the misses")
{
    const Scenario s = scenario(burstyType(), { layer(LayerKind::redis, unlimited(), ttlRule(1)) }, 4e6, 100);
    const auto result = run(s);
    checkOracle("A1a.hit", result->totals.hitRatio(), 4e6);
    checkOracle("A1a.rate", static_cast<double>(result->totals.reads) / (result->durationSeconds - 100), 4e6);
}

TEST_CASE("Markov-modulated arrivals: index of dispersion 1 + 2 v (t/s - (1 - e^(-st)) / s^2) / (l t)")
{
    Workload workload;
    workload.dataTypes = { burstyType() };
    const auto stream = openRequestStream(workload, 77, "");
    const auto dispersion = [](const std::vector<double> &counts) {
        double mean = 0, squares = 0;
        for (const double count : counts)
            mean += count / static_cast<double>(counts.size());
        for (const double count : counts)
            squares += (count - mean) * (count - mean) / static_cast<double>(counts.size());
        return std::pair(mean, squares / mean);
    };
    constexpr std::size_t windows = 400'000;
    std::vector<double> counts(windows);
    Request request;
    while ((*stream)->next(request).value() && request.time.seconds() < 5.0 * windows)
        counts[static_cast<std::size_t>(request.time.seconds() / 5)] += 1;
    const auto [mean, index] = dispersion(counts);
    checkOracle("A2a.mean", mean, windows);
    checkOracle("A2a.idc", index, windows);
    // Windows of 10 min: 1 + 60 (t/s - ...) / t is within 0.4 of the limit; the sd of the estimate is index sqrt(2/n).
    std::vector<double> longer(windows / 120);
    for (std::size_t i = 0; i < longer.size() * 120; ++i)
        longer[i / 120] += counts[i];
    const double limit = oracle("A2a.idc_inf").expected;
    INFO("A2a.idc_inf: 1 + 2 v / (l s)");
    CHECK(std::fabs(dispersion(longer).second - limit)
        < 0.4 + 4 * limit * std::sqrt(2 / static_cast<double>(longer.size())));
}

TEST_CASE("A TTL cache under a sinusoid: u' = -l u + l(t - T) u(t - T)")
{
    DataType type = dataType(1, 0, 1);
    // sin(2 pi t / 100) has its peak at a quarter; 1.8 to 0.2.
    type.reads.diurnal = Diurnal { 9, seconds(25), seconds(100) };
    checkOracle(
        "A3a.hit", hitRatio(scenario(type, { layer(LayerKind::redis, unlimited(), ttlRule(2)) }, 4e6, 100)), 4e6);
}

TEST_CASE("LRU under shot noise: g [(L - t)(1 - e^(-rt)) + 2 (t - (1 - e^(-rt)) / r)] = C")
{
    // New contents 1/s, 1000 s of life, 5 requests each: a thousand alive, 5 reads a second.
    DataType type = dataType(1000, 0, 5);
    type.popularity.law = PopularityLaw::uniform;
    type.churn = Churn { std::nullopt, seconds(1000), ChurnShape::box };
    checkOracle(
        "L8a.hit", hitRatio(scenario(type, { layer(LayerKind::redis, entries(200), Rule {}) }, 2e6, 2000)), 2e6);
}

TEST_CASE("Shot noise: every key lives its time, is read as often as said, by the shape of its life")
{
    for (const ChurnShape shape : { ChurnShape::box, ChurnShape::fade, ChurnShape::riseFade }) {
        Workload workload;
        workload.dataTypes = { dataType(500, 0.8, 2000) };
        workload.dataTypes[0].churn = Churn { std::nullopt, seconds(100), shape };
        workload.dataTypes[0].writes.rate = 50;
        const auto stream = openRequestStream(workload, 5, "");
        std::vector<double> first, last;
        std::vector<std::uint64_t> reads;
        Request request;
        std::uint64_t all = 0, writes = 0;
        while ((*stream)->next(request).value() && request.time.seconds() < 2000) {
            ++(request.write ? writes : all);
            if (request.write)
                continue;
            if (request.key >= reads.size()) {
                reads.resize(request.key + 1);
                first.resize(request.key + 1, 1e18);
                last.resize(request.key + 1);
            }
            ++reads[request.key];
            first[request.key] = std::min(first[request.key], request.time.seconds());
            last[request.key] = request.time.seconds();
        }
        // 5 births a second; 500 are there at the start. The reads' number varies with how many are alive.
        CHECK(std::fabs(static_cast<double>(reads.size()) - 10'500) < 5 * std::sqrt(10'500));
        CHECK(std::fabs(static_cast<double>(all) / 4e6 - 1) < 0.03);
        CHECK(std::fabs(static_cast<double>(writes) / 1e5 - 1) < 0.03);
        double longest = 0;
        for (std::size_t key = 0; key < reads.size(); ++key)
            longest = std::max(longest, last[key] - first[key]);
        CHECK(longest <= 100);
        CHECK(longest > (shape == ChurnShape::box ? 99 : 90));
    }
}

TEST_CASE("Replaced keys: a share of the population an hour, and a cache without end misses every new key once")
{
    DataType type = dataType(1000, 0, 100);
    type.popularity.law = PopularityLaw::uniform;
    type.churn = Churn { 0.5, std::nullopt, ChurnShape::box };
    const auto result = run(scenario(type, { layer(LayerKind::redis, unlimited(), Rule {}) }, 3.6e6, 3600));
    // 500 an hour for ten hours; a key that is replaced before its first read is missed by nobody (1 in 700).
    const auto misses = static_cast<double>(result->totals.misses);
    CHECK(std::fabs(misses - 5000) < 5 * std::sqrt(5000) + 10);
}

TEST_CASE("A weekly profile: each day has its share, and the week its mean")
{
    Workload workload;
    workload.dataTypes = { dataType(10, 0, 1) };
    workload.dataTypes[0].reads.weekly = { 1, 1, 1, 1, 2, 0, 1 };
    for (const Arrivals arrivals : { Arrivals::poisson, Arrivals::even }) {
        workload.dataTypes[0].reads.arrivals = arrivals;
        const auto stream = openRequestStream(workload, 3, "");
        std::vector<double> days(14);
        Request request;
        while ((*stream)->next(request).value() && request.time.seconds() < 14 * 86400)
            days[static_cast<std::size_t>(request.time.seconds() / 86400)] += 1;
        for (std::size_t day = 0; day < days.size(); ++day) {
            const double expected = 86400 * workload.dataTypes[0].reads.weekly[day % 7];
            INFO("day ", day);
            CHECK(std::fabs(days[day] - expected) <= (arrivals == Arrivals::even ? 2 : 5 * std::sqrt(expected)));
        }
    }
}

TEST_CASE("A scan reads every key once, evenly, again when it is due")
{
    Workload workload;
    workload.dataTypes = { dataType(100, 0, 0.001) };
    workload.dataTypes[0].scans = { { seconds(10), seconds(30), std::nullopt, 5 }, { seconds(5), std::nullopt, 3, 1 } };
    const auto stream = openRequestStream(workload, 3, "");
    std::vector<std::pair<double, std::uint64_t>> seen;
    Request request;
    while ((*stream)->next(request).value() && request.time.seconds() < 100)
        seen.emplace_back(request.time.seconds(), request.key);
    // 3 of the short one; of the other 100 in 20 s from 10, 40 and 70 s on.
    CHECK(std::count_if(seen.begin(), seen.end(), [](const auto &one) { return one.first < 10; }) == 3);
    for (const double start : { 10.0, 40.0, 70.0 }) {
        std::vector<bool> keys(100);
        for (const auto &[time, key] : seen)
            if (time >= start && time < start + 20)
                keys[key] = true;
        CHECK(std::count(keys.begin(), keys.end(), true) == 100);
    }
}

TEST_CASE("A page reads keys of one rank of all its types, by one client at one time; it shifts no other draw")
{
    Workload workload;
    workload.dataTypes = { dataType(100, 0.9, 10), dataType(1000, 0.5, 10), dataType(7, 0, 10) };
    const char *names[] = { "A", "B", "C" };
    for (int i = 0; i < 3; ++i)
        workload.dataTypes[i].name = names[i];
    const auto without = openRequestStream(workload, 9, "");
    workload.pages = { { "Product", 20, { { "A", 1 }, { "B", 3 }, { "C", 1 } } } };
    const auto with = openRequestStream(workload, 9, "");
    Request plain, request;
    int views = 0;
    std::vector<int> popularity(100);
    REQUIRE((*without)->next(plain).value());
    while (views < 20'000) {
        REQUIRE((*with)->next(request).value());
        if (request.time == plain.time && request.type == plain.type) {
            CHECK(request.key == plain.key);
            CHECK(request.client == plain.client);
            REQUIRE((*without)->next(plain).value());
            continue;
        }
        ++views;
        const Request first = request;
        CHECK(first.type == 0);
        ++popularity[first.key];
        const std::uint64_t expected[]
            = { first.key * 10, first.key * 10 + 1, first.key * 10 + 2, first.key * 7 / 100 };
        for (const std::uint64_t key : expected) {
            REQUIRE((*with)->next(request).value());
            CHECK(request.time == first.time);
            CHECK(request.client == first.client);
            CHECK(request.key == key);
        }
    }
    // p1 of Zipf 0.9 over 100 keys is 0.1566.
    double total = 0;
    for (int rank = 1; rank <= 100; ++rank)
        total += std::pow(rank, -0.9);
    CHECK(std::fabs(popularity[0] / 20'000.0 - 1 / total) < 5 * std::sqrt(0.16 * 0.84 / 20'000));
}

TEST_CASE("Missing keys take their share of the reads, evenly over so many keys, and shift no other draw")
{
    Workload workload;
    workload.dataTypes = { dataType(100, 0.9, 10, 1) };
    const auto without = openRequestStream(workload, 9, "");
    workload.dataTypes[0].reads.missing = MissingKeys { 0.25, 8 };
    const auto with = openRequestStream(workload, 9, "");
    Request plain, request;
    std::vector<int> counts(8);
    int reads = 0, absent = 0;
    for (int i = 0; i < 100'000; ++i) {
        REQUIRE((*without)->next(plain).value());
        REQUIRE((*with)->next(request).value());
        REQUIRE(request.time == plain.time);
        REQUIRE(request.write == plain.write);
        reads += !request.write;
        if (!request.absent) {
            CHECK(request.key == plain.key);
            continue;
        }
        CHECK_FALSE(request.write);
        ++absent;
        ++counts[request.key & 0xFF];
    }
    CHECK(std::fabs(absent - 0.25 * reads) < 5 * std::sqrt(0.1875 * reads));
    for (const int count : counts)
        CHECK(std::fabs(count - absent / 8.0) < 5 * std::sqrt(absent / 8.0));
}

TEST_CASE("Pages and scans read as many keys of a type whose keys come and go as of another")
{
    DataType lasting = dataType(200, 0, 1);
    DataType passing = lasting;
    passing.name = "Passing";
    Scenario s = scenario(lasting, {}, 5000, 0);
    s.run.warmUp = Duration {};
    s.run.duration = seconds(5000);
    for (const ChurnShape shape : { ChurnShape::box, ChurnShape::fade }) {
        passing.churn = Churn { std::nullopt, seconds(50), shape };
        s.workload.dataTypes = { lasting, passing };
        for (DataType &type : s.workload.dataTypes) {
            type.reads.rate = 0;
            type.scans = {};
        }
        s.workload.pages = { Page { "Home", 10, { { lasting.name, 1 }, { passing.name, 1 } } } };
        const auto paged = run(s);
        CHECK(paged->dataTypes[1].figures.reads == paged->dataTypes[0].figures.reads);
        s.workload.pages.clear();
        for (DataType &type : s.workload.dataTypes)
            type.scans = { Scan { {}, seconds(50), std::nullopt, 20 } };
        const auto scanned = run(s);
        // Alive are Poisson(200) at a time: over 100 lives' worth of scans within 3 %.
        CHECK(static_cast<double>(scanned->dataTypes[1].figures.reads)
            == doctest::Approx(static_cast<double>(scanned->dataTypes[0].figures.reads)).epsilon(0.03));
    }
}
