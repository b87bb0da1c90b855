// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/workload/arrivals.h"

#include <algorithm>

namespace cs
{

ArrivalProcess::ArrivalProcess(const ArrivalPlan &plan)
    : m_engine(plan.seed)
    , m_burstEngine(plan.burstSeed)
    , m_profile(plan.profile)
    , m_arrivals(plan.arrivals)
    , m_plain(plan.rate > 0 && plan.arrivals == Arrivals::poisson && plan.profile.isFlat() && !plan.bursts.has_value())
    , m_bursty(plan.bursts.has_value() && plan.arrivals == Arrivals::poisson)
    , m_rate(plan.rate)
    , m_meanGap(plan.rate > 0 ? 1 / plan.rate : 0)
    , m_shortest(Duration::fromSeconds(4 * m_meanGap))
    , m_until(plan.until)
    , m_base(plan.rate)
{
    if (m_arrivals == Arrivals::even)
        m_profile.dropWavesWithin(Duration::fromSeconds(m_meanGap / 1000));
    if (m_bursty && m_rate > 0) {
        m_meanBurst = plan.bursts->on.seconds();
        m_meanCalm = plan.bursts->off.seconds();
        const double factor = plan.bursts->factor;
        m_calmRate = m_rate * (m_meanBurst + m_meanCalm) / (factor * m_meanBurst + m_meanCalm);
        m_burstRate = m_calmRate * factor;
        // As if it had been going on for ever.
        m_inBurst = unitInterval(m_burstEngine()) * (m_meanBurst + m_meanCalm) >= m_meanBurst;
        m_burstEnd = SimTime {};
    }
}

SimTime ArrivalProcess::nextVaried()
{
    if (!(m_rate > 0) || m_now == SimTime::never())
        return SimTime::never();
    return m_now = m_arrivals == Arrivals::poisson ? nextPoisson() : nextEven();
}

void ArrivalProcess::switchBurst()
{
    m_inBurst = !m_inBurst;
    const double mean = m_inBurst ? m_meanBurst : m_meanCalm;
    const double length = boost::random::exponential_distribution<double>()(m_burstEngine) * mean;
    m_burstEnd = m_burstEnd + std::max(Duration { 1 }, Duration::fromSeconds(length));
    m_base = m_inBurst ? m_burstRate : m_calmRate;
}

void ArrivalProcess::beginPiece()
{
    while (m_bursty && m_now >= m_burstEnd)
        switchBurst();
    const RatePiece piece = m_profile.piece(m_now, m_shortest);
    m_pieceEnd = std::min(piece.until, m_burstEnd);
    m_pieceRate = m_base * piece.most;
    m_pieceGap = m_pieceRate > 0 ? 1 / m_pieceRate : 0;
    m_pieceSure = m_base * piece.least;
    m_pieceFlat = piece.flat;
}

SimTime ArrivalProcess::nextPoisson()
{
    SimTime t = m_now;
    for (;;) {
        if (t >= m_until)
            return SimTime::never();
        if (t >= m_pieceEnd) {
            m_now = t;
            beginPiece();
        }
        // Nothing is lost by starting anew at a piece's end: waiting for a Poisson arrival has no memory.
        const SimTime next = m_pieceRate > 0 ? t + gap(m_pieceGap) : SimTime::never();
        if (next >= m_pieceEnd) {
            if (m_pieceEnd == SimTime::never())
                return SimTime::never();
            t = m_pieceEnd;
            continue;
        }
        t = next;
        if (m_pieceFlat)
            return t;
        // Most draws are below what the rate is at least, and need no cosine.
        const double drawn = unitInterval(m_engine()) * m_pieceRate;
        if (drawn < m_pieceSure || drawn < m_base * m_profile.at(t.seconds()))
            return t;
    }
}

SimTime ArrivalProcess::nextEven()
{
    m_evenCount += 1;
    if (m_profile.isFlat())
        return SimTime {} + Duration::fromSeconds(m_evenCount / m_rate);
    double wanted = 1 / m_rate; // of the profile's integral
    SimTime from = m_now;
    for (;;) {
        const RatePiece piece = m_profile.piece(from, {});
        const double start = from.seconds();
        if (piece.until == SimTime::never())
            return piece.flat && piece.most > 0 ? SimTime {} + Duration::fromSeconds(start + wanted / piece.most)
                                                : SimTime::never();
        const double end = piece.until.seconds();
        const double inPiece = m_profile.integral(start, end);
        if (inPiece < wanted) {
            wanted -= inPiece;
            from = piece.until;
            continue;
        }
        double low = start, high = end;
        for (int i = 0; i < 80 && high - low > 0.5e-9; ++i) {
            const double middle = (low + high) / 2;
            (m_profile.integral(start, middle) < wanted ? low : high) = middle;
        }
        return SimTime {} + Duration::fromSeconds(high);
    }
}

} // namespace cs
