// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cs
{

/// What a scenario says, as JSON: scalars are their JSON text. Two scenarios that mean the same have the same tree.
struct JsonTree {
    /// A record has keys of the format, a map has keys of the user (their order matters), a list has none.
    enum class Shape { scalar, list, record, map };

    std::string key; ///< in the record or map that holds this; no part of the value
    Shape shape = Shape::scalar;
    std::string scalar = "null";
    std::vector<JsonTree> children;
    /// Keys of a record that are left out because they have their default, with that. Not part of what the record says.
    std::vector<JsonTree> leftOut;

    static JsonTree text(std::string_view text); ///< a JSON string
    static JsonTree raw(std::string json); ///< a number, true, false, null
    static JsonTree of(Shape shape);
    static JsonTree unsayable() { return raw({}); } ///< what no JSON stands for: an absent value

    void add(std::string memberKey, JsonTree value);
    void leaveOut(std::string memberKey, JsonTree byDefault);
    const JsonTree *find(std::string_view memberKey) const;
    const JsonTree *findLeftOut(std::string_view memberKey) const;
    bool isUnsayable() const { return shape == Shape::scalar && scalar.empty(); }
    bool isSequence() const { return shape != Shape::scalar; }
    bool operator==(const JsonTree &other) const;
};

/// JSON text: two blanks per level, small leaves on one line. The first line is not indented; `indent` is where the
/// value stands.
std::string printed(const JsonTree &tree, std::size_t indent);

} // namespace cs
