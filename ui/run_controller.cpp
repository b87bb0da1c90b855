// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run_controller.h"

#include "sim/core/quantity.h"
#include "ui/actions.h"
#include "ui/common/settings.h"
#include "ui/common/text.h"
#include "ui/fields/field_edit.h"
#include "ui/pages/results_page.h"
#include "ui/pages/settings_page.h"
#include "ui/run/exports.h"

#include <QAction>
#include <QApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <numeric>

namespace cs::ui
{

namespace
{

/// Name and description do not change a result.
bool sameRun(Scenario a, const Scenario &b)
{
    a.name = b.name;
    a.description = b.description;
    return a == b;
}

} // namespace

RunController::RunController(Document *document, ResultsPage *results, SettingsPage *settingsPage, Settings *settings,
    Actions *actions, QWidget *window)
    : QObject(window)
    , m_document(document)
    , m_results(results)
    , m_settingsPage(settingsPage)
    , m_settings(settings)
    , m_actions(actions)
    , m_window(window)
{
    m_estimateTimer.setSingleShot(true);
    m_estimateTimer.setInterval(400);
    connect(&m_estimateTimer, &QTimer::timeout, this, &RunController::refreshEstimate);
    connect(document, &Document::changed, this, [this] {
        refreshOutOfDate();
        m_estimateTimer.start();
    });
    connect(document, &Document::replaced, this, [this] {
        m_job.cancel();
        m_results->clear();
        Q_EMIT message({});
    });
    connectJob();
}

void RunController::connectJob()
{
    QAction *cancel = (*m_actions)["run_cancel"];
    cancel->setEnabled(false);
    const auto running = [this, cancel](bool on) {
        cancel->setEnabled(on);
        (*m_actions)["run_all"]->setEnabled(!on);
        (*m_actions)["run_shown"]->setEnabled(!on);
    };
    connect(&m_job, &RunJob::started, this, [running] { running(true); });
    connect(&m_job, &RunJob::finished, this, [this, running](const RunSet &set) {
        running(false);
        m_results->showRuns(set);
        refreshOutOfDate();
        Q_EMIT resultsReady();
        QString done = counted(qsizetype(set.runs.size()), tr("Simulated one strategy"), tr("Simulated %1 strategies"));
        if (const std::uint64_t times = set.runs.front()->replications; times > 1)
            done += tr(", %1 replications of each").arg(qs(displayCount(times)));
        Q_EMIT message(done + QLatin1Char('.'));
    });
    connect(&m_job, &RunJob::cancelled, this, [this, running] {
        running(false);
        Q_EMIT message(m_results->runSet().runs.empty() ? tr("Run cancelled.")
                                                        : tr("Run cancelled; the results of the run before stay."));
    });
    connect(&m_job, &RunJob::failed, this, [this, running](const Errors &errors) {
        running(false);
        Q_EMIT message(tr("The run failed."));
        Q_EMIT problems(tr("The run failed"), errors);
    });
    connect(&m_job, &RunJob::refused, this, [this](const Errors &errors) {
        Q_EMIT message(tr("The run was refused."));
        Q_EMIT problems(tr("This scenario cannot be simulated: %1")
                            .arg(counted(qsizetype(errors.size()), tr("1 reason"), tr("%1 reasons"))),
            errors);
        Q_EMIT placeWanted(qs(errors.front().place));
    });
}

bool RunController::settleEdits()
{
    // A cell that is being edited hands its text over when it loses the focus.
    if (QWidget *focus = QApplication::focusWidget(); focus && focus->objectName() == QLatin1String("cellEditor"))
        focus->clearFocus();
    for (auto *edit : m_window->findChildren<FieldEdit *>()) {
        if (!edit->isInvalid() || !edit->isEnabled())
            continue;
        edit->focusEditor();
        Q_EMIT message(tr("%1 is not taken over: %2").arg(edit->field().label, edit->problem()));
        return false;
    }
    return true;
}

void RunController::runAll()
{
    std::vector<std::size_t> all(m_document->scenario().strategies.size());
    std::iota(all.begin(), all.end(), std::size_t(0));
    run(all);
}

void RunController::run(const std::vector<std::size_t> &strategies)
{
    if (!settleEdits())
        return;
    Q_EMIT problems({}, {});
    Q_EMIT message(tr("Simulating ..."));
    m_job.start(m_document->snapshot(), strategies, m_document->folder());
}

void RunController::exportReport()
{
    if (m_results->runSet().runs.empty())
        return Q_EMIT message(tr("Run the simulator first; the report is made of its results."));
    const QString name = QFileInfo(m_document->displayName()).baseName();
    QString path = QFileDialog::getSaveFileName(m_window, tr("Export report"),
        m_settings->folder() + QLatin1Char('/') + name + QStringLiteral(".html"),
        tr("HTML (*.html);;PDF (*.pdf);;Markdown (*.md)"));
    if (path.isEmpty())
        return;
    if (QFileInfo(path).suffix().isEmpty())
        path += QStringLiteral(".html");
    m_settings->setFolder(QFileInfo(path).absolutePath());
    const auto done = writeReport(*m_results->runSet().scenario, m_results->orderedRuns(), path);
    if (done)
        Q_EMIT message(tr("Exported %1.").arg(path));
    else
        Q_EMIT problems(tr("The report was not written"), { done.error() });
}

void RunController::refreshOutOfDate()
{
    const auto &before = m_results->runSet().scenario;
    m_results->setOutOfDate(before && !sameRun(*before, m_document->scenario()));
}

void RunController::refreshEstimate()
{
    const Scenario &scenario = m_document->scenario();
    std::uint64_t requests = 0, memory = 0;
    RunOptions options;
    options.scenarioFolder = ss(m_document->folder());
    for (std::size_t strategy = 0; strategy < scenario.strategies.size(); ++strategy) {
        const RunEstimate estimate = estimateRun(scenario, strategy, options);
        requests = std::max(requests, estimate.requests);
        memory = std::max(memory, estimate.memoryBytes);
    }
    const RunSettings &run = scenario.run;
    QString times;
    if (run.precision)
        times = tr(", as often as the precision needs, at most %1 times,").arg(qs(displayCount(run.maxReplications)));
    else if (run.replications > 1)
        times = tr(", %1 times,").arg(qs(displayCount(run.replications)));
    m_settingsPage->setEstimate(
        tr("Each strategy simulates about %1 requests%2 and needs at most %3 of memory; this machine has %4 free.")
            .arg(qs(displayCount(requests)), times, qs(displayQuantity(double(memory), Unit::bytes)),
                qs(displayQuantity(double(availableMemoryBytes()), Unit::bytes))));
}

} // namespace cs::ui
