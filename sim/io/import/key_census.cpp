// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/key_census.h"

#include <cmath>

namespace cs
{

std::uint64_t mixedKey(std::uint64_t key)
{
    key ^= key >> 33;
    key *= 0xff51afd7ed558ccdu;
    key ^= key >> 33;
    key *= 0xc4ceb9fe1a85ec53u;
    return key ^ (key >> 33);
}

void KeyCount::addSize(double bytes)
{
    ++sized;
    const double log = std::log(bytes);
    const auto move = [this](float &mean, double value) { mean += static_cast<float>((value - mean) / sized); };
    move(meanSize, bytes);
    move(meanSquare, bytes * bytes);
    move(meanLog, log);
    move(meanSquareLog, log * log);
}

std::uint32_t KeyCensus::meet(std::uint64_t key, std::uint32_t type)
{
    // A key of two types is two keys: each type has a population of its own.
    const std::uint64_t mixed = mixedKey(key + mixedKey(type));
    if (mixed > m_limit)
        return none;
    const auto found = m_index.find(mixed);
    if (found != m_index.end())
        return found->second;
    if (m_counts.size() >= m_most) {
        thin();
        return meet(key, type);
    }
    const auto index = static_cast<std::uint32_t>(m_counts.size());
    m_index.emplace(mixed, index);
    m_counts.push_back({ .type = type });
    return index;
}

/// Halves the sample: keys of the upper half of the hash values go.
void KeyCensus::thin()
{
    m_limit /= 2;
    std::vector<KeyCount> kept;
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> index;
    for (const auto &[mixed, at] : m_index)
        if (mixed <= m_limit) {
            index.emplace(mixed, static_cast<std::uint32_t>(kept.size()));
            kept.push_back(m_counts[at]);
        }
    m_counts = std::move(kept);
    m_index = std::move(index);
}

double KeyCensus::scale() const
{
    return isSampled() ? std::pow(2.0, 64) / static_cast<double>(m_limit) : 1;
}

std::vector<KeyCount> KeyCensus::counts() const
{
    return m_counts;
}

void DistinctCount::add(std::uint64_t value)
{
    const std::uint64_t mixed = mixedKey(value);
    if (mixed > m_limit || !m_values.insert(mixed).second)
        return;
    while (m_values.size() > most) {
        m_limit /= 2;
        boost::unordered::erase_if(m_values, [this](std::uint64_t v) { return v > m_limit; });
    }
}

std::uint64_t DistinctCount::count() const
{
    const double scale = m_limit == ~std::uint64_t { 0 } ? 1 : std::pow(2.0, 64) / static_cast<double>(m_limit);
    return static_cast<std::uint64_t>(std::llround(static_cast<double>(m_values.size()) * scale));
}

} // namespace cs
