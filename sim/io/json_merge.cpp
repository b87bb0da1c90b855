// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/json_merge.h"

#include <algorithm>
#include <map>
#include <optional>

namespace cs
{

namespace
{

constexpr std::size_t missing = static_cast<std::size_t>(-1);

/// A member or element of the new text: written anew or taken from the old one, and which one that was.
struct Item {
    std::string text;
    std::size_t old = missing;
};

/// An object or array of the old text cut into its items and what stands between them.
struct Sequence {
    const JsonNode &node;
    std::vector<const JsonNode *> children;
};

std::size_t itemBegin(const JsonNode &child)
{
    return child.keyEnd > child.keyBegin ? child.keyBegin : child.begin;
}

const JsonTree *childAt(const JsonTree *tree, std::size_t index)
{
    return tree && index < tree->children.size() ? &tree->children[index] : nullptr;
}

class Merger
{
public:
    explicit Merger(const JsonDocument &document)
        : m_document(document)
        , m_text(document.text())
    {
    }

    std::string value(const JsonNode &node, const JsonTree *before, const JsonTree &now) const
    {
        if (before && *before == now)
            return std::string(m_document.slice(node));
        const bool isRecord = now.shape == JsonTree::Shape::record;
        if (node.kind == JsonKind::object && (isRecord || now.shape == JsonTree::Shape::map))
            return sequence(node, isRecord ? recordItems(node, before, now) : mapItems(node, before, now), now);
        if (node.kind == JsonKind::array && now.shape == JsonTree::Shape::list)
            return sequence(node, listItems(node, before, now), now);
        return printed(now, indentOf(node));
    }

private:
    std::string_view between(std::size_t from, std::size_t to) const { return m_text.substr(from, to - from); }

    /// Blanks at the start of the line on which the value stands.
    std::size_t indentOf(const JsonNode &node) const
    {
        const std::size_t line = m_text.rfind('\n', node.begin) + 1;
        const std::size_t text = m_text.find_first_not_of(" \t", line);
        return std::min<std::size_t>(text, node.begin) - line;
    }

    std::string keyPart(const JsonNode &child) const { return std::string(between(child.keyBegin, child.begin)); }

    std::string newMember(const std::string &key, const JsonTree &value, std::size_t indent) const
    {
        return jsonString(key) + ": " + printed(value, indent);
    }

    /// Members keep the old order; new ones come behind the member that precedes them in the canonical order.
    std::vector<Item> recordItems(const JsonNode &node, const JsonTree *before, const JsonTree &now) const
    {
        std::vector<Item> items;
        std::vector<std::string> keys;
        const auto children = m_document.children(node);
        for (std::size_t i = 0; i < children.size(); ++i) {
            const std::string key = m_document.key(*children[i]);
            const JsonTree *was = before ? before->find(key) : nullptr;
            const JsonTree *is = now.find(key);
            // Back to the default: that is spelled where it can be, else the key goes. Defaults that stood here stay.
            if (was && !is && !(is = now.findLeftOut(key)))
                continue;
            items.push_back({ is ? keyPart(*children[i]) + value(*children[i], was, *is)
                                 : std::string(between(children[i]->keyBegin, children[i]->end)),
                i });
            keys.push_back(key);
        }
        std::size_t behind = 0;
        for (const auto &is : now.children) {
            const std::string &key = is.key;
            const auto found = std::find(keys.begin(), keys.end(), key);
            if (found != keys.end()) {
                behind = static_cast<std::size_t>(found - keys.begin()) + 1;
                continue;
            }
            const JsonTree *was = before ? before->find(key) : nullptr;
            if (was && *was == is)
                continue; // said without words
            items.insert(items.begin() + static_cast<std::ptrdiff_t>(behind),
                { newMember(key, is, indentInside(node)), missing });
            keys.insert(keys.begin() + static_cast<std::ptrdiff_t>(behind), key);
            ++behind;
        }
        return items;
    }

    std::vector<Item> mapItems(const JsonNode &node, const JsonTree *before, const JsonTree &now) const
    {
        const auto children = m_document.children(node);
        std::vector<std::string> oldKeys, newKeys;
        for (const auto *child : children)
            oldKeys.push_back(m_document.key(*child));
        for (const auto &child : now.children)
            newKeys.push_back(child.key);
        const auto partners = partnersByName(oldKeys, newKeys);
        std::vector<Item> items;
        for (std::size_t i = 0; i < newKeys.size(); ++i) {
            const JsonTree &is = now.children[i];
            const std::size_t old = partners[i];
            if (old == missing) {
                if (const JsonTree *was = before ? before->find(newKeys[i]) : nullptr; !was || *was != is)
                    items.push_back({ newMember(newKeys[i], is, indentInside(node)), missing });
                continue;
            }
            const JsonNode &child = *children[old];
            const std::string key = oldKeys[old] == newKeys[i]
                ? keyPart(child)
                : jsonString(newKeys[i]) + std::string(between(child.keyEnd, child.begin));
            items.push_back({ key + value(child, before ? before->find(oldKeys[old]) : nullptr, is), old });
        }
        return items;
    }

    std::vector<Item> listItems(const JsonNode &node, const JsonTree *before, const JsonTree &now) const
    {
        const auto children = m_document.children(node);
        const auto partners = listPartners(before, now, children.size());
        std::vector<Item> items;
        for (std::size_t i = 0; i < now.children.size(); ++i) {
            const JsonTree &is = now.children[i];
            if (const std::size_t old = partners[i]; old != missing)
                items.push_back({ value(*children[old], childAt(before, old), is), old });
            else
                items.push_back({ printed(is, indentInside(node)), missing });
        }
        return items;
    }

