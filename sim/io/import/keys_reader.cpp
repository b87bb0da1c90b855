// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/readers.h"
#include "sim/io/import/text_scan.h"

namespace cs
{

namespace
{

/// One key a line; blank lines and lines of `*` do not count. The format has no times: requests are one second apart.
class KeysReader : public LineRecordReader
{
public:
    explicit KeysReader(LineReader lines, std::string path)
        : LineRecordReader(std::move(lines), std::move(path))
    {
        m_typeNames = { "Requests" };
    }
    TraceFormat format() const override { return TraceFormat::keys; }
    bool timesRecorded() const override { return false; }
    std::string describe() const override { return "keys, one a line (no times: one request a second)"; }

    Result<RecordStatus> nextRecord(TraceRecord &record) override
    {
        std::string_view line;
        for (;;) {
            const auto status = nextLine(line);
            if (!status || *status != RecordStatus::record)
                return status;
            line = scan::trimmed(line);
            if (line.find_first_not_of('*') == line.npos)
                continue;
            if (line.find('\0') != line.npos) {
                problem("a key cannot hold a zero byte: " + scan::quoted(line, 40));
                return RecordStatus::skipped;
            }
            record = {};
            record.request.key = scan::keyOf(line);
            record.wallNs = static_cast<std::int64_t>(m_count++) * 1'000'000'000;
            record.request.time = clock(record.wallNs);
            return RecordStatus::record;
        }
    }

private:
    std::uint64_t m_count = 0;
};

} // namespace

Result<RecordReaderPtr> openKeys(OpenRequest &&open)
{
    return std::make_unique<KeysReader>(std::move(open.lines), open.path);
}

} // namespace cs
