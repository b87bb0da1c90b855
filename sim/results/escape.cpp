// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/escape.h"

#include <algorithm>
#include <array>

namespace cs
{

namespace
{

struct Range {
    char32_t first, last;
};

template <std::size_t N>
bool within(const std::array<Range, N> &ranges, char32_t c)
{
    return std::any_of(ranges.begin(), ranges.end(), [c](Range r) { return c >= r.first && c <= r.last; });
}

constexpr std::array<Range, 6> combiningRanges { { { 0x300, 0x36F }, { 0x483, 0x489 }, { 0x591, 0x5BD },
    { 0x1AB0, 0x1AFF }, { 0x20D0, 0x20FF }, { 0xFE00, 0xFE0F } } };
constexpr std::array<Range, 9> wideRanges { { { 0x1100, 0x115F }, { 0x2E80, 0x303E }, { 0x3041, 0xA4CF },
    { 0xAC00, 0xD7A3 }, { 0xF900, 0xFAFF }, { 0xFE30, 0xFE6F }, { 0xFF00, 0xFF60 }, { 0x1F300, 0x1FAFF },
    { 0x20000, 0x3FFFD } } };
// Zero-width characters and direction marks, overrides and isolates: they reorder or hide the text around them.
constexpr std::array<Range, 5> invisibleRanges { { { 0x200B, 0x200B }, { 0x200E, 0x200F }, { 0x202A, 0x202E },
    { 0x2060, 0x2069 }, { 0xFEFF, 0xFEFF } } };

bool isControl(char32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
}

bool isNonCharacter(char32_t c)
{
    return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
}

bool isAsciiDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// "1." or "1)" at the start of a line would begin a numbered list.
std::size_t listMarkAt(std::string_view text)
{
    std::size_t i = 0;
    while (i < text.size() && isAsciiDigit(text[i]))
        ++i;
    const bool mark = i > 0 && i < text.size() && (text[i] == '.' || text[i] == ')');
    return mark && (i + 1 == text.size() || text[i + 1] == ' ') ? i : std::string_view::npos;
}

bool endsWithNoCase(std::string_view text, std::size_t end, std::string_view suffix)
{
    if (end < suffix.size())
        return false;
    return std::equal(suffix.begin(), suffix.end(), text.begin() + static_cast<std::ptrdiff_t>(end - suffix.size()),
        [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + 32) : b); });
}

bool needsBackslash(std::string_view line, std::size_t i, std::size_t listMark, bool lineStart)
{
    const char c = line[i];
    if (std::string_view("\\`*_[]{}#|~$@^=").find(c) != std::string_view::npos)
        return true;
    // A list, a line across the page or a heading's underline; a negative number is none of them.
    if (lineStart && i == 0 && (c == '-' || c == '+') && (line.size() == 1 || line[1] == ' ' || line[1] == c))
        return true;
    if (i == listMark)
        return true;
    // Bare addresses become links in GitHub's dialect.
    if (c == ':' && line.substr(i, 3) == "://")
        return true;
    return c == '.' && endsWithNoCase(line, i, "www");
}

std::string escapedLine(const std::string &line, bool lineStart)
{
    const std::size_t listMark = lineStart ? listMarkAt(line) : std::string_view::npos;
    std::string out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '<')
            out += "&lt;";
        else if (line[i] == '>')
            out += "&gt;";
        else if (line[i] == '&')
            out += "&amp;";
        else {
            if (needsBackslash(line, i, listMark, lineStart))
                out += '\\';
            out += line[i];
        }
    }
    return out;
}

} // namespace

char32_t nextCodePoint(std::string_view text, std::size_t &pos)
{
    constexpr char32_t bad = 0xFFFD;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(pos++);
    if (first < 0x80)
        return first;
    const int more = first >= 0xF0 && first < 0xF5 ? 3
        : first >= 0xE0 && first < 0xF0            ? 2
        : first >= 0xC2 && first < 0xE0            ? 1
                                                   : 0;
    if (more == 0)
        return bad;
    char32_t c = first & (0x3FU >> more);
    std::size_t next = pos;
    for (int i = 0; i < more; ++i, ++next) {
        if (next >= text.size() || (byte(next) & 0xC0U) != 0x80)
            return bad;
        c = c << 6 | (byte(next) & 0x3FU);
    }
    constexpr char32_t smallest[] = { 0, 0x80, 0x800, 0x10000 };
    if (c < smallest[more] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return bad;
    pos = next;
    return c;
}

void appendUtf8(std::string &out, char32_t c)
{
    const auto put = [&out](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | c >> 6);
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3F));
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    }
}

std::string oneLine(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t pos = 0; pos < text.size();) {
        const char32_t c = nextCodePoint(text, pos);
        if (isControl(c)) {
            if (!out.empty() && out.back() != ' ')
                out += ' ';
        } else if (!within(invisibleRanges, c)) {
            appendUtf8(out, isNonCharacter(c) ? char32_t { 0xFFFD } : c);
        }
    }
    const auto last = out.find_last_not_of(' ');
    out.erase(last == std::string::npos ? 0 : last + 1);
    out.erase(0, out.find_first_not_of(' '));
    return out;
}

std::string markdownEscaped(std::string_view text)
{
    return escapedLine(oneLine(text), true);
}

std::string markdownCell(std::string_view text)
{
    return escapedLine(oneLine(text), false);
}

std::string xmlEscaped(std::string_view text)
{
    std::string out;
    for (const char c : oneLine(text)) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

std::string csvField(std::string_view text)
{
    std::string clean;
    for (std::size_t pos = 0; pos < text.size();)
        appendUtf8(clean, nextCodePoint(text, pos));
    if (clean.find_first_of(",\"\r\n") == std::string::npos
        && (clean.empty() || (clean.front() != ' ' && clean.back() != ' ')))
        return clean;
    std::string out = "\"";
    for (const char c : clean) {
        if (c == '"')
            out += '"';
        out += c;
    }
    return out + '"';
}

std::size_t displayWidth(std::string_view text)
{
    std::size_t width = 0;
    for (std::size_t pos = 0; pos < text.size();) {
        const char32_t c = nextCodePoint(text, pos);
        width += within(combiningRanges, c) || c == 0x200D ? 0 : within(wideRanges, c) ? 2 : 1;
    }
    return width;
}

} // namespace cs
