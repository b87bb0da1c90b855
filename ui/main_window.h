// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/settings.h"
#include "ui/document/document.h"

#include "sim/core/error.h"

#include <QMainWindow>

class QListWidget;
class QStackedWidget;

namespace cs::ui
{

class Actions;
class Autosave;
class DocumentFiles;
class ProblemsPanel;
class ResultsPage;
class RunJob;
class RunBar;
class RunController;
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
    ~MainWindow() override;

    void openFile(const QString &path);
    void showPage(Page page);
    Document *document() { return &m_document; }
    RunJob *job();
    ResultsPage *results() { return m_results; }

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void buildPages();
    void buildToolBar();
    void connectActions();
    void connectUndo();
    void buildThemeMenu();
    void fillRecent();
    void offerRecovery();
    void refreshTitle();
    void showMessage(const QString &text);
    void showProblems(const QString &title, const Errors &errors);
    void goToPlace(const QString &place);

    Settings m_settings;
    Document m_document;
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
    RunController *m_controller;
    RunBar *m_runBar;
};

} // namespace cs::ui
