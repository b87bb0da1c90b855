// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/json_tree.h"

#include "sim/io/json_document.h"

#include <algorithm>

namespace cs
{

namespace
{

constexpr std::size_t lineWidth = 110;

std::size_t depth(const JsonTree &tree)
{
    std::size_t deepest = 0;
    for (const auto &[key, child] : tree.children)
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
    for (const auto &[key, child] : tree.children) {
        if (&child != &tree.children.front().second)
            out += ", ";
        if (!list)
            out += jsonString(key) + ": ";
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

const JsonTree *valueOf(const std::vector<std::pair<std::string, JsonTree>> &members, std::string_view key)
{
    for (const auto &[name, child] : members)
        if (name == key)
            return &child;
    return nullptr;
}

} // namespace

const JsonTree *JsonTree::find(std::string_view key) const
{
    return valueOf(children, key);
}

const JsonTree *JsonTree::findLeftOut(std::string_view key) const
{
    return valueOf(leftOut, key);
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
    for (const auto &[key, child] : tree.children) {
        if (&child != &tree.children.front().second)
            out += ',';
        out += '\n' + std::string(indent + 2, ' ');
        if (!list)
            out += jsonString(key) + ": ";
        out += printed(child, indent + 2);
    }
    return out += '\n' + std::string(indent, ' ') + (list ? ']' : '}');
}

} // namespace cs
