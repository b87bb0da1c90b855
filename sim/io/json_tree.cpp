// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/json_tree.h"

#include "sim/io/json_document.h"

#include <algorithm>
#include <utility>

namespace cs
{

namespace
{

constexpr std::size_t lineWidth = 110;

std::size_t depth(const JsonTree &tree)
{
    std::size_t deepest = 0;
    for (const auto &child : tree.children)
        deepest = std::max(deepest, depth(child));
    return tree.isSequence() ? deepest + 1 : 0;
}

std::string inlineText(const JsonTree &tree)
{
    if (!tree.isSequence())
        return tree.scalar;
    const bool list = tree.shape == JsonTree::Shape::list;
    if (tree.children.empty())
        return list ? "[]" : "{}";
    std::string out = list ? "[" : "{ ";
    for (const auto &child : tree.children) {
        if (&child != &tree.children.front())
            out += ", ";
        if (!list)
            out += jsonString(child.key) + ": ";
        out += inlineText(child);
    }
    return out += list ? "]" : " }";
}

} // namespace

JsonTree JsonTree::text(std::string_view text)
{
    return raw(jsonString(text));
}

JsonTree JsonTree::raw(std::string json)
{
    JsonTree tree;
    tree.scalar = std::move(json);
    return tree;
}

JsonTree JsonTree::of(Shape shape)
{
    JsonTree tree;
    tree.shape = shape;
    tree.scalar.clear();
    return tree;
}

namespace
{

const JsonTree *valueOf(const std::vector<JsonTree> &members, std::string_view key)
{
    for (const auto &child : members)
        if (child.key == key)
            return &child;
    return nullptr;
}

} // namespace

void JsonTree::add(std::string memberKey, JsonTree value)
{
    children.push_back(std::move(value));
    children.back().key = std::move(memberKey);
}

void JsonTree::leaveOut(std::string memberKey, JsonTree byDefault)
{
    leftOut.push_back(std::move(byDefault));
    leftOut.back().key = std::move(memberKey);
}

bool JsonTree::operator==(const JsonTree &other) const
{
    return shape == other.shape && scalar == other.scalar
        && std::equal(children.begin(), children.end(), other.children.begin(), other.children.end(),
            [](const JsonTree &a, const JsonTree &b) { return a.key == b.key && a == b; });
}

const JsonTree *JsonTree::find(std::string_view memberKey) const
{
    return valueOf(children, memberKey);
}

const JsonTree *JsonTree::findLeftOut(std::string_view memberKey) const
{
    return valueOf(leftOut, memberKey);
}

std::string printed(const JsonTree &tree, std::size_t indent)
{
    if (!tree.isSequence() || tree.children.empty())
        return inlineText(tree);
    if (indent > 0 && depth(tree) <= 2)
        if (std::string line = inlineText(tree); line.size() + indent <= lineWidth)
            return line;
    const bool list = tree.shape == JsonTree::Shape::list;
    std::string out = list ? "[" : "{";
    for (const auto &child : tree.children) {
        if (&child != &tree.children.front())
            out += ',';
        out += '\n' + std::string(indent + 2, ' ');
        if (!list)
            out += jsonString(child.key) + ": ";
        out += printed(child, indent + 2);
    }
    return out += '\n' + std::string(indent, ' ') + (list ? ']' : '}');
}

} // namespace cs
