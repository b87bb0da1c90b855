// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/workload/earliest.h"
#include "sim/workload/key_shape.h"
#include "sim/workload/population.h"
#include "sim/workload/request_stream.h"
#include "sim/workload/sources.h"

namespace cs
{

/// Reads, writes and scans of every data type and the pages' reads, merged by time; ties go by data type (reads,
/// writes, scans), then pages. Every source draws from substreams of its own, so adding one shifts nothing else.
class SyntheticStream final : public RequestStream
{
public:
    SyntheticStream(const Workload &workload, std::uint64_t seed, const std::vector<TimelineEvent> &timeline = {});
    Result<bool> next(Request &request) override { return draw(request); }
    Result<std::size_t> nextSome(Request *requests, std::size_t count) override
    {
        std::size_t drawn = 0;
        while (drawn < count && draw(requests[drawn]))
            ++drawn;
        return drawn;
    }

private:
    bool draw(Request &request);
    struct Lane {
        std::unique_ptr<RequestSource> source;
        std::vector<Draw> batch;
        std::size_t at = 0; ///< in the batch
    };
    void addType(const Workload &workload, std::uint32_t index, std::uint64_t seed);
    void addFlashCrowd(const Workload &workload, const TimelineEvent &event, std::size_t number, std::uint64_t seed);
    void addGrowth(TypeSource &source, const DataType &type, const Popularity &popularity) const;
    void addPage(const Workload &workload, std::size_t index, std::uint64_t seed);
    bool anotherKey(const Population &population, const Draw &draw, std::uint64_t &key) const;
    void addLane(std::unique_ptr<RequestSource> source);
    void advance(std::uint32_t lane);

    std::vector<KeySampler> m_samplers; ///< by data type, of the reads
    std::vector<KeyShape> m_shapes;
    std::vector<std::unique_ptr<Population>> m_populations;
    std::vector<Lane> m_lanes;
    Earliest m_earliest;
    std::vector<TimelineEvent> m_timeline;
    std::uint64_t m_clients;
    std::uint64_t m_number = 0;
};

} // namespace cs
