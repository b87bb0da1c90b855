// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QLabel;
class QScrollArea;
class QToolButton;
class QWidget;

namespace cs::ui
{

/// A heading of a page or a section.
QLabel *heading(const QString &text, QWidget *parent, double factor = 1.25);
/// Explaining text in the muted colour, wrapped.
QLabel *note(const QString &text, QWidget *parent);
/// A tool button with icon, object name, accessible name and tool tip; `text` is shown beside the icon unless empty.
QToolButton *toolButton(
    const QString &name, const QString &icon, const QString &text, const QString &tip, QWidget *parent);
/// Scrolls its content vertically, never shows a frame.
QScrollArea *scrolling(QWidget *content, QWidget *parent);

} // namespace cs::ui
