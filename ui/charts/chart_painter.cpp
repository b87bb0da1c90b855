// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_painter.h"

#include "sim/results/escape.h"
#include "ui/common/text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

namespace cs::ui
{

namespace
{

constexpr double pad = 12;

QFont scaled(const QFont &font, double factor, bool bold = false)
{
    QFont other = font;
    other.setPointSizeF(font.pointSizeF() * factor);
    other.setBold(bold);
    return other;
}

/// Full, or hatched and outlined for the second cue beside the colour.
void fillBar(QPainter &painter, const QRectF &box, const QColor &colour, bool hatched)
{
    if (!hatched)
        return painter.fillRect(box, colour);
    QColor light = colour;
    light.setAlphaF(0.25F);
    painter.fillRect(box, light);
    painter.fillRect(box, QBrush(colour, Qt::BDiagPattern));
    painter.setPen(QPen(colour, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
}

} // namespace

ChartPainter::ChartPainter(const ChartSpec &spec, const QRectF &area, const QFont &font, const ChartColours &colours)
    : m_spec(spec)
    , m_font(font)
    , m_small(scaled(font, 0.92))
    , m_bold(scaled(font, 1.08, true))
    , m_colours(colours)
    , m_area(area)
{
    layOut(area);
}

void ChartPainter::layOut(const QRectF &area)
{
    const QFontMetricsF bold(m_bold), small(m_small);
    double top = area.top() + pad;
    m_titleBox = QRectF(area.left() + pad, top, area.width() - 2 * pad, bold.height());
    top += bold.height() + 2;
    if (!m_spec.subtitle.empty())
        top += small.height() + 2;
    top += 4;
    double x = area.left() + pad;
    const double right = area.right() - pad;
    for (int index = 0; index < int(m_spec.series.size()); ++index) {
        const QString full = qs(m_spec.series[size_t(index)].name);
        const QString text = small.elidedText(full, Qt::ElideMiddle, std::max(60.0, right - area.left() - pad - 30));
        const double width = 24 + small.horizontalAdvance(text) + 14;
        if (x + width > right && x > area.left() + pad) {
            x = area.left() + pad;
            top += small.height() + 3;
        }
        m_legend.push_back({ QRectF(x, top, width, small.height()), index, text });
        x += width;
    }
    if (!m_legend.empty())
        top += small.height() + 8;
    const double bottom = area.bottom() - pad - (1 + categoryLines(area.width())) * small.height() - 8;
    const double plotTop = top + small.height() + 2; // the y axis title stands above its axis
    // The names of marks take from the height what their places along the axis tell, so the sides come first.
    placePlot(plotTop, bottom);
    layOutMarks();
    if (m_markHeight > 0) {
        placePlot(plotTop + m_markHeight, bottom);
        layOutMarks();
        placePlot(plotTop + m_markHeight, bottom);
    }
}

void ChartPainter::placePlot(double top, double bottom)
{
    const QFontMetricsF small(m_small);
    m_y = yScale(m_spec, std::max(2, int((bottom - top) / (2.6 * small.height()))));
    double labels = 0;
    for (const double tick : m_y.ticks())
        labels = std::max(labels, small.horizontalAdvance(m_y.label(tick)));
    const double left = m_area.left() + pad + labels + 6;
    m_plot = QRectF(left, top, std::max(20.0, m_area.right() - pad - 6 - left), std::max(20.0, bottom - top));
    m_x = xScale(m_spec, std::max(2, int(m_plot.width() / 75)));
}

void ChartPainter::layOutMarks()
{
    const QFontMetricsF small(m_small);
    std::vector<double> xs, widths;
    m_markTexts.clear();
    for (const ChartMark &mark : m_spec.marks) {
        m_markTexts << small.elidedText(qs(oneLine(mark.label)), Qt::ElideMiddle, m_plot.width() * 0.4);
        xs.push_back(mapX(mark.x));
        widths.push_back(small.horizontalAdvance(m_markTexts.last()));
    }
    m_markLabels = placeMarkLabels(xs, widths, m_plot.left(), m_area.right() - pad, 3);
    m_markHeight = rowsOf(m_markLabels) * small.height();
}

int ChartPainter::categoryLines(double width) const
{
    const QFontMetricsF small(m_small);
    for (const std::string &category : m_spec.categories)
        if (small.horizontalAdvance(qs(category)) > (width - 80) / double(m_spec.categories.size()) - 4)
            return 2;
    return 1;
}

const std::vector<double> &ChartPainter::xs() const
{
    static const std::vector<double> none;
    const std::vector<double> *longest = &none;
    for (const ChartSeries &series : m_spec.series)
        if (series.x.size() > longest->size())
            longest = &series.x;
    return *longest;
}

double ChartPainter::mapX(double x) const
{
    return m_plot.left() + m_plot.width() * m_x.position(x * m_spec.x.displayFactor);
}

QPointF ChartPainter::map(double x, double y) const
{
    return { mapX(x), m_plot.bottom() - m_plot.height() * m_y.position(y * m_spec.y.displayFactor) };
}

void ChartPainter::draw(QPainter &painter) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(m_area, m_colours.background);
    painter.setPen(m_colours.text);
    painter.setFont(m_bold);
    painter.drawText(m_titleBox, Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(m_bold).elidedText(qs(m_spec.title), Qt::ElideRight, m_titleBox.width()));
    painter.setFont(m_small);
    const QFontMetricsF small(m_small);
    if (!m_spec.subtitle.empty()) {
        painter.setPen(m_colours.muted);
        const QRectF box(m_titleBox.left(), m_titleBox.bottom() + 2, m_titleBox.width(), small.height());
        painter.drawText(
            box, Qt::AlignLeft | Qt::AlignVCenter, small.elidedText(qs(m_spec.subtitle), Qt::ElideRight, box.width()));
    }
    if (m_spec.empty()) {
        const QString why = m_spec.emptyText.empty() ? QCoreApplication::translate("Charts", "Nothing to show.")
                                                     : qs(m_spec.emptyText);
        painter.setPen(m_colours.muted);
        painter.drawText(
            m_area.adjusted(pad, m_titleBox.height() + pad, -pad, -pad), Qt::AlignCenter | Qt::TextWordWrap, why);
        return;
    }
    drawLegend(painter);
    drawAxes(painter);
    painter.save();
    painter.setClipRect(m_plot.adjusted(-1, -2, 1, 2));
    if (m_spec.kind == ChartKind::lines)
        drawLines(painter);
    else if (m_spec.kind == ChartKind::stackedAreas)
        drawAreas(painter);
    else
        drawBars(painter);
    painter.restore();
    drawMarks(painter);
    painter.setPen(QPen(m_colours.axis, 1));
    painter.drawLine(m_plot.bottomLeft(), m_plot.bottomRight());
}

void ChartPainter::drawMarks(QPainter &painter) const
{
    const double row = QFontMetricsF(m_small).height();
    painter.setFont(m_small);
    for (std::size_t i = 0; i < m_markLabels.size(); ++i) {
        const double x = std::round(mapX(m_spec.marks[i].x)) + 0.5;
        const MarkLabel &label = m_markLabels[i];
        // The background beside the line keeps it apart from the colours that it runs through.
        painter.setPen(QPen(m_colours.background, 3, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(QPointF(x, m_plot.top()), QPointF(x, m_plot.bottom()));
        painter.setPen(QPen(m_colours.text, 1));
        painter.drawLine(QPointF(x, m_plot.top() - (label.row + 1) * row), QPointF(x, m_plot.bottom()));
        if (label.row >= 0)
            painter.drawText(
                QRectF(label.left, m_plot.top() - (label.row + 1) * row - 2, m_area.right() - label.left, row),
                Qt::AlignLeft | Qt::AlignVCenter, m_markTexts[int(i)]);
    }
}

void ChartPainter::drawLegend(QPainter &painter) const
{
    for (const LegendItem &item : m_legend) {
        const ChartSeries &series = m_spec.series[size_t(item.series)];
        const QColor colour = m_colours.series(series.colour);
        const double middle = item.box.center().y();
        if (m_spec.kind == ChartKind::lines) {
            painter.setPen(QPen(colour, 2.2, series.dashed ? Qt::DashLine : Qt::SolidLine));
            painter.drawLine(QPointF(item.box.left(), middle), QPointF(item.box.left() + 18, middle));
        } else {
            painter.setPen(Qt::NoPen);
            fillBar(painter, QRectF(item.box.left() + 4, middle - 5, 11, 11), colour, series.dashed);
        }
        painter.setPen(m_colours.text);
        painter.drawText(item.box.adjusted(24, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, item.text);
    }
}

void ChartPainter::drawAxes(QPainter &painter) const
{
    const QFontMetricsF small(m_small);
    const double half = small.height() / 2;
    painter.setFont(m_small);
    for (const double tick : m_y.ticks()) {
        const double y = m_plot.bottom() - m_plot.height() * m_y.position(tick);
        painter.setPen(QPen(m_colours.grid, 1));
        painter.drawLine(QPointF(m_plot.left(), y), QPointF(m_plot.right(), y));
        painter.setPen(m_colours.muted);
        painter.drawText(QRectF(m_area.left(), y - half, m_plot.left() - m_area.left() - 6, small.height()),
            Qt::AlignRight | Qt::AlignVCenter, m_y.label(tick));
    }
    painter.setPen(m_colours.muted);
    painter.drawText(QRectF(m_area.left() + pad, m_plot.top() - m_markHeight - small.height() - half,
                         m_area.width() - 2 * pad, small.height()),
        Qt::AlignLeft | Qt::AlignVCenter, qs(m_spec.y.title));
    const QRectF titleBox(m_plot.left(), m_area.bottom() - pad - small.height() + 2, m_plot.width(), small.height());
    painter.drawText(titleBox, Qt::AlignHCenter | Qt::AlignVCenter, qs(m_spec.x.title));
    if (m_spec.kind == ChartKind::groupedBars)
        return drawCategories(painter);
    if (m_spec.warmUpUntil > 0) {
        const QRectF shade(
            m_plot.topLeft(), QPointF(std::min(m_plot.right(), mapX(m_spec.warmUpUntil)), m_plot.bottom()));
        painter.fillRect(shade, m_colours.warmUp);
        // Above the plot, where no curve runs through it, unless the axis title stands there.
        const QString label = QCoreApplication::translate("Charts", "warm-up");
        const double taken = m_area.left() + pad + small.horizontalAdvance(qs(m_spec.y.title)) + 8;
        if (shade.right() - small.horizontalAdvance(label) > taken) {
            painter.setPen(m_colours.muted);
            painter.drawText(QRectF(taken, m_plot.top() - m_markHeight - small.height() - half, shade.right() - taken,
                                 small.height()),
                Qt::AlignRight | Qt::AlignVCenter, label);
        }
    }
    for (const double tick : m_x.ticks()) {
        const double x = m_plot.left() + m_plot.width() * m_x.position(tick);
        painter.setPen(QPen(m_colours.axis, 1));
        painter.drawLine(QPointF(x, m_plot.bottom()), QPointF(x, m_plot.bottom() + 4));
        painter.setPen(m_colours.muted);
        painter.drawText(QRectF(x - 60, m_plot.bottom() + 4, 120, small.height()), Qt::AlignHCenter | Qt::AlignVCenter,
            m_x.label(tick));
    }
}

void ChartPainter::drawLines(QPainter &painter) const
{
    for (const ChartSeries &series : m_spec.series) {
        painter.setPen(QPen(m_colours.series(series.colour), 1.5, series.dashed ? Qt::DashLine : Qt::SolidLine,
            Qt::FlatCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
        QPolygonF line;
        const std::size_t count = std::min(series.x.size(), series.y.size());
        // Beyond some points a pixel column there is nothing more to see, only more to draw.
        const std::size_t stride = std::max<std::size_t>(1, count / std::size_t(std::max(200.0, 4 * m_plot.width())));
        for (std::size_t i = 0; i < count; i += stride) {
            if (std::isfinite(series.y[i])) {
                line << map(series.x[i], series.y[i]);
                continue;
            }
            painter.drawPolyline(line);
            line.clear();
        }
        painter.drawPolyline(line);
    }
}

void ChartPainter::drawAreas(QPainter &painter) const
{
    const auto tops = stacked(m_spec);
    for (std::size_t index = 0; index < tops.size(); ++index) {
        const ChartSeries &series = m_spec.series[index];
        const std::size_t count = std::min(series.x.size(), tops[index].size());
        QPolygonF area, edge;
        for (std::size_t i = 0; i < count; ++i)
            edge << map(series.x[i], tops[index][i]);
        area = edge;
        for (std::size_t i = count; i-- > 0;)
            area << map(series.x[i], index == 0 || i >= tops[index - 1].size() ? 0 : tops[index - 1][i]);
        QColor fill = m_colours.series(series.colour);
        painter.setPen(Qt::NoPen);
        fill.setAlphaF(m_colours.dark ? 0.55F : 0.45F);
        painter.setBrush(fill);
        painter.drawPolygon(area);
        fill.setAlphaF(1);
        painter.setPen(QPen(fill, 1.3, series.dashed ? Qt::DashLine : Qt::SolidLine));
        painter.drawPolyline(edge);
    }
}

QRectF ChartPainter::barRect(int category, int series) const
{
    const double slot = m_plot.width() / std::max<double>(1, double(m_spec.categories.size()));
    const double count = std::max<double>(1, double(m_spec.series.size()));
    const double bar = std::min(44.0, slot * 0.74 / count);
    const double left = m_plot.left() + slot * (category + 0.5) - bar * count / 2 + bar * series;
    const ChartSeries &data = m_spec.series[size_t(series)];
    for (std::size_t i = 0; i < std::min(data.x.size(), data.y.size()); ++i) {
        if (int(std::lround(data.x[i])) != category || !std::isfinite(data.y[i]))
            continue;
        const double top = m_plot.bottom() - m_plot.height() * m_y.position(data.y[i] * m_spec.y.displayFactor);
        return { left + 1, top, std::max(1.0, bar - 2), m_plot.bottom() - top };
    }
    return { left + 1, m_plot.bottom(), std::max(1.0, bar - 2), 0 };
}

void ChartPainter::drawBars(QPainter &painter) const
{
    for (int series = 0; series < int(m_spec.series.size()); ++series) {
        const ChartSeries &data = m_spec.series[size_t(series)];
        const QColor colour = m_colours.series(data.colour);
        for (int category = 0; category < int(m_spec.categories.size()); ++category) {
            const QRectF bar = barRect(category, series);
            if (bar.height() > 0)
                fillBar(painter, bar, colour, data.dashed);
        }
    }
}

void ChartPainter::drawCategories(QPainter &painter) const
{
    const QFontMetricsF small(m_small);
    const double slot = m_plot.width() / std::max<double>(1, double(m_spec.categories.size()));
    painter.setPen(m_colours.muted);
    for (int category = 0; category < int(m_spec.categories.size()); ++category) {
        const QRectF box(m_plot.left() + slot * category + 2, m_plot.bottom() + 4, slot - 4, 2 * small.height());
        const QString text = qs(m_spec.categories[size_t(category)]);
        if (small.horizontalAdvance(text) <= box.width()) {
            painter.drawText(box, Qt::AlignHCenter | Qt::AlignTop, text);
            continue;
        }
        // Two lines, broken at a blank, before anything is cut off.
        const auto blank = text.indexOf(QLatin1Char(' '), text.size() / 3);
        const QString first = small.elidedText(blank < 0 ? text : text.left(blank), Qt::ElideRight, box.width());
        const QString second
            = blank < 0 ? QString() : small.elidedText(text.mid(blank + 1), Qt::ElideRight, box.width());
        painter.drawText(box, Qt::AlignHCenter | Qt::AlignTop, first + QLatin1Char('\n') + second);
    }
}

int ChartPainter::indexCount() const
{
    return m_spec.kind == ChartKind::groupedBars ? int(m_spec.categories.size()) : int(xs().size());
}

int ChartPainter::indexAt(const QPointF &position) const
{
    if (m_spec.empty() || !m_plot.adjusted(-4, -4, 4, 4).contains(position) || indexCount() == 0)
        return -1;
    const double share = std::clamp((position.x() - m_plot.left()) / m_plot.width(), 0.0, 1.0);
    if (m_spec.kind == ChartKind::groupedBars)
        return std::min(indexCount() - 1, int(share * indexCount()));
    return nearestTo((m_x.low + share * (m_x.high - m_x.low)) / m_spec.x.displayFactor);
}

int ChartPainter::nearestTo(double x) const
{
    const auto &all = xs();
    if (all.empty())
        return -1;
    const auto after = std::lower_bound(all.begin(), all.end(), x);
    if (after == all.begin())
        return 0;
    if (after == all.end())
        return int(all.size()) - 1;
    return int(after - all.begin()) - (x - *(after - 1) < *after - x ? 1 : 0);
}

QStringList ChartPainter::readOutLines(int index) const
{
    QStringList lines;
    const bool bars = m_spec.kind == ChartKind::groupedBars;
    if (index < 0 || index >= indexCount())
        return lines;
    lines << (bars ? qs(m_spec.categories[size_t(index)]) : readOut(xs()[size_t(index)], m_spec.x));
    for (const ChartSeries &series : m_spec.series) {
        double value = std::nan("");
        if (!bars && size_t(index) < series.y.size())
            value = series.y[size_t(index)];
        for (std::size_t i = 0; bars && i < std::min(series.x.size(), series.y.size()); ++i)
            if (int(std::lround(series.x[i])) == index)
                value = series.y[i];
        lines << QStringLiteral("%1: %2").arg(qs(series.name), readOut(value, m_spec.y));
    }
    for (const ChartMark &mark : m_spec.marks)
        if (nearestTo(mark.x) == index)
            lines << QCoreApplication::translate("Charts", "Event: %1 at %2")
                         .arg(qs(oneLine(mark.label)), readOut(mark.x, m_spec.x));
    return lines;
}

void ChartPainter::drawReadOut(QPainter &painter, int index) const
{
    const QStringList lines = readOutLines(index);
    if (lines.isEmpty())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    double anchor = 0;
    if (m_spec.kind == ChartKind::groupedBars) {
        const double slot = m_plot.width() / indexCount();
        anchor = m_plot.left() + slot * (index + 0.5);
        painter.fillRect(QRectF(anchor - slot / 2, m_plot.top(), slot, m_plot.height()), m_colours.warmUp);
    } else {
        anchor = mapX(xs()[size_t(index)]);
        painter.setPen(QPen(m_colours.axis, 1, Qt::DashLine));
        painter.drawLine(QPointF(anchor, m_plot.top()), QPointF(anchor, m_plot.bottom()));
    }
    const QFontMetricsF small(m_small), head(m_small);
    double width = 0;
    for (const QString &line : lines)
        width = std::max(width, small.horizontalAdvance(line));
    const double height = double(lines.size()) * (small.height() + 1) + 10;
    QRectF box(anchor + 10, m_plot.top() + 6, width + 34, height);
    if (box.right() > m_area.right() - 4)
        box.moveRight(anchor - 10);
    box.moveLeft(std::max(m_area.left() + 4, box.left()));
    box.moveBottom(std::min(m_area.bottom() - 4, box.bottom()));
    painter.setPen(QPen(m_colours.axis, 1));
    QColor fill = m_colours.background;
    fill.setAlpha(240);
    painter.setBrush(fill);
    painter.drawRoundedRect(box, 4, 4);
    painter.setFont(m_small);
    for (int line = 0; line < lines.size(); ++line) {
        const QRectF row(box.left() + 8, box.top() + 5 + line * (small.height() + 1), box.width() - 12, small.height());
        const bool ofSeries = line > 0 && size_t(line) <= m_spec.series.size();
        if (ofSeries) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(m_colours.series(m_spec.series[size_t(line - 1)].colour));
            painter.drawEllipse(QPointF(row.left() + 4, row.center().y()), 4, 4);
        }
        painter.setPen(line == 0 ? m_colours.muted : m_colours.text);
        painter.drawText(row.adjusted(ofSeries ? 14 : 0, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, lines[line]);
    }
}

} // namespace cs::ui
