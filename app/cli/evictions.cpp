// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/evictions.h"

#include "sim/replay/node_cache.h"

using namespace cs;

std::vector<EvictionInfo> allEvictions()
{
    std::vector<EvictionInfo> all(evictions.begin(), evictions.end());
    all.insert(all.end(), serverEvictions.begin(), serverEvictions.end());
    return all;
}

Result<Eviction> parseEviction(const std::string &name)
{
    std::string known;
    std::vector<std::string_view> names;
    const auto all = allEvictions();
    for (const auto &info : all) {
        known += (known.empty() ? "" : ", ") + std::string(info.name);
        names.push_back(info.name);
    }
    const auto eviction = valueOf<Eviction>(name);
    if (eviction && hasCacheNode(*eviction))
        return *eviction;
    if (eviction)
        return fail("\"" + name + "\" is not there yet", "--eviction", "there are " + known);
    const std::string nearest = nearestName(name, names);
    return fail("unknown eviction \"" + name + "\"", "--eviction",
        (nearest.empty() ? std::string() : "did you mean \"" + nearest + "\"? ") + "there are " + known);
}

std::string evictionLines()
{
    std::string text;
    for (const auto &info : allEvictions())
        text += "  " + std::string(info.name) + std::string(20 - info.name.size(), ' ') + std::string(info.description)
            + "\n";
    return text;
}
