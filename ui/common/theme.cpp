// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/theme.h"

#include <QApplication>
#include <QStyle>
#include <QStyleFactory>
#include <QToolTip>
#include <cmath>
#include <initializer_list>
#include <utility>

namespace cs::ui
{

namespace
{

using Colours = std::initializer_list<std::pair<QPalette::ColorRole, const char *>>;

QPalette paletteOf(Colours active, const char *disabledText, const char *disabledHighlight)
{
    QPalette palette;
    for (const auto &[role, colour] : active)
        palette.setColor(QPalette::All, role, QColor(QLatin1String(colour)));
    for (const auto role : { QPalette::Text, QPalette::WindowText, QPalette::ButtonText, QPalette::HighlightedText,
             QPalette::PlaceholderText, QPalette::ToolTipText })
        palette.setColor(QPalette::Disabled, role, QColor(QLatin1String(disabledText)));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(QLatin1String(disabledHighlight)));
    palette.setColor(QPalette::Disabled, QPalette::Base, palette.color(QPalette::Active, QPalette::Window));
    return palette;
}

bool startedDark()
{
    static const bool dark = isDark(QApplication::palette());
    return dark;
}

double channel(double value)
{
    return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &colour)
{
    return 0.2126 * channel(colour.redF()) + 0.7152 * channel(colour.greenF()) + 0.0722 * channel(colour.blueF());
}

} // namespace

QPalette lightPalette()
{
    return paletteOf(
        { { QPalette::Window, "#f3f4f6" }, { QPalette::WindowText, "#1b1f24" }, { QPalette::Base, "#ffffff" },
            { QPalette::AlternateBase, "#f6f8fa" }, { QPalette::Text, "#1b1f24" }, { QPalette::Button, "#e9ebee" },
            { QPalette::ButtonText, "#1b1f24" }, { QPalette::BrightText, "#ffffff" },
            { QPalette::Highlight, "#1f5fbf" }, { QPalette::HighlightedText, "#ffffff" }, { QPalette::Link, "#1a56b0" },
            { QPalette::LinkVisited, "#6a3fa0" }, { QPalette::ToolTipBase, "#ffffff" },
            { QPalette::ToolTipText, "#1b1f24" }, { QPalette::PlaceholderText, "#66707b" },
            { QPalette::Light, "#ffffff" }, { QPalette::Midlight, "#dfe3e8" }, { QPalette::Mid, "#b8bfc7" },
            { QPalette::Dark, "#9aa3ad" }, { QPalette::Shadow, "#6c757d" } },
        "#8a929b", "#b9c6d8");
}

QPalette darkPalette()
{
    return paletteOf(
        { { QPalette::Window, "#2a2f36" }, { QPalette::WindowText, "#e6e9ed" }, { QPalette::Base, "#16191d" },
            { QPalette::AlternateBase, "#1b1f24" }, { QPalette::Text, "#e6e9ed" }, { QPalette::Button, "#363d46" },
            { QPalette::ButtonText, "#e6e9ed" }, { QPalette::BrightText, "#ffffff" },
            { QPalette::Highlight, "#2f6fd0" }, { QPalette::HighlightedText, "#ffffff" }, { QPalette::Link, "#7db3ff" },
            { QPalette::LinkVisited, "#c3a6f0" }, { QPalette::ToolTipBase, "#2d333b" },
            { QPalette::ToolTipText, "#e6e9ed" }, { QPalette::PlaceholderText, "#98a2ae" },
            { QPalette::Light, "#3a424c" }, { QPalette::Midlight, "#343b44" }, { QPalette::Mid, "#4b5560" },
            { QPalette::Dark, "#14171b" }, { QPalette::Shadow, "#000000" } },
        "#79838e", "#3a4a61");
}

void applyTheme(ThemeChoice choice)
{
    const bool dark = choice == ThemeChoice::dark || (choice == ThemeChoice::system && startedDark());
    if (QApplication::style()->objectName().compare(QLatin1String("fusion"), Qt::CaseInsensitive) != 0)
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    const QPalette palette = dark ? darkPalette() : lightPalette();
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightnessF() < palette.color(QPalette::WindowText).lightnessF();
}

QColor goodColour(const QPalette &palette)
{
    return isDark(palette) ? QColor(0x6f, 0xcf, 0x7f) : QColor(0x11, 0x6b, 0x2f);
}

QColor badColour(const QPalette &palette)
{
    return isDark(palette) ? QColor(0xff, 0x8f, 0x85) : QColor(0xb4, 0x23, 0x18);
}

QColor mutedColour(const QPalette &palette)
{
    return isDark(palette) ? QColor(0xa6, 0xaf, 0xba) : QColor(0x57, 0x60, 0x6a);
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace cs::ui
