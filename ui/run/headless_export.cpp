// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/headless_export.h"

#include "sim/io/scenario_file.h"
#include "ui/common/text.h"
#include "ui/run/exports.h"
#include "ui/run/run_job.h"

#include <QFileInfo>
#include <QThread>
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
    ExperimentOptions options = RunJob::optionsFor(all, folder);
    options.threads = threadsWithin(memoryOfARun(scenario, options), unsigned(QThread::idealThreadCount()));
    const auto runs = runExperiment(scenario, options);
    if (!runs)
        return tl::unexpected(Errors { runs.error() });
    if (auto done = writeReport(scenario, *runs, reportPath); !done)
        return tl::unexpected(Errors { done.error() });
    return {};
}

} // namespace cs::ui
