// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/csv_fields.h"
#include "sim/io/import/readers.h"
#include "sim/io/import/text_scan.h"
#include "sim/io/import/time_number.h"
#include "sim/io/import/trace_op.h"

#include <array>

namespace cs
{

namespace
{

enum Column {
    columnTime,
    columnKey,
    columnSize,
    columnKeySize,
    columnOp,
    columnType,
    columnClient,
    columnTtl,
    columnCost,
    columnCount
};

struct ColumnName {
    Column column;
    std::string_view name;
};

constexpr ColumnName columnNames[] = {
    { columnTime, "time" },
    { columnTime, "timestamp" },
    { columnTime, "ts" },
    { columnKey, "key" },
    { columnKey, "id" },
    { columnKey, "obj_id" },
    { columnKey, "object" },
    { columnKey, "object_id" },
    { columnKey, "url" },
    { columnKey, "uri" },
    { columnKey, "path" },
    { columnSize, "size" },
    { columnSize, "bytes" },
    { columnSize, "value_size" },
    { columnSize, "obj_size" },
    { columnSize, "object_size" },
    { columnKeySize, "key_size" },
    { columnOp, "op" },
    { columnOp, "operation" },
    { columnOp, "method" },
    { columnType, "type" },
    { columnType, "data_type" },
    { columnClient, "client" },
    { columnClient, "client_id" },
    { columnClient, "user" },
    { columnClient, "ip" },
    { columnTtl, "ttl" },
    { columnCost, "cost" },
};

/// A header's name in the spelling of the table: lower case, blanks as _, without a unit at the end.
std::string plainName(std::string_view field)
{
    std::string name = scan::lowered(scan::trimmed(field));
    for (char &c : name)
        if (c == ' ' || c == '-')
            c = '_';
    for (const std::string_view unit : { "_ns", "_us", "_ms", "_s", "_sec", "_seconds", "_bytes", "_b" })
        if (name.ends_with(unit) && name.size() > unit.size()) {
            name.resize(name.size() - unit.size());
            break;
        }
    return name;
}

struct Header {
    std::array<int, columnCount> position;
    TimeScale timeScale = TimeScale::unknown, ttlScale = TimeScale::second, costScale = TimeScale::second;
    char delimiter = ',';
    std::vector<std::string> names;

    /// Of the last name, which is that of a column.
    void noteUnit(Column column)
    {
        const TimeScale scale = scaleOfName(names.back());
        if (column == columnTime)
            timeScale = scale;
        else if (column == columnTtl && scale != TimeScale::unknown)
            ttlScale = scale;
        else if (column == columnCost && scale != TimeScale::unknown)
            costScale = scale;
    }
};

Header parseHeader(std::string_view line)
{
    Header header;
    header.position.fill(-1);
    header.delimiter = csvDelimiter(line);
    std::vector<std::string_view> fields;
    std::string scratch;
    if (!splitCsv(line, header.delimiter, fields, scratch))
        return header;
    for (std::size_t i = 0; i < fields.size() && i < 10'000; ++i) {
        header.names.emplace_back(scan::trimmed(fields[i]));
        const std::string name = plainName(fields[i]);
        for (const auto &known : columnNames)
            if (known.name == name && header.position[known.column] < 0) {
                header.position[known.column] = static_cast<int>(i);
                header.noteUnit(known.column);
            }
    }
    return header;
}

/// CSV with a header that names its columns in any order; columns it does not know are passed over. Only the key is
/// needed: without a time requests are one second apart, without an operation they are reads. A TTL (rounded to whole
/// seconds, at least one) and a cost (database time of a miss) are in seconds unless the name says "_ms" or the like.
class CsvReader : public LineRecordReader
{
public:
    CsvReader(LineReader lines, std::string path, Header header)
        : LineRecordReader(std::move(lines), std::move(path))
        , m_header(std::move(header))
    {
        if (m_header.position[columnType] < 0)
            m_typeNames = { "Requests" };
    }
    TraceFormat format() const override { return TraceFormat::csv; }
    bool timesRecorded() const override { return m_header.position[columnTime] >= 0; }
    std::string describe() const override
    {
        std::string text = "csv with columns ";
        for (std::size_t i = 0; i < m_header.names.size() && i < 20; ++i)
            text += (i ? ", " : "") + m_header.names[i];
        return text + (timesRecorded() ? "" : " (no times: one request a second)");
    }

    Result<RecordStatus> nextRecord(TraceRecord &record) override
    {
        std::string_view line;
        const auto status = nextLine(line);
        if (!status || *status != RecordStatus::record)
            return status;
        if (!splitCsv(line, m_header.delimiter, m_fields, m_scratch)) {
            const auto joined = joinLines(line);
            if (!joined || *joined != RecordStatus::record)
                return joined;
        }
        record = {};
        if (auto wrong = parse(record); !wrong.empty()) {
            problem(std::move(wrong));
            return RecordStatus::skipped;
        }
        return RecordStatus::record;
    }

private:
    /// A quoted field may hold line breaks; one that never ends must not swallow the file.
    Result<RecordStatus> joinLines(std::string_view line)
    {
        constexpr int mostLines = 16;
        m_joined = line;
        for (int i = 1; i < mostLines && m_joined.size() <= LineReader::maxLineBytes; ++i) {
            const auto status = nextLine(line);
            if (!status)
                return status;
            if (*status != RecordStatus::record)
                break;
            m_joined += '\n';
            m_joined += line;
            if (splitCsv(m_joined, m_header.delimiter, m_fields, m_scratch))
                return RecordStatus::record;
        }
        problem("a quoted field does not end: " + scan::quoted(m_joined));
        return RecordStatus::skipped;
    }

