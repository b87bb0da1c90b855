// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window.h"

#include "ui/actions.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/document/autosave.h"
#include "ui/document/document_files.h"
#include "ui/document/place.h"
#include "ui/help_dialogs.h"
#include "ui/pages/problems_panel.h"
#include "ui/pages/results_page.h"
#include "ui/pages/settings_page.h"
#include "ui/pages/start_page.h"
#include "ui/pages/strategies_page.h"
#include "ui/pages/workload_page.h"
#include "ui/run/run_bar.h"
#include "ui/run_controller.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QListWidget>
#include <QMenu>
#include <QMimeData>
#include <QScreen>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>
#include <QToolBar>
#include <algorithm>

namespace cs::ui
{

namespace
{

constexpr const char *pageActions[]
    = { "view_start", "view_workload", "view_strategies", "view_settings", "view_results" };
constexpr int navigationWidth = 132;
constexpr QSize firstSize(1280, 860);

} // namespace

MainWindow::MainWindow()
    : m_actions(new Actions(this))
    , m_autosave(new Autosave(&m_document, this))
    , m_files(new DocumentFiles(&m_document, &m_settings, this))
    , m_stack(new QStackedWidget(this))
    , m_navigation(new QListWidget(this))
    , m_start(new StartPage(this))
    , m_workload(new WorkloadPage(&m_document, this))
    , m_strategies(new StrategiesPage(&m_document, this))
    , m_run(new SettingsPage(&m_document, this))
    , m_results(new ResultsPage(this))
    , m_problems(new ProblemsPanel(this))
    , m_controller(new RunController(&m_document, m_results, m_run, &m_settings, m_actions, this))
    , m_runBar(new RunBar(m_controller->job(), this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    m_actions->buildMenus(this);
    buildPages();
    buildToolBar();
    buildThemeMenu();
    connectActions();
    connectUndo();
    // A first window fits the screen, with room for its frame.
    if (const QScreen *where = QGuiApplication::primaryScreen())
        resize(firstSize.boundedTo(where->availableSize() - QSize(16, 40)));
    restoreGeometry(m_settings.geometry());
    fillRecent();
    offerRecovery();
    refreshTitle();
    showPage(startPage);
}

MainWindow::~MainWindow()
{
    // Whatever looks at the document goes before it.
    hide();
    delete m_controller;
    delete takeCentralWidget();
}

void MainWindow::buildPages()
{
    auto *centre = new QWidget(this);
    auto *row = new QHBoxLayout(centre);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_navigation->setObjectName(QStringLiteral("navigation"));
    m_navigation->setAccessibleName(tr("Pages"));
    m_navigation->setFixedWidth(navigationWidth);
    m_navigation->setFrameShape(QFrame::NoFrame);
    m_navigation->setIconSize(QSize(22, 22));
    m_navigation->setSpacing(2);
    row->addWidget(m_navigation);
    auto *column = new QVBoxLayout;
    row->addLayout(column, 1);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack, 1);
    column->addWidget(m_problems);
    QWidget *pages[] = { m_start, m_workload, m_strategies, m_run, m_results };
    for (int page = 0; page < 5; ++page) {
        m_stack->addWidget(pages[page]);
        const QAction *action = (*m_actions)[pageActions[page]];
        auto *item = new QListWidgetItem(action->icon(), action->text().remove(QLatin1Char('&')), m_navigation);
        item->setToolTip(action->toolTip());
        item->setSizeHint(QSize(0, 38));
        connect(action, &QAction::triggered, this, [this, page] { showPage(Page(page)); });
    }
    connect(m_navigation, &QListWidget::currentRowChanged, this, [this](int page) { showPage(Page(page)); });
    setCentralWidget(centre);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(m_runBar, 1);
}

void MainWindow::buildToolBar()
{
    auto *bar = addToolBar(tr("Main tool bar"));
    bar->setObjectName(QStringLiteral("mainToolBar"));
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize(QSize(18, 18));
    for (const char *id :
        { "file_open", "file_save", "", "edit_undo", "edit_redo", "", "run_all", "run_cancel", "", "file_export" }) {
        if (*id)
            bar->addAction((*m_actions)[id]);
        else
            bar->addSeparator();
    }
    (*m_actions)["run_all"]->setIconText(tr("Run"));
    (*m_actions)["run_cancel"]->setIconText(tr("Cancel"));
    (*m_actions)["file_export"]->setIconText(tr("Export report"));
}

void MainWindow::buildThemeMenu()
{
    auto *menu = findChild<QMenu *>(QStringLiteral("theme_menu"));
    auto *group = new QActionGroup(this);
    const std::pair<ThemeChoice, QString> choices[] = { { ThemeChoice::system, tr("&System") },
        { ThemeChoice::light, tr("&Light") }, { ThemeChoice::dark, tr("&Dark") } };
    for (const auto &[choice, text] : choices) {
        auto *action = menu->addAction(text, this, [this, theme = choice] {
            m_settings.setTheme(theme);
            applyTheme(theme);
        });
        action->setCheckable(true);
        action->setChecked(choice == m_settings.theme());
        group->addAction(action);
    }
}

void MainWindow::connectActions()
{
    const auto on = [this](const char *id, auto slot) { connect((*m_actions)[id], &QAction::triggered, this, slot); };
    on("file_new", [this] { m_files->newScenario(); });
    on("file_open", [this] { m_files->openDialog(); });
    on("file_import", [this] { m_files->importLog(); });
    on("file_save", [this] {
        m_controller->settleEdits();
        m_files->save();
    });
    on("file_save_as", [this] {
        m_controller->settleEdits();
        m_files->saveAs();
    });
    on("file_export", [this] { m_controller->exportReport(); });
    on("file_quit", &QWidget::close);
    on("run_all", [this] { m_controller->runAll(); });
    on("run_shown", [this] { m_controller->run(m_strategies->shownStrategies()); });
    on("run_cancel", [this] { m_controller->job()->cancel(); });
    on("view_reset", [this] {
        m_settings.resetLayout();
        showNormal();
        resize(firstSize);
    });
    on("help_shortcuts", [this] { showShortcuts(*m_actions, this); });
    on("help_about", [this] { showAbout(this); });
    connect(m_start, &StartPage::openRequested, m_files, &DocumentFiles::openDialog);
    connect(m_start, &StartPage::newRequested, m_files, &DocumentFiles::newScenario);
    connect(m_start, &StartPage::importRequested, this, [this] { m_files->importLog(); });
    connect(m_start, &StartPage::fileChosen, m_files, &DocumentFiles::open);
    connect(m_start, &StartPage::shippedChosen, m_files, &DocumentFiles::openShipped);
    connect(m_files, &DocumentFiles::opened, this, [this] {
        showPage(workloadPage);
        fillRecent();
    });
    connect(m_files, &DocumentFiles::message, this, &MainWindow::showMessage);
    connect(m_files, &DocumentFiles::problems, this, &MainWindow::showProblems);
    connect(m_autosave, &Autosave::failed, this, &MainWindow::showMessage);
    connect(m_problems, &ProblemsPanel::placeChosen, this, &MainWindow::goToPlace);
    connect(m_workload, &WorkloadPage::message, this, &MainWindow::showMessage);
    connect(m_strategies, &StrategiesPage::message, this, &MainWindow::showMessage);
    connect(m_results, &ResultsPage::message, this, &MainWindow::showMessage);
    connect(m_results, &ResultsPage::runRequested, m_controller, &RunController::runAll);
    connect(m_controller, &RunController::message, this, &MainWindow::showMessage);
    connect(m_controller, &RunController::problems, this, &MainWindow::showProblems);
    connect(m_controller, &RunController::placeWanted, this, &MainWindow::goToPlace);
    connect(m_controller, &RunController::resultsReady, this, [this] { showPage(resultsPage); });
}

void MainWindow::connectUndo()
{
    QUndoStack *stack = m_document.undoStack();
    QAction *undo = (*m_actions)["edit_undo"];
    QAction *redo = (*m_actions)["edit_redo"];
    connect(undo, &QAction::triggered, stack, &QUndoStack::undo);
    connect(redo, &QAction::triggered, stack, &QUndoStack::redo);
    const auto refresh = [stack, undo, redo] {
        undo->setEnabled(stack->canUndo());
        redo->setEnabled(stack->canRedo());
        undo->setText(stack->canUndo() ? tr("&Undo: %1").arg(stack->undoText()) : tr("&Undo"));
        redo->setText(stack->canRedo() ? tr("&Redo: %1").arg(stack->redoText()) : tr("&Redo"));
        undo->setIconText(tr("Undo"));
        redo->setIconText(tr("Redo"));
    };
    connect(stack, &QUndoStack::indexChanged, this, refresh);
    refresh();
    connect(&m_document, &Document::changed, this, &MainWindow::refreshTitle);
    connect(&m_document, &Document::stateChanged, this, &MainWindow::refreshTitle);
}

void MainWindow::showPage(Page page)
{
    if (page < startPage || page > resultsPage)
        return;
    m_stack->setCurrentIndex(page);
    m_navigation->setCurrentRow(page);
    (*m_actions)[pageActions[page]]->setChecked(true);
}

RunJob *MainWindow::job()
{
    return m_controller->job();
}

void MainWindow::openFile(const QString &path)
{
    m_files->openAny(path);
}

void MainWindow::showMessage(const QString &text)
{
    m_runBar->setText(text);
}

void MainWindow::showProblems(const QString &title, const Errors &errors)
{
    m_problems->list(title, errors);
}

void MainWindow::goToPlace(const QString &text)
{
    const Place place = parsePlace(ss(text), m_document.scenario());
    const QString key = qs(place.key);
    switch (place.area) {
    case PlaceArea::dataType:
        showPage(workloadPage);
        m_workload->select(place.dataType);
        break;
    case PlaceArea::strategy:
        showPage(strategiesPage);
        m_strategies->showPlace(size_t(std::max(0, place.strategy)), place.layer, place.dataType);
        break;
    case PlaceArea::run:
    case PlaceArea::origin:
    case PlaceArea::objectives:
        showPage(settingsPage);
        m_run->focusField((place.area == PlaceArea::run ? QStringLiteral("run_%1")
                : place.area == PlaceArea::origin       ? QStringLiteral("origin_%1")
                                                        : QStringLiteral("objective_%1"))
                              .arg(key));
        break;
    case PlaceArea::elsewhere:
        break;
    }
}

void MainWindow::fillRecent()
{
    const QStringList files = m_settings.recentFiles();
    m_start->setRecent(files);
    auto *menu = findChild<QMenu *>(QStringLiteral("recent_menu"));
    menu->clear();
    for (const QString &path : files)
        menu->addAction(path, this, [this, path] { m_files->open(path); });
    menu->setEnabled(!files.isEmpty());
    if (files.isEmpty())
        return;
    menu->addSeparator();
    menu->addAction(tr("&Forget these"), this, [this] {
        m_settings.clearRecentFiles();
        fillRecent();
    });
}

void MainWindow::offerRecovery()
{
    const auto left = m_autosave->leftovers();
    if (left.empty())
        return;
    m_start->offerRecovery(
        tr("The program ended with unsaved changes to %1 (%2).").arg(left.front().name, left.front().time));
    connect(m_start, &StartPage::recoveryAnswered, this, [this, first = left.front()](bool restore) {
        if (!restore)
            Autosave::discard(first);
        else if (m_files->mayReplace() && m_autosave->restore(first))
            showPage(workloadPage);
    });
}

void MainWindow::refreshTitle()
{
    setWindowTitle(tr("%1[*] – Cache Strategist").arg(m_document.displayName()));
    setWindowModified(m_document.isDirty());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_controller->settleEdits();
    if (!m_files->mayReplace())
        return event->ignore();
    m_controller->job()->cancel();
    m_settings.setGeometry(saveGeometry());
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().first().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QString path = event->mimeData()->urls().first().toLocalFile();
    event->acceptProposedAction();
    // The drag must end before a dialog may open.
    QTimer::singleShot(0, this, [this, path] { openFile(path); });
}

} // namespace cs::ui
