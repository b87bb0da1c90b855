// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/compare/compare.h"
#include "app/cli/baseline.h"
#include "app/cli/command.h"
#include "app/cli/keep.h"
#include "app/cli/replications.h"
#include "app/cli/simulated.h"
#include "sim/core/quantity.h"
#include "sim/io/scenario_file.h"

#include <filesystem>
#include <memory>

namespace
{

using namespace cs;

struct Options {
    std::string scenario;
    std::vector<std::string> strategies;
    std::string baseline;
    SpanOptions span;
    ReplicationOptions replications;
    KeepOptions keep;
    std::string format = "table";
    std::string output;
};

std::string textOf(const StrategyComparison &comparison, const std::string &format)
{
    return format == "json"    ? comparisonJson(comparison)
        : format == "csv"      ? comparisonCsv(comparison)
        : format == "markdown" ? comparisonMarkdown(comparison)
                               : comparisonText(comparison);
}

int compareScenario(const Options &options)
{
    const std::stop_token stop = interruptToken();
    const auto file = loadScenario(options.scenario);
    if (!file)
        return reportErrorsIn(options.scenario, file.error());
    const Scenario &scenario = file->scenario;
    ExperimentOptions experiment;
    const auto baseline = takeStrategies(scenario, options.strategies, options.baseline, experiment);
    if (!baseline)
        return reportError(baseline.error());
    if (experiment.strategies.size() < 2)
        return reportError(
            { "strategies", "there is nothing to compare with", "a comparison takes two or more strategies" });
    experiment.run.scenarioFolder = std::filesystem::path(options.scenario).parent_path().string();
    if (const int wrong = takeSpan(options.span, scenario, experiment.run); wrong != exitDone)
        return wrong;
    if (const Errors missing = gapsOf(scenario, experiment.strategies); !missing.empty())
        return reportErrorsIn(options.scenario, missing);
    if (const auto taken = takeReplicationOptions(options.replications, scenario, experiment); !taken) {
        reportError(taken.error());
        return exitUsage;
    }
    ProgressLine line;
    const auto comparison = compareStrategies(scenario, experiment, *baseline, stop,
        [&line](const ExperimentProgress &now) { line.show(progressText(now)); });
    line.clear();
    if (stop.stop_requested())
        return exitInterrupted;
    if (!comparison)
        return reportError(comparison.error());
    const int written = writeOutput(options.output, textOf(*comparison, options.format));
    if (!experiment.precision && !(scenario.run.precision && !experiment.replications))
        experiment.replications = comparison->replications;
    keepRuns(options.keep, asSimulated(scenario, experiment), file->text, experiment.run.scenarioFolder,
        comparison->results, RunSource::compare);
    return written;
}

} // namespace

void setUpCompare(CLI::App &app, int &exitCode)
{
    auto options = std::make_shared<Options>();
    app.add_option("SCENARIO", options->scenario, "A *.scenario.json file")->required();
    app.add_option("--strategy", options->strategies, "Only this strategy; may be given several times")
        ->take_all()
        ->expected(1);
    app.add_option("--baseline", options->baseline,
        "The strategy that the others are compared with (the first without layers, else the first)");
    addSpanOptions(app, options->span);
    addReplicationOptions(app, options->replications);
    app.get_option("--replications")
        ->description("Simulate every strategy this often, each time on other requests that all strategies share; at "
                      "least 2 (the scenario's number, at least 5)");
    app.add_option("--format", options->format, "table, json, csv or markdown")
        ->check(CLI::IsMember({ "table", "json", "csv", "markdown" }));
    app.add_option("-o,--output", options->output, "Write to this file instead of standard output");
    addKeepOptions(app, options->keep);
    app.callback([options, &exitCode] { exitCode = compareScenario(*options); });
}
