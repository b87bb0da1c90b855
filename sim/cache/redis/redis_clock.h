// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/time.h"

#include <array>
#include <cstdint>
#include <limits>

namespace cs
{

/// What redis-server 7.0 takes for the time (src/server.c, evict.c): the LRU clock in whole seconds of 24 bits, the LFU
/// clock in whole minutes of 16 bits. Both begin at whole units of Unix time, so the phase of a run against it matters:
/// LFU minutes end at 40 s, 100 s, ... of simulated time.
class RedisClock
{
public:
    /// Unix time of simulated time 0.
    static constexpr std::int64_t unixSecondsAtStart = 1'700'000'000;

    explicit RedisClock(SimTime now = {}) { set(now); }

    void set(SimTime now)
    {
        const std::int64_t seconds = unixSecondsAtStart + now.ns / 1'000'000'000;
        m_seconds = static_cast<std::uint32_t>(seconds) & secondsMask;
        m_minutes = static_cast<std::uint32_t>(seconds / 60) & minutesMask;
    }

    std::uint32_t seconds() const { return m_seconds; }
    std::uint32_t minutes() const { return m_minutes; }
    std::uint32_t secondsSince(std::uint32_t then) const
    {
        return m_seconds >= then ? m_seconds - then : m_seconds + secondsMask - then;
    }
    std::uint32_t minutesSince(std::uint32_t then) const
    {
        return m_minutes >= then ? m_minutes - then : m_minutes + minutesMask - then;
    }

private:
    static constexpr std::uint32_t secondsMask = 0xFF'FFFF, minutesMask = 0xFFFF;
    std::uint32_t m_seconds = 0, m_minutes = 0;
};

/// The access counter of redis-server's LFU: 8 bits that grow with the logarithm of the accesses and lose one for every
/// decay time without. Kept beside the minute of the last access.
class LfuCounter
{
public:
    static constexpr std::uint32_t initial = 5;

    LfuCounter(double logFactor, std::uint64_t decayMinutes)
        : m_decayMinutes(decayMinutes)
    {
        for (std::uint32_t counter = 0; counter < 255; ++counter) {
            const double above = counter > initial ? counter - initial : 0;
            const double chance = 1 / (above * logFactor + 1);
            m_grows[counter] = chance >= 1 ? std::numeric_limits<std::uint64_t>::max()
                                           : static_cast<std::uint64_t>(chance * 0x1.0p64);
        }
    }

    static std::uint32_t fresh(const RedisClock &clock) { return clock.minutes() << 8 | initial; }

    std::uint32_t decayed(std::uint32_t field, const RedisClock &clock) const
    {
        const std::uint32_t counter = field & 255;
        if (m_decayMinutes == 0)
            return counter;
        const std::uint64_t periods = clock.minutesSince(field >> 8) / m_decayMinutes;
        return periods > counter ? 0 : counter - static_cast<std::uint32_t>(periods);
    }

    /// The field after an access; `draw` is uniform over all 64-bit numbers.
    std::uint32_t accessed(std::uint32_t field, const RedisClock &clock, std::uint64_t draw) const
    {
        const std::uint32_t counter = decayed(field, clock);
        return clock.minutes() << 8 | (counter < 255 && draw <= m_grows[counter] ? counter + 1 : counter);
    }

private:
    std::array<std::uint64_t, 256> m_grows {}; ///< by counter: a draw up to this makes it grow
    std::uint64_t m_decayMinutes;
};

} // namespace cs
