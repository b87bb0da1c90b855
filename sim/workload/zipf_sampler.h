// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/random.h"

#include <cmath>
#include <cstdint>

namespace cs
{

/// Zipf law p(rank) ~ rank^-exponent on ranks 1..n for any exponent >= 0 (0 is uniform, 1 is no special case), without
/// a table, by rejection-inversion: W. Hoermann, G. Derflinger, "Rejection-inversion to generate variates from monotone
/// discrete distributions", ACM TOMACS 6(3), 1996.
class ZipfSampler
{
public:
    ZipfSampler() = default;
    ZipfSampler(std::uint64_t n, double exponent)
        : m_n(n)
        , m_exponent(exponent)
        , m_integralFirst(integral(1.5) - 1)
        , m_integralLast(integral(static_cast<double>(n) + 0.5))
        , m_squeeze(2 - inverseIntegral(integral(2.5) - density(2)))
    {
    }

    /// A rank in 1..n.
    template <class Engine>
    std::uint64_t operator()(Engine &engine) const
    {
        if (m_exponent == 0)
            return 1 + below(engine(), m_n);
        const double last = static_cast<double>(m_n);
        for (;;) {
            const double u = m_integralLast + unitInterval(engine()) * (m_integralFirst - m_integralLast);
            const double x = inverseIntegral(u);
            const double k = std::fmin(last, std::fmax(1.0, std::floor(x + 0.5)));
            if (k - x <= m_squeeze || u >= integral(k + 0.5) - density(k))
                return static_cast<std::uint64_t>(k);
        }
    }

private:
    /// log(1 + x) / x, continuous at 0.
    static double logRatio(double x) { return std::fabs(x) > 1e-8 ? std::log1p(x) / x : 1 - x * (0.5 - x / 3); }
    /// (e^x - 1) / x, continuous at 0.
    static double expRatio(double x) { return std::fabs(x) > 1e-8 ? std::expm1(x) / x : 1 + x / 2 * (1 + x / 3); }

    double density(double x) const { return std::exp(-m_exponent * std::log(x)); }
    double integral(double x) const
    {
        const double logX = std::log(x);
        return expRatio((1 - m_exponent) * logX) * logX;
    }
    double inverseIntegral(double x) const
    {
        // Rounding may push the argument of log1p below -1 at the far end.
        const double t = std::fmax(-1.0, x * (1 - m_exponent));
        return std::exp(logRatio(t) * x);
    }

    std::uint64_t m_n = 1;
    double m_exponent = 0;
    double m_integralFirst = 0, m_integralLast = 0, m_squeeze = 0;
};

} // namespace cs
