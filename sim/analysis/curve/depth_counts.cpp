// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/curve/depth_counts.h"

namespace cs
{

void DepthCounts::play(const RequestSpan &requests, const SizeTable &sizes)
{
    if (requests.op == TraceOp::remove) {
        for (const std::uint32_t id : requests.ids)
            m_stack.remove(id);
        return;
    }
    m_depths.resize(requests.ids.size());
    m_stack.access(requests.ids, m_depths.data());
    if (requests.op != TraceOp::read || !requests.measured)
        return;
    // As deep as objects and holes can lie.
    if (m_counts.size() < sizes.count() + std::size_t(1))
        m_counts.resize(sizes.count() + sizes.count() / 2 + 1);
    Count *const counts = m_counts.data();
    if (!m_bytes) {
        for (const std::uint32_t depth : m_depths)
            ++counts[depth].reads;
        return;
    }
    for (std::size_t i = 0; i < m_depths.size(); ++i) {
        Count &count = counts[m_depths[i]];
        ++count.reads;
        count.bytes += sizes[requests.ids[i]];
    }
}

std::vector<DepthCounts::Count> DepthCounts::hits() const
{
    std::vector<Count> out(1);
    std::size_t deepest = m_counts.size() - 1;
    while (deepest > 0 && m_counts[deepest].reads == 0)
        --deepest;
    out.reserve(deepest + 1);
    for (std::size_t depth = 1; depth <= deepest; ++depth)
        out.push_back({ out.back().reads + m_counts[depth].reads, out.back().bytes + m_counts[depth].bytes });
    return out;
}

std::size_t DepthCounts::memoryBytes() const
{
    return m_stack.memoryBytes() + m_counts.capacity() * sizeof(Count) + m_depths.capacity() * 4;
}

} // namespace cs
