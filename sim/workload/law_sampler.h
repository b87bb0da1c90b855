// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/random.h"
#include "sim/model/law.h"

#include <algorithm>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace cs
{

/// Draws from a Law; everything that does not depend on the draw is worked out once. Never negative: the part of an
/// extreme-value law below 0 counts as 0.
class LawSampler
{
public:
    LawSampler() = default;
    explicit LawSampler(const Law &law);

    bool isConstant() const { return m_kind == LawKind::constant; }
    /// A constant law of value 0: nothing to wait for, nothing to draw.
    bool isZero() const { return isConstant() && m_a == 0; }

    template <class Engine>
    double operator()(Engine &engine) const
    {
        switch (m_kind) {
        case LawKind::constant:
            return m_a;
        case LawKind::exponential:
            return m_a * boost::random::exponential_distribution<double>()(engine);
        case LawKind::lognormal:
            return std::exp(m_a + m_b * boost::random::normal_distribution<double>()(engine));
        case LawKind::uniform:
            return m_a + m_b * unitInterval(engine());
        case LawKind::gpd: {
            const double e = boost::random::exponential_distribution<double>()(engine);
            return m_a + (m_c == 0 ? m_b * e : m_b * std::expm1(m_c * e) / m_c);
        }
        case LawKind::gev: {
            const double e = boost::random::exponential_distribution<double>()(engine);
            const double z = -std::log(std::max(e, std::numeric_limits<double>::min()));
            return std::max(0.0, m_a + (m_c == 0 ? m_b * z : m_b * std::expm1(m_c * z) / m_c));
        }
        case LawKind::mixture: {
            const auto at = std::upper_bound(m_cumulative.begin(), m_cumulative.end(), engine() >> 1);
            return m_parts[std::min<std::size_t>(
                static_cast<std::size_t>(at - m_cumulative.begin()), m_parts.size() - 1)](engine);
        }
        case LawKind::table: {
            const auto at = std::upper_bound(m_cumulative.begin(), m_cumulative.end(), engine() >> 1);
            return m_values[std::min<std::size_t>(
                static_cast<std::size_t>(at - m_cumulative.begin()), m_values.size() - 1)];
        }
        }
        return 0;
    }

private:
    LawKind m_kind = LawKind::constant;
    double m_a = 0, m_b = 0, m_c = 0;
    std::vector<double> m_values;
    std::vector<std::uint64_t> m_cumulative; ///< thresholds in units of 2^-63
    std::vector<LawSampler> m_parts;
};

/// Cumulative weights as integer thresholds in [0, 2^63]; for table laws and table popularity.
std::vector<std::uint64_t> cumulativeThresholds(const std::vector<double> &weights);

} // namespace cs
