// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "sim/analysis/advise/advice_writer.h"
#include "sim/core/quantity.h"
#include "sim/engine/simulation.h"
#include "sim/io/scenario_file.h"

#include <filesystem>
#include <memory>
#include <thread>

namespace
{

using namespace cs;

struct Options {
    std::string scenario;
    std::string duration;
    std::string format = "table";
    std::string output;
    std::string write;
    std::uint64_t threads = 0;
    bool noSimulation = false;
};

Result<AdviceOptions> adviceOptions(const Options &options, const Scenario &scenario)
{
    AdviceOptions out;
    out.simulated = !options.noSimulation;
    out.scenarioFolder = std::filesystem::path(options.scenario).parent_path().string();
    out.threads = options.threads > 0 ? static_cast<unsigned>(options.threads) : std::thread::hardware_concurrency();
    if (options.duration.empty())
        return out;
    const auto duration = parseDuration(options.duration);
    if (!duration || duration->ns <= 0)
        return fail(duration ? "must be longer than nothing" : duration.error().message, "--duration");
    if (scenario.run.warmUp && *scenario.run.warmUp >= *duration)
        return fail(
            formatDuration(*duration) + " is not longer than the warm-up of " + formatDuration(*scenario.run.warmUp),
            "--duration");
    out.duration = *duration;
    return out;
}

int adviseOn(const Options &options)
{
    const std::stop_token stop = interruptToken();
    const auto file = loadScenario(options.scenario);
    if (!file)
        return reportErrorsIn(options.scenario, file.error());
    const auto how = adviceOptions(options, file->scenario);
    if (!how) {
        reportError(how.error());
        return exitUsage;
    }
    ProgressLine line;
    const auto advice = advise(file->scenario, *how, stop, [&line](const AdviceProgress &now) {
        line.show(now.doing + ", " + formatFixed(100 * now.fraction, 0) + " %");
    });
    line.clear();
    if (stop.stop_requested())
        return exitInterrupted;
    if (!advice)
        return reportErrorsIn(options.scenario, { advice.error() });
    if (!options.write.empty())
        if (const auto saved = saveScenario(options.write, withAdvice(file->scenario, *advice), file->text); !saved)
            return reportError(saved.error());
    return writeOutput(options.output,
        options.format == "json" ? adviceJson(*advice) : adviceText(*advice, options.format == "markdown"));
}

} // namespace

void setUpAdvise(CLI::App &app, int &exitCode)
{
    auto options = std::make_shared<Options>();
    app.add_option("SCENARIO", options->scenario, "A *.scenario.json file")->required();
    app.add_option("--write", options->write, "Write the scenario with the advised strategy added to this file");
    app.add_option("--duration", options->duration, "Simulated time in place of the scenario's, such as 2h");
    app.add_flag("--no-simulation", options->noSimulation, "Only estimate: fast, and nothing is claimed");
    addWholeNumber(app, "--threads", "Simulate this many strategies at once; all cores without it",
        [options](std::uint64_t threads) { options->threads = threads; });
    app.add_option("--format", options->format, "table, json or markdown")
        ->check(CLI::IsMember({ "table", "json", "markdown" }));
    app.add_option("-o,--output", options->output, "Write to this file instead of standard output");
    app.callback([options, &exitCode] { exitCode = adviseOn(*options); });
}
