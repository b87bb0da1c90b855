// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/charts/chart_spec.h"
#include "sim/charts/charts.h"
#include "sim/charts/mark_labels.h"
#include "sim/charts/svg_writer.h"
#include "sim/charts/ticks.h"

namespace cs
{

struct SvgTheme {
    std::string background, text, muted, grid, axis, shade;
    static const SvgTheme &of(bool dark);
};

/// A chart being drawn: title, legend and axes laid out around a plot area so that nothing overlaps or is cut, and the
/// mapping from values to pixels.
class SvgFrame
{
public:
    SvgFrame(const ChartSpec &spec, const SvgOptions &options);

    /// Background, title, subtitle and legend; sets the top of what is left.
    void drawHead();
    /// Finds the ranges and the plot's sides: room for the value labels on the left, `room` on the right.
    void placeSides(double room);
    /// Finds the plot's top and bottom, with room for labels `labelHeight` high below.
    void placeHeight(double labelHeight);
    void drawValueAxis();
    void drawTimeAxis();
    void drawLogarithmicAxis();
    void drawWarmUp();
    /// Lines over the plot, their names above it.
    void drawMarks();
    void drawEmpty();
    std::string finish() const;

    double mapX(double value) const;
    double mapY(double value) const;
    std::string colour(const ChartSeries &series) const { return paletteColour(series.colour, options.dark); }

    const ChartSpec &spec;
    const SvgOptions &options;
    const SvgTheme &theme;
    SvgWriter svg;
    double width, height;
    double left = 0, top = 0, right = 0, bottom = 0; ///< of the plot
    double xLow = 0, xHigh = 1, yLow = 0, yHigh = 1; ///< shown values at the plot's edges

    static constexpr double smallFont = 11;
    static constexpr double margin = 12;

private:
    void drawLegend();
    void findRange();
    void placeMarks();

    Ticks m_valueTicks;
    int m_valueTickCount = 5;
    std::vector<MarkLabel> m_markLabels;
    std::vector<std::string> m_markTexts;

    static constexpr double markRow = smallFont + 3;
};

void drawLines(SvgFrame &frame);
void drawStackedAreas(SvgFrame &frame);
void drawBars(SvgFrame &frame);
/// Room below the plot that the category labels need, once its sides are placed.
double categoryLabelHeight(const SvgFrame &frame);

} // namespace cs