    static std::string nameIn(const JsonTree &tree)
    {
        const JsonTree *name = tree.shape == JsonTree::Shape::record ? tree.find("name") : nullptr;
        return name ? name->scalar : std::string();
    }

    /// For each new element the old one that it comes from.
    static std::vector<std::size_t> listPartners(const JsonTree *before, const JsonTree &now, std::size_t oldCount)
    {
        std::vector<std::string> oldNames, newNames;
        for (const auto &child : now.children)
            newNames.push_back(nameIn(child));
        for (std::size_t i = 0; i < oldCount; ++i)
            oldNames.push_back(childAt(before, i) ? nameIn(*childAt(before, i)) : std::string());
        const bool named
            = std::none_of(newNames.begin(), newNames.end(), [](const auto &name) { return name.empty(); });
        if (named && before)
            return partnersByName(oldNames, newNames);
        return partnersByPlace(before, now, oldCount);
    }

    /// Same name first; then what is left over on both sides is taken as renamed, in order.
    static std::vector<std::size_t> partnersByName(
        const std::vector<std::string> &oldNames, const std::vector<std::string> &newNames)
    {
        std::map<std::string_view, std::size_t> places;
        for (std::size_t i = 0; i < oldNames.size(); ++i)
            places.emplace(oldNames[i], i);
        std::vector<std::size_t> partners(newNames.size(), missing);
        std::vector<bool> taken(oldNames.size(), false);
        for (std::size_t i = 0; i < newNames.size(); ++i)
            if (const auto found = places.find(newNames[i]); found != places.end() && !taken[found->second]) {
                partners[i] = found->second;
                taken[found->second] = true;
            }
        // An element that only changed its name still stands where it stood.
        if (oldNames.size() == newNames.size())
            for (std::size_t i = 0; i < newNames.size(); ++i)
                if (partners[i] == missing && !taken[i]) {
                    partners[i] = i;
                    taken[i] = true;
                }
        return partners;
    }

    /// Equal beginnings and ends are kept; the middle goes by position.
    static std::vector<std::size_t> partnersByPlace(const JsonTree *before, const JsonTree &now, std::size_t oldCount)
    {
        const std::size_t count = now.children.size();
        std::vector<std::size_t> partners(count, missing);
        const auto same = [&](std::size_t old, std::size_t fresh) {
            const JsonTree *was = childAt(before, old);
            return was && *was == now.children[fresh];
        };
        std::size_t head = 0;
        while (head < std::min(count, oldCount) && same(head, head))
            ++head;
        std::size_t tail = 0;
        while (tail < std::min(count, oldCount) - head && same(oldCount - 1 - tail, count - 1 - tail))
            ++tail;
        for (std::size_t i = 0; i < count; ++i) {
            if (i < head || (i < count - tail && i < oldCount - tail))
                partners[i] = i;
            else if (i >= count - tail)
                partners[i] = oldCount - (count - i);
        }
        return partners;
    }

    /// Where a new item of this object or array begins on its line, for what it holds itself.
    std::size_t indentInside(const JsonNode &node) const
    {
        const JsonNode *first = m_document.firstChild(node);
        return first ? itemBegin(*first) - (m_text.rfind('\n', itemBegin(*first)) + 1) : indentOf(node) + 2;
    }

    /// What stood before an old item: its comma and blanks.
    std::string_view separatorBefore(const std::vector<const JsonNode *> &children, std::size_t index) const
    {
        return between(children[index - 1]->end, itemBegin(*children[index]));
    }

    std::string separator(const std::vector<const JsonNode *> &children, const std::vector<Item> &items,
        std::size_t index, std::string_view lead) const
    {
        const std::size_t old = items[index].old;
        const std::size_t previous = items[index - 1].old;
        if (old != missing && old > 0)
            return std::string(separatorBefore(children, old));
        // As after the item before, else as between the last two, else as at the beginning.
        if (previous != missing && previous + 1 < children.size())
            return std::string(separatorBefore(children, previous + 1));
        if (children.size() > 1)
            return std::string(separatorBefore(children, children.size() - 1));
        return "," + (lead.find('\n') == std::string_view::npos ? std::string(" ") : std::string(lead));
    }

    std::string sequence(const JsonNode &node, const std::vector<Item> &items, const JsonTree &now) const
    {
        const auto children = m_document.children(node);
        if (children.empty())
            return printed(now, indentOf(node));
        if (items.empty())
            return node.kind == JsonKind::object ? "{}" : "[]";
        const std::string_view lead = between(node.begin + 1, itemBegin(*children.front()));
        std::string out(1, m_text[node.begin]);
        out += lead;
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i > 0)
                out += separator(children, items, i, lead);
            out += items[i].text;
        }
        out += between(children.back()->end, node.end);
        return out;
    }

    const JsonDocument &m_document;
    std::string_view m_text;
};

} // namespace

std::string mergedText(const JsonDocument &document, const JsonTree &before, const JsonTree &now)
{
    const JsonNode &root = document.root();
    const std::string_view text = document.text();
    return std::string(text.substr(0, root.begin)) + Merger(document).value(root, &before, now)
        + std::string(text.substr(root.end));
}

} // namespace cs
