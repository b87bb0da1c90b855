// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/zipf_fit.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

namespace cs
{

namespace
{

constexpr double largestExponent = 5;
/// A log in which no key comes twice fits any large population; this much more than seen is not to be told from more.
constexpr double mostUnseen = 20;

/// Ranks with about the same rate, taken together.
struct RankGroup {
    double ranks = 0;
    double weight = 0; ///< rank^-exponent
};

/// Every rank up to 64 by itself, then groups that grow by a twentieth: the rates in one differ by a few per cent.
std::vector<RankGroup> rankGroups(double population, double exponent)
{
    std::vector<RankGroup> groups;
    double first = 1;
    while (first <= population) {
        const double next = first < 64 ? first + 1 : std::max(first + 1, std::floor(first * 1.05));
        const double last = std::min(next - 1, population);
        const double middle = std::sqrt(first * last);
        groups.push_back({ last - first + 1, std::pow(middle, -exponent) });
        first = next;
    }
    return groups;
}

class Likelihood
{
public:
    explicit Likelihood(const std::vector<std::uint32_t> &counts)
    {
        for (const auto count : counts)
            ++m_keysWith[count];
        m_seen = static_cast<double>(counts.size());
        for (const auto &[count, keys] : m_keysWith)
            m_reads += static_cast<double>(count) * keys;
    }

    double operator()(double population, double exponent) const
    {
        const auto groups = rankGroups(population, exponent);
        double total = 0;
        for (const auto &group : groups)
            total += group.ranks * group.weight;
        const double scale = m_reads / total;
        double result = 0;
        for (const auto &[count, keys] : m_keysWith)
            result += keys * logShare(groups, scale, population, count);
        const double unseen = population - m_seen;
        if (unseen > 0)
            result += unseen * logShare(groups, scale, population, 0);
        // In how many ways the keys seen can be chosen.
        return result + std::lgamma(population + 1) - std::lgamma(unseen + 1);
    }

private:
    /// Log of the mean over all ranks of the Poisson probability of `count`.
    static double logShare(const std::vector<RankGroup> &groups, double scale, double population, double count)
    {
        double largest = -1e300;
        thread_local std::vector<double> terms;
        terms.clear();
        for (const auto &group : groups) {
            const double rate = group.weight * scale;
            terms.push_back(count * std::log(rate) - rate + std::log(group.ranks));
            largest = std::max(largest, terms.back());
        }
        double sum = 0;
        for (const double term : terms)
            sum += std::exp(term - largest);
        return largest + std::log(sum) - std::log(population) - std::lgamma(count + 1);
    }

