// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/value_in.h"

#include "sim/core/names.h"
#include "sim/core/units.h"

#include <algorithm>
#include <map>

namespace cs
{

namespace
{

bool isPlainKey(std::string_view key)
{
    return !key.empty() && key.size() <= 60 && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

bool isInside(std::string_view inner, std::string_view outer)
{
    return inner.starts_with(outer)
        && (outer.empty() || inner.size() == outer.size() || inner[outer.size()] == '.' || inner[outer.size()] == '[');
}

/// "layers[3].ttl" as "layers[*].ttl".
std::string withAnyIndex(std::string_view place)
{
    std::string out;
    for (std::size_t at = 0; at < place.size(); ++at) {
        out += place[at];
        if (place[at] != '[')
            continue;
        const std::size_t end = place.find_first_not_of("0123456789", at + 1);
        if (end != std::string_view::npos && end > at + 1 && place[end] == ']') {
            out += '*';
            at = end - 1;
        }
    }
    return out;
}

} // namespace

std::string Place::text() const
{
    if (!parent)
        return {};
    const std::string before = parent->text();
    if (isPlainKey(key))
        return before.empty() ? std::string(key) : before + '.' + std::string(key);
    if (key.data() || name.data())
        return before + '[' + quoted(key.data() ? key : name) + ']';
    return before + '[' + std::to_string(index) + ']';
}

void ReadErrors::report(std::string place, std::string message, std::string hint)
{
    if (full())
        return;
    if (m_errors.size() == maxErrors) {
        m_errors.push_back({ {}, "there are more errors; the first " + std::to_string(maxErrors) + " are shown", {} });
        return;
    }
    m_anyIndex.insert(withAnyIndex(place));
    m_places.insert(place);
    m_errors.push_back({ std::move(place), std::move(message), std::move(hint) });
}

bool ReadErrors::covers(std::string_view place) const
{
    return std::any_of(
        m_places.begin(), m_places.end(), [&](const std::string &reported) { return isInside(place, reported); });
}

bool ReadErrors::touches(std::string_view place) const
{
    const auto &places = place.find("[*]") == std::string_view::npos ? m_places : m_anyIndex;
    return std::any_of(places.begin(), places.end(),
        [&](const std::string &reported) { return isInside(reported, place) || isInside(place, reported); });
}

std::string ValueIn::found() const
{
    switch (kind()) {
    case JsonKind::null:
        return "found null";
    case JsonKind::boolean:
        return "found " + std::string(slice());
    case JsonKind::number:
        return "found the number " + std::string(slice().substr(0, 60)) + (slice().size() > 60 ? "..." : "");
    case JsonKind::string:
        return "found " + quoted(string());
    case JsonKind::array:
        return "found an array";
    case JsonKind::object:
        return "found an object";
    }
    return {};
}

void ValueIn::unknownWord(const std::string &what, std::span<const std::string_view> known) const
{
    std::string list;
    for (const auto word : known) {
        if (!list.empty())
            list += word == known.back() ? " or " : ", ";
        list += word;
    }
    expected(what + ": " + list, kind() == JsonKind::string ? didYouMean(string(), known) : std::string());
}

std::string didYouMean(std::string_view wrong, std::span<const std::string_view> known)
{
    const std::string nearest = nearestName(wrong, known);
    return nearest.empty() || nearest == wrong ? std::string() : "did you mean " + quoted(nearest) + "?";
}

MembersIn::MembersIn(const ValueIn &object)
{
    std::map<std::string, const JsonNode *, std::less<>> seen;
    const auto &document = object.document;
    for (const JsonNode *child = document.firstChild(object.node); child; child = document.next(*child)) {
        std::string key = document.key(*child);
        const auto [first, isNew] = seen.emplace(key, child);
        if (isNew)
            m_members.push_back({ std::move(key), child });
        else if (!object.errors.full())
            object.errors.report(object.place.member(key).text(),
                "the key " + quoted(key) + " stands twice, in line " + std::to_string(document.line(*first->second))
                    + " and in line " + std::to_string(document.line(*child)));
    }
}

const JsonNode *MembersIn::find(std::string_view key) const
{
    for (const auto &member : m_members)
        if (member.key == key)
            return member.node;
    return nullptr;
}

} // namespace cs
