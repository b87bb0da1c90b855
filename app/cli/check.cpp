// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "sim/core/quantity.h"
#include "sim/engine/support.h"
#include "sim/io/scenario_file.h"

#include <memory>

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
    for (std::size_t i = 0; i < scenario.strategies.size(); ++i)
        for (const auto &error : unsupported(scenario, i))
            out += "  note: not simulated yet: " + error.text() + '\n';
    return out;
}

int check(const std::string &path)
{
    const auto loaded = loadScenario(path);
    if (!loaded)
        return reportErrors(loaded.error());
    return writeOutput({}, path + ": valid\n" + summary(loaded->scenario));
}

} // namespace

void setUpCheck(CLI::App &app, int &exitCode)
{
    auto path = std::make_shared<std::string>();
    app.add_option("scenario", *path, "A *.scenario.json file")->required();
    app.callback([path, &exitCode] { exitCode = check(*path); });
}
