// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/tags.h"

#include <algorithm>
#include <boost/random/exponential_distribution.hpp>

namespace cs
{

TagIndex::TagIndex(const Layer &layer, const std::vector<DataType> &types)
    : m_carried(types.size())
{
    for (std::size_t type = 0; type < types.size(); ++type) {
        const Rule *rule = layer.ruleFor(types[type].name);
        if (!rule)
            continue;
        for (const Tag &tag : rule->tags) {
            const auto at = std::find(m_names.begin(), m_names.end(), tag.name);
            const auto number = static_cast<std::uint32_t>(at - m_names.begin());
            if (at == m_names.end())
                m_names.push_back(tag.name);
            m_carried[type].push_back({ number, tag.groups, !tag.rate.has_value() });
        }
    }
    m_groups.resize(m_names.size());
}

void TagIndex::sortOut(std::vector<EntryKey> &keys)
{
    const auto before = [](EntryKey a, EntryKey b) { return a.value < b.value; };
    std::sort(keys.begin(), keys.end(), before);
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

void TagIndex::add(std::uint32_t type, std::uint64_t key, const IsHeld &isHeld)
{
    for (const Carried &carried : m_carried[type]) {
        Group &group = m_groups[carried.tag][key % carried.groups];
        group.keys.push_back(EntryKey::of(type, key));
        if (group.keys.size() < group.cleanAt)
            continue;
        sortOut(group.keys);
        std::erase_if(group.keys, [&isHeld](EntryKey entry) { return !isHeld(entry); });
        group.cleanAt = std::max<std::size_t>(64, 2 * group.keys.size());
    }
}

std::vector<EntryKey> TagIndex::members(std::uint32_t tag, std::uint64_t group)
{
    const auto found = m_groups[tag].find(group);
    if (found == m_groups[tag].end())
        return {};
    sortOut(found->second.keys);
    return found->second.keys;
}

Duration TaggedThing::next()
{
    return Duration::fromSeconds(boost::random::exponential_distribution<double>()(engine) / rate);
}

std::vector<TaggedThing> taggedThings(
    const std::vector<Strategy> &strategies, const std::vector<DataType> &types, std::uint64_t seed)
{
    std::vector<TaggedThing> things;
    const auto add = [&](const Tag &tag, std::uint32_t type) {
        auto thing = std::find_if(
            things.begin(), things.end(), [&tag](const TaggedThing &one) { return one.name == tag.name; });
        if (thing == things.end()) {
            things.push_back(
                { tag.name, *tag.rate, tag.groups, {}, StreamEngine(substream(seed, "tag " + tag.name)), 0 });
            thing = things.end() - 1;
        }
        thing->groups = std::max(thing->groups, tag.groups);
        if (std::none_of(
                thing->types.begin(), thing->types.end(), [type](const auto &one) { return one.type == type; }))
            thing->types.push_back({ type, tag.groups });
    };
    for (const Strategy &strategy : strategies)
        for (const Layer &layer : strategy.layers)
            for (std::uint32_t type = 0; type < types.size(); ++type)
                if (const Rule *rule = layer.ruleFor(types[type].name))
                    for (const Tag &tag : rule->tags)
                        if (tag.rate.value_or(0) > 0)
                            add(tag, type);
    return things;
}

} // namespace cs
