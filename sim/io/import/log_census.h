// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/key_census.h"
#include "sim/io/import/record_reader.h"

#include <array>
#include <functional>
#include <stop_token>

namespace cs
{

/// Mean and spread of positive values; of their logarithms too, which is what a lognormal law is fitted to.
struct ValueMoments {
    double count = 0, sum = 0, sumSquare = 0, sumLog = 0, sumSquareLog = 0;
    void add(double value);
    double mean() const { return count > 0 ? sum / count : 0; }
    /// Coefficient of variation of the lognormal law with the spread of the logarithms; where the values themselves
    /// spread far less they are not lognormal, and their own spread bounds it.
    double cv() const;
};

/// What is counted of one type of requests.
struct TypeCensus {
    std::uint64_t reads = 0, writes = 0, errors = 0;
    ValueMoments latency; ///< seconds, of reads that did not fail
    double keyBytes = 0; ///< sum over requests with a known key size
    std::uint64_t keyed = 0;
    std::array<std::uint64_t, 24> byHour = {}; ///< reads by hour of the day, UTC
};

/// Everything that one pass over a log or trace counts, in bounded memory.
struct LogCensus {
    std::vector<TypeCensus> types; ///< by the reader's type index
    KeyCensus keys;
    DistinctCount clients;
    std::uint64_t records = 0, others = 0, requests = 0;
    std::uint64_t busyMinutes = 0; ///< minutes of the log in which there is a request at all
    std::int64_t lastMinute = -1;
    std::int64_t firstWallNs = 0, lastWallNs = 0, lastNs = 0;
    /// Keys of the reads in their order, as KeyCensus numbers them; the first `mostSequence` only.
    std::vector<std::uint32_t> sequence;
    bool sequenceIsWhole = true;

    static constexpr std::size_t mostSequence = 20'000'000;
    void add(const TraceRecord &record);
};

/// Reads to the end. An error with the message "cancelled" when asked to stop.
Result<LogCensus> takeCensus(RecordReader &reader, std::stop_token stop, const std::function<void(double)> &progress);

} // namespace cs
