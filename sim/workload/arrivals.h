// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/random.h"
#include "sim/core/time.h"
#include "sim/model/scenario.h"

#include <optional>

namespace cs
{

/// Arrival times of one stream: Poisson with rate lambda(t), the diurnal rate by thinning (Lewis and Shedler, Naval
/// Research Logistics Quarterly 26, 1979), or evenly spaced (the expected count rises by one from arrival to arrival).
class ArrivalProcess
{
public:
    /// `rate` is the mean in 1/s; 0 means that nothing ever arrives.
    ArrivalProcess(double rate, Arrivals arrivals, const std::optional<Diurnal> &diurnal, std::uint64_t seed);

    /// The next arrival, SimTime::never() when there is none.
    SimTime next();
    /// lambda(t) in 1/s.
    double rateAt(double seconds) const;

private:
    SimTime nextPoisson();
    SimTime nextEven();
    double expectedCount(double seconds) const;

    StreamEngine m_engine;
    double m_rate;
    Arrivals m_arrivals;
    double m_amplitude = 0; ///< 0..1, of the sinusoid relative to the mean
    double m_peakSeconds = 0;
    SimTime m_now;
    double m_evenCount = 0;
};

} // namespace cs
