// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/workload/arrivals.h"
#include "sim/workload/popularity.h"
#include "sim/workload/request_stream.h"

namespace cs
{

/// Reads and writes of every data type, merged by time; ties go by data type, reads first. Each type draws its
/// arrivals, keys and clients from substreams of its own.
class SyntheticStream final : public RequestStream
{
public:
    SyntheticStream(const Workload &workload, std::uint64_t seed);
    Result<bool> next(Request &request) override;

private:
    struct Source {
        ArrivalProcess arrivals;
        KeySampler keys;
        StreamEngine keyEngine;
        SplitMix64 clientEngine;
        std::uint32_t type;
        bool write;
    };
    struct Pending {
        SimTime time;
        std::uint32_t source;
        bool operator>(const Pending &other) const
        {
            return time != other.time ? time > other.time : source > other.source;
        }
    };
    void push(std::uint32_t source);

    std::vector<Source> m_sources;
    std::vector<Pending> m_heap; ///< one pending arrival per source, earliest on top
    std::uint64_t m_clients;
    std::uint64_t m_number = 0;
};

} // namespace cs
