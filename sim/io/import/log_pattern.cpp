// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/log_pattern.h"

#include "sim/io/import/date_pattern.h"
#include "sim/io/import/text_scan.h"

#include <algorithm>

namespace cs
{

namespace
{

struct NamedFormat {
    std::string_view name, format;
};

constexpr NamedFormat namedFormats[] = {
    { "common", R"(%h %l %u %t "%r" %>s %b)" },
    { "combined", R"(%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i")" },
    { "vhost_combined", R"(%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i")" },
    { "combinedio", R"(%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %I %O)" },
};

/// The text between the first and the last quote of a directive, pieces of a string glued ('a ' 'b').
std::string unquotedDirective(std::string_view text)
{
    const char quote = text[text.find_first_of("'\"")];
    std::string result;
    std::size_t at = text.find(quote);
    while (at != text.npos) {
        std::size_t end = at + 1;
        while (end < text.size() && text[end] != quote)
            end += text[end] == '\\' ? 2 : 1;
        end = std::min(end, text.size());
        result += text.substr(at + 1, end - at - 1);
        at = end < text.size() ? text.find(quote, end + 1) : text.npos;
    }
    return result;
}

/// The bare format: directive, quotes around it and backslashes of the configuration file taken off.
std::string bareFormat(std::string_view format)
{
    std::string text(scan::trimmed(format));
    const bool directive
        = text.starts_with("LogFormat") || text.starts_with("log_format") || text.starts_with("CustomLog");
    const bool quoted = text.size() > 1 && text.front() == '\'' && text.find('\'', 1) != text.npos;
    if ((directive && text.find_first_of("'\"") != text.npos) || quoted)
        text = unquotedDirective(text);
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            const char c = text[++i];
            result += c == 't' ? '\t' : c;
        } else {
            result += text[i];
        }
    }
    return result;
}

/// "%U%q" and "$uri$is_args$args" are one target.
void joinTargets(std::vector<LogToken> &tokens)
{
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        if (tokens[i].field != LogField::path)
            continue;
        std::size_t next = i + 1;
        if (tokens[next].name == "$is_args" && tokens[next].literal.empty())
            ++next;
        const bool joined = next < tokens.size() && tokens[next].field == LogField::query
            && (tokens[next].literal.empty() || tokens[next].literal == "?");
        if (!joined)
            continue;
        tokens[i].field = LogField::target;
        tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(i) + 1,
            tokens.begin() + static_cast<std::ptrdiff_t>(next) + 1);
    }
}

bool takesItsOwnLength(LogField field)
{
    return field == LogField::date || field == LogField::isoDate || field == LogField::datePart
        || field == LogField::status;
}

/// Of several request times the finest counts; of a request's and its upstream's, the request's.
std::optional<TimeScale> chooseDuration(std::vector<LogToken> &tokens)
{
    LogToken *best = nullptr;
    const auto rank = [](const LogToken &t) {
        return t.name == "$upstream_response_time" ? 10
            : t.scale == TimeScale::microsecond    ? 0
            : t.scale == TimeScale::millisecond    ? 1
                                                   : 2;
    };
    for (auto &token : tokens)
        if (token.field == LogField::duration && (!best || rank(token) < rank(*best)))
            best = &token;
    for (auto &token : tokens)
        if (token.field == LogField::duration && &token != best)
            token.field = LogField::opaque;
    return best ? std::optional(best->scale) : std::nullopt;
}

} // namespace

Result<LogPattern> LogPattern::compile(std::string_view format)
{
    for (const auto &named : namedFormats)
        if (named.name == scan::trimmed(format))
            format = named.format;
    const std::string text = bareFormat(format);
    LogPattern pattern;
    std::vector<std::string> unknown;
    const bool nginx = text.find('$') != text.npos && text.find('%') == text.npos;
    auto tokens = nginx ? nginxTokens(text, pattern.m_end, unknown) : apacheTokens(text, pattern.m_end);
    if (!tokens)
        return tl::unexpected(tokens.error());
    if (tokens->empty())
        return fail("the log format " + scan::quoted(text) + " names no field", {},
            "expected an Apache LogFormat (%h %t \"%r\" %>s %b) or an nginx log_format ($remote_addr $time_local ...)");
    pattern.m_tokens = std::move(*tokens);
    joinTargets(pattern.m_tokens);
    pattern.m_durationScale = chooseDuration(pattern.m_tokens);
    if (const auto right = pattern.check(unknown); !right)
        return tl::unexpected(right.error());
    return pattern;
}

Result<void> LogPattern::check(const std::vector<std::string> &unknown)
{
    for (const auto &name : unknown)
        if (const auto likely = likelyVariable(name); !likely.empty())
            return fail(
                "the log format names $" + name + ", which nginx does not have", {}, "did you mean $" + likely + "?");
    const auto has = [&](LogField field) {
        return std::any_of(m_tokens.begin(), m_tokens.end(), [&](const LogToken &t) { return t.field == field; });
    };
    bool day = has(LogField::date) || has(LogField::isoDate) || has(LogField::epoch), clock = day;
    std::string dates;
    for (const auto &token : m_tokens)
        dates += token.detail;
    if (const char c = unknownConversion(dates); c != 0)
        return fail(std::string("the log format writes the time with %") + c + ", which cannot be read", {},
            "known: %Y %y %m %d %e %b %H %I %M %S %p %z %Z %T %D %F %R %s");
    day = day || hasDay(dates);
    clock = clock || hasClock(dates);
    if (!day || !clock)
        return fail(std::string("the log format has no ")
                + (!day && !clock ? "time"
                        : day     ? "time of day"
                                  : "day"),
            {}, "%t, $time_local, $time_iso8601 or $msec write it");
    if (!has(LogField::request)) {
        const bool target = has(LogField::path) || has(LogField::target);
        if (!has(LogField::method) || !target)
            return fail(std::string("the log format has no ")
                    + (has(LogField::method) ? "path"
                            : target         ? "method"
                                             : "request (method and path)"),
                {}, "\"%r\" or \"$request\" writes both; %m and %U, $request_method and $request_uri one each");
    }
    for (std::size_t i = 0; i + 1 < m_tokens.size(); ++i)
        if (m_tokens[i + 1].literal.empty() && !takesItsOwnLength(m_tokens[i].field))
            return fail("the log format has nothing between " + m_tokens[i].name + " and " + m_tokens[i + 1].name
                + ", so nobody can tell where the one ends");
    return {};
}

