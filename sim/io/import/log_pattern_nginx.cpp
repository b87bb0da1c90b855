// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/log_pattern.h"

#include "sim/io/import/text_scan.h"

#include <algorithm>
#include <array>

namespace cs
{

namespace
{

struct Variable {
    std::string_view name;
    LogField field;
};

constexpr Variable variables[] = {
    { "remote_addr", LogField::client },
    { "http_x_real_ip", LogField::opaque },
    { "remote_user", LogField::user },
    { "host", LogField::host },
    { "http_host", LogField::host },
    { "server_name", LogField::opaque },
    { "time_local", LogField::date },
    { "time_iso8601", LogField::isoDate },
    { "msec", LogField::epoch },
    { "request", LogField::request },
    { "request_method", LogField::method },
    { "request_uri", LogField::target },
    { "uri", LogField::path },
    { "document_uri", LogField::path },
    { "args", LogField::query },
    { "query_string", LogField::query },
    { "is_args", LogField::opaque },
    { "status", LogField::status },
    { "body_bytes_sent", LogField::bytes },
    { "bytes_sent", LogField::bytes },
    { "request_time", LogField::duration },
    { "upstream_response_time", LogField::duration },
    { "request_length", LogField::opaque },
    { "request_id", LogField::opaque },
    { "server_protocol", LogField::opaque },
    { "server_port", LogField::opaque },
    { "server_addr", LogField::opaque },
    { "remote_port", LogField::opaque },
    { "scheme", LogField::opaque },
    { "connection", LogField::opaque },
    { "connection_requests", LogField::opaque },
    { "connection_time", LogField::opaque },
    { "pipe", LogField::opaque },
    { "hostname", LogField::opaque },
    { "gzip_ratio", LogField::opaque },
    { "content_length", LogField::opaque },
    { "content_type", LogField::opaque },
    { "nginx_version", LogField::opaque },
    { "pid", LogField::opaque },
    { "https", LogField::opaque },
    { "realip_remote_addr", LogField::opaque },
    { "binary_remote_addr", LogField::opaque },
    { "request_completion", LogField::opaque },
    { "request_body", LogField::opaque },
    { "request_filename", LogField::opaque },
    { "document_root", LogField::opaque },
    { "tcpinfo_rtt", LogField::opaque },
    { "limit_rate", LogField::opaque },
    { "proxy_add_x_forwarded_for", LogField::opaque },
    { "ssl_protocol", LogField::opaque },
    { "ssl_cipher", LogField::opaque },
    { "upstream_addr", LogField::opaque },
    { "upstream_status", LogField::opaque },
    { "upstream_cache_status", LogField::opaque },
};

constexpr std::string_view openPrefixes[]
    = { "http_", "sent_http_", "upstream_", "cookie_", "arg_", "ssl_", "proxy_", "geoip", "jwt_", "tcpinfo_" };

/// Insertions, deletions and changes between short names.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::array<std::size_t, 64> row {};
    if (a.size() >= row.size() || b.size() >= row.size())
        return row.size();
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({ above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1) });
            diagonal = above;
        }
    }
    return row[b.size()];
}

} // namespace

std::string likelyVariable(std::string_view name)
{
    std::string best;
    std::size_t bestDistance = name.size() >= 6 ? 3 : 2;
    for (const auto &variable : variables)
        if (const auto d = distance(name, variable.name); d < bestDistance) {
            bestDistance = d;
            best = variable.name;
        }
    return best;
}

namespace
{

LogToken nginxToken(std::string_view name, std::vector<std::string> &unknown)
{
    LogToken token;
    token.name = "$" + std::string(name);
    const auto known
        = std::find_if(std::begin(variables), std::end(variables), [&](const auto &v) { return v.name == name; });
    if (known != std::end(variables))
        token.field = known->field;
    else if (std::none_of(
                 std::begin(openPrefixes), std::end(openPrefixes), [&](auto p) { return name.starts_with(p); }))
        unknown.emplace_back(name);
    return token;
}

} // namespace

Result<std::vector<LogToken>> nginxTokens(std::string_view format, std::string &end, std::vector<std::string> &unknown)
{
    std::vector<LogToken> tokens;
    std::string literal;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '$') {
            literal += format[i];
            continue;
        }
        const bool braces = format.substr(i + 1).starts_with('{');
        const std::size_t begin = i + (braces ? 2 : 1);
        std::size_t stop = begin;
        while (stop < format.size()
            && (scan::isLetter(format[stop]) || scan::isDigit(format[stop]) || format[stop] == '_'))
            ++stop;
        if (stop == begin || (braces && (stop >= format.size() || format[stop] != '}')))
            return fail("the log format has a $ without the name of a variable: " + scan::quoted(format.substr(i)));
        LogToken token = nginxToken(format.substr(begin, stop - begin), unknown);
        token.literal = std::exchange(literal, {});
        tokens.push_back(std::move(token));
        i = braces ? stop : stop - 1;
    }
    end = literal;
    return tokens;
}

} // namespace cs
