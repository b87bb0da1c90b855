// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/access_line.h"

#include "sim/io/import/text_scan.h"

#include <array>

namespace cs
{

using scan::isDigit;

namespace
{

/// Position of the [ that begins a date, or npos.
std::size_t findDate(std::string_view line)
{
    for (auto at = line.find('['); at != line.npos; at = line.find('[', at + 1))
        if (at + 12 < line.size() && isDigit(line[at + 1]) && isDigit(line[at + 2]) && line[at + 3] == '/')
            return at;
    return line.npos;
}

bool looksLikeAddress(std::string_view text)
{
    if (text.find_first_not_of("0123456789abcdefABCDEF.:") != text.npos)
        return false;
    std::size_t dots = 0, colons = 0;
    for (const char c : text) {
        dots += c == '.' ? 1 : 0;
        colons += c == ':' ? 1 : 0;
    }
    return dots == 3 || colons >= 2;
}

/// "client identity user", with "host:port" in front in the format for virtual hosts.
void parseHead(std::string_view head, AccessLine &out)
{
    std::array<std::string_view, 4> words;
    std::size_t count = 0;
    while (count < words.size()) {
        head = scan::trimmed(head);
        if (head.empty())
            break;
        const auto end = std::min(head.find(' '), head.size());
        words[count++] = head.substr(0, end);
        head.remove_prefix(end);
    }
    const bool hostFirst = count >= 4 && !looksLikeAddress(words[0]) && looksLikeAddress(words[1]);
    if (hostFirst)
        out.host = words[0];
    if (count > 0)
        out.client = words[hostFirst ? 1 : 0];
    if (count > 2)
        out.user = words[hostFirst ? 3 : 2];
}

/// End of the quoted text that begins at 0: the first quote that no backslash protects.
std::size_t closingQuote(std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            return i;
    }
    return text.npos;
}

std::string_view takeWord(std::string_view &text)
{
    while (!text.empty() && text[0] == ' ')
        text.remove_prefix(1);
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(end);
    return word;
}

std::string unescape(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 >= text.size()) {
            result += text[i];
        } else if (text[i + 1] == 'x' && i + 3 < text.size() && scan::isHexDigit(text[i + 2])
            && scan::isHexDigit(text[i + 3])) {
            result += static_cast<char>(scan::hexValue(text[i + 2]) * 16 + scan::hexValue(text[i + 3]));
            i += 3;
        } else {
            result += text[++i];
        }
    }
    return result;
}

std::string parseStatusAndSize(std::string_view rest, AccessLine &out)
{
    const auto status = takeWord(rest);
    if (!parseStatus(status, out.status))
        return "status: expected three digits, found " + scan::quoted(status);
    const auto bytes = takeWord(rest);
    if (bytes != "-" && (!scan::parseInteger(bytes, out.bytes) || out.bytes < 0))
        return "size: expected bytes or -, found " + scan::quoted(bytes);
    out.tail = scan::trimmed(rest);
    out.quotedTail = out.tail.starts_with('"');
    return {};
}

} // namespace

bool parseStatus(std::string_view text, int &status)
{
    if (text == "-") {
        status = 0;
        return true;
    }
    if (text.size() != 3 || !scan::parseInteger(text, status))
        return false;
    return status == 0 || (status >= 100 && status <= 999);
}

std::string checkMethodAndTarget(const AccessLine &line)
{
    for (const char c : line.method)
        if (!scan::isLetter(c) && c != '-' && c != '_')
            return "the request has no HTTP method: " + scan::quoted(line.method);
    if (line.method.empty() || line.method.size() > 24)
        return "the request has no HTTP method: " + scan::quoted(line.method);
    const auto target = line.target;
    if (target.starts_with('/') || target.find("://") < 10 || target == "*" || line.method == "CONNECT")
        return {};
    return "the request's target is neither a path nor a URL: " + scan::quoted(target);
}

std::string parseRequestLine(std::string_view text, AccessLine &out)
{
    if (text == "-" || text.empty())
        return "the line records no request (" + scan::quoted(text) + ")";
    const auto blank = text.find(' ');
    if (blank == text.npos || blank > 24)
        return "the request line is no HTTP request: " + scan::quoted(text);
    if (text.find('\\') != text.npos) {
        out.unescaped = unescape(text);
        text = out.unescaped;
    }
    out.method = text.substr(0, blank);
    std::string_view target = text.substr(blank + 1);
    // Blanks inside the target stay part of it; only the protocol at the end is taken off.
    const auto last = target.rfind(" HTTP/");
    if (last != target.npos)
        target = target.substr(0, last);
    out.target = scan::trimmed(target);
    if (auto wrong = checkMethodAndTarget(out); !wrong.empty())
        return "the request line is no HTTP request: " + scan::quoted(text);
    return {};
}

std::string parseAccessLine(std::string_view line, AccessLine &out)
{
    std::string scratch = std::move(out.unescaped);
    out = {};
    out.unescaped = std::move(scratch);
    const auto date = findDate(line);
    if (date == line.npos)
        return "no date such as [17/May/2015:10:05:03 +0000] in " + scan::quoted(line);
    std::string_view rest = line.substr(date + 1);
    if (!takeLogDate(rest, out.time) || !rest.starts_with(']'))
        return "the date is wrong: " + scan::quoted(line.substr(date, 30));
    out.timeFound = true;
    parseHead(line.substr(0, date), out);
    const auto quote = rest.find('"');
    if (quote == rest.npos)
        return "no request in quotes after the date";
    rest.remove_prefix(quote + 1);
    const auto end = closingQuote(rest);
    if (end == rest.npos)
        return "the request's quotes do not end: " + scan::quoted(rest);
    const auto request = rest.substr(0, end);
    if (auto wrong = parseStatusAndSize(rest.substr(end + 1), out); !wrong.empty())
        return wrong;
    return parseRequestLine(request, out);
}

std::string_view tailField(std::string_view tail, std::size_t index)
{
    for (;; --index) {
        while (!tail.empty() && tail[0] == ' ')
            tail.remove_prefix(1);
        if (tail.empty())
            return {};
        std::string_view field;
        if (tail[0] == '"') {
            tail.remove_prefix(1);
            const auto end = std::min(closingQuote(tail), tail.size());
            field = tail.substr(0, end);
            tail.remove_prefix(std::min(end + 1, tail.size()));
        } else {
            field = takeWord(tail);
        }
        if (index == 0)
            return field;
    }
}

} // namespace cs
