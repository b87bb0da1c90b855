// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/time.h"

#include <algorithm>
#include <cstdint>

namespace cs
{

/// Expiry as redis-server's cycle does it (src/expire.c, active-expire-effort 1), for a cache that keeps its entries in
/// a slab: ten times a second rounds of 20 entries that have a TTL, from where the last cycle ended, as long as more
/// than a tenth of a round was expired.
class SweepCycle
{
public:
    static constexpr Duration period { 100'000'000 };

    enum class Look { empty, kept, expired };

    bool isDue(SimTime now) const { return now >= m_next; }

    /// Makes up for the cycles since the last call. `look(slot, time)` drops the slot's entry if it is expired at that
    /// time; slots without an entry, or with one that has no TTL, are empty. Where so many cycles were missed that they
    /// have met every entry more than once, the early ones are one look at everything.
    template <class LookAt>
    void run(SimTime now, std::uint32_t slots, LookAt look)
    {
        const SimTime last { now.ns / period.ns * period.ns };
        const auto missed = static_cast<std::uint64_t>((last.ns - m_next.ns) / period.ns) + 1;
        const std::uint64_t enough = 100 + 2 * std::uint64_t(slots) / entriesPerRound;
        if (missed > enough) {
            m_next = SimTime { last.ns - static_cast<std::int64_t>(enough) * period.ns };
            for (std::uint32_t slot = 0; slot < slots; ++slot)
                look(slot, m_next);
        }
        for (; m_next <= last; m_next = m_next + period)
            cycle(m_next, slots, look);
    }

    void restart() { m_cursor = 0; }

private:
    static constexpr std::uint32_t entriesPerRound = 20;
    static constexpr std::uint32_t slotsPerEntry = 20;
    static constexpr std::uint32_t acceptedStalePercent = 10;
    static constexpr int mostRounds = 10'000; ///< 25 ms of the server's time

    template <class LookAt>
    void cycle(SimTime now, std::uint32_t slots, LookAt &look)
    {
        for (int round = 0; round < mostRounds && slots > 0; ++round) {
            std::uint32_t seen = 0, expired = 0;
            const std::uint32_t most = std::min(slots, entriesPerRound * slotsPerEntry);
            for (std::uint32_t looks = 0; seen < entriesPerRound && looks < most; ++looks) {
                m_cursor = m_cursor < slots ? m_cursor : 0;
                const Look found = look(m_cursor++, now);
                seen += found != Look::empty;
                expired += found == Look::expired;
            }
            if (expired * 100 <= acceptedStalePercent * seen)
                return;
        }
    }

    SimTime m_next = SimTime {} + period;
    std::uint32_t m_cursor = 0;
};

} // namespace cs
