// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/json_document.h"

#include "sim/core/quantity.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace cs
{

namespace
{

using Json = nlohmann::ordered_json;

std::string lineAndColumn(std::string_view text, std::size_t offset)
{
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::string_view last = before.substr(before.rfind('\n') + 1);
    const auto column = 1 + std::count_if(last.begin(), last.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    });
    return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

/// "[json.exception...] parse error at line 1, column 2: syntax error while parsing X - Y" without what is said
/// elsewhere.
std::string cleaned(std::string message)
{
    if (const auto end = message.find("column "); end != std::string::npos)
        if (const auto colon = message.find(": ", end); colon != std::string::npos)
            message.erase(0, colon + 2);
    if (message.starts_with("[json.exception"))
        if (const auto bracket = message.find("] "); bracket != std::string::npos)
            message.erase(0, bracket + 2);
    constexpr std::size_t longest = 300;
    if (message.size() > longest) {
        message.resize(longest);
        while (!message.empty() && (static_cast<unsigned char>(message.back()) & 0xC0) == 0x80)
            message.pop_back();
        message.pop_back();
        message += "...";
    }
    for (char &c : message)
        if (static_cast<unsigned char>(c) < 0x20)
            c = ' ';
    return "is not valid JSON: " + message;
}

/// Listens to the parser only for errors and the number of values.
struct SyntaxCheck : nlohmann::json_sax<Json> {
    std::size_t values = 0;
    std::size_t errorAt = 0;
    std::string message;

    bool count() { return ++values <= JsonDocument::maxValues; }
    bool null() override { return count(); }
    bool boolean(bool) override { return count(); }
    bool number_integer(number_integer_t) override { return count(); }
    bool number_unsigned(number_unsigned_t) override { return count(); }
    bool number_float(number_float_t, const string_t &) override { return count(); }
    bool string(string_t &) override { return count(); }
    bool binary(binary_t &) override { return count(); }
    bool start_object(std::size_t) override { return count(); }
    bool key(string_t &) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return count(); }
    bool end_array() override { return true; }
    bool parse_error(std::size_t position, const std::string &, const Json::exception &error) override
    {
        errorAt = position > 0 ? position - 1 : 0;
        message = cleaned(error.what());
        return false;
    }
};

std::size_t stringEnd(std::string_view text, std::size_t quote)
{
    std::size_t at = quote + 1;
    while (at < text.size() && text[at] != '"')
        at += text[at] == '\\' ? 2 : 1;
    return std::min(at + 1, text.size());
}

/// Offset of the bracket that is nested too deep; npos when none is. Works on any text.
std::size_t tooDeepAt(std::string_view text)
{
    std::size_t depth = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"')
            at = stringEnd(text, at) - 1;
        else if ((c == '[' || c == '{') && ++depth > JsonDocument::maxDepth)
            return at;
        else if ((c == ']' || c == '}') && depth > 0)
            --depth;
    }
    return std::string_view::npos;
}

} // namespace

/// Notes where the values of a valid text stand.
class JsonPlaceScanner
{
public:
    explicit JsonPlaceScanner(JsonDocument &document)
        : m_document(document)
        , m_text(document.m_text)
    {
    }

    void scan()
    {
        if (m_text.starts_with("\xEF\xBB\xBF"))
            m_at = 3;
        value();
    }

private:
    void skipBlanks()
    {
        while (m_at < m_text.size()
            && (m_text[m_at] == ' ' || m_text[m_at] == '\t' || m_text[m_at] == '\n' || m_text[m_at] == '\r'))
            ++m_at;
    }

    std::uint32_t value()
    {
        skipBlanks();
        const auto index = static_cast<std::uint32_t>(m_document.m_nodes.size());
        JsonNode node;
        node.begin = static_cast<std::uint32_t>(m_at);
        const char c = m_at < m_text.size() ? m_text[m_at] : '\0';
        node.kind = c == '{'       ? JsonKind::object
            : c == '['             ? JsonKind::array
            : c == '"'             ? JsonKind::string
            : c == 't' || c == 'f' ? JsonKind::boolean
            : c == 'n'             ? JsonKind::null
                                   : JsonKind::number;
        m_document.m_nodes.push_back(node);
        if (c == '{' || c == '[')
            sequence(index, c == '{');
        else if (c == '"')
            m_at = stringEnd(m_text, m_at);
        else
            m_at = std::min(m_text.find_first_of(",]} \t\r\n", m_at), m_text.size());
        m_document.m_nodes[index].end = static_cast<std::uint32_t>(m_at);
        return index;
    }

