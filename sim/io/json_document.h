// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cs
{

enum class JsonKind : std::uint8_t { null, boolean, number, string, array, object };

/// A value of a JSON text and where it stands there. Offsets count bytes.
struct JsonNode {
    static constexpr std::uint32_t none = 0xFFFFFFFF;

    JsonKind kind = JsonKind::null;
    std::uint32_t begin = 0, end = 0; ///< of the value
    std::uint32_t keyBegin = 0, keyEnd = 0; ///< of the key with its quotes; empty in arrays and at the root
    std::uint32_t firstChild = none;
    std::uint32_t next = none; ///< sibling
};

/// A JSON text with the place of every value in it. nlohmann::json checks the syntax (it keeps no places); depth, size
/// and number of values are bounded. Refers to the text, which has to outlive it.
class JsonDocument
{
public:
    static constexpr std::size_t maxBytes = 64'000'000;
    static constexpr std::size_t maxDepth = 64;
    static constexpr std::size_t maxValues = 4'000'000;

    /// The error's place is "line 3, column 5".
    static Result<JsonDocument> parse(std::string_view text);

    const JsonNode &root() const { return m_nodes.front(); }
    const JsonNode *firstChild(const JsonNode &node) const { return at(node.firstChild); }
    const JsonNode *next(const JsonNode &node) const { return at(node.next); }
    std::vector<const JsonNode *> children(const JsonNode &node) const;

    /// The object's member of that key (the first), or nullptr; also of what is no object.
    const JsonNode *member(const JsonNode &object, std::string_view memberKey) const;

    std::string_view text() const { return m_text; }
    std::string_view slice(const JsonNode &node) const { return m_text.substr(node.begin, node.end - node.begin); }
    /// Value of a string, or the text of anything else.
    std::string string(const JsonNode &node) const;
    std::string key(const JsonNode &node) const;
    std::size_t line(const JsonNode &node) const;

private:
    friend class JsonPlaceScanner;
    const JsonNode *at(std::uint32_t index) const { return index == JsonNode::none ? nullptr : &m_nodes[index]; }

    std::string_view m_text;
    std::vector<JsonNode> m_nodes;
};

/// JSON text of a string, quotes included. Bytes that are no UTF-8 become U+FFFD.
std::string jsonString(std::string_view text);

} // namespace cs
