// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/estimate/estimate.h"
#include "app/cli/command.h"
#include "app/cli/strategies.h"
#include "sim/core/quantity.h"
#include "sim/io/scenario_file.h"
#include "sim/results/result_writer.h"

#include <map>
#include <memory>

namespace
{

using namespace cs;

struct Options {
    std::string scenario;
    std::vector<std::string> strategies;
    std::string duration;
    std::string format = "table";
    std::string output;
};

int estimateScenario(const Options &options)
{
    auto file = loadScenario(options.scenario);
    if (!file)
        return reportErrorsIn(options.scenario, file.error());
    Scenario &scenario = file->scenario;
    const auto strategies = chosen(scenario, options.strategies);
    if (!strategies)
        return reportError(strategies.error());
    if (!options.duration.empty()) {
        const auto duration = parseDuration(options.duration);
        if (!duration || duration->ns <= 0) {
            reportError({ "--duration", duration ? "must be longer than nothing" : duration.error().message, {} });
            return exitUsage;
        }
        if (scenario.run.warmUp && *scenario.run.warmUp >= *duration)
            return reportError({ "--duration",
                formatDuration(*duration) + " is not longer than the warm-up of "
                    + formatDuration(*scenario.run.warmUp),
                {} });
        scenario.run.duration = *duration;
    }
    const auto workload = planWorkload(scenario);
    if (!workload)
        return reportErrorsIn(options.scenario, { workload.error() });
    std::vector<RunResultPtr> results;
    for (const std::size_t strategy : *strategies) {
        auto result = estimateStrategy(*workload, strategy);
        if (!result)
            return reportErrorsIn(options.scenario, { result.error() });
        results.push_back(std::move(*result));
    }
    static const std::map<std::string, OutputFormat> formats { { "table", OutputFormat::table },
        { "json", OutputFormat::json }, { "csv", OutputFormat::csv }, { "markdown", OutputFormat::markdown } };
    return writeOutput(options.output, writeResult(results, formats.at(options.format)));
}

} // namespace

void setUpEstimate(CLI::App &app, int &exitCode)
{
    auto options = std::make_shared<Options>();
    app.add_option("SCENARIO", options->scenario, "A *.scenario.json file")->required();
    app.add_option("--strategy", options->strategies, "Only this strategy; may be given several times")
        ->take_all()
        ->expected(1);
    addWholeNumber(app, "--seed", "As of simulate; without influence", [](std::uint64_t) {});
    addWholeNumber(app, "--replications", "As of simulate; without influence", [](std::uint64_t) {});
    app.add_option("--duration", options->duration, "Time to be estimated in place of the scenario's, such as 2h");
    app.add_option("--format", options->format, "table, json, csv or markdown")
        ->check(CLI::IsMember({ "table", "json", "csv", "markdown" }));
    app.add_option("-o,--output", options->output, "Write to this file instead of standard output");
    app.footer("Nothing is simulated. How far the estimate is from a simulation, by output, over 200 scenarios:\n"
               "docs/estimate.md.");
    app.callback([options, &exitCode] { exitCode = estimateScenario(*options); });
}
