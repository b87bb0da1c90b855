// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/interval.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace cs
{

double studentT975(std::uint64_t degreesOfFreedom)
{
    if (degreesOfFreedom == 0)
        return std::numeric_limits<double>::quiet_NaN();
    return boost::math::quantile(boost::math::students_t(static_cast<double>(degreesOfFreedom)), 0.975);
}

void Spread::add(double value, double weight)
{
    if (m_count++ == 0)
        m_first = value;
    const double d = value - m_first;
    m_weight += weight;
    m_weightSquares += weight * weight;
    m_deviation += weight * d;
    m_cross += weight * weight * d;
    m_squares += weight * d * weight * d;
}

double Spread::mean() const
{
    return m_weight > 0 ? m_first + m_deviation / m_weight : std::numeric_limits<double>::quiet_NaN();
}

double Spread::halfWidth() const
{
    if (m_count < 2 || !(m_weight > 0))
        return std::numeric_limits<double>::quiet_NaN();
    const double n = static_cast<double>(m_count);
    const double d = m_deviation / m_weight;
    const double residuals = std::max(0.0, m_squares - 2 * d * m_cross + d * d * m_weightSquares);
    return studentT975(m_count - 1) * std::sqrt(residuals / (n - 1) * n) / m_weight;
}

} // namespace cs
