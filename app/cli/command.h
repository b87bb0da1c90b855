// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

/// Exit codes of cachestrat, see the contract in docs: 0 done, 1 bad input, 2 wrong usage, 130 interrupted.
enum ExitCode { exitDone = 0, exitBadInput = 1, exitUsage = 2, exitInterrupted = 130 };

/// A subcommand: a file with its set-up function and a line in main.cpp. `setUp` adds options and a callback that sets
/// the exit code.
struct Command {
    const char *name;
    const char *description;
    void (*setUp)(CLI::App &app, int &exitCode);
};

void setUpCheck(CLI::App &app, int &exitCode);
void setUpSimulate(CLI::App &app, int &exitCode);
void setUpCompare(CLI::App &app, int &exitCode);
void setUpEstimate(CLI::App &app, int &exitCode);
void setUpAdvise(CLI::App &app, int &exitCode);
void setUpCost(CLI::App &app, int &exitCode);
void setUpSensitivity(CLI::App &app, int &exitCode);
void setUpReplay(CLI::App &app, int &exitCode);
void setUpCurve(CLI::App &app, int &exitCode);
void setUpTtl(CLI::App &app, int &exitCode);
void setUpImport(CLI::App &app, int &exitCode);
void setUpReport(CLI::App &app, int &exitCode);
void setUpPresets(CLI::App &app, int &exitCode);
void setUpNew(CLI::App &app, int &exitCode);
void setUpRuns(CLI::App &app, int &exitCode);
void setUpSweep(CLI::App &app, int &exitCode);
void setUpMerge(CLI::App &app, int &exitCode);

/// Stopped by SIGINT and SIGTERM.
std::stop_token interruptToken();

/// Prints "cachestrat: <error>" lines on standard error.
int reportErrors(const cs::Errors &errors);
int reportError(const cs::Error &error);
/// As reportErrors(), for what is wrong with a file: its name stands before the places in it.
int reportErrorsIn(const std::string &file, const cs::Errors &errors);

/// An option that takes decimal digits only: CLI11 alone would read -1 as 2^64 - 1 and 010 as 8.
CLI::Option *addWholeNumber(CLI::App &app, const std::string &name, const std::string &description,
    const std::function<void(std::uint64_t)> &store);

/// The share that --sample gives: more than 0, at most 1; 1 when it was not given.
cs::Result<double> sampleShare(const std::string &text);

/// Whether a file could be written there, asked before long work; 0 or an exit code, with the error printed.
int checkOutput(const std::string &path);

/// Writes to `path`, or to standard output when it is empty; returns an exit code.
int writeOutput(const std::string &path, std::string_view text);

/// A line of progress on standard error that is redrawn in place; silent when that is no terminal.
class ProgressLine
{
public:
    ~ProgressLine();
    void show(const std::string &text);
    void clear();

private:
    bool m_shown = false;
};
