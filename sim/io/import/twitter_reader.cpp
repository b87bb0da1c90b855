// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/readers.h"
#include "sim/io/import/text_scan.h"
#include "sim/io/import/trace_op.h"

namespace cs
{

namespace
{

struct TwitterFields {
    std::string_view key, client;
    std::uint64_t time = 0, keySize = 0, valueSize = 0;
    std::int64_t ttl = 0;
    TraceOp op = TraceOp::read;
};

/// Empty when the line is right, else what is wrong with it.
std::string parseTwitter(std::string_view line, TwitterFields &fields)
{
    // The key is the only text that might hold a comma, so the other columns are taken from both ends.
    const auto first = line.find(',');
    std::string_view columns[5];
    std::string_view rest = line;
    for (int i = 4; i >= 0; --i) {
        const auto comma = rest.rfind(',');
        if (comma == rest.npos || comma <= first)
            return "expected 7 columns: timestamp,key,key size,value size,client,operation,TTL; found "
                + scan::quoted(line);
        columns[i] = rest.substr(comma + 1);
        rest = rest.substr(0, comma);
    }
    fields.key = rest.substr(first + 1);
    fields.client = columns[2];
    if (!scan::parseInteger(line.substr(0, first), fields.time) || fields.time > 9'000'000'000u)
        return "timestamp: expected whole seconds, found " + scan::quoted(line.substr(0, first));
    if (!scan::parseInteger(columns[0], fields.keySize))
        return "key size: expected bytes, found " + scan::quoted(columns[0]);
    if (!scan::parseInteger(columns[1], fields.valueSize))
        return "value size: expected bytes, found " + scan::quoted(columns[1]);
    const auto op = traceOpOf(columns[3]);
    if (!op)
        return unknownOp(columns[3]);
    fields.op = *op;
    if (!scan::parseInteger(scan::trimmed(columns[4]), fields.ttl))
        return "TTL: expected seconds, found " + scan::quoted(columns[4]);
    return {};
}

/// The cache traces of Twitter's Twemcache clusters (Yang, Yue and Rashmi, OSDI 2020).
class TwitterReader : public LineRecordReader
{
public:
    explicit TwitterReader(LineReader lines, std::string path)
        : LineRecordReader(std::move(lines), std::move(path))
    {
        m_typeNames = { "Requests" };
    }
    TraceFormat format() const override { return TraceFormat::twitter; }
    std::string describe() const override { return "twitter, seven columns"; }

    Result<RecordStatus> nextRecord(TraceRecord &record) override
    {
        std::string_view line;
        const auto status = nextLine(line);
        if (!status || *status != RecordStatus::record)
            return status;
        TwitterFields fields;
        if (auto wrong = parseTwitter(line, fields); !wrong.empty()) {
            problem(std::move(wrong));
            return RecordStatus::skipped;
        }
        record = {};
        TraceRequest &request = record.request;
        record.wallNs = static_cast<std::int64_t>(fields.time) * 1'000'000'000;
        request.time = clock(record.wallNs);
        request.key = scan::keyOf(fields.key);
        request.size = fields.valueSize;
        request.keySize = static_cast<std::uint32_t>(std::min<std::uint64_t>(fields.keySize, 0xffffffffu));
        request.client = fields.client.empty() ? 0 : scan::hashText(fields.client);
        request.op = fields.op;
        request.ttlSeconds = std::max<std::int64_t>(fields.ttl, 0);
        return RecordStatus::record;
    }
};

} // namespace

bool isTwitterLine(std::string_view line)
{
    TwitterFields fields;
    return parseTwitter(line, fields).empty();
}

Result<RecordReaderPtr> openTwitter(OpenRequest &&open)
{
    return std::make_unique<TwitterReader>(std::move(open.lines), open.path);
}

} // namespace cs
