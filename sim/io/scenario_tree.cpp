// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/scenario_tree.h"

#include "sim/io/json_document.h"

#include <algorithm>

namespace cs
{

namespace
{

using Shape = JsonTree::Shape;

std::string memberPath(const std::string &path, const JsonTree &holder, const std::string &key)
{
    if (holder.shape == Shape::map)
        return path + '[' + jsonString(key) + ']';
    return path.empty() ? key : path + '.' + key;
}

/// One line, whatever the value is.
std::string textOf(const JsonTree *tree)
{
    if (!tree || tree->isUnsayable())
        return {};
    std::string out;
    for (const char c : printed(*tree, 0)) {
        if (c == ' ' && out.ends_with(' '))
            continue;
        out += c == '\n' ? ' ' : c;
        if (out.ends_with("  "))
            out.pop_back();
    }
    return out;
}

bool allNamed(const JsonTree &list)
{
    std::vector<std::string> names;
    for (const auto &element : list.children) {
        names.push_back(nameIn(element));
        if (names.back().empty())
            return false;
    }
    std::sort(names.begin(), names.end());
    return std::adjacent_find(names.begin(), names.end()) == names.end();
}

const JsonTree *named(const JsonTree &list, const std::string &name)
{
    for (const auto &element : list.children)
        if (nameIn(element) == name)
            return &element;
    return nullptr;
}

class Comparer
{
public:
    std::vector<TreeDifference> found;

    void compare(const JsonTree *before, const JsonTree *after, const std::string &path)
    {
        if (before && after && *before == *after)
            return;
        const bool both = before && after && before->shape == after->shape && before->isSequence();
        if (!both) {
            std::string then = textOf(before), now = textOf(after);
            if (then != now)
                found.push_back({ path, std::move(then), std::move(now) });
        } else if (before->shape != Shape::list) {
            compareMembers(*before, *after, path);
        } else if (allNamed(*before) && allNamed(*after)) {
            compareNamed(*before, *after, path);
        } else {
            for (std::size_t i = 0; i < std::max(before->children.size(), after->children.size()); ++i)
                compare(i < before->children.size() ? &before->children[i] : nullptr,
                    i < after->children.size() ? &after->children[i] : nullptr, path + '[' + std::to_string(i) + ']');
        }
    }

private:
    static const JsonTree *member(const JsonTree &holder, const std::string &key)
    {
        const JsonTree *said = holder.find(key);
        return said ? said : holder.findLeftOut(key);
    }

    void compareMembers(const JsonTree &before, const JsonTree &after, const std::string &path)
    {
        for (const auto &child : before.children)
            compare(&child, member(after, child.key), memberPath(path, before, child.key));
        for (const auto &child : after.children)
            if (!before.find(child.key))
                compare(member(before, child.key), &child, memberPath(path, after, child.key));
    }

    void compareNamed(const JsonTree &before, const JsonTree &after, const std::string &path)
    {
        for (const auto &child : before.children) {
            const std::string name = nameIn(child);
            compare(&child, named(after, name), path + '[' + jsonString(name) + ']');
        }
        for (const auto &child : after.children)
            if (const std::string name = nameIn(child); !named(before, name))
                compare(nullptr, &child, path + '[' + jsonString(name) + ']');
    }
};

} // namespace

std::string nameIn(const JsonTree &record)
{
    const JsonTree *name = record.shape == Shape::record ? record.find("name") : nullptr;
    if (!name || name->isSequence())
        return {};
    const auto parsed = JsonDocument::parse(name->scalar);
    return parsed && parsed->root().kind == JsonKind::string ? parsed->string(parsed->root()) : std::string();
}

std::vector<TreeDifference> differences(const JsonTree &before, const JsonTree &after, const std::string &path)
{
    Comparer comparer;
    comparer.compare(&before, &after, path);
    return std::move(comparer.found);
}

} // namespace cs
