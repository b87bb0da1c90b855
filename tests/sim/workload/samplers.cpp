// SPDX-License-Identifier: GPL-3.0-or-later
// Draws against their laws, see tests/oracles/theory.json topic generators and arrivals.
#include "sim/workload/arrivals.h"
#include "sim/workload/law_sampler.h"
#include "sim/workload/popularity.h"
#include "sim/workload/request_stream.h"
#include "tests/support/oracles.h"

#include <algorithm>
#include <numeric>

using namespace cs;
using namespace cs::test;

namespace
{

Popularity zipf(double exponent)
{
    Popularity out;
    out.law = PopularityLaw::zipf;
    out.exponent = exponent;
    return out;
}

/// Chi-square of draws 0..n-1 against probabilities, with bins of at least 50 expected.
double chiSquare(const std::vector<double> &expected, const std::vector<std::uint64_t> &counts, int &degrees)
{
    double sum = 0, e = 0, o = 0;
    degrees = -1;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        e += expected[i];
        o += static_cast<double>(counts[i]);
        if (e >= 50 || i + 1 == expected.size()) {
            sum += e > 0 ? (o - e) * (o - e) / e : 0;
            e = o = 0;
            ++degrees;
        }
    }
    return sum;
}

/// A draw is right when chi-square is within 5 standard deviations of its mean.
void checkKeys(const Popularity &popularity, const std::vector<double> &weights, std::uint64_t seed)
{
    constexpr int draws = 400'000;
    const KeySampler sampler(popularity, weights.size());
    StreamEngine engine(seed);
    std::vector<std::uint64_t> counts(weights.size());
    for (int i = 0; i < draws; ++i) {
        const auto key = sampler(engine);
        REQUIRE(key < weights.size());
        ++counts[key];
    }
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    std::vector<double> expected;
    for (const double weight : weights)
        expected.push_back(weight / total * draws);
    int degrees = 0;
    const double x = chiSquare(expected, counts, degrees);
    INFO("chi-square ", x, " with ", degrees, " degrees of freedom");
    CHECK(x < degrees + 5 * std::sqrt(2.0 * std::max(1, degrees)) + 5);
}

std::vector<double> zipfWeights(std::size_t keys, double exponent)
{
    std::vector<double> out;
    for (std::size_t rank = 1; rank <= keys; ++rank)
        out.push_back(std::pow(static_cast<double>(rank), -exponent));
    return out;
}

ArrivalProcess arrivals(double rate, Arrivals kind, const std::optional<Diurnal> &diurnal, std::uint64_t seed)
{
    Reads reads;
    reads.diurnal = diurnal;
    return ArrivalProcess({ rate, kind, RateProfile(reads), std::nullopt, seed, 0 });
}

} // namespace

TEST_CASE("Zipf draws pass the published chi-square vector over 20 seeds")
{
    const auto &entry = oracleEntry("W2");
    const auto &bins = entry.at("params").at("bins");
    const auto &expected = entry.at("expected");
    int outside = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const KeySampler sampler(zipf(0.99), 1000);
        StreamEngine engine(substream(seed, "test"));
        std::vector<double> counts(1000);
        for (int i = 0; i < 1'000'000; ++i)
            ++counts[sampler(engine)];
        double x = 0;
        for (std::size_t b = 0; b < bins.size(); ++b) {
            double observed = 0;
            for (std::size_t rank = bins[b][0]; rank <= bins[b][1].get<std::size_t>(); ++rank)
                observed += counts[rank - 1];
            const double e = expected[b];
            x += (observed - e) * (observed - e) / e;
        }
        outside += x < entry.at("tolerance").at("chi2_min").get<double>()
            || x > entry.at("tolerance").at("chi2_max").get<double>();
    }
    CHECK(outside <= 1);
}

TEST_CASE("Zipf draws follow the law for any exponent")
{
    for (const double exponent : { 0.0, 1e-9, 0.2, 0.5, 0.8, 0.999999999, 1.0, 1.000000001, 1.21, 2.0, 2.7, 5.0 })
        for (const std::size_t keys : { 1u, 2u, 3u, 10u, 1000u })
            checkKeys(zipf(exponent), zipfWeights(keys, exponent), 17 + keys);
}

TEST_CASE("The other popularity laws")
{
    Popularity hot;
    hot.law = PopularityLaw::hotspot;
    hot.keysShare = 0.2;
    hot.readsShare = 0.8;
    std::vector<double> weights(100, 0.2 / 80);
    std::fill_n(weights.begin(), 20, 0.8 / 20);
    checkKeys(hot, weights, 1);

    Popularity fading;
    fading.law = PopularityLaw::exponential;
    fading.rate = 5;
    for (std::size_t i = 0; i < weights.size(); ++i)
        weights[i] = std::exp(-5.0 * static_cast<double>(i) / 100);
    checkKeys(fading, weights, 2);

    Popularity table;
    table.law = PopularityLaw::table;
    table.weights = { 5, 0, 3, 2 };
    checkKeys(table, table.weights, 3);
    checkKeys(Popularity {}, std::vector<double>(7, 1.0), 4);
}

