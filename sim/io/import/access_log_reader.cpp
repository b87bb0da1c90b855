// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/log_pattern.h"
#include "sim/io/import/log_record_reader.h"
#include "sim/io/import/readers.h"
#include "sim/io/import/text_scan.h"

namespace cs
{

namespace
{

/// Access logs of Apache and nginx: common, combined, or of a described format.
class AccessLogReader : public LogRecordReader
{
public:
    AccessLogReader(OpenRequest &&open, std::optional<LogPattern> pattern)
        : LogRecordReader(std::move(open.lines), open.path)
        , m_format(open.format)
        , m_pattern(std::move(pattern))
    {
    }

    Result<void> lookAhead(TimeUnit unit)
    {
        const auto head = m_lines.peek(256 * 1024);
        if (!head)
            return tl::unexpected(head.error());
        if (m_pattern)
            m_durationScale = m_pattern->hasDuration() ? m_pattern->durationScale() : TimeScale::unknown;
        else
            findColumn(*head);
        m_hasDuration = m_durationScale != TimeScale::unknown;
        if (m_hasDuration && unit != TimeUnit::automatic)
            m_durationScale = scaleOf(unit);
        return {};
    }

    TraceFormat format() const override { return m_format; }
    std::string describe() const override
    {
        std::string text = m_pattern ? "access log of the given format" : std::string(nameOf(m_format)) + " access log";
        if (m_hasDuration)
            text += " with request time in " + std::string(scaleName(m_durationScale));
        return text;
    }

protected:
    std::string parseLine(std::string_view line, AccessLine &out) override
    {
        if (m_pattern)
            return m_pattern->match(line, out);
        auto wrong = parseAccessLine(line, out);
        if (wrong.empty() && m_column.index >= 0)
            out.duration = tailField(out.tail, static_cast<std::size_t>(m_column.index));
        return wrong;
    }

private:
    void findColumn(std::string_view head)
    {
        std::vector<std::string_view> tails;
        std::vector<std::int64_t> sizes;
        AccessLine line;
        for (const auto text : firstLines(head, 1000))
            if (parseAccessLine(text, line).empty()) {
                tails.push_back(line.tail);
                sizes.push_back(line.bytes);
            }
        m_column = findDuration(tails, sizes);
        m_durationScale = m_column.scale;
    }

    TraceFormat m_format;
    std::optional<LogPattern> m_pattern;
    DurationColumn m_column;
    bool m_hasDuration = false;
};

} // namespace

Result<RecordReaderPtr> openAccessLog(OpenRequest &&open)
{
    std::optional<LogPattern> pattern;
    if (!open.logFormat.empty()) {
        auto compiled = LogPattern::compile(open.logFormat);
        if (!compiled)
            return tl::unexpected(compiled.error());
        pattern = std::move(*compiled);
    }
    const TimeUnit unit = open.timeUnit;
    auto reader = std::make_unique<AccessLogReader>(std::move(open), std::move(pattern));
    if (const auto ready = reader->lookAhead(unit); !ready)
        return tl::unexpected(ready.error());
    return reader;
}

} // namespace cs
