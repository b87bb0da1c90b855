// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/lru_check.h"

#include <algorithm>
#include <boost/random/mersenne_twister.hpp>

namespace cs
{

LruCounter::LruCounter(std::size_t keys, std::uint64_t capacity)
    : m_before(keys + 1)
    , m_after(keys + 1)
    , m_inside(keys, false)
    , m_ends(static_cast<std::uint32_t>(keys))
    , m_capacity(capacity)
{
    m_before[m_ends] = m_after[m_ends] = m_ends;
}

void LruCounter::moveToFront(std::uint32_t key)
{
    const std::uint32_t first = m_after[m_ends];
    m_after[m_ends] = key;
    m_before[key] = m_ends;
    m_after[key] = first;
    m_before[first] = key;
}

void LruCounter::read(std::uint32_t key)
{
    ++m_reads;
    if (m_inside[key]) {
        ++m_hits;
        m_after[m_before[key]] = m_after[key];
        m_before[m_after[key]] = m_before[key];
        moveToFront(key);
        return;
    }
    if (m_capacity == 0)
        return;
    if (m_held == m_capacity) {
        const std::uint32_t oldest = m_before[m_ends];
        m_before[m_ends] = m_before[oldest];
        m_after[m_before[oldest]] = m_ends;
        m_inside[oldest] = false;
        --m_held;
    }
    m_inside[key] = true;
    ++m_held;
    moveToFront(key);
}

namespace
{

/// Draws from a table of cumulative shares.
class TableSampler
{
public:
    explicit TableSampler(std::vector<double> cumulative)
        : m_cumulative(std::move(cumulative))
    {
    }
    std::size_t operator()(boost::random::mt19937_64 &engine) const
    {
        const double u = static_cast<double>(engine() >> 11) * 0x1p-53;
        const auto found = std::upper_bound(m_cumulative.begin(), m_cumulative.end(), u);
        return std::min(static_cast<std::size_t>(found - m_cumulative.begin()), m_cumulative.size() - 1);
    }

private:
    std::vector<double> m_cumulative;
};

} // namespace

double shuffledHitRatio(std::vector<std::uint32_t> reads, std::size_t keys, std::uint64_t capacity)
{
    boost::random::mt19937_64 engine(20240301);
    // Fisher and Yates; the remainder's bias is below 2^-39 for any number of reads kept here.
    for (std::size_t i = reads.size(); i > 1; --i)
        std::swap(reads[i - 1], reads[engine() % i]);
    LruCounter cache(keys, capacity);
    for (const auto key : reads)
        cache.read(key);
    return cache.hitRatio();
}

double imageHitRatio(
    const std::vector<ImageType> &types, std::uint64_t reads, std::uint64_t capacity, std::stop_token stop)
{
    std::vector<TableSampler> keys;
    std::vector<std::uint64_t> first;
    std::vector<double> shares;
    std::uint64_t allKeys = 0;
    double allReads = 0;
    for (const auto &type : types) {
        keys.emplace_back(zipfCumulative(type.keys, type.exponent));
        first.push_back(allKeys);
        allKeys += type.keys;
        shares.push_back(allReads += type.reads);
    }
    for (double &share : shares)
        share /= allReads;
    const TableSampler pick(std::move(shares));
    boost::random::mt19937_64 engine(20240229);
    const std::uint64_t rounds = std::clamp<std::uint64_t>(300'000 / std::max<std::uint64_t>(reads, 1), 1, 20);
    double sum = 0;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        LruCounter cache(allKeys, capacity);
        for (std::uint64_t i = 0; i < reads && !(i % 65536 == 0 && stop.stop_requested()); ++i) {
            const std::size_t type = pick(engine);
            cache.read(static_cast<std::uint32_t>(first[type] + keys[type](engine)));
        }
        sum += cache.hitRatio();
    }
    return sum / static_cast<double>(rounds);
}

} // namespace cs
