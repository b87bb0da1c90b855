// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QString>

namespace cs::ui
{

/// A symbolic icon of resources/icons drawn in the palette's text colour at the moment it is painted, so that it
/// follows a change of theme by itself. Unknown names give a null icon.
QIcon symbolicIcon(const QString &name);

/// The program's own, in colour.
QIcon applicationIcon();

} // namespace cs::ui
