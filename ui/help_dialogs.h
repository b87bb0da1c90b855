// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace cs::ui
{

class Actions;

void showShortcuts(const Actions &actions, QWidget *parent);
void showAbout(QWidget *parent);

} // namespace cs::ui
