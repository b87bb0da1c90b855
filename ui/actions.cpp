// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/actions.h"

#include "ui/common/icons.h"

#include <QAction>
#include <QActionGroup>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

namespace cs::ui
{

namespace
{

struct Spec {
    const char *menu;
    const char *id; ///< empty: a separator; ending in _menu: a submenu
    const char *text;
    const char *keys;
    const char *icon;
    const char *tip;
};

#define T(text) QT_TRANSLATE_NOOP("cs::ui::Actions", text)
constexpr Spec specs[] = {
    { T("&File"), "file_new", T("&New scenario"), "Ctrl+N", "new", T("Start a new scenario") },
    { T("&File"), "file_open", T("&Open..."), "Ctrl+O", "open", T("Open a scenario file") },
    { T("&File"), "recent_menu", T("Open &recent"), "", "", "" },
    { T("&File"), "file_import", T("&Import log..."), "Ctrl+I", "import",
        T("Make a scenario of an access log or a trace") },
    { T("&File"), "", "", "", "", "" },
    { T("&File"), "file_save", T("&Save"), "Ctrl+S", "save",
        T("Save the scenario; only what was edited changes in the file") },
    { T("&File"), "file_save_as", T("Save &as..."), "Ctrl+Shift+S", "", T("Save the scenario under another name") },
    { T("&File"), "", "", "", "", "" },
    { T("&File"), "file_export", T("&Export report..."), "Ctrl+E", "export",
        T("Write the illustrated report as HTML, PDF or Markdown") },
    { T("&File"), "", "", "", "", "" },
    { T("&File"), "file_quit", T("&Quit"), "Ctrl+Q", "", T("Close the program") },
    { T("&Edit"), "edit_undo", T("&Undo"), "Ctrl+Z", "undo", T("Take the last edit back") },
    { T("&Edit"), "edit_redo", T("&Redo"), "Ctrl+Shift+Z", "redo", T("Do the edit again") },
    { T("&Run"), "run_all", T("&Run all strategies"), "F5", "run", T("Simulate every strategy on the same requests") },
    { T("&Run"), "run_shown", T("Run the &two shown"), "Shift+F5", "",
        T("Simulate the two strategies shown side by side") },
    { T("&Run"), "run_cancel", T("&Cancel run"), "Esc", "cancel", T("Stop the run; earlier results stay") },
    { T("&View"), "view_start", T("&Start page"), "Ctrl+1", "start",
        T("Open, recent files and scenarios to learn from") },
    { T("&View"), "view_workload", T("&Workload"), "Ctrl+2", "workload", T("The data types") },
    { T("&View"), "view_strategies", T("S&trategies"), "Ctrl+3", "strategies", T("Two strategies side by side") },
    { T("&View"), "view_settings", T("Run and &origin"), "Ctrl+4", "settings",
        T("Run settings, origin and objectives") },
    { T("&View"), "view_results", T("&Results"), "Ctrl+5", "results", T("Totals, charts and tables") },
    { T("&View"), "", "", "", "", "" },
    { T("&View"), "theme_menu", T("T&heme"), "", "", "" },
    { T("&View"), "view_reset", T("Reset &layout"), "", "",
        T("Size and position of the window as at the first start") },
    { T("&Help"), "help_shortcuts", T("&Keyboard shortcuts"), "F1", "", T("All commands with their keys") },
    { T("&Help"), "help_about", T("&About Cache Strategist"), "", "", T("Version and licence") },
};
#undef T

} // namespace

Actions::Actions(QMainWindow *window)
    : QObject(window)
{
    for (const Spec &spec : specs) {
        const QString id = QString::fromLatin1(spec.id);
        if (id.isEmpty() || id.endsWith(QLatin1String("_menu")))
            continue;
        auto *action = new QAction(tr(spec.text), window);
        action->setObjectName(id);
        action->setShortcut(QKeySequence(QString::fromLatin1(spec.keys)));
        if (id == QLatin1String("edit_redo"))
            action->setShortcuts(
                { QKeySequence(QStringLiteral("Ctrl+Shift+Z")), QKeySequence(QStringLiteral("Ctrl+Y")) });
        if (*spec.icon)
            action->setIcon(symbolicIcon(QString::fromLatin1(spec.icon)));
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        action->setToolTip(keys.isEmpty() ? tr(spec.tip) : tr("%1 (%2)").arg(tr(spec.tip), keys));
        action->setStatusTip(tr(spec.tip));
        window->addAction(action);
        m_actions.insert(id, action);
        m_order.push_back(id);
    }
    auto *pages = new QActionGroup(this);
    for (const char *id : { "view_start", "view_workload", "view_strategies", "view_settings", "view_results" }) {
        (*this)[id]->setCheckable(true);
        pages->addAction((*this)[id]);
    }
}

QAction *Actions::operator[](const char *id) const
{
    QAction *action = m_actions.value(QString::fromLatin1(id));
    Q_ASSERT(action);
    return action;
}

void Actions::buildMenus(QMainWindow *window)
{
    QMenu *menu = nullptr;
    QString title;
    for (const Spec &spec : specs) {
        const QString id = QString::fromLatin1(spec.id);
        if (!menu || title != tr(spec.menu)) {
            title = tr(spec.menu);
            menu = window->menuBar()->addMenu(title);
        }
        if (id.isEmpty())
            menu->addSeparator();
        else if (id.endsWith(QLatin1String("_menu")))
            menu->addMenu(tr(spec.text))->setObjectName(id);
        else
            menu->addAction(m_actions.value(id));
    }
}

std::vector<std::pair<QString, QString>> Actions::shortcuts() const
{
    std::vector<std::pair<QString, QString>> all;
    for (const QString &id : m_order) {
        const QAction *action = m_actions.value(id);
        QStringList keys;
        for (const QKeySequence &sequence : action->shortcuts())
            keys << sequence.toString(QKeySequence::NativeText);
        if (!keys.isEmpty())
            all.emplace_back(action->text().remove(QLatin1Char('&')), keys.join(tr(" or ")));
    }
    return all;
}

} // namespace cs::ui
