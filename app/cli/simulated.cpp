// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/simulated.h"

#include "app/cli/command.h"
#include "sim/core/quantity.h"

using namespace cs;

void addSpanOptions(CLI::App &app, SpanOptions &options)
{
    addWholeNumber(
        app, "--seed", "Seed in place of the scenario's", [&options](std::uint64_t seed) { options.seed = seed; });
    app.add_option("--duration", options.duration, "Simulated time in place of the scenario's, such as 2h");
}

int takeSpan(const SpanOptions &options, const Scenario &scenario, RunOptions &run)
{
    run.seed = options.seed;
    if (options.duration.empty())
        return exitDone;
    const auto duration = parseDuration(options.duration);
    if (!duration || duration->ns <= 0) {
        reportError({ "--duration", duration ? "must be longer than nothing" : duration.error().message, {} });
        return exitUsage;
    }
    if (scenario.run.warmUp && *scenario.run.warmUp >= *duration)
        return reportError({ "--duration",
            formatDuration(*duration) + " is not longer than the warm-up of " + formatDuration(*scenario.run.warmUp),
            {} });
    run.duration = *duration;
    return exitDone;
}

Scenario asSimulated(Scenario scenario, const ExperimentOptions &experiment)
{
    RunSettings &run = scenario.run;
    run.seed = experiment.run.seed.value_or(run.seed);
    run.duration = experiment.run.duration.value_or(run.duration);
    run.replications = experiment.replications.value_or(run.replications);
    run.maxReplications = experiment.maxReplications.value_or(run.maxReplications);
    if (experiment.replications || experiment.precision)
        run.precision = experiment.precision;
    return scenario;
}
