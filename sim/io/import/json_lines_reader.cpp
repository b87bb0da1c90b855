// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/json_record.h"
#include "sim/io/import/log_record_reader.h"
#include "sim/io/import/readers.h"

namespace cs
{

namespace
{

/// Access logs with one JSON object a line.
class JsonLinesReader : public LogRecordReader
{
public:
    explicit JsonLinesReader(OpenRequest &&open)
        : LogRecordReader(std::move(open.lines), open.path)
    {
    }
    TraceFormat format() const override { return TraceFormat::jsonLines; }
    std::string describe() const override
    {
        return m_durationName.empty()
            ? "JSON lines"
            : "JSON lines with request time (\"" + m_durationName + "\") in " + std::string(scaleName(m_durationScale));
    }

    Result<void> lookAhead(TimeUnit unit)
    {
        const auto head = m_lines.peek(256 * 1024);
        if (!head)
            return tl::unexpected(head.error());
        std::vector<std::string> texts;
        AccessLine line;
        for (const auto text : firstLines(*head, 1000))
            if (m_record.parse(text, line).empty() && !line.duration.empty()) {
                texts.emplace_back(line.duration);
                m_durationName = m_record.durationName();
            }
        if (m_durationName.empty())
            return {};
        m_durationScale = scaleOf(unit);
        if (m_durationScale == TimeScale::unknown)
            m_durationScale = scaleOfName(m_durationName);
        if (m_durationScale == TimeScale::unknown && m_durationName == "event.duration")
            m_durationScale = TimeScale::nanosecond;
        // Web servers log %D under the name they know; everybody else's whole numbers are milliseconds.
        const bool ofServer = m_durationName == "request_time";
        if (m_durationScale == TimeScale::unknown)
            m_durationScale = scaleOfDurations(
                { texts.begin(), texts.end() }, ofServer ? TimeScale::microsecond : TimeScale::millisecond);
        return {};
    }

protected:
    std::string parseLine(std::string_view line, AccessLine &out) override { return m_record.parse(line, out); }

private:
    JsonRecord m_record;
    std::string m_durationName;
};

} // namespace

Result<RecordReaderPtr> openJsonLines(OpenRequest &&open)
{
    const TimeUnit unit = open.timeUnit;
    auto reader = std::make_unique<JsonLinesReader>(std::move(open));
    if (const auto ready = reader->lookAhead(unit); !ready)
        return tl::unexpected(ready.error());
    return reader;
}

} // namespace cs
