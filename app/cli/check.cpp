// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "sim/analysis/experiment.h"
#include "sim/core/quantity.h"
#include "sim/io/import/file_bytes.h"
#include "sim/io/scenario_file.h"
#include "sim/model/remarks.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <numeric>

namespace
{

using namespace cs;

std::string counted(std::size_t count, const std::string &one, const std::string &many)
{
    return displayCount(count) + ' ' + (count == 1 ? one : many);
}

template <class Named>
std::string listed(const std::vector<Named> &things)
{
    std::string out;
    for (const auto &thing : things)
        out += (out.empty() ? "\"" : ", \"") + thing.name + '"';
    return out;
}

std::string summary(const Scenario &scenario)
{
    const auto &types = scenario.workload.dataTypes;
    std::string out;
    if (scenario.workload.trace)
        out += "  trace: " + scenario.workload.trace->file + '\n';
    if (!types.empty())
        out += "  " + counted(types.size(), "data type", "data types") + ": " + listed(types) + '\n';
    if (scenario.strategies.empty())
        out += "  no strategies\n";
    else
        out += "  " + counted(scenario.strategies.size(), "strategy", "strategies") + ": " + listed(scenario.strategies)
            + '\n';
    return out;
}

/// What is not simulated yet, each once though several strategies may share it.
std::string gaps(const Scenario &scenario)
{
    std::vector<std::size_t> all(scenario.strategies.size());
    std::iota(all.begin(), all.end(), std::size_t(0));
    std::string out;
    for (const auto &error : gapsOf(scenario, all))
        out += "  note: not simulated yet: " + error.text() + '\n';
    return out;
}

std::string remarks(const Scenario &scenario)
{
    std::vector<Errors> all { remarksOnWorkload(scenario) };
    for (std::size_t i = 0; i < scenario.strategies.size(); ++i)
        all.push_back(remarksOnStrategy(scenario, i));
    all.push_back(remarksOnTimeline(scenario));
    std::string out;
    for (const Errors &part : all)
        for (const Error &remark : part)
            out += "  note: " + remark.text() + '\n';
    return out;
}

/// A scenario is valid without its trace, which may lie on another computer.
std::string traceNote(const Scenario &scenario, const std::string &path)
{
    if (!scenario.workload.trace)
        return {};
    const auto trace = std::filesystem::path(path).parent_path() / scenario.workload.trace->file;
    const auto opened = FileBytes::open(trace.string());
    return opened ? std::string() : "  note: workload.trace.file: " + opened.error().text() + '\n';
}

int check(const std::string &path)
{
    const auto loaded = loadScenario(path);
    if (!loaded)
        return reportErrorsIn(path, loaded.error());
    return writeOutput({},
        path + ": valid\n" + summary(loaded->scenario) + traceNote(loaded->scenario, path) + gaps(loaded->scenario)
            + remarks(loaded->scenario));
}

} // namespace

void setUpCheck(CLI::App &app, int &exitCode)
{
    auto path = std::make_shared<std::string>();
    app.add_option("scenario", *path, "A *.scenario.json file")->required();
    app.callback([path, &exitCode] { exitCode = check(*path); });
}
