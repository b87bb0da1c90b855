// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/keep.h"
#include "app/cli/replications.h"
#include "app/cli/runs.h"
#include "app/cli/strategies.h"
#include "sim/analysis/experiment.h"
#include "sim/core/version.h"
#include "sim/io/scenario_file.h"
#include "sim/results/result_writer.h"

#include <cinttypes>
#include <cstdio>
#include <nlohmann/json.hpp>

using namespace cs;

namespace
{

struct RerunOptions {
    RunsOptions runs;
    ReplicationOptions replications; ///< of which only the threads
};

/// A run's warm-up that was found automatically was agreed on with the strategies beside it: it is given again.
Result<std::optional<Duration>> automaticWarmUp(const KeptRunWhole &kept)
{
    const auto result = nlohmann::json::parse(kept.result, nullptr, false);
    if (result.is_discarded() || !result.contains("runs") || result["runs"].empty())
        return fail("its result cannot be read", kept.run.id);
    const auto &run = result["runs"][0];
    if (!run.value("warm_up_automatic", false))
        return std::nullopt;
    return Duration::fromSeconds(run.value("warm_up_s", 0.0));
}

Result<RunResultPtr> simulateAgain(const KeptRunWhole &kept, const RerunOptions &options, std::stop_token stop)
{
    const auto scenario = readScenario(kept.scenario);
    if (!scenario)
        return fail("its scenario cannot be read any more: " + scenario.error().front().text(), kept.run.id);
    const auto strategy = chosen(*scenario, { kept.run.strategy });
    if (!strategy)
        return tl::unexpected(strategy.error());
    if (const Errors missing = gapsOf(*scenario, *strategy); !missing.empty())
        return tl::unexpected(missing.front());
    const auto warmUp = automaticWarmUp(kept);
    if (!warmUp)
        return tl::unexpected(warmUp.error());
    ExperimentOptions experiment;
    experiment.strategies = *strategy;
    experiment.replications = kept.run.replications;
    experiment.run.seed = kept.run.seed;
    experiment.run.scenarioFolder = kept.run.folder;
    experiment.run.automaticWarmUp = *warmUp;
    ReplicationOptions replications = options.replications;
    replications.replications = kept.run.replications;
    if (const auto taken = takeReplicationOptions(replications, *scenario, experiment); !taken)
        return tl::unexpected(taken.error());
    ProgressLine line;
    auto results = runExperiment(
        *scenario, experiment, stop, [&line](const ExperimentProgress &now) { line.show(progressText(now)); });
    line.clear();
    if (!results)
        return tl::unexpected(results.error());
    return results->front();
}

/// Says whether a run came out as it was kept; true when it did.
bool tell(const KeptRunWhole &kept, const RunResultPtr &again, std::string &out)
{
    char fingerprint[20];
    std::snprintf(fingerprint, sizeof fingerprint, "%016" PRIx64, again->fingerprint);
    const bool course = kept.run.fingerprint == fingerprint;
    // The notes and findings of a run that reached a precision speak of it; figures are what counts.
    const auto before = nlohmann::json::parse(kept.result, nullptr, false)["runs"][0];
    const auto now = nlohmann::json::parse(resultJson({ &again, 1 }), nullptr, false)["runs"][0];
    bool figures = true;
    for (const char *part : { "requests", "totals", "data_types", "layers", "series" })
        figures = figures && before.value(part, nlohmann::json()) == now.value(part, nlohmann::json());
    const std::string name = kept.run.id.substr(0, RunLibrary::shownIdDigits) + " \"" + kept.run.strategy + "\": ";
    if (course && figures)
        out += name + "fingerprint " + fingerprint + ": equal, and every figure\n";
    else if (course)
        out += name + "fingerprint " + fingerprint + ": equal, but figures differ\n";
    else
        out += name + "fingerprint " + fingerprint + ": not equal, was " + kept.run.fingerprint + '\n';
    if (!(course && figures) && kept.run.version != version)
        out += "  kept by version " + kept.run.version + " of the program, this is " + version + '\n';
    return course && figures;
}

int rerun(const RerunOptions &options)
{
    const std::stop_token stop = interruptToken();
    auto library = openRuns(options.runs);
    if (!library)
        return reportError(library.error());
    const auto ids = resolved(*library, options.runs);
    if (!ids)
        return reportError(ids.error());
    bool equal = true;
    std::string out;
    for (const auto &id : *ids) {
        const auto kept = library->get(id);
        if (!kept)
            return reportError(kept.error());
        const auto again = simulateAgain(*kept, options, stop);
        if (stop.stop_requested())
            return exitInterrupted;
        if (!again)
            return reportError(again.error());
        equal = tell(*kept, *again, out) && equal;
    }
    const int written = writeOutput({}, out);
    return equal ? written : exitBadInput;
}

} // namespace

void setUpRunsRerun(CLI::App &runs, int &exitCode)
{
    auto options = std::make_shared<RerunOptions>();
    CLI::App &app
        = *runs.add_subcommand("rerun", "Simulate runs again and say whether they come out as they were kept");
    addLibraryOption(app, options->runs.library);
    app.add_option("ID", options->runs.ids, "Runs by their ids, or by beginnings of ids; \"last\" is the newest")
        ->required();
    app.add_option("--threads", options->replications.threads, "Replications at the same time (all processors)")
        ->check(CLI::Range(1u, 1024u));
    app.callback([options, &exitCode] { exitCode = rerun(*options); });
}
