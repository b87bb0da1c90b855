// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/simulation.h"

#include "sim/core/quantity.h"
#include "sim/engine/run.h"
#include "sim/engine/support.h"
#include "sim/model/validate.h"

#include <algorithm>
#include <new>

namespace cs
{

Result<RunResultPtr> simulate(const Scenario &scenario, std::size_t strategy, const RunOptions &options,
    std::stop_token stop, const ProgressCallback &progress)
{
    if (strategy >= scenario.strategies.size())
        return fail("there is no strategy number " + std::to_string(strategy + 1), "strategies");
    if (const Errors missing = unsupported(scenario, strategy); !missing.empty())
        return tl::unexpected(missing.front());
    const RunEstimate estimate = estimateRun(scenario, strategy, options);
    const std::uint64_t limit = options.memoryLimitBytes ? options.memoryLimitBytes : availableMemoryBytes();
    if (estimate.memoryBytes > limit)
        return fail("this run would need up to "
                + displayQuantity(static_cast<double>(estimate.memoryBytes), Unit::bytes) + " of memory, and "
                + displayQuantity(static_cast<double>(limit), Unit::bytes) + " are available",
            strategyPlace(strategy), "fewer keys, a smaller cache, fewer writes or a shorter duration need less");
    try {
        Run run(scenario, strategy, options);
        return run.execute(stop, progress);
    } catch (const std::bad_alloc &) {
        return fail("memory ran out during the run", strategyPlace(strategy),
            "fewer keys, a smaller cache or a shorter duration need less");
    }
}

std::optional<Duration> alignedWarmUp(std::span<const RunResultPtr> runs)
{
    double longest = 0;
    bool differ = false;
    for (const auto &run : runs) {
        if (!run->warmUpAutomatic)
            continue;
        differ = differ || run->warmUpSeconds != runs.front()->warmUpSeconds;
        longest = std::max(longest, run->warmUpSeconds);
    }
    return differ ? std::optional(Duration::fromSeconds(longest)) : std::nullopt;
}

} // namespace cs
