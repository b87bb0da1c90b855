// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/time.h"
#include "sim/io/import/trace_reader.h"
#include "sim/replay/size_table.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace cs
{

/// Consecutive requests that are alike: one operation, at one time, every object with the size that the table says.
struct RequestSpan {
    std::span<const std::uint32_t> ids;
    TraceOp op = TraceOp::read;
    std::int64_t timeNs = 0;
    bool measured = true; ///< false while the cache warms up
    std::uint64_t first = 0; ///< position of the first of them in the stream
    const SizeTable *ttls = nullptr; ///< recorded seconds by object, 0 = for ever; null where they do not count
};

/// The deadline of what is stored at `now` with a recorded TTL.
inline std::int64_t recordedDeadline(std::int64_t now, std::uint64_t seconds)
{
    if (seconds == 0)
        return SimTime::never().ns;
    constexpr std::uint64_t most = 9'000'000'000; // 285 years
    return (SimTime { now } + Duration { static_cast<std::int64_t>(std::min(seconds, most)) * 1'000'000'000 }).ns;
}

/// Reads that missed. Everything else that was read and measured hit.
struct MissCount {
    std::uint64_t misses = 0;
    std::uint64_t missBytes = 0;
};

/// One cache, or several that share their work, to which a trace is played.
class ReplayCache
{
public:
    virtual ~ReplayCache() = default;
    virtual void play(const RequestSpan &requests, const SizeTable &sizes) = 0;
    /// One per capacity it was made with, in that order.
    virtual std::span<const MissCount> counts() const = 0;
    virtual std::size_t memoryBytes() const = 0;
};

} // namespace cs
