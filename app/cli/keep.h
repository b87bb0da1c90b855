// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/scenario.h"
#include "sim/store/run_library.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <span>
#include <string>

/// Whether and where a command keeps its runs.
struct KeepOptions {
    std::string library;
    bool noKeep = false;
};
void addKeepOptions(CLI::App &app, KeepOptions &options);
/// --library alone, for commands that only read.
void addLibraryOption(CLI::App &app, std::string &library);

/// The path that was given, else where runs are kept by default; nothing where there is no such place.
std::optional<std::string> libraryPath(const std::string &given);

/// Keeps what was simulated of `scenario` (which says seed, duration and replications as they were; `original` is the
/// text it came from). What goes wrong is a warning on standard error: the results are there.
void keepRuns(const KeepOptions &options, const cs::Scenario &scenario, const std::string &original,
    const std::string &scenarioFolder, std::span<const cs::RunResultPtr> results, cs::RunSource source);

/// "cachestrat: warning: <error>" on standard error.
void warn(const cs::Error &error);
