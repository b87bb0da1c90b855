// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

namespace cs::ui
{

enum class ThemeChoice { system, light, dark };

QPalette lightPalette();
QPalette darkPalette();

/// Fusion style and a full palette for the whole program; `system` follows the luminance of the palette the program
/// started with. Every widget gets a PaletteChange event.
void applyTheme(ThemeChoice choice);

bool isDark(const QPalette &palette);

/// Colours with a meaning, at least 4.5:1 on the palette's base and window.
QColor goodColour(const QPalette &palette);
QColor badColour(const QPalette &palette);
QColor mutedColour(const QPalette &palette);

/// WCAG contrast ratio, 1..21.
double contrastRatio(const QColor &a, const QColor &b);

} // namespace cs::ui
