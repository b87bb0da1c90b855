// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/run_job.h"

#include <QTimer>

namespace cs::ui
{

class Actions;
class ResultsPage;
class Settings;
class SettingsPage;

/// From the document through a job to the results page and the report: starts runs, says how they went, and knows
/// whether the results are still those of the scenario.
class RunController : public QObject
{
    Q_OBJECT
public:
    RunController(Document *document, ResultsPage *results, SettingsPage *settingsPage, Settings *settings,
        Actions *actions, QWidget *window);

    RunJob *job() { return &m_job; }
    void runAll();
    void run(const std::vector<std::size_t> &strategies);
    void exportReport();
    /// Takes over what is still being typed; false (and said) when a field holds something wrong.
    bool settleEdits();

Q_SIGNALS:
    void message(const QString &text);
    void problems(const QString &title, const cs::Errors &errors);
    void placeWanted(const QString &place);
    void resultsReady();

private:
    void connectJob();
    void refreshOutOfDate();
    void refreshEstimate();

    RunJob m_job;
    Document *m_document;
    ResultsPage *m_results;
    SettingsPage *m_settingsPage;
    Settings *m_settings;
    Actions *m_actions;
    QWidget *m_window;
    QTimer m_estimateTimer;
};

} // namespace cs::ui
