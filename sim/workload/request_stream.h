// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/core/time.h"
#include "sim/model/scenario.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace cs
{

/// One request as the simulator sees it.
struct Request {
    SimTime time;
    std::uint64_t key = 0; ///< which value: 0-based within its data type; from KeyShape::absentBase on when absent
    std::uint64_t cacheKey = 0; ///< under which number caches know it: `key`, unless key parts say otherwise
    std::uint64_t client = 0; ///< 0-based, or a hash when recorded
    std::uint64_t number = 0; ///< 0, 1, ... in the stream; the same request has the same number under every strategy
    std::uint64_t valueSize = 0; ///< recorded bytes; 0 = by the type's law
    std::uint32_t keySize = 0; ///< recorded bytes; 0 = by the type's law
    std::uint32_t ttlSeconds = 0; ///< recorded, of the value that a miss or a write stores; 0 = none
    Duration dbTime { -1 }; ///< recorded, of a miss of this read; negative = by the type's law
    std::uint32_t type = 0; ///< index into the data types
    bool write = false;
    bool remove = false; ///< a write that deletes: layers drop the entry instead of storing a value
    bool absent = false; ///< a read of a key that the origin does not have
};

/// The workload as a stream in time order. It depends on workload and seed alone, never on the strategy.
class RequestStream
{
public:
    virtual ~RequestStream() = default;
    /// False at the end of a recorded workload; a synthetic one does not end.
    virtual Result<bool> next(Request &request) = 0;
    /// The next `count` requests, one call for all; fewer at the end alone.
    virtual Result<std::size_t> nextSome(Request *requests, std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i) {
            const auto more = next(requests[i]);
            if (!more)
                return tl::unexpected(more.error());
            if (!*more)
                return i;
        }
        return count;
    }
    /// Share of a recorded workload that was read, 0..1; negative when the stream does not end by itself.
    virtual double fractionRead() const { return -1; }
    /// What a reader of the result must know.
    virtual std::vector<std::string> notes() const { return {}; }
};

/// The data types that a run counts by: the scenario's, or one type "Requests" for a trace without any.
std::vector<DataType> effectiveDataTypes(const Workload &workload);

/// The workload of a scenario as it is played: a trace without described types has one for each name that a rule of any
/// strategy is for, and "Requests" for the records of no such type.
Workload playedWorkload(const Scenario &scenario);

/// `folder` is where a relative trace path starts. Of the timeline, flash crowds and growth are part of the workload.
Result<std::unique_ptr<RequestStream>> openRequestStream(const Workload &workload, std::uint64_t seed,
    const std::string &folder, const std::vector<TimelineEvent> &timeline = {});

} // namespace cs
