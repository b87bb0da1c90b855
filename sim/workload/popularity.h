// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/scenario.h"
#include "sim/workload/law_sampler.h"
#include "sim/workload/zipf_sampler.h"

namespace cs
{

/// Draws keys 0..keys-1 of a data type; key 0 is the most popular.
class KeySampler
{
public:
    KeySampler(const Popularity &popularity, std::uint64_t keys);

    template <class Engine>
    std::uint64_t operator()(Engine &engine) const
    {
        switch (m_law) {
        case PopularityLaw::zipf:
            return m_zipf(engine) - 1;
        case PopularityLaw::uniform:
            return below(engine(), m_keys);
        case PopularityLaw::hotspot: {
            if (unitInterval(engine()) < m_readsShare)
                return below(engine(), m_hotKeys);
            return m_hotKeys + below(engine(), m_keys - m_hotKeys);
        }
        case PopularityLaw::exponential: {
            // Inverse of the truncated geometric law with ratio exp(-rate / keys).
            const double u = unitInterval(engine());
            const double x = -std::log1p(u * m_span) / m_decay;
            return std::min(m_keys - 1, static_cast<std::uint64_t>(std::max(0.0, x)));
        }
        case PopularityLaw::table: {
            const auto at = std::upper_bound(m_cumulative.begin(), m_cumulative.end(), engine() >> 1);
            return std::min<std::uint64_t>(static_cast<std::uint64_t>(at - m_cumulative.begin()), m_keys - 1);
        }
        }
        return 0;
    }

private:
    PopularityLaw m_law;
    std::uint64_t m_keys;
    ZipfSampler m_zipf;
    std::uint64_t m_hotKeys = 1;
    double m_readsShare = 0;
    double m_decay = 0; ///< exponential: rate per key
    double m_span = 0; ///< exponential: exp(-rate) - 1
    std::vector<std::uint64_t> m_cumulative;
};

} // namespace cs
