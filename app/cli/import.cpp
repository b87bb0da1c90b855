// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/log_import.h"

#include "app/cli/command.h"
#include "sim/core/quantity.h"
#include "sim/io/scenario_file.h"

#include <chrono>
#include <filesystem>
#include <memory>

namespace
{

struct Options {
    std::string log, output, format, timeUnit;
    cs::ImportOptions import;
};

std::string column(std::string text, std::size_t width, bool right)
{
    // Characters, not bytes: continuation bytes of UTF-8 take no room.
    std::size_t length = 0;
    for (const char c : text)
        length += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
    const std::string blanks(width > length ? width - length : 0, ' ');
    return right ? blanks + text : text + blanks;
}

std::string lawText(const cs::Law &law, cs::Unit unit)
{
    return cs::displayQuantity(law.expected(), unit)
        + (law.kind == cs::LawKind::lognormal ? " cv " + cs::formatFixed(law.cv, 2) : std::string());
}

std::string hourText(cs::Duration time)
{
    const auto minutes = time.ns / 60'000'000'000;
    const auto two = [](auto value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    return two(minutes / 60) + ":" + two(minutes % 60);
}

std::string table(const cs::ImportReport &report)
{
    std::vector<std::vector<std::string>> rows = { { "endpoint", "reads", "writes", "rate", "keys seen", "keys", "zipf",
        "R^2", "size", "latency", "5xx", "day" } };
    for (std::size_t i = 0; i < report.endpoints.size(); ++i) {
        const auto &e = report.endpoints[i];
        const auto all = static_cast<double>(e.reads + e.writes);
        rows.push_back({ e.endpoint == "*" ? e.name : e.endpoint, cs::displayCount(e.reads), cs::displayCount(e.writes),
            cs::displayQuantity(e.readsPerSecond, cs::Unit::rate), cs::displayCount(e.keys),
            cs::displayCount(report.scenario.workload.dataTypes[i].keys), cs::formatFixed(e.zipfExponent, 2),
            cs::formatFixed(e.zipfFit, 3), lawText(e.valueSize, cs::Unit::bytes),
            e.latency ? lawText(*e.latency, cs::Unit::time) : "-",
            cs::displayQuantity(all > 0 ? static_cast<double>(e.errors) / all : 0, cs::Unit::share, 2),
            e.diurnal ? "x" + cs::formatFixed(e.diurnal->peakToTrough, 1) + " at " + hourText(e.diurnal->peakAt)
                      : "-" });
    }
    std::vector<std::size_t> widths(rows[0].size(), 0);
    for (const auto &row : rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], column(row[i], 0, false).size());
    std::string text;
    for (const auto &row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
            line += (i ? "  " : "") + column(row[i], widths[i], i > 0);
        text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return text;
}

std::string summary(const cs::ImportReport &report)
{
    std::string text = report.formatText + ": " + cs::displayCount(report.lines) + " lines, "
        + cs::displayCount(report.requests) + " requests over "
        + cs::displayQuantity(report.spanSeconds, cs::Unit::time) + ", " + cs::displayCount(report.clients)
        + " clients, " + cs::displayCount(report.others) + " other methods, " + cs::displayCount(report.malformed)
        + " malformed\n";
    for (const auto &problem : report.firstProblems)
        text += "  " + problem.text() + "\n";
    if (report.malformed > report.firstProblems.size())
        text += "  ... and " + cs::displayCount(report.malformed - report.firstProblems.size()) + " more\n";
    text += "\n" + table(report) + "\n" + report.comparison.text + "\n";
    for (const auto &note : report.notes)
        text += "note: " + note + "\n";
    return text;
}

/// A trace inside the scenario's folder is named from there, so that both can move together.
void nameFromFolder(cs::TraceSource &trace, const std::string &scenarioPath)
{
    namespace fs = std::filesystem;
    std::error_code failed;
    const fs::path folder = fs::absolute(scenarioPath, failed).lexically_normal().parent_path();
    if (failed)
        return;
    const fs::path relative = fs::path(trace.file).lexically_relative(folder);
    if (relative.empty() || *relative.begin() == "..")
        return;
    // Links may make a path mean another file than it reads.
    if (fs::equivalent(folder / relative, trace.file, failed) && !failed)
        trace.file = relative.string();
}

int run(const Options &options)
{
    const auto stop = interruptToken();
    ProgressLine line;
    const auto begin = std::chrono::steady_clock::now();
    auto shown = begin;
    auto report = cs::importLog(options.log, options.import, stop, [&](double fraction) {
        const auto now = std::chrono::steady_clock::now();
        if (now - shown < std::chrono::milliseconds(250))
            return;
        shown = now;
        const double seconds = std::chrono::duration<double>(now - begin).count();
        const double left = fraction > 0.01 ? seconds / fraction * (1 - fraction) : 0;
        line.show("reading " + cs::formatFixed(fraction * 100, 0) + " %"
            + (left > 0 ? ", " + cs::displayQuantity(left, cs::Unit::time, 2) + " left" : std::string()));
    });
    line.clear();
    if (stop.stop_requested())
        return exitInterrupted;
    if (!report)
        return reportError(report.error());
    // The scenario takes standard output when no file was named; the summary then goes where it is not in the way.
    const bool toStandardOutput = options.output.empty() || options.output == "-";
    if (auto &trace = report->scenario.workload.trace; trace && !toStandardOutput)
        nameFromFolder(*trace, options.output);
    const int written = writeOutput(options.output, cs::writeScenario(report->scenario));
    if (written != exitDone)
        return written;
    if (!toStandardOutput)
        return writeOutput({}, summary(*report));
    std::fputs(summary(*report).c_str(), stderr);
    return exitDone;
}

template <class E>
std::vector<std::string> namesOf()
{
    std::vector<std::string> names;
    for (const auto &entry : cs::NameTable<E>::table)
        names.emplace_back(entry.name);
    return names;
}

} // namespace

void setUpImport(CLI::App &app, int &exitCode)
{
    const auto options = std::make_shared<Options>();
    app.add_option("log", options->log, "access log or trace, plain, .gz or .zst")->required();
    app.add_option("-o,--output", options->output, "scenario to write (default: standard output)");
    app.add_option(
           "--format", options->format, "auto, combined, common, json-lines, csv, keys, oracleGeneral or twitter")
        ->check(CLI::IsMember(namesOf<cs::TraceFormat>()));
    app.add_option(
        "--log-format", options->import.logFormat, "Apache LogFormat or nginx log_format string of the lines");
    app.add_option("--time-unit", options->timeUnit, "unit of the request times: s, ms or us (default: detected)")
        ->check(CLI::IsMember({ "s", "ms", "us" }));
    app.add_option("--endpoints", options->import.maxEndpoints,
           "how many endpoints become data types of their own (default 20)")
        ->check(CLI::Range(1, 1000));
    app.add_flag("--replay", options->import.replay, "the scenario replays the log itself");
    app.callback([options, &exitCode] {
        options->import.format = cs::valueOf<cs::TraceFormat>(options->format).value_or(cs::TraceFormat::automatic);
        options->import.timeUnit = options->timeUnit == "s" ? cs::TimeUnit::seconds
            : options->timeUnit == "ms"                     ? cs::TimeUnit::milliseconds
            : options->timeUnit == "us"                     ? cs::TimeUnit::microseconds
                                                            : cs::TimeUnit::automatic;
        exitCode = run(*options);
    });
}
