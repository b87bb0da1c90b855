// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/record_reader.h"

#include <vector>

namespace cs
{

/// Spreads requests that a log dates to one whole second evenly over that second, so that a replay is no burst at every
/// full second. Keeps their order. Holds a bounded number of requests: of a larger group each part gets half of what is
/// left of the second.
class SecondSpreader
{
public:
    /// Takes the next record (times never decreasing).
    void add(const TraceRecord &record, bool wholeSecond);
    void finish(); ///< no more records come
    /// A record whose time is settled, or false when more must be added first.
    bool take(TraceRecord &record);

private:
    static constexpr std::size_t mostHeld = 65536;
    void release(double share);

    std::vector<TraceRecord> m_group; ///< of one second, times not settled
    std::vector<TraceRecord> m_ready;
    std::size_t m_taken = 0;
    double m_used = 0; ///< share of the second already given away
    std::int64_t m_second = -1;
    std::int64_t m_lastNs = 0;
};

} // namespace cs
