// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace cs
{

/// A span of simulated time in whole nanoseconds.
struct Duration {
    std::int64_t ns = 0;

    static constexpr Duration max() { return { std::numeric_limits<std::int64_t>::max() }; }
    /// Rounded to the nearest nanosecond; clamped to what 64 bits hold (292 years).
    static constexpr Duration fromSeconds(double seconds)
    {
        const double ns = seconds * 1e9;
        if (ns >= 9.2e18)
            return max();
        if (ns <= -9.2e18)
            return { std::numeric_limits<std::int64_t>::min() };
        return { static_cast<std::int64_t>(ns < 0 ? ns - 0.5 : ns + 0.5) };
    }
    constexpr double seconds() const { return static_cast<double>(ns) * 1e-9; }
    constexpr auto operator<=>(const Duration &) const = default;
};

constexpr Duration operator+(Duration a, Duration b)
{
    return { a.ns + b.ns };
}
constexpr Duration operator-(Duration a, Duration b)
{
    return { a.ns - b.ns };
}

/// A point of simulated time: nanoseconds since the start of the run.
struct SimTime {
    std::int64_t ns = 0;

    static constexpr SimTime never() { return { std::numeric_limits<std::int64_t>::max() }; }
    constexpr double seconds() const { return static_cast<double>(ns) * 1e-9; }
    constexpr auto operator<=>(const SimTime &) const = default;
};

/// Saturates at SimTime::never(), so that "no expiry" stays no expiry.
constexpr SimTime operator+(SimTime t, Duration d)
{
    if (d.ns > 0 && t.ns > std::numeric_limits<std::int64_t>::max() - d.ns)
        return SimTime::never();
    return { t.ns + d.ns };
}
constexpr Duration operator-(SimTime a, SimTime b)
{
    return { a.ns - b.ns };
}

} // namespace cs