/// Text of the field that begins at the front of `rest`, up to the literal that follows it.
std::string_view LogPattern::takeValue(std::string_view &rest, std::size_t index) const
{
    const LogToken &token = m_tokens[index];
    const bool last = index + 1 == m_tokens.size();
    const std::string_view after = last ? std::string_view(m_end) : std::string_view(m_tokens[index + 1].literal);
    std::size_t end = rest.size();
    if (after.empty() && !last) {
        end = std::min<std::size_t>(3, rest.size()); // a status
    } else if (!after.empty() && after[0] == '"' && token.literal.ends_with('"')) {
        for (end = 0; end < rest.size() && rest[end] != '"'; ++end)
            end += rest[end] == '\\' ? 1 : 0;
    } else if (!after.empty()) {
        end = rest.find(after);
        // A user name may hold a blank; the date's bracket tells where it really ends.
        if (!last && m_tokens[index + 1].bracketed)
            while (end != rest.npos && !rest.substr(end + after.size()).starts_with('['))
                end = rest.find(after, end + 1);
        // Several upstreams are written as "0.1, 0.2 : 0.3".
        while (end != rest.npos && end > 0 && after == " " && token.name.starts_with("$upstream_")
            && (rest[end - 1] == ',' || rest[end - 1] == ':' || rest.substr(end).starts_with(" : ")))
            end = rest.find(after, end + 1);
    }
    end = std::min(end, rest.size());
    const auto value = rest.substr(0, end);
    rest.remove_prefix(end);
    return value;
}

namespace
{

bool takeDateField(const LogToken &token, std::string_view &rest, WallTime &time, DatePieces &pieces)
{
    if (token.field == LogField::datePart)
        return takeDatePattern(token.detail, rest, pieces);
    if (token.field == LogField::isoDate)
        return takeIsoDate(rest, time);
    const bool bracket = token.bracketed && rest.starts_with('[');
    if (bracket)
        rest.remove_prefix(1);
    if (!takeLogDate(rest, time))
        return false;
    if (bracket && rest.starts_with(']'))
        rest.remove_prefix(1);
    return true;
}

/// Empty when the text is right for its field.
std::string setValue(const LogToken &token, std::string_view value, AccessLine &out)
{
    switch (token.field) {
    case LogField::client:
        out.client = value;
        break;
    case LogField::user:
        out.user = value;
        break;
    case LogField::host:
        out.host = value;
        break;
    case LogField::method:
        out.method = value;
        break;
    case LogField::path:
    case LogField::target:
        out.target = value;
        break;
    case LogField::duration:
        out.duration = value.substr(0, value.find_first_of(", "));
        break;
    case LogField::request:
        return parseRequestLine(value, out);
    case LogField::epoch:
        if (!parseTime(value, token.scale, out.time))
            return token.name + ": expected a number, found " + scan::quoted(value);
        break;
    case LogField::status:
        if (!parseStatus(value, out.status))
            return token.name + ": expected three digits, found " + scan::quoted(value);
        break;
    case LogField::bytes:
        if (value != "-" && (!scan::parseInteger(value, out.bytes) || out.bytes < 0))
            return token.name + ": expected bytes or -, found " + scan::quoted(value);
        break;
    default:
        break;
    }
    return {};
}

} // namespace

std::string LogPattern::match(std::string_view line, AccessLine &out) const
{
    out.status = 0;
    out.bytes = -1;
    out.client = out.host = out.user = out.method = out.target = out.tail = out.duration = {};
    DatePieces pieces;
    bool inPieces = false;
    std::string_view rest = line;
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
        const LogToken &token = m_tokens[i];
        if (!rest.starts_with(token.literal))
            return "expected " + scan::quoted(token.literal) + " before " + token.name + ", found "
                + scan::quoted(rest, 30);
        rest.remove_prefix(token.literal.size());
        if (token.field == LogField::date || token.field == LogField::isoDate || token.field == LogField::datePart) {
            const auto before = rest;
            if (!takeDateField(token, rest, out.time, pieces))
                return token.name + ": expected a date, found " + scan::quoted(before, 30);
            inPieces = inPieces || token.field == LogField::datePart;
        } else if (auto wrong = setValue(token, takeValue(rest, i), out); !wrong.empty()) {
            return wrong;
        }
    }
    if (!rest.starts_with(m_end) && !m_end.empty())
        return "expected " + scan::quoted(m_end) + " at the end, found " + scan::quoted(rest, 30);
    if (inPieces && !pieces.toWallTime(out.time))
        return "the date is wrong";
    return checkMethodAndTarget(out);
}

} // namespace cs
