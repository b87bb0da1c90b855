// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/log_record_reader.h"

#include "sim/io/import/text_scan.h"
#include "sim/io/import/url_grouping.h"

namespace cs
{

namespace
{

bool is(std::string_view method, std::string_view name)
{
    if (method.size() != name.size())
        return false;
    for (std::size_t i = 0; i < name.size(); ++i)
        if (scan::toLower(method[i]) != name[i])
            return false;
    return true;
}

/// False for a method that is nothing to a cache.
bool operationOf(std::string_view method, TraceOp &op)
{
    op = TraceOp::read;
    if (is(method, "get") || is(method, "head"))
        return true;
    op = is(method, "delete") ? TraceOp::remove : TraceOp::write;
    return op == TraceOp::remove || is(method, "post") || is(method, "put") || is(method, "patch");
}

} // namespace

std::vector<std::string_view> firstLines(std::string_view head, std::size_t most)
{
    std::vector<std::string_view> lines;
    while (!head.empty() && lines.size() < most) {
        const auto end = head.find('\n');
        if (end == head.npos && !lines.empty())
            break;
        lines.push_back(scan::trimmed(head.substr(0, end)));
        head = end == head.npos ? std::string_view() : head.substr(end + 1);
    }
    return lines;
}

void LogRecordReader::makeRecord(TraceRecord &record)
{
    record = {};
    TraceRequest &request = record.request;
    record.other = !operationOf(m_line.method, request.op);
    record.status = m_line.status;
    record.wallNs = m_line.time.ns;
    request.time = clock(m_line.time.ns);
    const auto key = cacheKey(m_line.target, m_keyText);
    const std::uint64_t seed = m_line.host.empty() || m_line.host == "-" ? 0 : scan::hashText(m_line.host);
    request.key = scan::hashText(key, seed);
    request.keySize = static_cast<std::uint32_t>(key.size());
    if (!record.other) {
        endpointPath(m_line.target, m_endpoint);
        m_endpoint.insert(0, "GET ");
        request.type = typeIndex(m_endpoint);
    }
    const bool whole = !is(m_line.method, "head") && m_line.status != 206 && m_line.status != 304;
    request.size = whole && m_line.bytes > 0 ? static_cast<std::uint64_t>(m_line.bytes) : 0;
    request.client = m_line.client.empty() || m_line.client == "-" ? 0 : scan::hashText(m_line.client);
    record.latency = m_line.duration.empty() ? -1 : parseDurationText(m_line.duration, m_durationScale);
}

Result<RecordStatus> LogRecordReader::nextRecord(TraceRecord &record)
{
    for (;;) {
        if (m_spreader.take(record))
            return RecordStatus::record;
        if (m_finished)
            return RecordStatus::end;
        std::string_view line;
        const auto status = nextLine(line);
        if (!status || *status == RecordStatus::skipped)
            return status;
        if (*status == RecordStatus::end) {
            m_finished = true;
            m_spreader.finish();
            continue;
        }
        if (auto wrong = parseLine(line, m_line); !wrong.empty()) {
            problem(std::move(wrong));
            return RecordStatus::skipped;
        }
        TraceRecord next;
        makeRecord(next);
        m_spreader.add(next, m_line.time.wholeSecond);
    }
}

} // namespace cs
