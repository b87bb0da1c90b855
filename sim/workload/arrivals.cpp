// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/workload/arrivals.h"

#include <boost/random/exponential_distribution.hpp>
#include <cmath>
#include <numbers>

namespace cs
{

namespace
{
constexpr double omega = 2 * std::numbers::pi / 86400;
}

ArrivalProcess::ArrivalProcess(
    double rate, Arrivals arrivals, const std::optional<Diurnal> &diurnal, std::uint64_t seed)
    : m_engine(seed)
    , m_rate(rate)
    , m_arrivals(arrivals)
{
    if (diurnal) {
        m_amplitude = (diurnal->peakToTrough - 1) / (diurnal->peakToTrough + 1);
        m_peakSeconds = diurnal->peakAt.seconds();
    }
}

double ArrivalProcess::rateAt(double seconds) const
{
    return m_rate * (1 + m_amplitude * std::cos(omega * (seconds - m_peakSeconds)));
}

double ArrivalProcess::expectedCount(double seconds) const
{
    return m_rate
        * (seconds
            + m_amplitude / omega * (std::sin(omega * (seconds - m_peakSeconds)) + std::sin(omega * m_peakSeconds)));
}

SimTime ArrivalProcess::next()
{
    if (!(m_rate > 0) || m_now == SimTime::never())
        return SimTime::never();
    return m_now = m_arrivals == Arrivals::poisson ? nextPoisson() : nextEven();
}

SimTime ArrivalProcess::nextPoisson()
{
    const double peak = m_rate * (1 + m_amplitude);
    SimTime t = m_now;
    for (;;) {
        t = t + Duration::fromSeconds(boost::random::exponential_distribution<double>()(m_engine) / peak);
        if (t == SimTime::never() || m_amplitude == 0)
            return t;
        if (unitInterval(m_engine()) * peak < rateAt(t.seconds()))
            return t;
    }
}

SimTime ArrivalProcess::nextEven()
{
    m_evenCount += 1;
    if (m_amplitude == 0)
        return SimTime {} + Duration::fromSeconds(m_evenCount / m_rate);
    // Bisection: the expected count is monotone and the bracket spans at most one trough.
    double low = m_now.seconds();
    double high = low + 1 / m_rate;
    while (expectedCount(high) < m_evenCount) {
        high += (high - low);
        if (high > 9e9)
            return SimTime::never();
    }
    for (int i = 0; i < 80 && high - low > 0.5e-9; ++i) {
        const double middle = (low + high) / 2;
        (expectedCount(middle) < m_evenCount ? low : high) = middle;
    }
    return SimTime {} + Duration::fromSeconds(high);
}

} // namespace cs
