// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/workload/popularity.h"

namespace cs
{

namespace
{

std::vector<double> zipfWeights(std::uint64_t keys, double exponent)
{
    std::vector<double> out(keys);
    for (std::uint64_t i = 0; i < keys; ++i)
        out[i] = std::exp(-exponent * std::log(static_cast<double>(i + 1)));
    return out;
}

std::vector<double> exponentialWeights(std::uint64_t keys, double decay)
{
    std::vector<double> out(keys);
    for (std::uint64_t i = 0; i < keys; ++i)
        out[i] = std::exp(-decay * static_cast<double>(i));
    return out;
}

} // namespace

KeySampler::KeySampler(const Popularity &popularity, std::uint64_t keys)
    : m_keys(std::max<std::uint64_t>(1, keys))
{
    const bool tabulated = m_keys <= mostTabulated;
    switch (popularity.law) {
    case PopularityLaw::zipf:
        if (popularity.exponent == 0)
            break;
        if (tabulated) {
            tabulate(zipfWeights(m_keys, popularity.exponent));
        } else {
            m_way = Way::zipf;
            m_zipf = ZipfSampler(m_keys, popularity.exponent);
        }
        break;
    case PopularityLaw::uniform:
        break;
    case PopularityLaw::hotspot: {
        const double hot = std::ceil(popularity.keysShare * static_cast<double>(m_keys));
        m_hotKeys = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(hot));
        m_readsShare = popularity.readsShare;
        if (m_hotKeys < m_keys)
            m_way = Way::hotspot;
        break;
    }
    case PopularityLaw::exponential:
        if (popularity.rate == 0)
            break;
        m_decay = popularity.rate / static_cast<double>(m_keys);
        m_span = std::expm1(-popularity.rate);
        if (tabulated)
            tabulate(exponentialWeights(m_keys, m_decay));
        else
            m_way = Way::exponential;
        break;
    case PopularityLaw::table:
        tabulate(popularity.weights);
        break;
    }
}

void KeySampler::tabulate(const std::vector<double> &weights)
{
    if (weights.empty())
        return;
    m_way = Way::alias;
    m_alias = std::make_shared<const AliasTable>(weights);
}

} // namespace cs
