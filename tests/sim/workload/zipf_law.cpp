// SPDX-License-Identifier: GPL-3.0-or-later
// The probabilities that the key sampler gives the keys, see tests/oracles/theory.json topic generators.
#include "sim/workload/popularity.h"
#include "tests/support/oracles.h"

#include <numeric>

using namespace cs;
using namespace cs::test;

namespace
{

std::uint64_t drawFrom(const KeySampler &sampler, std::uint64_t bits)
{
    const auto engine = [bits] { return bits; };
    return sampler(engine);
}

/// The share of all 2^64 random numbers that draw each key, counted, not sampled: of the numbers that fall into one
/// column of the table the first ones draw one key and the rest another.
std::vector<double> lawOf(const KeySampler &sampler)
{
    __extension__ using Wide = unsigned __int128;
    const std::uint64_t keys = sampler.keys();
    std::vector<double> law(keys);
    const auto firstOf = [keys](std::uint64_t column) { return ((static_cast<Wide>(column) << 64) + keys - 1) / keys; };
    for (std::uint64_t column = 0; column < keys; ++column) {
        const Wide begin = firstOf(column), end = firstOf(column + 1);
        const std::uint64_t first = drawFrom(sampler, static_cast<std::uint64_t>(begin));
        const std::uint64_t last = drawFrom(sampler, static_cast<std::uint64_t>(end - 1));
        Wide low = begin, high = end - 1; // drawn at `low` is the first, at `high` the last
        while (first != last && high - low > 1) {
            const Wide middle = low + (high - low) / 2;
            (drawFrom(sampler, static_cast<std::uint64_t>(middle)) == first ? low : high) = middle;
        }
        const Wide change = first == last ? end : high;
        law[first] += static_cast<double>(change - begin) * 0x1.0p-64;
        law[last] += static_cast<double>(end - change) * 0x1.0p-64;
    }
    return law;
}

void checkClosedForm(const std::string &id, double figure)
{
    const auto &entry = oracleEntry(id);
    const double expected = entry.at("expected").get<double>();
    const double relative = entry.at("tolerance").at("analytic_rel").get<double>();
    INFO(id, ", ", entry.at("name").get<std::string>(), ": expected ", expected, ", got ", figure, ", tolerance ",
        relative * std::fabs(expected));
    CHECK(std::fabs(figure - expected) <= relative * std::fabs(expected));
}

void checkZipf(const std::string &id, std::uint64_t keys, double exponent)
{
    Popularity popularity;
    popularity.law = PopularityLaw::zipf;
    popularity.exponent = exponent;
    const std::vector<double> law = lawOf(KeySampler(popularity, keys));
    const auto top = [&](std::size_t count) {
        return std::accumulate(law.begin(), law.begin() + static_cast<std::ptrdiff_t>(count), 0.0);
    };
    CHECK(top(keys) == doctest::Approx(1).epsilon(1e-12));
    checkClosedForm(id + ".H", 1 / law[0]); // p1 = 1 / H
    for (const std::size_t rank : { 1, 2, 10, 100 })
        checkClosedForm(id + ".p" + std::to_string(rank), law[rank - 1]);
    for (const std::size_t count : { 10, 100, 1000 })
        checkClosedForm(id + ".cdf" + std::to_string(count), top(count));
    for (const std::size_t percent : { 1, 10, 20 })
        checkClosedForm(id + ".top" + std::to_string(percent) + "pct", top(keys * percent / 100));
    double entropy = 0;
    for (const double p : law)
        entropy -= p * std::log2(p);
    checkClosedForm(id + ".entropy_bits", entropy);
}

} // namespace

TEST_CASE("W1: the table that keys are drawn from has the probabilities of the Zipf law")
{
    checkZipf("W1_N1000_a0.99", 1000, 0.99);
    checkZipf("W1_N10000_a1.0", 10'000, 1);
}
