// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/record_reader.h"

#include "sim/io/import/text_scan.h"

#include <algorithm>

namespace cs
{

Result<bool> RecordReader::next(TraceRequest &request)
{
    TraceRecord record;
    for (;;) {
        const auto status = nextRecord(record);
        if (!status)
            return tl::unexpected(status.error());
        if (*status == RecordStatus::end)
            return false;
        if (*status == RecordStatus::record && !record.other) {
            request = record.request;
            return true;
        }
    }
}

void RecordReader::problem(const std::string &place, std::string message)
{
    ++m_skipped;
    if (m_problems.size() < mostProblems)
        m_problems.push_back({ place, std::move(message), {} });
}

std::uint32_t RecordReader::typeIndex(std::string_view name)
{
    const std::uint64_t hash = scan::hashText(name);
    if (const auto found = m_types.find(hash); found != m_types.end())
        return found->second;
    if (m_typeNames.size() + 1 >= mostTypes && name != "Other")
        return typeIndex("Other");
    const auto index = static_cast<std::uint32_t>(m_typeNames.size());
    m_typeNames.emplace_back(name);
    m_types.emplace(hash, index);
    return index;
}

SimTime RecordReader::clock(std::int64_t wallNs)
{
    if (!m_started) {
        m_started = true;
        m_origin = wallNs;
    }
    // Traces may write any number: the difference must not overflow.
    std::int64_t since = 0;
    if (__builtin_sub_overflow(wallNs, m_origin, &since))
        since = wallNs < m_origin ? 0 : SimTime::never().ns - 1;
    if (since < m_last) {
        ++m_outOfOrder;
        std::int64_t step = 0;
        if (__builtin_sub_overflow(m_last, since, &step))
            step = SimTime::never().ns;
        m_largestStepBack = std::max(m_largestStepBack, step);
        return { m_last };
    }
    m_last = since;
    return { since };
}

LineRecordReader::LineRecordReader(LineReader lines, std::string path)
    : m_lines(std::move(lines))
    , m_path(std::move(path))
{
}

Result<RecordStatus> LineRecordReader::nextLine(std::string_view &line)
{
    for (;;) {
        const auto status = m_lines.next(line);
        if (!status)
            return tl::unexpected(status.error());
        switch (*status) {
        case LineStatus::end:
            return RecordStatus::end;
        case LineStatus::skipping:
            return RecordStatus::skipped;
        case LineStatus::tooLong:
            problem("the line is longer than " + std::to_string(LineReader::maxLineBytes)
                + " bytes: " + scan::quoted(line, 40));
            return RecordStatus::skipped;
        case LineStatus::line:
            if (!scan::trimmed(line).empty())
                return RecordStatus::record;
        }
    }
}

void LineRecordReader::problem(std::string message)
{
    RecordReader::problem(m_path + ":" + std::to_string(m_lines.lineNumber()), std::move(message));
}

} // namespace cs
