// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QString>
#include <vector>

class QAction;
class QMainWindow;

namespace cs::ui
{

/// Every command of the window: one table with text, shortcut, icon and tip; menus and the list of shortcuts come from
/// it.
class Actions : public QObject
{
    Q_OBJECT
public:
    explicit Actions(QMainWindow *window);

    QAction *operator[](const char *id) const;
    /// Menus in the order of the table; `recent` and `theme` become submenus of those names.
    void buildMenus(QMainWindow *window);
    /// Text and keys of every action that has some, for Help.
    std::vector<std::pair<QString, QString>> shortcuts() const;

private:
    QHash<QString, QAction *> m_actions;
    std::vector<QString> m_order;
};

} // namespace cs::ui
