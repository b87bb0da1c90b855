// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample.h"

#include "sim/io/import/zipf_fit.h"
#include "sim/io/scenario_file.h"
#include "sim/model/validate.h"
#include "tests/support/paths.h"

#include <algorithm>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstdio>
#include <doctest/doctest.h>
#include <numbers>

using namespace cs;
using namespace cs::test;

namespace
{

using Engine = boost::random::mt19937_64;

double unit(Engine &engine)
{
    return static_cast<double>(engine() >> 11) * 0x1p-53;
}

std::size_t draw(const std::vector<double> &cumulative, Engine &engine)
{
    const auto found = std::upper_bound(cumulative.begin(), cumulative.end(), unit(engine));
    return std::min(static_cast<std::size_t>(found - cumulative.begin()), cumulative.size() - 1);
}

double lognormal(double mean, double cv, Engine &engine)
{
    const double variance = std::log1p(cv * cv);
    boost::random::normal_distribution<double> normal(std::log(mean) - variance / 2, std::sqrt(variance));
    return std::exp(normal(engine));
}

std::string logLine(double second, const std::string &request, int status, long size, const std::string &tail = {})
{
    const auto whole = static_cast<long>(second);
    char text[400];
    std::snprintf(text, sizeof text,
        "10.0.%ld.%ld - - [%02ld/Mar/2024:%02ld:%02ld:%02ld +0000] \"%s HTTP/1.1\" %d %ld%s\n", whole % 7, whole % 11,
        4 + whole / 86400, whole / 3600 % 24, whole / 60 % 60, whole % 60, request.c_str(), status, size, tail.c_str());
    return text;
}

ImportReport import(const std::string &text, const ImportOptions &options = {})
{
    const TempFile file("shop.log", text);
    const auto report = importLog(file.path(), options);
    if (!report)
        FAIL(report.error().text());
    return *report;
}

const ImportedEndpoint &endpoint(const ImportReport &report, const std::string &name)
{
    for (const auto &entry : report.endpoints)
        if (entry.endpoint == name)
            return entry;
    FAIL("no endpoint " << name);
    return report.endpoints.front();
}

} // namespace

TEST_CASE("the Zipf fit recovers exponent and population, and sees no skew in chance")
{
    struct Truth {
        double exponent;
        std::uint64_t keys;
        int reads;
        double tolerance; ///< of the exponent: four times what repeated samples of this size spread
    };
    for (const Truth &truth : { Truth { 0, 500, 1000, 0.12 }, Truth { 0, 50000, 20000, 0.1 },
             Truth { 0.5, 1000, 20000, 0.04 }, Truth { 0.9, 1000, 20000, 0.04 }, Truth { 0.9, 50000, 20000, 0.06 },
             Truth { 1.2, 1000, 20000, 0.05 }, Truth { 2, 1000, 20000, 0.1 }, Truth { 0.8, 5, 5000, 0.08 } }) {
        CAPTURE(truth.exponent);
        CAPTURE(truth.keys);
        Engine engine(11);
        const auto cumulative = zipfCumulative(truth.keys, truth.exponent);
        std::vector<std::uint32_t> counts(truth.keys, 0);
        for (int i = 0; i < truth.reads; ++i)
            ++counts[draw(cumulative, engine)];
        const auto seen = static_cast<double>(
            truth.keys - static_cast<std::uint64_t>(std::count(counts.begin(), counts.end(), 0u)));
        const ZipfFit fit = fitZipf(counts);
        CHECK(std::abs(fit.exponent - truth.exponent) < truth.tolerance);
        CHECK(fit.population >= seen);
        if (truth.exponent < 1) // beyond it the far ranks are hardly ever read, and nobody can count them
            CHECK(fit.population == doctest::Approx(static_cast<double>(truth.keys)).epsilon(0.15));
        CHECK(fit.fit > 0.97);
    }
    CHECK(fitZipf({}).population == 1);
    CHECK(fitZipf({ 7 }).exponent == 0);
    CHECK(fitZipf({ 807, 1 }).exponent <= 5);
    CHECK(fitZipf({ 807, 1 }).population == 2);
    CHECK(fitZipf(std::vector<std::uint32_t>(300, 1)).exponent == doctest::Approx(0).epsilon(0.01));
}

