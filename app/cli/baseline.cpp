// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/baseline.h"

#include "app/cli/strategies.h"
#include "sim/analysis/compare/compare.h"

#include <algorithm>

using namespace cs;

Result<std::size_t> takeStrategies(const Scenario &scenario, const std::vector<std::string> &names,
    const std::string &baseline, ExperimentOptions &experiment)
{
    const auto strategies = chosen(scenario, names);
    if (!strategies)
        return tl::unexpected(strategies.error());
    experiment.strategies = *strategies;
    std::size_t place = defaultBaseline(scenario, *strategies);
    if (!baseline.empty()) {
        const auto named = chosen(scenario, { baseline });
        if (!named)
            return fail(named.error().message, "--baseline", named.error().hint);
        place = named->front();
    }
    if (std::find(strategies->begin(), strategies->end(), place) == strategies->end())
        experiment.strategies.insert(experiment.strategies.begin(), place);
    return place;
}
