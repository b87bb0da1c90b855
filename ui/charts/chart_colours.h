// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

namespace cs::ui
{

/// What a chart is drawn with, taken from the palette of the widget that shows it.
struct ChartColours {
    explicit ChartColours(const QPalette &palette);

    QColor series(int index) const;

    bool dark;
    QColor background, text, muted, grid, axis, warmUp;
};

} // namespace cs::ui
