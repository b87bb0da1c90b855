// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/headless_export.h"

#include "sim/engine/simulation.h"
#include "sim/io/scenario_file.h"
#include "ui/common/text.h"
#include "ui/run/exports.h"
#include "ui/run/run_job.h"

#include <QFileInfo>
#include <numeric>

namespace cs::ui
{

ResultAll<void> exportWithoutWindow(const QString &scenarioPath, const QString &reportPath)
{
    const auto file = loadScenario(ss(scenarioPath));
    if (!file)
        return tl::unexpected(file.error());
    const Scenario &scenario = file->scenario;
    std::vector<std::size_t> all(scenario.strategies.size());
    std::iota(all.begin(), all.end(), std::size_t(0));
    const QString folder = QFileInfo(scenarioPath).absolutePath();
    if (const Errors errors = RunJob::obstacles(scenario, all, folder); !errors.empty())
        return tl::unexpected(errors);
    RunOptions options;
    options.scenarioFolder = ss(folder);
    std::vector<RunResultPtr> runs;
    for (const std::size_t strategy : all) {
        auto run = simulate(scenario, strategy, options);
        if (!run)
            return tl::unexpected(Errors { run.error() });
        runs.push_back(std::move(*run));
    }
    if (const auto cut = alignedWarmUp(runs)) {
        options.automaticWarmUp = cut;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            auto run = simulate(scenario, all[i], options);
            if (!run)
                return tl::unexpected(Errors { run.error() });
            runs[i] = std::move(*run);
        }
    }
    if (auto done = writeReport(scenario, runs, reportPath); !done)
        return tl::unexpected(Errors { done.error() });
    return {};
}

} // namespace cs::ui
