// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/keep.h"
#include "app/cli/replications.h"
#include "app/cli/simulated.h"
#include "app/cli/strategies.h"
#include "sim/analysis/experiment.h"
#include "sim/analysis/sampled_runs.h"
#include "sim/io/scenario_file.h"
#include "sim/results/result_writer.h"

#include <filesystem>
#include <map>
#include <memory>

namespace
{

using namespace cs;

struct Options {
    std::string scenario;
    std::vector<std::string> strategies;
    SpanOptions span;
    ReplicationOptions replications;
    KeepOptions keep;
    std::string sample;
    std::string format = "table";
    std::string output;
};

/// Takes --sample over; an exit code.
int takeSample(const Options &options, const Scenario &scenario, ExperimentOptions &experiment)
{
    const auto share = sampleShare(options.sample);
    if (!share) {
        reportError(share.error());
        return exitUsage;
    }
    if (*share == 1)
        return exitDone;
    const ReplicationOptions &often = options.replications;
    if (often.replications || often.maxReplications || !often.precision.empty()) {
        reportError({ "--sample", "cannot go with replications: its samples give the intervals", {} });
        return exitUsage;
    }
    Errors errors;
    for (const auto strategy : experiment.strategies)
        for (auto &error : notSampled(scenario, strategy, *share))
            errors.push_back(std::move(error));
    if (!errors.empty())
        return reportErrorsIn(options.scenario, errors);
    experiment.sample = *share;
    experiment.run.sample = KeySample(*share, 0, 0, 1); // for the estimate of memory
    return exitDone;
}

int simulateScenario(const Options &options)
{
    const std::stop_token stop = interruptToken();
    if (const int code = checkOutput(options.output); code != exitDone)
        return code;
    const auto file = loadScenario(options.scenario);
    if (!file)
        return reportErrorsIn(options.scenario, file.error());
    const Scenario &scenario = file->scenario;
    const auto strategies = chosen(scenario, options.strategies);
    if (!strategies)
        return reportError(strategies.error());
    ExperimentOptions experiment;
    experiment.strategies = *strategies;
    RunOptions &run = experiment.run;
    run.scenarioFolder = std::filesystem::path(options.scenario).parent_path().string();
    if (const int wrong = takeSpan(options.span, scenario, run); wrong != exitDone)
        return wrong;
    if (const Errors missing = gapsOf(scenario, *strategies); !missing.empty())
        return reportErrorsIn(options.scenario, missing);
    if (const int wrong = takeSample(options, scenario, experiment); wrong != exitDone)
        return wrong;
    if (const auto taken = takeReplicationOptions(options.replications, scenario, experiment); !taken) {
        reportError(taken.error());
        return exitUsage;
    }
    ProgressLine line;
    const auto results = runExperiment(
        scenario, experiment, stop, [&line](const ExperimentProgress &now) { line.show(progressText(now)); });
    line.clear();
    if (stop.stop_requested())
        return exitInterrupted;
    if (!results)
        return reportError(results.error());
    static const std::map<std::string, OutputFormat> formats { { "table", OutputFormat::table },
        { "json", OutputFormat::json }, { "csv", OutputFormat::csv }, { "markdown", OutputFormat::markdown } };
    const int written = writeOutput(options.output, writeResult(*results, formats.at(options.format)));
    if (!experiment.sample) // the library keeps what was simulated as a whole
        keepRuns(options.keep, asSimulated(scenario, experiment), file->text, run.scenarioFolder, *results,
            RunSource::simulate);
    return written;
}

} // namespace

void setUpSimulate(CLI::App &app, int &exitCode)
{
    auto options = std::make_shared<Options>();
    app.add_option("SCENARIO", options->scenario, "A *.scenario.json file")->required();
    app.add_option("--strategy", options->strategies, "Only this strategy; may be given several times")
        ->take_all()
        ->expected(1);
    addSpanOptions(app, options->span);
    addReplicationOptions(app, options->replications);
    app.add_option("--sample", options->sample,
        "Estimate from 5 samples of this share of the keys, such as 0.01 or 1%, in caches scaled by it; tells the "
        "error");
    app.add_option("--format", options->format, "table, json, csv or markdown")
        ->check(CLI::IsMember({ "table", "json", "csv", "markdown" }));
    app.add_option("-o,--output", options->output, "Write to this file instead of standard output");
    addKeepOptions(app, options->keep);
    app.callback([options, &exitCode] { exitCode = simulateScenario(*options); });
}
