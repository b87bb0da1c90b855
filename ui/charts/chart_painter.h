// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/charts/chart_spec.h"
#include "sim/charts/mark_labels.h"
#include "ui/charts/chart_colours.h"
#include "ui/charts/chart_scale.h"

#include <QFont>
#include <QRectF>
#include <QString>
#include <vector>

class QPainter;

namespace cs::ui
{

/// Where everything of a chart goes in a rectangle; drawing and the read-out share it.
class ChartPainter
{
public:
    ChartPainter(const ChartSpec &spec, const QRectF &area, const QFont &font, const ChartColours &colours);

    void draw(QPainter &painter) const;
    /// Crosshair or band and the values of all series at data position `index`.
    void drawReadOut(QPainter &painter, int index) const;

    QRectF plot() const { return m_plot; }
    /// Index of the data point (category for bars) nearest to a position, or -1 outside the plot.
    int indexAt(const QPointF &position) const;
    int indexCount() const;
    /// The read-out as text, a line a series: what a tool tip or a screen reader gets.
    QStringList readOutLines(int index) const;

private:
    struct LegendItem {
        QRectF box;
        int series;
        QString text;
    };
    void layOut(const QRectF &area);
    void placePlot(double top, double bottom);
    void layOutMarks();
    int nearestTo(double x) const; ///< index of the data point nearest to x
    int categoryLines(double width) const;
    QPointF map(double x, double y) const;
    double mapX(double x) const;
    void drawAxes(QPainter &painter) const;
    void drawLegend(QPainter &painter) const;
    void drawLines(QPainter &painter) const;
    void drawAreas(QPainter &painter) const;
    void drawBars(QPainter &painter) const;
    void drawCategories(QPainter &painter) const;
    void drawMarks(QPainter &painter) const;
    QRectF barRect(int category, int series) const;
    const std::vector<double> &xs() const;

    const ChartSpec &m_spec;
    QFont m_font, m_small, m_bold;
    const ChartColours &m_colours;
    ChartScale m_x, m_y;
    QRectF m_area, m_plot, m_titleBox;
    std::vector<LegendItem> m_legend;
    std::vector<MarkLabel> m_markLabels;
    QStringList m_markTexts;
    double m_markHeight = 0; ///< of all rows of names above the plot
};

} // namespace cs::ui
