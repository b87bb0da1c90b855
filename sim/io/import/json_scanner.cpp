// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/json_scanner.h"

#include "sim/io/import/text_scan.h"

namespace cs
{

namespace
{

constexpr int deepest = 5;

void appendUtf8(std::string &out, unsigned code)
{
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xc0 | code >> 6);
        out += static_cast<char>(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xe0 | code >> 12);
        out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
        out += static_cast<char>(0x80 | (code & 0x3f));
    } else {
        out += static_cast<char>(0xf0 | code >> 18);
        out += static_cast<char>(0x80 | (code >> 12 & 0x3f));
        out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
        out += static_cast<char>(0x80 | (code & 0x3f));
    }
}

} // namespace

std::string JsonScanner::scan(std::string_view text, const Member &member)
{
    m_text = text;
    m_at = 0;
    m_name.clear();
    m_error.clear();
    m_member = &member;
    skipBlanks();
    if (!takeChar('{'))
        return "expected a JSON object, found " + scan::quoted(text);
    if (!object(0))
        return m_error;
    skipBlanks();
    if (m_at != m_text.size())
        return "text after the JSON object: " + scan::quoted(m_text.substr(m_at));
    return {};
}

bool JsonScanner::wrong(const char *what)
{
    m_error = std::string("broken JSON: ") + what + " at column " + std::to_string(m_at + 1);
    return false;
}

void JsonScanner::skipBlanks()
{
    while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t'))
        ++m_at;
}

bool JsonScanner::takeChar(char c)
{
    if (m_at >= m_text.size() || m_text[m_at] != c)
        return false;
    ++m_at;
    return true;
}

bool JsonScanner::object(int depth)
{
    skipBlanks();
    if (takeChar('}'))
        return true;
    const std::size_t prefix = m_name.size();
    for (;;) {
        skipBlanks();
        if (!takeChar('"'))
            return wrong("expected a name in quotes");
        if (prefix > 0)
            m_name += '.';
        if (!string(m_name))
            return false;
        skipBlanks();
        if (!takeChar(':'))
            return wrong("expected :");
        if (!value(depth))
            return false;
        m_name.resize(prefix);
        skipBlanks();
        if (takeChar('}'))
            return true;
        if (!takeChar(','))
            return wrong("expected , or }");
    }
}

bool JsonScanner::value(int depth)
{
    skipBlanks();
    if (m_at >= m_text.size())
        return wrong("expected a value");
    const char c = m_text[m_at];
    if (c == '"') {
        ++m_at;
        m_string.clear();
        if (!string(m_string))
            return false;
        (*m_member)(m_name, m_string);
        return true;
    }
    if (c == '{' && depth < deepest) {
        ++m_at;
        return object(depth + 1);
    }
    if (c == '{' || c == '[')
        return skipNested();
    const std::size_t begin = m_at;
    while (m_at < m_text.size()
        && (scan::isLetter(m_text[m_at]) || scan::isDigit(m_text[m_at]) || m_text[m_at] == '.' || m_text[m_at] == '-'
            || m_text[m_at] == '+'))
        ++m_at;
    const auto word = m_text.substr(begin, m_at - begin);
    double number = 0;
    if (word != "null" && word != "true" && word != "false" && !scan::parseDecimal(word, number))
        return wrong("expected a value");
    if (word != "null")
        (*m_member)(m_name, word);
    return true;
}

/// Passes over an array or a deep object by counting brackets outside strings.
bool JsonScanner::skipNested()
{
    std::size_t open = 0;
    do {
        if (m_at >= m_text.size())
            return wrong("a bracket does not close");
        const char c = m_text[m_at++];
        if (c == '[' || c == '{') {
            ++open;
        } else if (c == ']' || c == '}') {
            --open;
        } else if (c == '"') {
            m_string.clear();
            if (!string(m_string))
                return false;
        }
    } while (open > 0);
    return true;
}

/// The rest of a string whose opening quote is behind us, appended to `out`.
bool JsonScanner::string(std::string &out)
{
    for (;;) {
        const auto stop = m_text.find_first_of("\"\\", m_at);
        if (stop == m_text.npos) {
            m_at = m_text.size();
            return wrong("a string does not end");
        }
        out += m_text.substr(m_at, stop - m_at);
        m_at = stop + 1;
        if (m_text[stop] == '"')
            return true;
        if (!escape(out))
            return wrong("unknown escape");
    }
}

bool JsonScanner::escape(std::string &out)
{
    if (m_at >= m_text.size())
        return false;
    const char c = m_text[m_at++];
    switch (c) {
    case '"':
    case '\\':
    case '/':
        out += c;
        return true;
    case 'b':
        out += '\b';
        return true;
    case 'f':
        out += '\f';
        return true;
    case 'n':
        out += '\n';
        return true;
    case 'r':
        out += '\r';
        return true;
    case 't':
        out += '\t';
        return true;
    case 'x': // nginx without escape=json writes \xHH, which is no JSON but is in many logs
        out += "\\x";
        return true;
    case 'u':
        break;
    default:
        return false;
    }
    unsigned code = 0, low = 0;
    if (!hex4(code))
        return false;
    if (code >= 0xd800 && code < 0xdc00 && m_text.substr(m_at).starts_with("\\u")) {
        m_at += 2;
        if (!hex4(low))
            return false;
        code = low >= 0xdc00 && low < 0xe000 ? 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00) : 0xfffd;
    }
    appendUtf8(out, code);
    return true;
}

bool JsonScanner::hex4(unsigned &code)
{
    code = 0;
    for (int i = 0; i < 4; ++i, ++m_at) {
        if (m_at >= m_text.size() || !scan::isHexDigit(m_text[m_at]))
            return false;
        code = code * 16 + static_cast<unsigned>(scan::hexValue(m_text[m_at]));
    }
    return true;
}

} // namespace cs
