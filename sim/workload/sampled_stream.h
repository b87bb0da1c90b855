// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/key_sample.h"
#include "sim/workload/key_shape.h"
#include "sim/workload/request_stream.h"

#include <cstdint>
#include <vector>

namespace cs
{

/// What the whole workload asks of one data type.
struct WholeCounts {
    std::uint64_t reads = 0, writes = 0;
};

/// Those requests of a stream whose key is in a sample, as they were: time, number and client stay. Keys that touch
/// each other in a cache (several values under one key, several keys of a value) are in the sample together. What the
/// whole stream asks is counted, by data type and span of time.
class SampledStream final : public RequestStream
{
public:
    SampledStream(std::unique_ptr<RequestStream> whole, const KeySample &sample, const std::vector<DataType> &types);

    /// `ends` ascend: requests before the first are span 0. Those from the last one on are counted nowhere.
    void countSpans(std::vector<SimTime> ends);
    Result<bool> next(Request &request) override;
    double fractionRead() const override { return m_whole->fractionRead(); }
    std::vector<std::string> notes() const override { return m_whole->notes(); }

    bool holds(std::uint32_t type, std::uint64_t key) const;
    /// By span, then by data type.
    const std::vector<std::vector<WholeCounts>> &counts() const { return m_counts; }
    /// Of the last request of the whole stream so far.
    SimTime lastTime() const { return m_last; }

private:
    std::unique_ptr<RequestStream> m_whole;
    KeySample m_sample;
    std::vector<std::uint64_t> m_sharing; ///< by data type: values of one key
    std::vector<SimTime> m_ends;
    std::vector<std::vector<WholeCounts>> m_counts;
    std::size_t m_span = 0;
    SimTime m_last;
};

} // namespace cs
