// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/core/quantity.h"
#include "sim/io/json_document.h"

#include <set>
#include <span>
#include <string>
#include <string_view>

namespace cs
{

/// Where a value stands, as a chain that costs nothing until somebody asks for its text.
struct Place {
    const Place *parent = nullptr;
    std::string_view key; ///< of a record
    std::string_view name; ///< of a map: rules["Sessions"]
    std::size_t index = 0; ///< of a list

    Place member(std::string_view memberKey) const { return { this, memberKey, {}, 0 }; }
    Place entry(std::string_view entryName) const { return { this, {}, entryName, 0 }; }
    Place element(std::size_t elementIndex) const { return { this, {}, {}, elementIndex }; }
    std::string text() const;
};

/// Collects what is wrong with a text, up to a number that nobody reads to the end.
class ReadErrors
{
public:
    static constexpr std::size_t maxErrors = 500;

    void report(std::string place, std::string message, std::string hint = {});
    bool full() const { return m_errors.size() > maxErrors; }
    const Errors &all() const { return m_errors; }
    /// True when an error was reported at this place or around it.
    bool covers(std::string_view place) const;
    /// True when an error was reported at this place, inside of it or around it. "[*]" in it stands for any index.
    bool touches(std::string_view place) const;

private:
    Errors m_errors;
    std::set<std::string, std::less<>> m_places;
    std::set<std::string, std::less<>> m_anyIndex; ///< the same with [*] in place of indices
};

/// A value that is being read: its node, its place and where to complain.
struct ValueIn {
    const JsonDocument &document;
    const JsonNode &node;
    const Place &place;
    ReadErrors &errors;

    JsonKind kind() const { return node.kind; }
    bool is(std::string_view word) const { return kind() == JsonKind::string && document.string(node) == word; }
    std::string string() const { return document.string(node); }
    std::string_view slice() const { return document.slice(node); }
    /// "found an array"; scalars are shown.
    std::string found() const;
    void report(std::string message, std::string hint = {}) const
    {
        errors.report(place.text(), std::move(message), std::move(hint));
    }
    /// "found ...; expected ..."
    void expected(const std::string &what, std::string hint = {}) const
    {
        report(found() + "; expected " + what, std::move(hint));
    }
    void unknownWord(const std::string &what, std::span<const std::string_view> known) const;
};

/// `did you mean "x"?` for the nearest name, or empty.
std::string didYouMean(std::string_view wrong, std::span<const std::string_view> known);

/// The members of an object with their keys; reports keys that stand twice and takes the first of them.
class MembersIn
{
public:
    explicit MembersIn(const ValueIn &object);
    const JsonNode *find(std::string_view key) const;
    struct Member {
        std::string key;
        const JsonNode *node;
    };
    const std::vector<Member> &all() const { return m_members; }

private:
    std::vector<Member> m_members;
};

} // namespace cs
