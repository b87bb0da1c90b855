// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/time.h"
#include "sim/model/scenario.h"

#include <array>
#include <variant>
#include <vector>

namespace cs
{

/// A stretch of time over which a rate factor has a known upper bound.
struct RatePiece {
    double most = 1; ///< the factor is at most this until ...
    SimTime until = SimTime::never(); ///< ... here, exclusive
    bool flat = true; ///< it is `most` all along
    double least = 0; ///< never below this
};

/// A sinusoid around 1; the piece is a 64th of its period, or all time when that would be shorter than `shortest`.
class DailyWave
{
public:
    explicit DailyWave(const Diurnal &diurnal);
    double at(double seconds) const;
    RatePiece piece(SimTime from, Duration shortest) const;
    Duration period() const { return m_period; }

private:
    double m_amplitude; ///< 0..1
    double m_peakSeconds;
    double m_omega;
    Duration m_period;
    std::int64_t m_step;
};

/// A factor per day of the week, Monday first, mean 1. Time 0 is Monday 00:00.
class WeeklyFactors
{
public:
    explicit WeeklyFactors(const std::vector<double> &weights);
    double at(double seconds) const;
    RatePiece piece(SimTime from, Duration shortest) const;

private:
    std::array<double, 7> m_factors {};
};

/// A flash crowd: 0 until `at`, rises evenly to 1 within `ramp`, falls as long before `until` to 0.
class Pulse
{
public:
    Pulse(SimTime at, SimTime until, Duration ramp);
    double at(double seconds) const;
    RatePiece piece(SimTime from, Duration shortest) const;

private:
    SimTime m_from, m_until;
    Duration m_ramp;
};

/// A new way in which rates vary over time is one more alternative here: a class with at() and piece().
using RateFactor = std::variant<DailyWave, WeeklyFactors, Pulse>;

/// lambda(t) relative to the mean rate: the product of its factors. Without factors it is 1.
class RateProfile
{
public:
    RateProfile() = default;
    /// How reads vary over the day and the week.
    explicit RateProfile(const Reads &reads);

    void add(const RateFactor &factor) { m_factors.push_back(factor); }
    bool isFlat() const { return m_factors.empty(); }
    double at(double seconds) const;
    /// The bound from `from` on; `shortest` is a hint: pieces much shorter than that are not worth their bookkeeping.
    RatePiece piece(SimTime from, Duration shortest) const;
    /// Integral over [from, to] seconds, which must lie within one piece.
    double integral(double from, double to) const;
    /// Leaves out waves so fast that they average out between two arrivals `gap` apart.
    void dropWavesWithin(Duration gap);

private:
    std::vector<RateFactor> m_factors;
};

} // namespace cs
