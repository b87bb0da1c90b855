// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "sim/core/names.h"
#include "sim/io/scenario_file.h"
#include "sim/model/workload_presets.h"

#include <memory>

namespace
{

using namespace cs;

std::string listOfPresets()
{
    std::string out;
    for (const WorkloadPreset &preset : workloadPresets())
        out += std::string(preset.name) + "\n    " + preset.title + ". " + preset.description
            + "\n    Source: " + preset.source + '\n';
    return out;
}

int makeNew(const std::string &name, const std::string &path)
{
    const WorkloadPreset *preset = workloadPreset(name);
    if (preset)
        return writeOutput(path, writeScenario(scenarioOf(*preset)));
    std::vector<std::string_view> names;
    for (const WorkloadPreset &one : workloadPresets())
        names.push_back(one.name);
    const std::string nearest = nearestName(name, names);
    return reportError({ name, "there is no preset of this name",
        nearest.empty() ? "cachestrat presets lists them" : "did you mean \"" + nearest + "\"?" });
}

} // namespace

void setUpPresets(CLI::App &app, int &exitCode)
{
    app.callback([&exitCode] { exitCode = writeOutput({}, listOfPresets()); });
}

void setUpNew(CLI::App &app, int &exitCode)
{
    auto name = std::make_shared<std::string>();
    auto path = std::make_shared<std::string>();
    app.add_option("preset", *name, "One that cachestrat presets lists")->required();
    app.add_option("-o,--output", *path, "The scenario file to write; standard output without it");
    app.callback([name, path, &exitCode] { exitCode = makeNew(*name, *path); });
}
