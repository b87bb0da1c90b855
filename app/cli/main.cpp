// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "sim/core/names.h"
#include "sim/core/version.h"

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace
{

constexpr Command commands[] = {
    { "check", "Validate a scenario: every error at once, and what is not simulated yet", setUpCheck },
    { "simulate", "Simulate the strategies of a scenario and print what was measured", setUpSimulate },
    { "compare", "Compare strategies on the same requests: differences with intervals, and verdicts", setUpCompare },
    { "estimate", "The figures of simulate at once and without simulating, by closed forms", setUpEstimate },
    { "advise", "Say which data to cache, where, for how long and why, and build a strategy of it", setUpAdvise },
    { "cost", "What strategies cost a month, what the database load that they save is worth, break-even sizes",
        setUpCost },
    { "sensitivity", "Which inputs matter: each a little less and more, and what that does", setUpSensitivity },
    { "replay", "Play a recorded trace to one cache, for several evictions and capacities", setUpReplay },
    { "curve", "Hit ratio against capacity, of a trace or of a layer of a scenario", setUpCurve },
    { "ttl", "Hits, database load, stale reads and violations against the TTL of each rule", setUpTtl },
    { "report", "Simulate the strategies and write a report as Markdown or HTML", setUpReport },
    { "import", "Make a scenario of an access log or a trace: endpoints, rates, popularity, sizes", setUpImport },
    { "presets", "List the workloads to start from, each with its source", setUpPresets },
    { "new", "Write a scenario of a preset: its workload, no cache and a sensible one", setUpNew },
    { "sweep", "Simulate a scenario over values of its fields, on all processors, resumable", setUpSweep },
    { "merge", "Join the parts of a sweep that ran in shards", setUpMerge },
    { "runs", "The library of runs: list, show, tag, compare, rerun, export, delete", setUpRuns },
};

bool isCommand(std::string_view name)
{
    return std::any_of(
        std::begin(commands), std::end(commands), [name](const Command &command) { return command.name == name; });
}

int unknownCommand(const std::string &name)
{
    std::vector<std::string_view> names;
    for (const auto &command : commands)
        names.emplace_back(command.name);
    const std::string nearest = cs::nearestName(name, names);
    std::fprintf(stderr, "cachestrat: there is no command \"%s\"%s\nRun cachestrat --help for all of them.\n",
        name.c_str(), nearest.empty() ? "" : ("; did you mean \"" + nearest + "\"?").c_str());
    return exitUsage;
}

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
    if (argc > 1 && argv[1][0] != '-' && !isCommand(argv[1]))
        return unknownCommand(argv[1]);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? exitDone : exitUsage;
    }
    return exitCode;
}
