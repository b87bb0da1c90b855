// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/settings.h"
#include "ui/document/document.h"
#include "ui/run/run_job.h"

#include <QMainWindow>

class QListWidget;
class QStackedWidget;
class QTimer;

namespace cs::ui
{

class Actions;
class Autosave;
class DocumentFiles;
class ProblemsPanel;
class ResultsPage;
class RunBar;
class SettingsPage;
class StartPage;
class StrategiesPage;
class WorkloadPage;

/// Menus, navigation and the switch between the pages; the work is done by those it holds.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    enum Page { startPage, workloadPage, strategiesPage, settingsPage, resultsPage };

    MainWindow();

    void openFile(const QString &path);
    void showPage(Page page);
    Document *document() { return &m_document; }
    RunJob *job() { return &m_job; }
    ResultsPage *results() { return m_results; }

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void buildPages();
    void buildToolBar();
    void connectActions();
    void connectJob();
    void connectUndo();
    void buildThemeMenu();
    void fillRecent();
    void offerRecovery();
    void refreshTitle();
    void refreshOutOfDate();
    void refreshEstimate();
    void run(const std::vector<std::size_t> &strategies);
    void runAll();
    bool settleEdits();
    void exportReport();
    void showMessage(const QString &text);
    void showProblems(const QString &title, const Errors &errors);
    void goToPlace(const QString &place);

    Settings m_settings;
    Document m_document;
    RunJob m_job;
    Actions *m_actions;
    Autosave *m_autosave;
    DocumentFiles *m_files;
    QStackedWidget *m_stack;
    QListWidget *m_navigation;
    StartPage *m_start;
    WorkloadPage *m_workload;
    StrategiesPage *m_strategies;
    SettingsPage *m_run;
    ResultsPage *m_results;
    ProblemsPanel *m_problems;
    RunBar *m_runBar;
    QTimer *m_estimateTimer;
};

} // namespace cs::ui
