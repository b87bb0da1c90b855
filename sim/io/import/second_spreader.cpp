// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/second_spreader.h"

#include <algorithm>

namespace cs
{

void SecondSpreader::release(double share)
{
    const double width = share * (1 - m_used) * 1e9;
    const double start = m_used * 1e9;
    for (std::size_t i = 0; i < m_group.size(); ++i) {
        TraceRecord &record = m_group[i];
        const double part = static_cast<double>(i) / static_cast<double>(m_group.size());
        const auto spread = static_cast<std::int64_t>(start + width * part);
        m_lastNs = std::max(m_lastNs, m_second + spread);
        record.request.time = { m_lastNs };
        m_ready.push_back(record);
    }
    m_group.clear();
    m_used += share * (1 - m_used);
}

void SecondSpreader::add(const TraceRecord &record, bool wholeSecond)
{
    const std::int64_t time = record.request.time.ns;
    if (!m_group.empty() && (!wholeSecond || time != m_second))
        release(1);
    if (!wholeSecond) {
        m_lastNs = std::max(m_lastNs, time);
        m_ready.push_back(record);
        m_ready.back().request.time = { m_lastNs };
        return;
    }
    if (time != m_second)
        m_used = 0;
    m_second = time;
    m_group.push_back(record);
    if (m_group.size() == mostHeld)
        release(0.5);
}

void SecondSpreader::finish()
{
    release(1);
}

bool SecondSpreader::take(TraceRecord &record)
{
    if (m_taken == m_ready.size()) {
        m_ready.clear();
        m_taken = 0;
        return false;
    }
    record = m_ready[m_taken++];
    return true;
}

} // namespace cs
