// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/histogram.h"

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/lognormal_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>
#include <doctest/doctest.h>
#include <functional>
#include <limits>
#include <string>

using cs::Histogram;

namespace
{

using Engine = boost::random::mt19937_64;

struct Source {
    std::string name;
    std::function<std::int64_t(Engine &)> draw;
};

std::int64_t lognormal(Engine &engine, double mean, double sigma)
{
    return static_cast<std::int64_t>(boost::random::lognormal_distribution<>(std::log(mean), sigma)(engine));
}

std::vector<Source> sources()
{
    return {
        { "uniform small", [](Engine &e) { return boost::random::uniform_int_distribution<std::int64_t>(0, 300)(e); } },
        { "uniform wide",
            [](Engine &e) { return boost::random::uniform_int_distribution<std::int64_t>(0, 1'000'000'000)(e); } },
        { "exponential 1 ms",
            [](Engine &e) { return static_cast<std::int64_t>(boost::random::exponential_distribution<>(1e-6)(e)); } },
        { "lognormal 180 ms", [](Engine &e) { return lognormal(e, 1.8e8, 0.83); } },
        { "lognormal heavy", [](Engine &e) { return lognormal(e, 1e6, 4.0); } },
        { "two points",
            [](Engine &e) { return e() % 10 == 0 ? std::int64_t { 250'000'000 } : std::int64_t { 500'000 }; } },
        { "constant", [](Engine &) { return std::int64_t { 123'456'789 }; } },
        { "zeros and ones", [](Engine &e) { return static_cast<std::int64_t>(e() & 1); } },
        { "any positive 63 bits", [](Engine &e) { return static_cast<std::int64_t>(e() >> 1); } },
        { "any magnitude", [](Engine &e) { return static_cast<std::int64_t>((e() >> 1) >> (e() % 63)); } },
    };
}

} // namespace

TEST_CASE("a quantile is within 1 % of the exact one of the sorted values")
{
    const double shares[] = { 0, 0.001, 0.01, 0.07, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 1 };
    for (const auto &source : sources()) {
        for (const std::size_t n :
            { std::size_t { 1 }, std::size_t { 2 }, std::size_t { 100 }, std::size_t { 20011 } }) {
            CAPTURE(source.name);
            CAPTURE(n);
            Engine engine(n + 7);
            std::vector<std::int64_t> values;
            Histogram histogram;
            double sum = 0;
            for (std::size_t i = 0; i < n; ++i) {
                values.push_back(source.draw(engine));
                histogram.add(values.back());
                sum += static_cast<double>(values.back());
            }
            std::sort(values.begin(), values.end());
            for (const double q : shares) {
                CAPTURE(q);
                // The definition, counted without floating point trouble: n * q in ten-thousandths.
                const auto scaled = static_cast<std::size_t>(std::llround(q * 10000)) * n;
                const std::size_t rank = std::max<std::size_t>((scaled + 9999) / 10000, 1);
                const double exact = static_cast<double>(values[rank - 1]) / 1e9;
                CHECK(std::abs(histogram.quantileSeconds(q) - exact) <= exact / 128);
            }
            CHECK(histogram.count() == n);
            CHECK(histogram.maxSeconds() == static_cast<double>(values.back()) / 1e9);
            CHECK(histogram.meanSeconds() == doctest::Approx(sum / static_cast<double>(n) / 1e9).epsilon(1e-12));
        }
    }
}

TEST_CASE("merging is exact and does not depend on the order")
{
    for (const auto &source : sources()) {
        CAPTURE(source.name);
        Engine engine(3);
        Histogram whole, parts[5];
        for (int i = 0; i < 5000; ++i) {
            const auto value = source.draw(engine);
            whole.add(value);
            parts[engine() % 4].add(value); // the fifth stays empty
        }
        Histogram forward, backward;
        for (int i = 0; i < 5; ++i)
            forward.merge(parts[i]);
        for (int i = 4; i >= 0; --i)
            backward.merge(parts[i]);
        CHECK(forward == whole);
        CHECK(backward == whole);
        CHECK(forward.meanSeconds() == whole.meanSeconds());
    }
}

TEST_CASE("a weight counts as that many values")
{
    Histogram weighted, repeated;
    weighted.add(1'000'003, 1000);
    weighted.add(17, 0);
    weighted.add(std::numeric_limits<std::int64_t>::max(), 0);
    for (int i = 0; i < 1000; ++i)
        repeated.add(1'000'003);
    CHECK(weighted == repeated);
}

TEST_CASE("an empty histogram answers 0 to everything")
{
    const Histogram empty;
    CHECK(empty.count() == 0);
    CHECK(empty.meanSeconds() == 0);
    CHECK(empty.maxSeconds() == 0);
    CHECK(empty.quantileSeconds(0.99) == 0);
    CHECK(empty.countAtLeast(0) == 0);
    CHECK(empty.buckets().empty());
}

TEST_CASE("the sum holds more than 64 bits")
{
    Histogram histogram;
    const auto huge = std::numeric_limits<std::int64_t>::max();
    histogram.add(huge, 1'000'000);
    histogram.add(huge);
    CHECK(histogram.meanSeconds() == static_cast<double>(huge) / 1e9);
    Histogram twice = histogram;
    twice.merge(histogram);
    CHECK(twice.meanSeconds() == static_cast<double>(huge) / 1e9);
    CHECK(twice.quantileSeconds(0.5) == doctest::Approx(static_cast<double>(huge) / 1e9).epsilon(1.0 / 128));
}

TEST_CASE("negative values count as 0")
{
    Histogram negative, zero;
    negative.add(-5);
    negative.add(std::numeric_limits<std::int64_t>::min());
    zero.add(0, 2);
    CHECK(negative == zero);
    CHECK(zero.quantileSeconds(1) == 0);
}

TEST_CASE("buckets tile the recorded values and add up to the count")
{
    Engine engine(11);
    Histogram histogram;
    std::vector<std::int64_t> values;
    for (int i = 0; i < 3000; ++i) {
        values.push_back(static_cast<std::int64_t>((engine() >> 1) >> (engine() % 63)));
        histogram.add(values.back());
    }
    std::uint64_t total = 0;
    double last = 0;
    for (const auto &bucket : histogram.buckets()) {
        CHECK(bucket.lowSeconds >= last);
        CHECK(bucket.highSeconds > bucket.lowSeconds);
        last = bucket.highSeconds;
        total += bucket.count;
    }
    CHECK(total == histogram.count());
    for (const std::int64_t limit : { std::int64_t { 0 }, std::int64_t { 1 }, std::int64_t { 255 },
             std::int64_t { 1 } << 20, std::int64_t { 1 } << 50 }) {
        const auto exact = static_cast<std::uint64_t>(
            std::count_if(values.begin(), values.end(), [limit](std::int64_t v) { return v >= limit; }));
        CHECK(histogram.countAtLeast(limit) == exact); // bucket borders: exact
    }
}

TEST_CASE("a value that repeats is its own quantile")
{
    for (const std::int64_t ns : { 1'000'000LL, 12'345'678LL, 1'000'000'007LL, 86'400'000'000'001LL }) {
        Histogram histogram;
        histogram.add(ns, 1000);
        histogram.add(ns * 100, 10);
        CHECK(histogram.quantileSeconds(0.5) == doctest::Approx(static_cast<double>(ns) / 1e9).epsilon(1e-8));
    }
}
