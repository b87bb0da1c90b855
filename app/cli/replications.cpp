// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/replications.h"

#include "app/cli/command.h"
#include "sim/core/quantity.h"
#include "sim/results/figure_text.h"

#include <algorithm>
#include <cstdio>
#include <thread>

using namespace cs;

namespace
{

constexpr std::uint64_t mostReplications = 10'000;

void addCount(
    CLI::App &app, const std::string &name, const std::string &description, std::optional<std::uint64_t> &count)
{
    addWholeNumber(app, name, description, [name, &count](std::uint64_t value) {
        if (value < 1 || value > mostReplications)
            throw CLI::ValidationError(
                name, "is " + std::to_string(value) + "; expected 1 to " + displayCount(mostReplications));
        count = value;
    });
}

unsigned runsAtOnce(const Scenario &scenario, const ExperimentOptions &experiment, unsigned wanted)
{
    const std::uint64_t memory = memoryOfARun(scenario, experiment);
    std::fprintf(
        stderr, "needs up to %s of memory a run\n", displayQuantity(static_cast<double>(memory), Unit::bytes).c_str());
    return threadsWithin(memory, wanted);
}

} // namespace

void addReplicationOptions(CLI::App &app, ReplicationOptions &options)
{
    addCount(app, "--replications",
        "Simulate every strategy this often, each time with a seed of its own; figures get 95 % intervals",
        options.replications);
    app.add_option("--precision", options.precision,
        "Simulate until every hit ratio is known to plus or minus this, such as 0.2%");
    addCount(app, "--max-replications", "With a precision: at most this often (100)", options.maxReplications);
    app.add_option("--threads", options.threads, "Runs that are simulated at the same time (all processors)")
        ->check(CLI::Range(1u, 1024u));
}

Result<void> takeReplicationOptions(
    const ReplicationOptions &options, const Scenario &scenario, ExperimentOptions &experiment)
{
    experiment.replications = options.replications;
    experiment.maxReplications = options.maxReplications;
    if (!options.precision.empty()) {
        const auto precision = parseQuantity(options.precision, Unit::share);
        if (!precision)
            return fail(precision.error().message, "--precision", precision.error().hint);
        if (!(*precision > 0 && *precision < 1))
            return fail("\"" + options.precision + "\" is no half width of a hit ratio", "--precision",
                "expected more than 0 and less than 1, such as 0.2%");
        experiment.precision = *precision;
    }
    const unsigned threads = options.threads ? options.threads : std::max(1u, std::thread::hardware_concurrency());
    experiment.threads = runsAtOnce(scenario, experiment, threads);
    return {};
}

std::string progressText(const ExperimentProgress &progress)
{
    std::string text = displayQuantity(progress.runs.fraction, Unit::share) + ", "
        + displayCount(progress.runs.requestsDone) + " requests, "
        + displayCount(static_cast<std::uint64_t>(progress.runs.requestsPerSecond)) + "/s, "
        + displayQuantity(progress.runs.secondsLeft, Unit::time) + " left";
    if (progress.halfWidth)
        text += "; " + std::to_string(progress.replicationsDone) + " replications, hit ratio ± "
            + figureText(*progress.halfWidth, Unit::share, 2)
            + (progress.precision ? " of ± " + figureText(*progress.precision, Unit::share, 2) : "");
    return text;
}
