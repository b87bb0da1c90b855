// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/workload/law_sampler.h"

namespace cs
{

std::vector<std::uint64_t> cumulativeThresholds(const std::vector<double> &weights)
{
    double total = 0;
    for (const double weight : weights)
        total += weight;
    std::vector<std::uint64_t> out;
    out.reserve(weights.size());
    double sum = 0;
    for (const double weight : weights) {
        sum += weight;
        out.push_back(static_cast<std::uint64_t>(std::min(1.0, total > 0 ? sum / total : 1.0) * 0x1.0p63));
    }
    return out;
}

LawSampler::LawSampler(const Law &law)
    : m_kind(law.kind)
{
    switch (law.kind) {
    case LawKind::constant:
        m_a = law.value;
        break;
    case LawKind::exponential:
        m_a = law.mean;
        break;
    case LawKind::lognormal: {
        const auto normal = lognormalParameters(law);
        m_a = normal.mu;
        m_b = normal.sigma;
        break;
    }
    case LawKind::uniform:
        m_a = law.min;
        m_b = law.max - law.min;
        break;
    case LawKind::gpd:
    case LawKind::gev:
        m_a = law.location;
        m_b = law.scale;
        m_c = law.shape;
        break;
    case LawKind::table:
        m_values = law.values.empty() ? std::vector<double> { 0 } : law.values;
        m_cumulative = cumulativeThresholds(
            law.weights.size() == m_values.size() ? law.weights : std::vector<double>(m_values.size(), 1.0));
        break;
    case LawKind::mixture: {
        std::vector<double> shares;
        for (std::size_t i = 0; i < law.parts.size(); ++i) {
            m_parts.emplace_back(law.parts[i]);
            shares.push_back(law.shareOfPart(i));
        }
        if (m_parts.empty())
            m_kind = LawKind::constant;
        m_cumulative = cumulativeThresholds(shares);
        break;
    }
    }
    // What cannot vary is a constant, so that callers may skip the draw.
    if ((m_kind == LawKind::lognormal || m_kind == LawKind::uniform) && m_b == 0) {
        m_a = m_kind == LawKind::lognormal ? std::exp(m_a) : m_a;
        m_kind = LawKind::constant;
    }
}

} // namespace cs
