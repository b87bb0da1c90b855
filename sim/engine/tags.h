// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/cache_node.h"
#include "sim/core/random.h"
#include "sim/model/scenario.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace cs
{

/// Tells a layer's entries by tag and group, so that a purge does not look at all of them. Lists may name keys that are
/// gone; they are cleaned when they have doubled.
class TagIndex
{
public:
    /// A tag that a data type's entries carry; `tag` numbers the tags of the layer.
    struct Carried {
        std::uint32_t tag = 0;
        std::uint64_t groups = 1;
        bool byWrites = true; ///< a write of the key purges its group
    };
    using IsHeld = std::function<bool(EntryKey)>;

    TagIndex(const Layer &layer, const std::vector<DataType> &types);

    bool isUsed() const { return !m_names.empty(); }
    const std::vector<Carried> &carriedBy(std::uint32_t type) const { return m_carried[type]; }
    const std::vector<std::string> &names() const { return m_names; }

    /// A key of a type with tags was stored that was not there.
    void add(std::uint32_t type, std::uint64_t key, const IsHeld &isHeld);
    /// Keys that may be held of a group, each once, ascending.
    std::vector<EntryKey> members(std::uint32_t tag, std::uint64_t group);

private:
    struct Group {
        std::vector<EntryKey> keys;
        std::size_t cleanAt = 64;
    };
    using Groups = boost::unordered_flat_map<std::uint64_t, Group>;
    static void sortOut(std::vector<EntryKey> &keys);

    std::vector<std::string> m_names;
    std::vector<std::vector<Carried>> m_carried; ///< by data type
    std::vector<Groups> m_groups; ///< by tag
};

/// A thing that values are made from and that changes by itself: every change makes the values of one group outdated.
/// It is part of the world that all strategies live in, also those that do not tag.
struct TaggedThing {
    std::string name;
    double rate = 0; ///< 1/s
    std::uint64_t groups = 1;
    struct Affected {
        std::uint32_t type;
        std::uint64_t groups;
    };
    std::vector<Affected> types; ///< a value belongs to group (key mod groups)
    StreamEngine engine;
    std::uint64_t changes = 0;

    /// Time until the next change.
    Duration next();
    std::uint64_t drawGroup() { return below(engine(), groups); }
};

/// The things that the tags of any strategy stand for, by name.
std::vector<TaggedThing> taggedThings(
    const std::vector<Strategy> &strategies, const std::vector<DataType> &types, std::uint64_t seed);

} // namespace cs
