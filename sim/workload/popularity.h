// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/random.h"
#include "sim/model/scenario.h"
#include "sim/workload/alias_table.h"
#include "sim/workload/zipf_sampler.h"

#include <algorithm>
#include <memory>

namespace cs
{

/// Draws ranks 0..keys-1 of a data type; rank 0 is the most popular. Up to a million keys come out of an alias table,
/// which copies share.
class KeySampler
{
public:
    KeySampler() = default;
    KeySampler(const Popularity &popularity, std::uint64_t keys);

    template <class Engine>
    std::uint64_t operator()(Engine &engine) const
    {
        switch (m_way) {
        case Way::alias:
            return (*m_alias)(engine());
        case Way::uniform:
            return below(engine(), m_keys);
        case Way::zipf:
            return m_zipf(engine) - 1;
        case Way::hotspot: {
            if (unitInterval(engine()) < m_readsShare)
                return below(engine(), m_hotKeys);
            return m_hotKeys + below(engine(), m_keys - m_hotKeys);
        }
        case Way::exponential: {
            // Inverse of the truncated geometric law with ratio exp(-rate / keys).
            const double x = -std::log1p(unitInterval(engine()) * m_span) / m_decay;
            return std::min(m_keys - 1, static_cast<std::uint64_t>(std::max(0.0, x)));
        }
        }
        return 0;
    }

    std::uint64_t keys() const { return m_keys; }

    /// Larger populations of the Zipf and exponential laws are drawn by formula.
    static constexpr std::uint64_t mostTabulated = std::uint64_t(1) << 20;

private:
    enum class Way { alias, uniform, zipf, hotspot, exponential };
    void tabulate(const std::vector<double> &weights);

    Way m_way = Way::uniform;
    std::uint64_t m_keys = 1;
    std::shared_ptr<const AliasTable> m_alias;
    ZipfSampler m_zipf;
    std::uint64_t m_hotKeys = 1;
    double m_readsShare = 0;
    double m_decay = 0; ///< exponential: rate per key
    double m_span = 0; ///< exponential: exp(-rate) - 1
};

} // namespace cs
