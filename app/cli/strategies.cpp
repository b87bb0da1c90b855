// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/strategies.h"

#include "sim/core/names.h"

#include <algorithm>

cs::Result<std::vector<std::size_t>> chosen(const cs::Scenario &scenario, const std::vector<std::string> &names)
{
    std::vector<std::size_t> out;
    std::vector<std::string_view> known;
    for (const auto &strategy : scenario.strategies)
        known.push_back(strategy.name);
    for (const auto &name : names) {
        const auto at = std::find(known.begin(), known.end(), name);
        if (at == known.end()) {
            const std::string nearest = cs::nearestName(name, known);
            std::string all;
            for (const auto strategy : known)
                all += (all.empty() ? "\"" : ", \"") + std::string(strategy) + "\"";
            return cs::fail("the scenario has no strategy \"" + name + "\"", "--strategy",
                nearest.empty() ? "it has " + all : "did you mean \"" + nearest + "\"?");
        }
        out.push_back(static_cast<std::size_t>(at - known.begin()));
    }
    if (names.empty())
        for (std::size_t i = 0; i < scenario.strategies.size(); ++i)
            out.push_back(i);
    return out;
}
