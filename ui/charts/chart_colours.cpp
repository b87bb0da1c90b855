// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_colours.h"

#include "sim/charts/charts.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"

namespace cs::ui
{

ChartColours::ChartColours(const QPalette &palette)
    : dark(isDark(palette))
    , background(palette.color(QPalette::Base))
    , text(palette.color(QPalette::Text))
    , muted(mutedColour(palette))
    , grid(dark ? QColor(0x2f, 0x36, 0x3f) : QColor(0xe3, 0xe7, 0xec))
    , axis(dark ? QColor(0x5d, 0x68, 0x74) : QColor(0x9a, 0xa3, 0xad))
    , warmUp(dark ? QColor(255, 255, 255, 18) : QColor(0, 0, 0, 14))
{
}

QColor ChartColours::series(int index) const
{
    return QColor(qs(paletteColour(index, dark)));
}

} // namespace cs::ui
