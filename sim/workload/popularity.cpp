// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/workload/popularity.h"

namespace cs
{

KeySampler::KeySampler(const Popularity &popularity, std::uint64_t keys)
    : m_law(popularity.law)
    , m_keys(std::max<std::uint64_t>(1, keys))
{
    switch (m_law) {
    case PopularityLaw::zipf:
        if (popularity.exponent == 0)
            m_law = PopularityLaw::uniform;
        else
            m_zipf = ZipfSampler(m_keys, popularity.exponent);
        break;
    case PopularityLaw::uniform:
        break;
    case PopularityLaw::hotspot: {
        const double hot = std::ceil(popularity.keysShare * static_cast<double>(m_keys));
        m_hotKeys = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(hot));
        m_readsShare = popularity.readsShare;
        if (m_hotKeys >= m_keys)
            m_law = PopularityLaw::uniform;
        break;
    }
    case PopularityLaw::exponential:
        m_decay = popularity.rate / static_cast<double>(m_keys);
        m_span = std::expm1(-popularity.rate);
        if (popularity.rate == 0)
            m_law = PopularityLaw::uniform;
        break;
    case PopularityLaw::table:
        m_cumulative = cumulativeThresholds(popularity.weights);
        break;
    }
}

} // namespace cs