TEST_CASE("a generated log gives back what it was made of, and its image hits as it does")
{
    Engine engine(5);
    const auto users = zipfCumulative(2000, 0.9);
    constexpr int reads = 40'000;
    constexpr double rate = 2.0; // per second, all requests
    boost::random::exponential_distribution<double> gap(rate);
    std::vector<long> sizes(2000);
    for (auto &size : sizes)
        size = std::lround(lognormal(5000, 1.0, engine));
    std::string text;
    double now = 0;
    int userReads = 0, userWrites = 0, configs = 0, failures = 0;
    for (int i = 0; i < reads; ++i, now += gap(engine)) {
        const double kind = unit(engine);
        char tail[32];
        if (kind < 0.2) {
            std::snprintf(tail, sizeof tail, " 0.%03d", 5);
            text += logLine(now, "GET /config", 200, 700, tail);
            ++configs;
            continue;
        }
        const auto user = draw(users, engine);
        const bool write = kind > 0.95, fails = kind > 0.9 && kind < 0.91;
        std::snprintf(tail, sizeof tail, " %.3f", lognormal(0.180, 0.8, engine));
        text += logLine(now, std::string(write ? "PUT" : "GET") + " /users/" + std::to_string(1000 + user),
            fails ? 500 : 200, sizes[user], tail);
        (write ? userWrites : userReads) += 1;
        failures += fails ? 1 : 0;
    }
    const auto report = import(text);
    CHECK(report.formatText == "common access log with request time in seconds");
    CHECK(report.malformed == 0);
    const auto &user = endpoint(report, "GET /users/:id");
    CHECK(user.reads == static_cast<std::uint64_t>(userReads));
    CHECK(user.writes == static_cast<std::uint64_t>(userWrites));
    CHECK(user.errors == static_cast<std::uint64_t>(failures));
    CHECK(endpoint(report, "GET /config").reads == static_cast<std::uint64_t>(configs));
    CHECK(endpoint(report, "GET /config").keys == 1);
    CHECK(endpoint(report, "GET /config").valueSize == Law::constant(700));
    CHECK(std::abs(user.zipfExponent - 0.9) < 0.04);
    CHECK(user.zipfFit > 0.99);
    // 2000 sizes of cv 1: the mean's standard error is 2.2 %, four of them.
    CHECK(user.valueSize.mean == doctest::Approx(5000).epsilon(0.09));
    CHECK(user.valueSize.cv == doctest::Approx(1.0).epsilon(0.2));
    REQUIRE(user.latency);
    CHECK(user.latency->mean == doctest::Approx(0.180).epsilon(0.02));
    CHECK(user.latency->cv == doctest::Approx(0.8).epsilon(0.04));
    CHECK(report.spanSeconds == doctest::Approx(now).epsilon(0.001));
    const auto &types = report.scenario.workload.dataTypes;
    const double duration = report.scenario.run.duration.seconds();
    CHECK(types[0].reads.rate * duration == doctest::Approx(userReads).epsilon(1e-5));
    REQUIRE(types[0].writes.perRead);
    CHECK(*types[0].writes.perRead * userReads == doctest::Approx(userWrites).epsilon(1e-9));
    CHECK(types[0].missCost.dbTime == *user.latency);
    // Independent draws in the log, so the image must hit as the log does; both are samples of 38,000 reads.
    CHECK(std::abs(report.comparison.imageHitRatio - report.comparison.logHitRatio) < 0.012);
    CHECK(std::abs(report.comparison.shuffledHitRatio - report.comparison.logHitRatio) < 0.012);
    CHECK(report.comparison.logHitRatio > 0.3);
    CHECK(validate(report.scenario).empty());
    const auto again = readScenario(writeScenario(report.scenario));
    REQUIRE(again);
    CHECK(again->workload.dataTypes.size() == 2);
    CHECK(again->strategies.size() == 2);
}

TEST_CASE("bursts that independent draws lack are told apart from a bad fit")
{
    // Every key is read three times in a row: no popularity law has that.
    std::string text;
    for (int i = 0; i < 9000; ++i)
        text += logLine(i, "GET /items/" + std::to_string(i / 3), 200, 100);
    const auto report = import(text);
    CHECK(report.comparison.logHitRatio == doctest::Approx(2.0 / 3));
    CHECK(report.comparison.shuffledHitRatio < 0.2);
    CHECK(report.comparison.text.find("bursts") != std::string::npos);
}

TEST_CASE("a daily wave is found in a log of days, and none in a steady one")
{
    for (const bool wave : { true, false }) {
        Engine engine(3);
        std::string text;
        boost::random::exponential_distribution<double> gap(0.2);
        int kept = 0;
        for (double now = gap(engine); now < 3 * 86400; now += gap(engine)) {
            // Peak to trough 4 means an amplitude of 0.6.
            const double factor = 1 + (wave ? 0.6 : 0) * std::cos(2 * std::numbers::pi * (now / 86400 - 20.0 / 24));
            if (unit(engine) * 1.6 > factor)
                continue;
            text += logLine(now, "GET /page", 200, 100);
            ++kept;
        }
        const auto report = import(text);
        const auto &diurnal = report.endpoints.at(0).diurnal;
        REQUIRE(diurnal.has_value() == wave);
        if (!wave)
            continue;
        CHECK(diurnal->peakToTrough == doctest::Approx(4).epsilon(0.1));
        CHECK(diurnal->peakAt.seconds() / 3600 == doctest::Approx(20).epsilon(0.02));
        CHECK(report.scenario.workload.dataTypes[0].reads.rate * 3 * 86400 == doctest::Approx(kept).epsilon(0.001));
    }
}

