// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/log_pattern.h"

#include "sim/io/import/text_scan.h"

namespace cs
{

namespace
{

/// %{...}t: sec, msec, usec, msec_frac, usec_frac or a strftime text, perhaps with begin: or end: in front.
void setTimeField(std::string_view detail, LogToken &token)
{
    if (detail.starts_with("begin:") || detail.starts_with("end:"))
        detail.remove_prefix(detail.find(':') + 1);
    token.field = LogField::epoch;
    if (detail == "sec") {
        // As a piece of a date, because a fraction may follow it.
        token.field = LogField::datePart;
        token.detail = "%s";
    } else if (detail == "msec")
        token.scale = TimeScale::millisecond;
    else if (detail == "usec")
        token.scale = TimeScale::microsecond;
    else {
        token.field = detail.empty() ? LogField::date : LogField::datePart;
        token.bracketed = detail.empty();
        token.detail = detail == "msec_frac" ? "%<3" : detail == "usec_frac" ? "%<6" : std::string(detail);
    }
}

/// What a directive means; false when Apache has none of that letter.
bool setField(char letter, std::string_view detail, LogToken &token)
{
    switch (letter) {
    case 'h':
    case 'a':
        token.field = detail.empty() || detail == "c" ? LogField::client : LogField::opaque;
        return true;
    case 'u':
        token.field = LogField::user;
        return true;
    case 'v':
    case 'V':
        token.field = LogField::host;
        return true;
    case 't':
        setTimeField(detail, token);
        return true;
    case 'r':
        token.field = LogField::request;
        return true;
    case 'm':
        token.field = LogField::method;
        return true;
    case 'U':
        token.field = LogField::path;
        return true;
    case 'q':
        token.field = LogField::query;
        return true;
    case 's':
        token.field = LogField::status;
        return true;
    case 'b':
    case 'B':
    case 'O':
        token.field = LogField::bytes;
        return true;
    case 'D':
        token.field = LogField::duration;
        token.scale = TimeScale::microsecond;
        return true;
    case 'T':
        token.field = LogField::duration;
        token.scale = detail == "us" ? TimeScale::microsecond
            : detail == "ms"         ? TimeScale::millisecond
                                     : TimeScale::second;
        return true;
    case 'A':
    case 'C':
    case 'e':
    case 'f':
    case 'H':
    case 'i':
    case 'k':
    case 'l':
    case 'L':
    case 'n':
    case 'o':
    case 'p':
    case 'P':
    case 'R':
    case 'X':
    case 'I':
    case 'S':
    case 'c':
    case 'E':
    case 'F':
    case 'g':
    case 'M':
    case 'w':
    case 'x':
        return true;
    default:
        return false;
    }
}

} // namespace

Result<std::vector<LogToken>> apacheTokens(std::string_view format, std::string &end)
{
    std::vector<LogToken> tokens;
    std::string literal;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%') {
            literal += format[i];
            continue;
        }
        const std::size_t begin = i++;
        if (i < format.size() && format[i] == '%') {
            literal += '%';
            continue;
        }
        while (i < format.size()
            && (scan::isDigit(format[i]) || format[i] == '!' || format[i] == ',' || format[i] == '<'
                || format[i] == '>'))
            ++i;
        std::string_view detail;
        if (i < format.size() && format[i] == '{') {
            const auto close = format.find('}', i);
            if (close == format.npos)
                return fail("the log format has a { without }: " + scan::quoted(format.substr(begin)));
            detail = format.substr(i + 1, close - i - 1);
            i = close + 1;
        }
        if (format.substr(i).starts_with("^t")) // %{...}^ti and %{...}^to, trailers
            i += 2;
        LogToken token;
        token.name = format.substr(begin, i + 1 - begin);
        if (i >= format.size() || !setField(format[i], detail, token))
            return fail("the log format has no directive " + scan::quoted(token.name), {},
                "Apache's mod_log_config lists them: %h %l %u %t %r %>s %b %D %T %{Referer}i ...");
        token.literal = std::exchange(literal, {});
        tokens.push_back(std::move(token));
    }
    end = literal;
    return tokens;
}

} // namespace cs
