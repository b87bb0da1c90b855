// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/url_grouping.h"

#include "sim/io/import/text_scan.h"

#include <algorithm>

namespace cs
{

using scan::isDigit;
using scan::isHexDigit;
using scan::isLetter;

namespace
{

constexpr std::size_t mostSegments = 12;
constexpr std::size_t longestKept = 120;

constexpr std::string_view staticExtensions[] = {
    "png",
    "jpg",
    "jpeg",
    "gif",
    "svg",
    "webp",
    "avif",
    "ico",
    "bmp",
    "css",
    "js",
    "mjs",
    "map",
    "woff",
    "woff2",
    "ttf",
    "otf",
    "eot",
    "mp3",
    "mp4",
    "webm",
    "ogg",
    "wav",
    "mov",
    "pdf",
    "zip",
    "gz",
    "tgz",
    "bz2",
    "xz",
    "jar",
    "rpm",
    "deb",
    "exe",
    "dmg",
    "iso",
    "wasm",
    "swf",
};

/// Endings of pages and data: what stands before them may be an id.
constexpr std::string_view pageExtensions[] = {
    "html",
    "htm",
    "xhtml",
    "php",
    "asp",
    "aspx",
    "jsp",
    "json",
    "xml",
    "txt",
    "rss",
    "atom",
    "md",
    "csv",
    "do",
    "cgi",
};

bool isOneOf(std::string_view text, const auto &list)
{
    if (text.empty() || text.size() > 5)
        return false;
    char lower[5];
    for (std::size_t i = 0; i < text.size(); ++i)
        lower[i] = scan::toLower(text[i]);
    return std::find(std::begin(list), std::end(list), std::string_view(lower, text.size())) != std::end(list);
}

/// Path of a target: no scheme and host, no query, no fragment.
std::string_view withoutHost(std::string_view target)
{
    if (target.starts_with('/'))
        return target;
    const auto scheme = target.find("://");
    if (scheme == target.npos)
        return target;
    const auto path = target.find_first_of("/?#", scheme + 3);
    return path == target.npos ? std::string_view("/") : target.substr(path);
}

struct Counts {
    std::size_t digits = 0, hex = 0, upper = 0, lower = 0, dashes = 0, escapes = 0, others = 0;
};

Counts counted(std::string_view text)
{
    Counts counts;
    for (const char c : text) {
        counts.digits += isDigit(c) ? 1 : 0;
        counts.hex += isHexDigit(c) ? 1 : 0;
        counts.upper += c >= 'A' && c <= 'Z' ? 1 : 0;
        counts.lower += c >= 'a' && c <= 'z' ? 1 : 0;
        counts.dashes += c == '-' || c == '_' || c == '+' || c == '.' ? 1 : 0;
        counts.escapes += c == '%' ? 1 : 0;
        counts.others += !isDigit(c) && !isLetter(c) && c != '-' && c != '_' ? 1 : 0;
    }
    return counts;
}

bool isUuid(std::string_view text)
{
    if (text.size() != 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !isHexDigit(text[i]))
            return false;
    }
    return true;
}

std::size_t trailingDigits(std::string_view text)
{
    std::size_t count = 0;
    while (count < text.size() && isDigit(text[text.size() - 1 - count]))
        ++count;
    return count;
}

/// Letters and digits mixed as no word has them: "a1B2c3D4e5F6g7H8".
bool isToken(std::string_view text, const Counts &counts)
{
    if (text.size() < 16 || counts.others > 3)
        return false;
    const bool mixedCase = counts.upper > 1 && counts.lower > 1;
    return counts.digits >= 2 && (mixedCase || counts.digits >= text.size() / 4) && counts.dashes <= text.size() / 8;
}

} // namespace