TEST_CASE("every valid line is counted once, however many endpoints there are")
{
    Engine engine(9);
    std::string text;
    const char *methods[] = { "GET", "GET", "GET", "HEAD", "POST", "DELETE", "OPTIONS", "PROPFIND" };
    constexpr std::uint64_t lines = 5000;
    std::uint64_t garbage = 0;
    for (std::uint64_t i = 0; i < lines; ++i) {
        const bool broken = unit(engine) < 0.02;
        garbage += broken ? 1 : 0;
        text += broken
            ? "?" + std::to_string(i) + "\n"
            : logLine(static_cast<double>(i),
                std::string(methods[engine() % 8]) + " /part" + std::string(1 + engine() % 40, 'x') + "/7", 200, 9);
    }
    for (const std::size_t most : { 1u, 5u, 100u }) {
        ImportOptions options;
        options.maxEndpoints = most;
        const auto report = import(text, options);
        std::uint64_t sum = report.others;
        for (const auto &entry : report.endpoints)
            sum += entry.reads + entry.writes;
        CHECK(sum == lines - garbage);
        CHECK(report.malformed == garbage);
        CHECK(report.lines == lines);
        CHECK(report.endpoints.size() <= most + 1);
        CHECK(report.firstProblems.size() == 5);
        CHECK(validate(report.scenario).empty());
    }
}

TEST_CASE("replay scenarios name the log and keep the data types beside it")
{
    const TempFile file("shop.log", logLine(0, "GET /a/1", 200, 5) + logLine(1, "GET /a/2", 200, 5));
    ImportOptions options;
    options.replay = true;
    const auto report = importLog(file.path(), options);
    REQUIRE(report);
    REQUIRE(report->scenario.workload.trace);
    CHECK(report->scenario.workload.trace->file == file.path());
    CHECK(report->scenario.workload.trace->format == TraceFormat::common);
    CHECK(report->scenario.workload.dataTypes.at(0).endpoint == "GET /a/:id");
    CHECK(validate(report->scenario).empty());
    // The reader's type is the data type's endpoint: that is how a replay finds it.
    CHECK(readTrace(file.path()).typeNames.at(0) == "GET /a/:id");
}

TEST_CASE("a file without a valid line is an error that shows what is wrong with the first lines")
{
    const TempFile file("bad.log", "one two\nthree four\n");
    ImportOptions options;
    options.format = TraceFormat::combined;
    const auto report = importLog(file.path(), options);
    REQUIRE(!report);
    CHECK(report.error().message.find("bad.log:1: no date such as") != std::string::npos);
    CHECK(report.error().message.find("bad.log:2") != std::string::npos);
    std::stop_source stop;
    stop.request_stop();
    const TempFile good("good.log", logLine(0, "GET /", 200, 5));
    const auto stopped = importLog(good.path(), {}, stop.get_token());
    REQUIRE(!stopped);
    CHECK(stopped.error().message == "cancelled");
}

TEST_CASE("traces can be imported too")
{
    std::string text = "time,key,size,op,type\n";
    for (int i = 0; i < 1000; ++i)
        text += std::to_string(i * 2) + ",k" + std::to_string(i % 50) + ",123," + (i % 10 ? "get" : "set")
            + (i % 2 ? ",Users\n" : ",Carts\n");
    const auto report = import(text);
    REQUIRE(report.endpoints.size() == 2);
    CHECK(endpoint(report, "Users").reads == 500);
    CHECK(endpoint(report, "Users").keys == 25);
    CHECK(endpoint(report, "Carts").writes == 100);
    CHECK(endpoint(report, "Carts").valueSize == Law::constant(123));
    CHECK(report.scenario.run.duration.ns == 1'999'000'000'000);
}

TEST_CASE("the real log is imported: counts, and the image explains what popularity can")
{
    const auto path = realDataPath("logs/apache_combined.log.gz");
    if (path.empty()) {
        MESSAGE("SKIPPED: logs/apache_combined.log.gz is not here");
        return;
    }
    const auto report = importLog(path);
    REQUIRE(report);
    CHECK(report->lines == 10000);
    CHECK(report->requests == 9999);
    CHECK(report->others == 1);
    CHECK(report->malformed == 0);
    CHECK(report->clients == 1753);
    std::uint64_t reads = 0, writes = 0, errors = 0;
    for (const auto &entry : report->endpoints) {
        reads += entry.reads;
        writes += entry.writes;
        errors += entry.errors;
    }
    CHECK(reads == 9994); // 9,952 GET and 42 HEAD
    CHECK(writes == 5);
    CHECK(errors == 2); // the third 500 answers the OPTIONS
    // The log is dated within the fifth minute of every hour (88 minutes counted from its first request), which an
    // image with steady arrivals cannot show; it must be said.
    CHECK(std::any_of(report->notes.begin(), report->notes.end(),
        [](const auto &note) { return note.find("88 of 4981 minutes") != std::string::npos; }));
    CHECK(report->comparison.reads == 9994);
    // Against the same reads in random order, which is what a workload of independent draws can be.
    CHECK(std::abs(report->comparison.imageHitRatio - report->comparison.shuffledHitRatio) < 0.02);
    MESSAGE(report->comparison.text);
}
