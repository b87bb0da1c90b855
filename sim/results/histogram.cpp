// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/histogram.h"

#include <cmath>

namespace cs
{

namespace
{

constexpr double nsPerSecond = 1e9; // dividing rounds once, so 2 ms prints as 0.002

} // namespace

std::uint64_t Histogram::bucketWidth(std::size_t index)
{
    const std::size_t power = index >> subBits;
    return power < 2 ? 1 : std::uint64_t { 1 } << (power - 1);
}

void Histogram::merge(const Histogram &other)
{
    if (other.m_cells.size() > m_cells.size())
        m_cells.resize(other.m_cells.size());
    for (std::size_t i = 0; i < other.m_cells.size(); ++i) {
        m_cells[i].count += other.m_cells[i].count;
        m_cells[i].excess += other.m_cells[i].excess;
    }
    m_count += other.m_count;
    const Wide sum
        = (static_cast<Wide>(m_sumHigh) << 64 | m_sumLow) + (static_cast<Wide>(other.m_sumHigh) << 64 | other.m_sumLow);
    m_sumLow = static_cast<std::uint64_t>(sum);
    m_sumHigh = static_cast<std::uint64_t>(sum >> 64);
    m_max = std::max(m_max, other.m_max);
}

Histogram Histogram::since(const Histogram &earlier) const
{
    Histogram out = *this;
    for (std::size_t i = 0; i < earlier.m_cells.size(); ++i) {
        out.m_cells[i].count -= earlier.m_cells[i].count;
        out.m_cells[i].excess -= earlier.m_cells[i].excess;
    }
    out.m_count -= earlier.m_count;
    const Wide sum = (static_cast<Wide>(m_sumHigh) << 64 | m_sumLow)
        - (static_cast<Wide>(earlier.m_sumHigh) << 64 | earlier.m_sumLow);
    out.m_sumLow = static_cast<std::uint64_t>(sum);
    out.m_sumHigh = static_cast<std::uint64_t>(sum >> 64);
    while (!out.m_cells.empty() && out.m_cells.back().count == 0)
        out.m_cells.pop_back();
    if (out.m_cells.empty())
        out.m_max = 0;
    else if (out.m_cells.size() < m_cells.size() || m_max == earlier.m_max)
        out.m_max = std::min<std::int64_t>(m_max,
            static_cast<std::int64_t>(bucketLow(out.m_cells.size() - 1) + bucketWidth(out.m_cells.size() - 1) - 1));
    return out;
}

double Histogram::meanSeconds() const
{
    if (m_count == 0)
        return 0;
    const Wide sum = static_cast<Wide>(m_sumHigh) << 64 | m_sumLow;
    const auto whole = static_cast<double>(static_cast<std::uint64_t>(sum / m_count));
    const auto rest = static_cast<double>(static_cast<std::uint64_t>(sum % m_count));
    return (whole + rest / static_cast<double>(m_count)) / nsPerSecond;
}

double Histogram::maxSeconds() const
{
    return static_cast<double>(m_max) / nsPerSecond;
}

double Histogram::quantileSeconds(double q) const
{
    if (m_count == 0)
        return 0;
    // 0.07 * 100 is a hair above 7: without the nudge the 8th value would come out.
    const double share = std::clamp(std::isnan(q) ? 0.0 : q, 0.0, 1.0);
    const double wanted = std::ceil(share * static_cast<double>(m_count) * (1 - 4e-16));
    if (wanted >= static_cast<double>(m_count))
        return maxSeconds();
    const auto rank = std::max<std::uint64_t>(static_cast<std::uint64_t>(wanted), 1);
    std::uint64_t seen = 0;
    std::size_t index = 0;
    while (index < m_cells.size() && (seen += m_cells[index].count) < rank)
        ++index;
    const Cell &cell = m_cells[index];
    const double excess = static_cast<double>(cell.excess) / static_cast<double>(cell.count)
        * static_cast<double>(std::uint64_t { 1 } << excessShift(index));
    return std::min((static_cast<double>(bucketLow(index)) + excess) / nsPerSecond, maxSeconds());
}

std::uint64_t Histogram::countAtLeast(std::int64_t ns) const
{
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(ns, 0));
    std::size_t index = bucketOf(value);
    if (bucketLow(index) < value)
        ++index;
    std::uint64_t total = 0;
    for (; index < m_cells.size(); ++index)
        total += m_cells[index].count;
    return total;
}

std::vector<Histogram::Bucket> Histogram::buckets() const
{
    std::vector<Bucket> result;
    for (std::size_t index = 0; index < m_cells.size(); ++index) {
        if (m_cells[index].count == 0)
            continue;
        const auto low = static_cast<double>(bucketLow(index));
        const auto width = static_cast<double>(bucketWidth(index));
        result.push_back({ low / nsPerSecond, (low + width) / nsPerSecond, m_cells[index].count });
    }
    return result;
}

} // namespace cs
