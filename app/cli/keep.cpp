// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/keep.h"

#include "sim/io/scenario_file.h"

#include <cstdio>
#include <filesystem>
#include <unistd.h>

using namespace cs;

void addLibraryOption(CLI::App &app, std::string &library)
{
    app.add_option("--library", library,
        "The run library, an SQLite file ($CACHESTRAT_LIBRARY, or cache-strategist/runs.sqlite in the data folder)");
}

void addKeepOptions(CLI::App &app, KeepOptions &options)
{
    addLibraryOption(app, options.library);
    app.add_flag("--no-keep", options.noKeep, "Do not keep what was simulated in the run library");
}

std::optional<std::string> libraryPath(const std::string &given)
{
    return given.empty() ? defaultLibraryPath() : given;
}

void warn(const Error &error)
{
    std::fprintf(stderr, "cachestrat: warning: %s\n", error.text().c_str());
}

namespace
{

/// Absolute, so that the run can be done again from anywhere; only a trace makes it part of the run.
std::string traceFolder(const Scenario &scenario, const std::string &folder)
{
    if (!scenario.workload.trace)
        return {};
    std::error_code failed;
    const auto absolute = std::filesystem::absolute(folder.empty() ? "." : folder, failed);
    return failed ? folder : absolute.lexically_normal().string();
}

} // namespace

void keepRuns(const KeepOptions &options, const Scenario &scenario, const std::string &original,
    const std::string &scenarioFolder, std::span<const RunResultPtr> results, RunSource source)
{
    const auto path = options.noKeep ? std::nullopt : libraryPath(options.library);
    if (!path || results.empty())
        return;
    auto library = RunLibrary::open(*path);
    if (!library)
        return warn({ "run not kept", library.error().text(), {} });
    if (library->setAside())
        warn(*library->setAside());
    const std::string text = writeScenario(scenario, original);
    const std::string folder = traceFolder(scenario, scenarioFolder);
    std::vector<RunToKeep> runs;
    for (const auto &result : results)
        runs.push_back({ result, text, folder, source });
    const auto ids = library->save(runs);
    if (!ids)
        return warn({ "run not kept", ids.error().text(), {} });
    if (!isatty(STDERR_FILENO))
        return;
    std::string all;
    for (const auto &id : *ids)
        all += ' ' + id.substr(0, RunLibrary::shownIdDigits);
    std::fprintf(stderr, "kept as%s; see cachestrat runs\n", all.c_str());
}
