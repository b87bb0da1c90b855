// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/random.h"
#include "sim/workload/rate_profile.h"

#include <boost/random/exponential_distribution.hpp>
#include <optional>

namespace cs
{

/// What a stream of arrivals is made of. Two streams with one `burstSeed` burst at the same times.
struct ArrivalPlan {
    double rate = 0; ///< 1/s, the mean; 0 = nothing ever arrives
    Arrivals arrivals = Arrivals::poisson;
    RateProfile profile;
    std::optional<Bursts> bursts;
    std::uint64_t seed = 0, burstSeed = 0;
    SimTime until = SimTime::never(); ///< nothing arrives from here on (Poisson)
};

/// Arrival times of one stream: Poisson with rate lambda(t) by thinning against a bound that holds piece by piece
/// (Lewis and Shedler, Naval Research Logistics Quarterly 26, 1979), Markov-modulated by bursts, or evenly spaced (the
/// expected count rises by one from arrival to arrival).
class ArrivalProcess
{
public:
    explicit ArrivalProcess(const ArrivalPlan &plan);

    /// The next arrival, SimTime::never() when there is none.
    SimTime next()
    {
        if (m_plain && m_now != SimTime::never())
            return m_now = m_now + gap(m_meanGap);
        return nextVaried();
    }

private:
    Duration gap(double mean)
    {
        return Duration::fromSeconds(boost::random::exponential_distribution<double>()(m_engine) * mean);
    }
    SimTime nextVaried();
    SimTime nextPoisson();
    SimTime nextEven();
    void beginPiece();
    void switchBurst();

    StreamEngine m_engine;
    SplitMix64 m_burstEngine;
    RateProfile m_profile;
    Arrivals m_arrivals;
    bool m_plain; ///< Poisson of one rate
    bool m_bursty;
    bool m_inBurst = false;
    double m_rate;
    double m_meanGap = 0;
    double m_burstRate = 0, m_calmRate = 0;
    double m_meanBurst = 0, m_meanCalm = 0;
    Duration m_shortest; ///< pieces shorter than this cost more than they save
    SimTime m_now;
    SimTime m_until;
    SimTime m_pieceEnd;
    SimTime m_burstEnd = SimTime::never(); ///< or the end of the time between bursts
    double m_pieceRate = 0; ///< lambda(t) is at most this within the piece
    double m_pieceGap = 0; ///< the mean time between arrivals at that rate
    double m_pieceSure = 0; ///< lambda(t) is at least this within the piece
    double m_base = 0; ///< lambda(t) is this times the profile
    bool m_pieceFlat = true;
    double m_evenCount = 0;
};

} // namespace cs
