// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/json_record.h"

#include "sim/io/import/text_scan.h"
#include "sim/io/import/time_number.h"

namespace cs
{

struct JsonRecord::Alias {
    JsonField field;
    int rank; ///< 1 = the most usual
    std::string_view name;
};

/// Names in lower case without _ and -; a unit at the end of a time's name is taken off before.
constexpr JsonRecord::Alias JsonRecord::aliases[] = {
    { jsonTime, 1, "@timestamp" },
    { jsonTime, 1, "timestamp" },
    { jsonTime, 1, "ts" },
    { jsonTime, 2, "time" },
    { jsonTime, 3, "timeiso8601" },
    { jsonTime, 3, "timelocal" },
    { jsonTime, 3, "msec" },
    { jsonTime, 3, "datetime" },
    { jsonTime, 3, "starttime" },
    { jsonTime, 3, "startutc" },
    { jsonTime, 4, "date" },
    { jsonTime, 4, "eventtime" },
    { jsonMethod, 1, "method" },
    { jsonMethod, 1, "requestmethod" },
    { jsonMethod, 1, "httpmethod" },
    { jsonMethod, 2, "verb" },
    { jsonMethod, 2, "http.request.method" },
    { jsonMethod, 2, "request.method" },
    { jsonMethod, 2, "httprequest.requestmethod" },
    { jsonTarget, 1, "requesturi" },
    { jsonTarget, 2, "uri" },
    { jsonTarget, 2, "url" },
    { jsonTarget, 3, "path" },
    { jsonTarget, 3, "requestpath" },
    { jsonTarget, 3, "requesturl" },
    { jsonTarget, 3, "target" },
    { jsonTarget, 3, "urlpath" },
    { jsonTarget, 3, "url.original" },
    { jsonTarget, 4, "url.path" },
    { jsonTarget, 2, "request.uri" },
    { jsonTarget, 2, "request.url" },
    { jsonTarget, 3, "request.path" },
    { jsonTarget, 3, "http.url" },
    { jsonTarget, 3, "httprequest.requesturl" },
    { jsonQuery, 1, "query" },
    { jsonQuery, 1, "querystring" },
    { jsonQuery, 1, "args" },
    { jsonQuery, 1, "url.query" },
    { jsonRequest, 1, "request" },
    { jsonRequest, 2, "requestline" },
    { jsonStatus, 1, "status" },
    { jsonStatus, 1, "statuscode" },
    { jsonStatus, 2, "responsestatus" },
    { jsonStatus, 2, "httpstatus" },
    { jsonStatus, 2, "responsecode" },
    { jsonStatus, 2, "response" },
    { jsonStatus, 2, "http.response.statuscode" },
    { jsonStatus, 2, "response.status" },
    { jsonStatus, 3, "downstreamstatus" },
    { jsonStatus, 2, "httprequest.status" },
    { jsonBytes, 1, "bodybytessent" },
    { jsonBytes, 2, "bytessent" },
    { jsonBytes, 2, "bytes" },
    { jsonBytes, 3, "size" },
    { jsonBytes, 3, "responsesize" },
    { jsonBytes, 3, "responsebytes" },
    { jsonBytes, 4, "contentlength" },
    { jsonBytes, 4, "length" },
    { jsonBytes, 2, "http.response.body.bytes" },
    { jsonBytes, 3, "http.response.bytes" },
    { jsonBytes, 3, "downstreamcontentsize" },
    { jsonBytes, 3, "httprequest.responsesize" },
    { jsonDuration, 1, "requesttime" },
    { jsonDuration, 2, "duration" },
    { jsonDuration, 2, "latency" },
    { jsonDuration, 2, "responsetime" },
    { jsonDuration, 2, "requestduration" },
    { jsonDuration, 3, "elapsed" },
    { jsonDuration, 3, "elapsedtime" },
    { jsonDuration, 3, "took" },
    { jsonDuration, 3, "timetaken" },
    { jsonDuration, 3, "rt" },
    { jsonDuration, 3, "event.duration" },
    { jsonDuration, 3, "httprequest.latency" },
    { jsonDuration, 5, "upstreamresponsetime" },
    { jsonClient, 1, "remoteaddr" },
    { jsonClient, 1, "clientip" },
    { jsonClient, 2, "client" },
    { jsonClient, 2, "ip" },
    { jsonClient, 2, "remoteip" },
    { jsonClient, 2, "remotehost" },
    { jsonClient, 3, "sourceip" },
    { jsonClient, 3, "source.ip" },
    { jsonClient, 3, "client.ip" },
    { jsonClient, 3, "request.remoteip" },
    { jsonClient, 3, "clienthost" },
    { jsonClient, 3, "clientaddr" },
    { jsonClient, 3, "httprequest.remoteip" },
    { jsonHost, 1, "host" },
    { jsonHost, 1, "httphost" },
    { jsonHost, 1, "vhost" },
    { jsonHost, 2, "request.host" },
};

namespace
{

void plainName(std::string_view name, std::string &out)
{
    out.clear();
    for (const char c : name.substr(0, 64))
        if (c != '_' && c != '-')
            out += scan::toLower(c);
}

/// "duration_ms" -> "duration"
std::string_view withoutUnit(std::string_view name)
{
    if (scaleOfName(name) == TimeScale::unknown)
        return name;
    for (const std::string_view unit : { "nanoseconds", "microseconds", "milliseconds", "seconds", "nanos", "micros",
             "millis", "usec", "msec", "secs", "sec", "ns", "us", "ms", "s" })
        if (scan::lowered(name).ends_with(unit)) {
            name.remove_suffix(unit.size());
            while (name.ends_with('_') || name.ends_with('-') || name.ends_with('.'))
                name.remove_suffix(1);
            return name;
        }
    return name;
}

} // namespace

bool isJsonObjectStart(std::string_view line)
{
    line = scan::trimmed(line);
    if (!line.starts_with('{'))
        return false;
    line = scan::trimmed(line.substr(1));
    return line.starts_with('"') || line.starts_with('}');
}

void JsonRecord::take(std::string_view name, std::string_view text)
{
    const auto match = [&](std::string_view as) {
        plainName(as, m_plain);
        for (const Alias &alias : aliases) {
            if (alias.name != m_plain)
                continue;
            int &rank = m_ranks[alias.field];
            if (rank == 0 || alias.rank < rank) {
                rank = alias.rank;
                m_texts[alias.field] = text;
                m_names[alias.field] = name;
            }
            return true;
        }
        return false;
    };
    if (name.size() <= 64 && !match(name))
        if (const auto bare = withoutUnit(name); bare.size() < name.size())
            match(bare);
}

std::string JsonRecord::parse(std::string_view line, AccessLine &out)
{
    m_ranks.fill(0);
    m_names[jsonDuration].clear();
    auto wrong = m_scanner.scan(line, [this](std::string_view name, std::string_view text) { take(name, text); });
    return wrong.empty() ? finish(out) : wrong;
}

std::string JsonRecord::finishRequest(AccessLine &out)
{
    const bool wholeLine = has(jsonRequest) && m_texts[jsonRequest].find(' ') != std::string::npos;
    if (has(jsonMethod) && (has(jsonTarget) || (has(jsonRequest) && !wholeLine))) {
        out.method = m_texts[jsonMethod];
        m_target = has(jsonTarget) ? m_texts[jsonTarget] : m_texts[jsonRequest];
        if (has(jsonQuery) && m_target.find('?') == std::string::npos && !m_texts[jsonQuery].empty()
            && m_texts[jsonQuery] != "-")
            m_target += (m_texts[jsonQuery].starts_with('?') ? "" : "?") + m_texts[jsonQuery];
        out.target = m_target;
        return checkMethodAndTarget(out);
    }
    if (has(jsonRequest))
        return parseRequestLine(m_texts[jsonRequest], out);
    return has(jsonMethod) ? "the record has no path (path, url, uri or request)"
                           : "the record has no method (method, or request with method and path)";
}

std::string JsonRecord::finish(AccessLine &out)
{
    out.status = 0;
    out.bytes = -1;
    out.client = out.host = out.method = out.target = out.duration = {};
    if (!has(jsonTime))
        return "the record has no time (time, timestamp, ts or @timestamp)";
    if (!parseTime(m_texts[jsonTime], scaleOfName(m_names[jsonTime]), out.time))
        return m_names[jsonTime] + ": expected a date or a number, found " + scan::quoted(m_texts[jsonTime]);
    if (has(jsonStatus) && !m_texts[jsonStatus].empty() && !parseStatus(m_texts[jsonStatus], out.status))
        return m_names[jsonStatus] + ": expected three digits, found " + scan::quoted(m_texts[jsonStatus]);
    const std::string &bytes = m_texts[jsonBytes];
    if (has(jsonBytes) && !bytes.empty() && bytes != "-"
        && (!scan::parseInteger(std::string_view(bytes), out.bytes) || out.bytes < 0))
        return m_names[jsonBytes] + ": expected bytes, found " + scan::quoted(bytes);
    if (has(jsonClient))
        out.client = m_texts[jsonClient];
    if (has(jsonHost))
        out.host = m_texts[jsonHost];
    if (has(jsonDuration))
        out.duration = m_texts[jsonDuration];
    return finishRequest(out);
}

} // namespace cs