bool isIdSegment(std::string_view text)
{
    if (text.empty())
        return false;
    const Counts counts = counted(text);
    if (counts.digits == text.size() || isUuid(text))
        return true;
    if (counts.hex == text.size() && text.size() >= 8 && counts.digits > 0)
        return true;
    // "-42", "12.5", "1,2,3", "2015-05-17".
    if (counts.digits > 0 && text.find_first_not_of("0123456789-_.,:;") == text.npos)
        return true;
    if (text.find('@') != text.npos && text.find('.') != text.npos)
        return true;
    if (text.size() >= 4 && trailingDigits(text) >= 3 && text.size() - trailingDigits(text) <= 24)
        return true; // "order-10423", "u1234567"
    if (isDigit(text[0]) && counts.dashes >= 1 && trailingDigits(text.substr(0, text.find_first_of("-_"))) >= 3)
        return true; // "10423-red-shoes"
    if (isToken(text, counts))
        return true;
    // Long slugs: "how-to-brew-coffee", "a%20title%20of%20words", or anything too long to be a name.
    return (counts.dashes + counts.escapes >= 2 && text.size() >= 16) || (counts.dashes >= 1 && text.size() >= 24)
        || text.size() >= 32;
}

std::string_view staticExtension(std::string_view path)
{
    const auto slash = path.rfind('/');
    const auto name = slash == path.npos ? path : path.substr(slash + 1);
    const auto dot = name.rfind('.');
    if (dot == name.npos)
        return {};
    const auto extension = name.substr(dot + 1);
    return isOneOf(extension, staticExtensions) ? extension : std::string_view();
}

void endpointPath(std::string_view target, std::string &out)
{
    out.clear();
    std::string_view path = withoutHost(target);
    path = path.substr(0, path.find_first_of("?#;"));
    if (const auto extension = staticExtension(path); !extension.empty()) {
        out = "*.";
        for (const char c : extension)
            out += scan::toLower(c);
        return;
    }
    std::size_t segments = 0;
    while (!path.empty()) {
        const auto end = std::min(path.find('/'), path.size());
        const auto segment = path.substr(0, end);
        path.remove_prefix(std::min(end + 1, path.size()));
        if (segment.empty())
            continue;
        if (++segments > mostSegments || out.size() > longestKept) {
            out += "/...";
            break;
        }
        out += '/';
        const auto dot = segment.rfind('.');
        const bool page = dot != segment.npos && dot > 0 && isOneOf(segment.substr(dot + 1), pageExtensions);
        const auto stem = page ? segment.substr(0, dot) : segment;
        out += isIdSegment(stem) ? ":id" : stem;
        if (page)
            out += segment.substr(dot);
    }
    if (out.empty())
        out = "/";
    for (char &c : out)
        if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f)
            c = '?';
}

std::string endpointPath(std::string_view target)
{
    std::string out;
    endpointPath(target, out);
    return out;
}

namespace
{

bool isTracking(std::string_view parameter)
{
    const auto name = parameter.substr(0, parameter.find('='));
    static constexpr std::string_view names[]
        = { "gclid", "fbclid", "msclkid", "dclid", "yclid", "gbraid", "wbraid", "mc_cid", "mc_eid", "igshid", "_ga" };
    return name.starts_with("utm_") || std::find(std::begin(names), std::end(names), name) != std::end(names);
}

} // namespace

std::string_view cacheKey(std::string_view target, std::string &scratch)
{
    target = withoutHost(target);
    target = target.substr(0, target.find('#'));
    const auto mark = target.find('?');
    if (mark == target.npos)
        return target;
    scratch.assign(target.substr(0, mark));
    std::string_view query = target.substr(mark + 1);
    char joint = '?';
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto parameter = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (parameter.empty() || isTracking(parameter))
            continue;
        scratch += joint;
        scratch += parameter;
        joint = '&';
    }
    return scratch;
}

std::string dataTypeName(std::string_view endpoint)
{
    const auto blank = endpoint.find(' ');
    const std::string_view path = blank == endpoint.npos ? endpoint : endpoint.substr(blank + 1);
    if (path.starts_with("*."))
        return "Static files (" + std::string(path) + ")";
    if (path == "/")
        return "Front page";
    std::string_view name = path.starts_with('/') ? path.substr(1) : path;
    return std::string(name);
}

} // namespace cs
