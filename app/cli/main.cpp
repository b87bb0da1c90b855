// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "sim/core/version.h"

namespace
{

constexpr Command commands[] = {
    { "check", "Validate a scenario: every error at once, and what is not simulated yet", setUpCheck },
    { "simulate", "Simulate the strategies of a scenario and print what was measured", setUpSimulate },
    { "compare", "Compare strategies on the same requests: differences with intervals, and verdicts", setUpCompare },
    { "estimate", "The figures of simulate at once and without simulating, by closed forms", setUpEstimate },
    { "replay", "Play a recorded trace to one cache, for several evictions and capacities", setUpReplay },
    { "curve", "Hit ratio against capacity, of a trace or of a layer of a scenario", setUpCurve },
    { "report", "Simulate the strategies and write a report as Markdown or HTML", setUpReport },
    { "import", "Make a scenario of an access log or a trace: endpoints, rates, popularity, sizes", setUpImport },
    { "presets", "List the workloads to start from, each with its source", setUpPresets },
    { "new", "Write a scenario of a preset: its workload, no cache and a sensible one", setUpNew },
    { "sweep", "Simulate a scenario over values of its fields, on all processors, resumable", setUpSweep },
    { "merge", "Join the parts of a sweep that ran in shards", setUpMerge },
    { "runs", "The library of runs: list, show, tag, compare, rerun, export, delete", setUpRuns },
};

} // namespace

int main(int argc, char **argv)
{
    CLI::App app { "cachestrat plans caches: it simulates caching strategies on a described or recorded workload." };
    app.name("cachestrat");
    app.set_version_flag("--version", std::string("cachestrat ") + cs::version);
    app.require_subcommand(1);
    int exitCode = exitDone;
    for (const auto &command : commands)
        command.setUp(*app.add_subcommand(command.name, command.description), exitCode);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? exitDone : exitUsage;
    }
    return exitCode;
}
