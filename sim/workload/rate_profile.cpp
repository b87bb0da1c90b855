// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/workload/rate_profile.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace cs
{

namespace
{
constexpr std::int64_t day = 86'400'000'000'000;
constexpr int stepsPerPeriod = 64;
} // namespace

DailyWave::DailyWave(const Diurnal &diurnal)
    : m_amplitude((diurnal.peakToTrough - 1) / (diurnal.peakToTrough + 1))
    , m_peakSeconds(diurnal.peakAt.seconds())
    , m_omega(2 * std::numbers::pi / diurnal.period.seconds())
    , m_period(diurnal.period)
    , m_step(std::max<std::int64_t>(1, diurnal.period.ns / stepsPerPeriod))
{
}

double DailyWave::at(double seconds) const
{
    return 1 + m_amplitude * std::cos(m_omega * (seconds - m_peakSeconds));
}

RatePiece DailyWave::piece(SimTime from, Duration shortest) const
{
    if (m_step < shortest.ns)
        return { 1 + m_amplitude, SimTime::never(), m_amplitude == 0, 0 };
    const std::int64_t start = from.ns / m_step * m_step;
    const SimTime until = SimTime { start } + Duration { m_step };
    const double low = SimTime { start }.seconds() - m_peakSeconds, high = until.seconds() - m_peakSeconds;
    // A peak lies within when a whole number of periods does.
    const double period = m_period.seconds();
    const bool peak = std::floor(low / period) != std::floor(high / period);
    const double half = period / 2;
    const bool trough = std::floor((low + half) / period) != std::floor((high + half) / period);
    const double first = std::cos(m_omega * low), last = std::cos(m_omega * high);
    const double most = peak ? 1 + m_amplitude : 1 + m_amplitude * std::max(first, last);
    // Whatever at() makes of it by rounding, of the angle too.
    const double slack = 1e-9 + 1e-15 * m_omega * (std::fabs(high) + std::fabs(m_peakSeconds));
    const double least = (trough ? 1 - m_amplitude : 1 + m_amplitude * std::min(first, last)) - slack;
    return { most, until, m_amplitude == 0, std::max(0.0, least) };
}

WeeklyFactors::WeeklyFactors(const std::vector<double> &weights)
{
    const double mean = std::accumulate(weights.begin(), weights.end(), 0.0) / static_cast<double>(weights.size());
    for (std::size_t i = 0; i < m_factors.size(); ++i)
        m_factors[i] = i < weights.size() && mean > 0 ? weights[i] / mean : 1;
}

double WeeklyFactors::at(double seconds) const
{
    const double days = std::floor(seconds / 86400);
    return m_factors[static_cast<std::size_t>(days - 7 * std::floor(days / 7))];
}

RatePiece WeeklyFactors::piece(SimTime from, Duration) const
{
    const std::int64_t days = from.ns / day;
    const double factor = m_factors[static_cast<std::size_t>(days % 7)];
    return { factor, SimTime { days * day } + Duration { day }, true, std::max(0.0, factor * (1 - 1e-9)) };
}

Pulse::Pulse(SimTime at, SimTime until, Duration ramp)
    : m_from(at)
    , m_until(until)
    , m_ramp { std::min(ramp.ns, (until.ns - at.ns) / 2) }
{
}

double Pulse::at(double seconds) const
{
    if (seconds < m_from.seconds() || seconds >= m_until.seconds())
        return 0;
    if (m_ramp.ns == 0)
        return 1;
    const double edge = std::min(seconds - m_from.seconds(), m_until.seconds() - seconds);
    return std::min(1.0, edge / m_ramp.seconds());
}

RatePiece Pulse::piece(SimTime from, Duration) const
{
    if (from < m_from)
        return { 0, m_from, true, 0 };
    if (from >= m_until)
        return { 0, SimTime::never(), true, 0 };
    const SimTime top = m_from + m_ramp, fall { m_until.ns - m_ramp.ns };
    if (from >= top && from < fall)
        return { 1, fall, true, 1 - 1e-9 };
    // A ramp goes in 16 steps, each with its higher end as bound.
    const SimTime start = from < top ? m_from : fall;
    const std::int64_t step = std::max<std::int64_t>(1, m_ramp.ns / 16);
    SimTime until { start.ns + ((from.ns - start.ns) / step + 1) * step };
    until = std::min(until, from < top ? top : m_until);
    const double most = from < top ? at(until.seconds()) : at(from.seconds());
    return { from < top && until == top ? 1 : most, until, false, 0 };
}

RateProfile::RateProfile(const Reads &reads)
{
    if (reads.diurnal && reads.diurnal->peakToTrough > 1)
        add(DailyWave(*reads.diurnal));
    if (!reads.weekly.empty())
        add(WeeklyFactors(reads.weekly));
}

double RateProfile::at(double seconds) const
{
    double product = 1;
    for (const auto &factor : m_factors)
        product *= std::visit([seconds](const auto &one) { return one.at(seconds); }, factor);
    return product;
}

RatePiece RateProfile::piece(SimTime from, Duration shortest) const
{
    RatePiece all;
    all.least = 1;
    for (const auto &factor : m_factors) {
        const RatePiece piece = std::visit([&](const auto &one) { return one.piece(from, shortest); }, factor);
        all.most *= piece.most;
        all.least *= piece.least * (1 - 1e-9);
        all.until = std::min(all.until, piece.until);
        all.flat = all.flat && piece.flat;
    }
    return all;
}

double RateProfile::integral(double from, double to) const
{
    // Gauss-Legendre with five points: exact to rounding on a 64th of a wave.
    constexpr std::array<double, 3> nodes { 0, 0.538469310105683091, 0.906179845938663993 };
    constexpr std::array<double, 3> weights { 0.568888888888888889, 0.478628670499366468, 0.236926885056189088 };
    const double middle = (from + to) / 2, half = (to - from) / 2;
    double sum = weights[0] * at(middle);
    for (std::size_t i = 1; i < nodes.size(); ++i)
        sum += weights[i] * (at(middle - half * nodes[i]) + at(middle + half * nodes[i]));
    return sum * half;
}

void RateProfile::dropWavesWithin(Duration gap)
{
    std::erase_if(m_factors, [gap](const RateFactor &factor) {
        const auto *wave = std::get_if<DailyWave>(&factor);
        return wave && wave->period() < gap;
    });
}

} // namespace cs
