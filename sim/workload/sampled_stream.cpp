// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/workload/sampled_stream.h"

namespace cs
{

SampledStream::SampledStream(
    std::unique_ptr<RequestStream> whole, const KeySample &sample, const std::vector<DataType> &types)
    : m_whole(std::move(whole))
    , m_sample(sample)
{
    for (const DataType &type : types)
        m_sharing.push_back(KeyShape(type).sharing);
}

void SampledStream::countSpans(std::vector<SimTime> ends)
{
    m_ends = std::move(ends);
    m_counts.assign(m_ends.size(), std::vector<WholeCounts>(m_sharing.size()));
}

bool SampledStream::holds(std::uint32_t type, std::uint64_t key) const
{
    constexpr int typeShift = 40;
    const std::uint64_t unit = key >= KeyShape::absentBase ? key : key / m_sharing[type];
    return m_sample.holds(std::uint64_t(type) << typeShift | unit);
}

Result<bool> SampledStream::next(Request &request)
{
    for (;;) {
        const auto more = m_whole->next(request);
        if (!more || !*more)
            return more;
        m_last = request.time;
        while (m_span < m_ends.size() && request.time >= m_ends[m_span])
            ++m_span;
        if (m_span < m_ends.size()) {
            WholeCounts &counts = m_counts[m_span][request.type];
            ++(request.write ? counts.writes : counts.reads);
        }
        if (holds(request.type, request.key))
            return true;
        // Where the run is over, one request beyond its end is as good as another.
        if (!m_ends.empty() && m_span == m_ends.size())
            return true;
    }
}

} // namespace cs