TEST_CASE("Laws have their means and quantiles")
{
    const auto check = [](const Law &law) {
        const LawSampler sampler(law);
        std::vector<double> draws;
        for (std::uint64_t i = 0; i < 200'000; ++i) {
            auto engine = numbered(99, i);
            draws.push_back(sampler(engine));
        }
        std::sort(draws.begin(), draws.end());
        for (const double p : { 0.1, 0.5, 0.9, 0.99 }) {
            // The share of draws at or below the quantile is p, within 5 sd of a binomial.
            const auto below = std::upper_bound(draws.begin(), draws.end(), law.quantile(p)) - draws.begin();
            INFO("quantile ", p);
            const double got = static_cast<double>(below) / static_cast<double>(draws.size());
            const double slack = 5 * std::sqrt(p * (1 - p) / 200'000);
            if (law.kind == LawKind::table)
                CHECK(got >= p - slack);
            else
                CHECK(std::fabs(got - p) < slack);
        }
        const double mean = std::accumulate(draws.begin(), draws.end(), 0.0) / static_cast<double>(draws.size());
        CHECK(mean == doctest::Approx(law.expected()).epsilon(0.02));
    };
    Law law;
    law.kind = LawKind::exponential;
    law.mean = 3;
    check(law);
    law = {};
    law.kind = LawKind::lognormal;
    law.mean = 10;
    law.cv = 1;
    check(law);
    CHECK(law.quantile(0.99) == doctest::Approx(oracle("W6_m10_cv1.p99").expected).epsilon(1e-9));
    CHECK(law.quantile(0.5) == doctest::Approx(oracle("W6_m10_cv1.median").expected).epsilon(1e-9));
    law.form = LognormalForm::p50p99;
    law.p50 = 0.5;
    law.p99 = 2;
    check(law);
    CHECK(law.quantile(0.99) == doctest::Approx(2).epsilon(1e-12));
    law = {};
    law.kind = LawKind::uniform;
    law.min = 1;
    law.max = 4;
    check(law);
    law = {};
    law.kind = LawKind::gpd;
    law.location = 15;
    law.scale = 214.476;
    law.shape = 0.2;
    check(law);
    law.kind = LawKind::gev;
    law.location = 30.7984;
    law.scale = 8.20449;
    law.shape = 0.078688;
    check(law);
    law.shape = 0;
    check(law);
    law.shape = -0.3;
    check(law);
    law = {};
    law.kind = LawKind::table;
    law.values = { 1, 5, 20 };
    law.weights = { 7, 2, 1 };
    check(law);
    Law mixture;
    mixture.kind = LawKind::mixture;
    mixture.parts = { law, Law::constant(3) };
    mixture.weights = { 3, 1 };
    // At or below 1: 3/4 of 7/10; at or below 3: a quarter more.
    CHECK(mixture.quantile(0.5249) == 1);
    CHECK(mixture.quantile(0.5251) == 3);
    CHECK(mixture.quantile(0.776) == 5);
    CHECK(mixture.quantile(0.95) == 20);
    CHECK(mixture.expected() == doctest::Approx(0.75 * 3.7 + 0.25 * 3).epsilon(1e-12));
    mixture.parts[1].kind = LawKind::gpd;
    mixture.parts[1].location = 25;
    mixture.parts[1].scale = 214.476;
    mixture.parts[1].shape = 0.2;
    mixture.weights = { 1, 19 };
    check(mixture);
}

TEST_CASE("The moments of Facebook's ETC pool, and draws that have them")
{
    const auto law = [](LawKind kind, double location, double scale, double shape) {
        Law out;
        out.kind = kind;
        out.location = location;
        out.scale = scale;
        out.shape = shape;
        return out;
    };
    const auto draws = [](const Law &of) {
        const LawSampler sampler(of);
        StreamEngine engine(substream(5, "moments"));
        std::vector<double> out;
        for (int i = 0; i < 1'000'000; ++i)
            out.push_back(sampler(engine));
        return out;
    };
    const auto mean = [](const std::vector<double> &of) {
        return std::accumulate(of.begin(), of.end(), 0.0) / static_cast<double>(of.size());
    };
    const Law value = law(LawKind::gpd, 0, 214.476, 0.348238), key = law(LawKind::gev, 30.7984, 8.20449, 0.078688),
              gap = law(LawKind::gpd, 0, 16.0292, 0.154971);
    CHECK(value.expected() == doctest::Approx(oracle("W5.value_gpd_mean").expected).epsilon(1e-8));
    CHECK(value.quantile(0.5) == doctest::Approx(oracle("W5.value_gpd_median").expected).epsilon(1e-8));
    CHECK(key.expected() == doctest::Approx(oracle("W5.key_gev_mean").expected).epsilon(1e-8));
    CHECK(gap.expected() == doctest::Approx(oracle("W5.ia_mean").expected).epsilon(1e-8));

    auto values = draws(value);
    checkOracle("W5.value_gpd_mean", mean(values), 0);
    std::nth_element(values.begin(), values.begin() + 500'000, values.end());
    checkOracle("W5.value_gpd_median", values[500'000], 0);
    checkOracle("W5.key_gev_mean", mean(draws(key)), 0);
    const auto gaps = draws(gap);
    const double average = mean(gaps);
    checkOracle("W5.ia_mean", average, 0);
    double squares = 0;
    for (const double one : gaps)
        squares += (one - average) * (one - average);
    checkOracle("W5.ia_cv2", squares / static_cast<double>(gaps.size()) / (average * average), 0);
}

TEST_CASE("Lognormal laws from mean and cv have the parameters and quantiles of the closed form")
{
    int checked = 0;
    for (const auto &entry : oracleFile()) {
        const std::string id = entry.at("id");
        if (!id.starts_with("W6"))
            continue;
        Law law;
        law.kind = LawKind::lognormal;
        law.mean = entry.at("params").at("mean");
        law.cv = entry.at("params").at("cv");
        const std::string metric = entry.at("metric");
        const double got = metric == "mu" ? lognormalParameters(law).mu
            : metric == "sigma"           ? lognormalParameters(law).sigma
            : metric == "median"          ? law.quantile(0.5)
            : metric == "p95"             ? law.quantile(0.95)
            : metric == "p99"             ? law.quantile(0.99)
            : metric == "p999"            ? law.quantile(0.999)
                                          : -1;
        INFO(id, " sigma^2 = ln(1 + cv^2)");
        CHECK(got == doctest::Approx(entry.at("expected").get<double>()).epsilon(1e-9));
        ++checked;
    }
    CHECK(checked >= 6);
}

TEST_CASE("Diurnal arrivals: the expected number in a window and in a day")
{
    // Mean 100/s, amplitude 0.5: peak to trough 3, peak a quarter day after midnight.
    auto process = arrivals(100, Arrivals::poisson, Diurnal { 3, Duration::fromSeconds(21600) }, 11);
    double day = 0, window = 0;
    for (SimTime t = process.next(); t.seconds() < 86400; t = process.next()) {
        ++day;
        window += t.seconds() >= 10800 && t.seconds() < 32400;
    }
    checkOracle("W3.quarter_peak", window, 0);
    checkOracle("W3.day", day, 0);
}

TEST_CASE("Even arrivals are evenly spaced, over the day in proportion to the rate")
{
    auto plain = arrivals(4, Arrivals::even, std::nullopt, 1);
    CHECK(plain.next().ns == 250'000'000);
    CHECK(plain.next().ns == 500'000'000);
    auto day = arrivals(0.1, Arrivals::even, Diurnal { 3, Duration::fromSeconds(43200) }, 1);
    int count = 0, noon = 0;
    SimTime last;
    for (SimTime t = day.next(); t.seconds() <= 86400; t = day.next()) {
        CHECK(t > last);
        last = t;
        ++count;
        noon += t.seconds() >= 32400 && t.seconds() < 54000;
    }
    CHECK(std::abs(count - 8640) <= 1);
    CHECK(std::abs(noon - 0.1 * (21600 + 0.5 * 86400 / 3.14159265 * std::sin(3.14159265 / 4))) < 2);
}

TEST_CASE("A stream is ordered, repeats for its seed, and nothing arrives at rate 0")
{
    Workload workload;
    workload.clients.count = 10;
    for (const double rate : { 50.0, 20.0, 0.0 }) {
        DataType type;
        type.keys = 30;
        type.reads.rate = rate;
        type.writes.perRead = 0.5;
        workload.dataTypes.push_back(type);
    }
    const auto a = openRequestStream(workload, 1, ""), b = openRequestStream(workload, 1, ""),
               c = openRequestStream(workload, 2, "");
    REQUIRE(a);
    SimTime last;
    int different = 0, writes = 0;
    for (int i = 0; i < 5000; ++i) {
        Request x, y, z;
        REQUIRE((*a)->next(x).value());
        REQUIRE((*b)->next(y).value());
        REQUIRE((*c)->next(z).value());
        CHECK(x.time == y.time);
        CHECK(x.key == y.key);
        CHECK(x.client == y.client);
        CHECK(x.client < 10);
        CHECK(x.time >= last);
        CHECK(x.type < 2);
        CHECK(x.number == static_cast<std::uint64_t>(i));
        last = x.time;
        different += x.time != z.time;
        writes += x.write;
    }
    CHECK(different > 4900);
    // A third of the requests are writes.
    CHECK(std::abs(writes - 5000 / 3.0) < 5 * std::sqrt(5000 * 2 / 9.0));
}