    std::map<double, double> m_keysWith; ///< by number of reads
    double m_seen = 0;
    double m_reads = 0;
};

/// Where a function with one maximum has it (golden section).
double maximum(double low, double high, double tolerance, const std::function<double(double)> &f)
{
    constexpr double ratio = 0.6180339887498949;
    double a = high - ratio * (high - low), b = low + ratio * (high - low);
    double fa = f(a), fb = f(b);
    while (high - low > tolerance) {
        if (fa > fb) {
            high = b;
            b = a;
            fb = fa;
            fa = f(a = high - ratio * (high - low));
        } else {
            low = a;
            a = b;
            fa = fb;
            fb = f(b = low + ratio * (high - low));
        }
    }
    return (low + high) / 2;
}

/// Large counts that differ by under two per cent are one count, so that the likelihood has few terms to sum.
std::vector<std::uint32_t> coarse(const std::vector<std::uint32_t> &counts)
{
    std::vector<std::uint32_t> result = counts;
    for (auto &count : result)
        if (count > 100) {
            const double step = std::round(std::log(count) / 0.02) * 0.02;
            count = static_cast<std::uint32_t>(std::lround(std::exp(step)));
        }
    return result;
}

/// So many keys that get so many reads each, on average over all samples of the fitted law.
struct ExpectedKeys {
    double count = 0, keys = 0;
};

std::vector<ExpectedKeys> expectedKeys(const ZipfFit &fit, double reads)
{
    const auto groups = rankGroups(fit.population, fit.exponent);
    double total = 0;
    for (const auto &group : groups)
        total += group.ranks * group.weight;
    std::vector<ExpectedKeys> result;
    for (const auto &group : groups) {
        const double rate = group.weight * reads / total;
        if (rate > 1000) {
            result.push_back({ rate, group.ranks });
            continue;
        }
        const double width = 6 * std::sqrt(rate) + 8;
        for (double n = std::max(1.0, std::floor(rate - width)); n <= rate + width; ++n)
            result.push_back({ n, group.ranks * std::exp(n * std::log(rate) - rate - std::lgamma(n + 1)) });
    }
    std::sort(result.begin(), result.end(), [](const auto &a, const auto &b) { return a.count > b.count; });
    return result;
}

/// R^2 of the observed cumulative shares of reads, keys sorted by their reads, against those of an average sample.
double goodness(const std::vector<std::uint32_t> &counts, const ZipfFit &fit)
{
    double reads = 0;
    for (const auto count : counts)
        reads += count;
    const auto expected = expectedKeys(fit, reads);
    double sum = 0, squares = 0, residual = 0, observed = 0;
    double keysBefore = 0, readsBefore = 0;
    std::size_t at = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double rank = static_cast<double>(i + 1);
        observed += counts[i] / reads;
        while (at < expected.size() && keysBefore + expected[at].keys < rank) {
            keysBefore += expected[at].keys;
            readsBefore += expected[at].keys * expected[at].count;
            ++at;
        }
        const double inside = at < expected.size() ? (rank - keysBefore) * expected[at].count : 0;
        const double fitted = (readsBefore + inside) / reads;
        residual += (observed - fitted) * (observed - fitted);
        sum += observed;
        squares += observed * observed;
    }
    const double variance = squares - sum * sum / static_cast<double>(counts.size());
    return variance > 0 ? std::clamp(1 - residual / variance, 0.0, 1.0) : 1;
}

/// Maximum likelihood with the observed order taken for the ranks: right where every key was read often enough.
double exponentByRank(const std::vector<std::uint32_t> &counts)
{
    double reads = 0, weighted = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        reads += counts[i];
        weighted += counts[i] * std::log(static_cast<double>(i + 1));
    }
    return maximum(0, largestExponent, 1e-4, [&](double exponent) {
        double total = 0;
        for (std::size_t i = 0; i < counts.size(); ++i)
            total += std::pow(static_cast<double>(i + 1), -exponent);
        return -exponent * weighted - reads * std::log(total);
    });
}

} // namespace

ZipfFit fitZipf(std::vector<std::uint32_t> counts)
{
    std::erase(counts, 0u);
    ZipfFit result;
    if (counts.empty())
        return result;
    std::sort(counts.begin(), counts.end(), std::greater<>());
    const double seen = static_cast<double>(counts.size());
    result.population = seen;
    result.fit = 1;
    if (counts.size() == 1)
        return result;
    const Likelihood likelihood(coarse(counts));
    const auto exponentAt = [&](double population) {
        return maximum(0, largestExponent, 1e-3, [&](double exponent) { return likelihood(population, exponent); });
    };
    // Only keys read once speak of keys not read at all: without two of them what was seen is all there is.
    const bool mayHaveUnseen = counts[counts.size() - 2] == 1;
    const double logMost = std::log(seen * (mayHaveUnseen ? mostUnseen : 1));
    const double best = maximum(std::log(seen), logMost, 1e-3, [&](double logPopulation) {
        const double population = std::round(std::exp(logPopulation));
        return likelihood(population, exponentAt(population));
    });
    result.population = std::max(seen, std::round(std::exp(best)));
    if (likelihood(seen, exponentAt(seen)) >= likelihood(result.population, exponentAt(result.population)))
        result.population = seen;
    constexpr std::uint32_t often = 50;
    const bool ranksAreClear = result.population == seen && counts.back() >= often && counts.size() <= 1000;
    result.exponent = ranksAreClear ? exponentByRank(counts) : exponentAt(result.population);
    if (result.exponent < 0.005)
        result.exponent = 0;
    result.exponent = std::round(result.exponent * 1000) / 1000;
    result.fit = goodness(counts, result);
    return result;
}

std::vector<double> zipfCumulative(std::uint64_t keys, double exponent)
{
    std::vector<double> cumulative(keys);
    double sum = 0;
    for (std::uint64_t i = 0; i < keys; ++i)
        cumulative[i] = sum += std::pow(static_cast<double>(i + 1), -exponent);
    for (double &value : cumulative)
        value /= sum;
    return cumulative;
}

} // namespace cs