    void sequence(std::uint32_t parent, bool isObject)
    {
        std::uint32_t last = JsonNode::none;
        ++m_at;
        for (skipBlanks(); m_at < m_text.size() && m_text[m_at] != '}' && m_text[m_at] != ']'; skipBlanks()) {
            const auto keyBegin = static_cast<std::uint32_t>(m_at);
            auto keyEnd = keyBegin;
            if (isObject) {
                m_at = stringEnd(m_text, m_at);
                keyEnd = static_cast<std::uint32_t>(m_at);
                skipBlanks();
                ++m_at; // the colon
            }
            const std::uint32_t child = value();
            auto &nodes = m_document.m_nodes;
            nodes[child].keyBegin = keyBegin;
            nodes[child].keyEnd = keyEnd;
            (last == JsonNode::none ? nodes[parent].firstChild : nodes[last].next) = child;
            last = child;
            skipBlanks();
            if (m_at < m_text.size() && m_text[m_at] == ',')
                ++m_at;
        }
        m_at = std::min(m_at + 1, m_text.size());
    }

    JsonDocument &m_document;
    std::string_view m_text;
    std::size_t m_at = 0;
};

Result<JsonDocument> JsonDocument::parse(std::string_view text)
{
    if (text.size() > maxBytes)
        return fail("is larger than " + formatQuantity(static_cast<double>(maxBytes), Unit::bytes)
            + ", the most that is read here");
    if (const auto deep = tooDeepAt(text); deep != std::string_view::npos)
        return fail("is nested more than " + std::to_string(maxDepth) + " levels deep", lineAndColumn(text, deep));
    // To the parser a zero byte is the end, and what comes behind it would be lost.
    if (const auto zero = text.find('\0'); zero != std::string_view::npos)
        return fail("is not valid JSON: there is a zero byte", lineAndColumn(text, zero));
    SyntaxCheck check;
    if (!Json::sax_parse(text.begin(), text.end(), &check)) {
        if (check.message.empty())
            return fail("has more than " + std::to_string(maxValues) + " values");
        return fail(check.message, lineAndColumn(text, check.errorAt));
    }
    JsonDocument document;
    document.m_text = text;
    document.m_nodes.reserve(check.values);
    JsonPlaceScanner(document).scan();
    return document;
}

std::vector<const JsonNode *> JsonDocument::children(const JsonNode &node) const
{
    std::vector<const JsonNode *> out;
    for (const JsonNode *child = firstChild(node); child; child = next(*child))
        out.push_back(child);
    return out;
}

namespace
{

std::string decoded(std::string_view literal)
{
    if (literal.find('\\') == std::string_view::npos)
        return std::string(literal.substr(1, literal.size() - 2));
    const Json value = Json::parse(literal, nullptr, false);
    return value.is_string() ? value.get<std::string>() : std::string();
}

} // namespace

std::string JsonDocument::string(const JsonNode &node) const
{
    return node.kind == JsonKind::string ? decoded(slice(node)) : std::string(slice(node));
}

std::string JsonDocument::key(const JsonNode &node) const
{
    return node.keyEnd > node.keyBegin ? decoded(m_text.substr(node.keyBegin, node.keyEnd - node.keyBegin))
                                       : std::string();
}

const JsonNode *JsonDocument::member(const JsonNode &object, std::string_view memberKey) const
{
    if (object.kind != JsonKind::object)
        return nullptr;
    for (const JsonNode *child = firstChild(object); child; child = next(*child))
        if (key(*child) == memberKey)
            return child;
    return nullptr;
}

std::size_t JsonDocument::line(const JsonNode &node) const
{
    const auto begin = m_text.begin();
    return 1 + static_cast<std::size_t>(std::count(begin, begin + node.begin, '\n'));
}

std::string jsonString(std::string_view text)
{
    return Json(std::string(text)).dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace cs