    std::string_view field(Column column) const
    {
        const int at = m_header.position[column];
        return at >= 0 && static_cast<std::size_t>(at) < m_fields.size() ? scan::trimmed(m_fields[at])
                                                                         : std::string_view();
    }

    /// Empty when the record is right, else what is wrong.
    std::string parse(TraceRecord &record)
    {
        TraceRequest &request = record.request;
        if (m_fields.size() == m_header.names.size() + 1 && scan::trimmed(m_fields.back()).empty())
            m_fields.pop_back(); // a delimiter at the end of the line
        if (m_fields.size() != m_header.names.size())
            return "expected " + std::to_string(m_header.names.size()) + " columns, found "
                + std::to_string(m_fields.size());
        const auto key = field(columnKey);
        if (key.empty() || key.find('\0') != key.npos)
            return key.empty() ? "the key is empty" : "a key cannot hold a zero byte";
        request.key = scan::keyOf(key);
        WallTime time { static_cast<std::int64_t>(m_count) * 1'000'000'000, true };
        if (timesRecorded() && !parseTime(field(columnTime), m_header.timeScale, time))
            return "time: expected a number or a date, found " + scan::quoted(field(columnTime));
        if (auto wrong = parseNumbers(request); !wrong.empty())
            return wrong;
        if (const auto op = field(columnOp); !op.empty()) {
            const auto known = traceOpOf(op);
            if (!known)
                return unknownOp(op);
            request.op = *known;
        }
        const auto client = field(columnClient);
        request.client = client.empty() ? 0 : scan::hashText(client);
        if (m_header.position[columnType] >= 0)
            request.type = typeIndex(field(columnType).empty() ? "Requests" : field(columnType));
        ++m_count;
        record.wallNs = time.ns;
        request.time = clock(time.ns);
        return {};
    }

    std::string parseNumbers(TraceRequest &request) const
    {
        if (const auto text = field(columnSize); !text.empty() && !scan::parseInteger(text, request.size))
            return "size: expected whole bytes, found " + scan::quoted(text);
        if (const auto text = field(columnKeySize); !text.empty() && !scan::parseInteger(text, request.keySize))
            return "key_size: expected whole bytes, found " + scan::quoted(text);
        double ttl = 0;
        if (const auto text = field(columnTtl);
            !text.empty() && (!scan::parseDecimal(text, ttl) || !(ttl >= 0) || ttl > 9e18))
            return "ttl: expected seconds, found " + scan::quoted(text);
        ttl *= static_cast<double>(m_header.ttlScale) * 1e-9;
        request.ttlSeconds = ttl > 0 ? std::max<std::int64_t>(1, static_cast<std::int64_t>(ttl + 0.5)) : 0;
        bool hasFraction = false;
        if (const auto text = field(columnCost); !text.empty()
            && (!parseScaled(text, m_header.costScale, request.cost.ns, hasFraction) || request.cost.ns < 0
                || request.cost > mostCost))
            return "cost: expected the seconds of database time of a miss, found " + scan::quoted(text);
        return {};
    }

    static constexpr Duration mostCost { 1'000'000'000'000'000 }; ///< 1e6 s
    Header m_header;
    std::vector<std::string_view> m_fields;
    std::string m_scratch, m_joined;
    std::uint64_t m_count = 0;
};

} // namespace

bool isCsvHeader(std::string_view line)
{
    const Header header = parseHeader(line);
    return header.position[columnKey] >= 0 && (header.names.size() > 1 || header.names[0] == "key");
}

Result<RecordReaderPtr> openCsv(OpenRequest &&open)
{
    std::string_view line;
    LineStatus status = LineStatus::line;
    do {
        const auto next = open.lines.next(line);
        if (!next)
            return tl::unexpected(next.error());
        status = *next;
    } while (status == LineStatus::line && scan::trimmed(line).empty());
    const std::string place = open.path + ":" + std::to_string(open.lines.lineNumber());
    if (status != LineStatus::line)
        return fail("the CSV has no header line", place);
    Header header = parseHeader(line);
    if (header.position[columnKey] < 0) {
        std::string hint = "name the columns in the first line: time, key, size, op, type, client, ttl, cost";
        for (const auto &name : header.names)
            if (const std::string_view key[] = { "key" }; !name.empty() && nearestName(name, key) == "key")
                hint = "did you mean \"key\" where the header says \"" + name + "\"?";
        return fail("the header has no column for the key: " + scan::quoted(line, 100), place, hint);
    }
    return std::make_unique<CsvReader>(std::move(open.lines), open.path, std::move(header));
}

} // namespace cs
