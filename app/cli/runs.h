// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/results/text_table.h"
#include "sim/store/run_library.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

/// What the subcommands of `cachestrat runs` share.
struct RunsOptions {
    std::string library;
    std::vector<std::string> ids;
    std::string format = "table";
    std::string output;
};

/// Opens the library to read; a damaged one is an error, because what was asked for cannot be told.
cs::Result<cs::RunLibrary> openRuns(const RunsOptions &options);
/// The whole ids of `options.ids`.
cs::Result<std::vector<std::string>> resolved(cs::RunLibrary &library, const RunsOptions &options);

void addFormat(CLI::App &app, RunsOptions &options, const std::vector<std::string> &formats);

/// As aligned text, Markdown or CSV.
std::string tableText(const cs::TextTable &table, const std::string &format);

// The subcommands that live in files of their own.
void setUpRunsList(CLI::App &runs, int &exitCode);
void setUpRunsShow(CLI::App &runs, int &exitCode);
void setUpRunsCompare(CLI::App &runs, int &exitCode);
void setUpRunsRerun(CLI::App &runs, int &exitCode);
