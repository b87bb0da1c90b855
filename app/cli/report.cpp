// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/report/report.h"
#include "app/cli/command.h"
#include "app/cli/replications.h"
#include "app/cli/strategies.h"
#include "sim/analysis/experiment.h"
#include "sim/io/scenario_file.h"
#include "sim/report/report_date.h"

#include <filesystem>
#include <memory>

namespace
{

using namespace cs;

struct Options {
    std::string scenario;
    std::vector<std::string> strategies;
    std::optional<std::uint64_t> seed;
    std::string output;
    ReplicationOptions replications;
};

std::string lowerExtension(const std::string &path)
{
    std::string ending = std::filesystem::path(path).extension().string();
    for (auto &c : ending)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    return ending;
}

int usageOfOutput(const Options &options, const std::string &ending)
{
    if (ending == ".pdf")
        return reportError({ options.output, "cachestrat writes reports as .md and .html",
                   "for PDF: cache-strategist --export " + options.output + " " + options.scenario }),
               exitUsage;
    return reportError({ options.output,
               ending.empty() ? "a report needs a file ending" : "a report cannot be a " + ending + " file",
               "possible are .md and .html, and .pdf with cache-strategist --export" }),
           exitUsage;
}

int writeReport(const Options &options)
{
    const std::string ending = lowerExtension(options.output);
    const bool html = ending == ".html" || ending == ".htm";
    if (!html && ending != ".md" && ending != ".markdown")
        return usageOfOutput(options, ending);
    const std::stop_token stop = interruptToken();
    if (const int code = checkOutput(options.output); code != exitDone)
        return code;
    const auto file = loadScenario(options.scenario);
    if (!file)
        return reportErrorsIn(options.scenario, file.error());
    const auto strategies = chosen(file->scenario, options.strategies);
    if (!strategies)
        return reportError(strategies.error());
    if (const Errors missing = gapsOf(file->scenario, *strategies); !missing.empty())
        return reportErrorsIn(options.scenario, missing);
    ExperimentOptions experiment;
    experiment.strategies = *strategies;
    experiment.run.seed = options.seed;
    experiment.run.scenarioFolder = std::filesystem::path(options.scenario).parent_path().string();
    if (const auto taken = takeReplicationOptions(options.replications, file->scenario, experiment); !taken) {
        reportError(taken.error());
        return exitUsage;
    }
    ProgressLine line;
    const auto runs = runExperiment(
        file->scenario, experiment, stop, [&line](const ExperimentProgress &now) { line.show(progressText(now)); });
    line.clear();
    if (stop.stop_requested())
        return exitInterrupted;
    if (!runs)
        return reportError(runs.error());
    const ReportDocument document = buildReport(file->scenario, *runs, reportDate());
    return writeOutput(options.output, html ? reportHtml(document, Pictures::none) : reportMarkdown(document));
}

} // namespace

void setUpReport(CLI::App &app, int &exitCode)
{
    auto options = std::make_shared<Options>();
    app.add_option("SCENARIO", options->scenario, "A *.scenario.json file")->required();
    app.add_option("-o,--output", options->output, "The report: .md or .html")->required();
    app.add_option("--strategy", options->strategies,
           "Only this strategy; may be given several times, the first is the baseline")
        ->take_all()
        ->expected(1);
    addWholeNumber(
        app, "--seed", "Seed in place of the scenario's", [options](std::uint64_t seed) { options->seed = seed; });
    addReplicationOptions(app, options->replications);
    app.callback([options, &exitCode] { exitCode = writeReport(*options); });
}
