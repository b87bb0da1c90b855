// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/core/time.h"
#include "sim/model/scenario.h"
#include "sim/replay/capacity.h"
#include "sim/replay/request_source.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace cs
{

struct ReplayOptions {
    std::vector<Eviction> evictions;
    ReplayCapacities capacities;
    std::optional<Duration> ttl; ///< none: nothing expires
    bool recordedTtls = false; ///< in place of `ttl`: what is stored has the TTL last recorded for its object
    std::uint64_t warmUpReads = 0;
    std::uint64_t seed = 1; ///< of evictions that draw
    std::uint32_t keyBytes = 32; ///< for the memory of a server, where the trace records no length
    unsigned threads = 1; ///< caches that are played at the same time; the counts do not depend on it
    /// The stream is kept packed in memory up to this, else the trace is read twice.
    std::uint64_t recordingBytes = defaultRecordingBytes();
    bool shortcuts = true; ///< false: every cache the general way; the counts are the same

    /// A quarter of the machine's memory.
    static std::uint64_t defaultRecordingBytes();
};

/// One eviction at one capacity.
struct ReplayResult {
    Eviction eviction = Eviction::lru;
    std::string asked; ///< the capacity as it was asked for
    std::uint64_t capacity = 0;
    std::uint64_t hits = 0, misses = 0;
    double hitRatio = 0;
    std::optional<double> byteHitRatio; ///< when the trace records sizes
    /// Of the 95 % intervals of an estimate from samples; not a number when everything was replayed.
    double hitRatioHalfWidth = std::numeric_limits<double>::quiet_NaN();
    double byteHitRatioHalfWidth = std::numeric_limits<double>::quiet_NaN();
};

struct ReplayReport {
    TraceFormat format = TraceFormat::automatic;
    std::uint64_t requests = 0; ///< reads, those of the warm-up included
    std::uint64_t writes = 0, removes = 0;
    std::uint64_t objects = 0; ///< different keys
    std::uint64_t objectBytes = 0; ///< by the first size recorded for each
    std::uint64_t requestBytes = 0; ///< of the reads
    std::uint64_t skipped = 0; ///< malformed records
    Errors firstProblems;
    std::uint64_t assumedKeySizes = 0; ///< objects whose key has ReplayOptions::keyBytes for want of a record
    CapacityUnit unit = CapacityUnit::entries;
    double sample = 1; ///< share of the objects that was replayed; below 1 all counts are estimates
    std::uint64_t samples = 1;
    std::vector<ReplayResult> results; ///< by eviction, then capacity, as asked
};

using OpenRequests = std::function<Result<std::unique_ptr<RecordedRequests>>()>;
using ReplayProgress = std::function<void(double fraction)>;

/// Plays a recorded stream to one cache per eviction and capacity. `progress` is called by one thread at a time. A stop
/// ends it with an error within milliseconds.
Result<ReplayReport> replay(const OpenRequests &open, const ReplayOptions &options, std::stop_token stop = {},
    const ReplayProgress &progress = {});
Result<ReplayReport> replay(const TraceSource &trace, const ReplayOptions &options, std::stop_token stop = {},
    const ReplayProgress &progress = {});

} // namespace cs
