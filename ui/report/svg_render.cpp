// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/svg_render.h"

#include "sim/charts/charts.h"

#include <QByteArray>
#include <QFontDatabase>
#include <QFontMetricsF>
#include <QPainter>
#include <QSvgRenderer>
#include <QXmlStreamReader>
#include <QXmlStreamWriter>
#include <vector>

namespace cs::ui
{

namespace
{

struct SvgLabel {
    QPointF at;
    double size = 11;
    double rotation = 0;
    double shift = 0; ///< share of the text's width that stands before its point
    bool bold = false;
    QColor colour;
    QString text;
};

SvgLabel readLabel(QXmlStreamReader &reader)
{
    const QXmlStreamAttributes attributes = reader.attributes();
    const auto number = [&attributes](const char *name) { return attributes.value(QLatin1String(name)).toDouble(); };
    SvgLabel label;
    label.at = { number("x"), number("y") };
    label.size = number("font-size");
    label.colour = QColor(attributes.value(QLatin1String("fill")).toString());
    label.bold = attributes.value(QLatin1String("font-weight")) == QLatin1String("bold");
    const auto anchor = attributes.value(QLatin1String("text-anchor"));
    label.shift = anchor == QLatin1String("middle") ? 0.5 : anchor == QLatin1String("end") ? 1 : 0;
    const QString transform = attributes.value(QLatin1String("transform")).toString(); // "rotate(-40 x y)"
    if (transform.startsWith(QLatin1String("rotate(")))
        label.rotation = transform.mid(7).section(QLatin1Char(' '), 0, 0).toDouble();
    while (!reader.atEnd()
        && !(reader.readNext() == QXmlStreamReader::EndElement && reader.name() == QLatin1String("text"))) {
        if (reader.isStartElement())
            reader.skipCurrentElement(); // the full text for a pointer
        else if (reader.isCharacters())
            label.text += reader.text();
    }
    return label;
}

/// The picture without its texts, which come apart: the renderer would draw them as outlines, and a PDF could neither
/// be searched nor stay small.
QByteArray takeLabels(const QByteArray &svg, std::vector<SvgLabel> &labels)
{
    QByteArray rest;
    QXmlStreamReader reader(svg);
    QXmlStreamWriter writer(&rest);
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isStartElement() && reader.name() == QLatin1String("text"))
            labels.push_back(readLabel(reader));
        else if (!reader.hasError())
            writer.writeCurrentToken(reader);
    }
    return reader.hasError() ? QByteArray() : rest;
}

void drawLabel(QPainter &painter, const SvgLabel &label)
{
    // At ten times the size, so that neither the size nor the width is rounded to whole units.
    constexpr double fine = 10;
    QFont font(printFamily());
    font.setPixelSize(qMax(1, qRound(label.size * fine)));
    font.setBold(label.bold);
    font.setHintingPreference(QFont::PreferNoHinting);
    painter.save();
    painter.translate(label.at);
    painter.rotate(label.rotation);
    painter.scale(1 / fine, 1 / fine);
    painter.setFont(font);
    painter.setPen(label.colour);
    painter.drawText(QPointF(-label.shift * QFontMetricsF(font).horizontalAdvance(label.text), 0), label.text);
    painter.restore();
}

} // namespace

QString printFamily()
{
    const QStringList families = QFontDatabase::families();
    for (const char *name : { "Noto Sans", "DejaVu Sans", "Liberation Sans" })
        if (families.contains(QLatin1String(name)))
            return QLatin1String(name);
    return families.isEmpty() ? QString() : families.first();
}

bool paintChart(QPainter &painter, const ChartSpec &spec, QSize size, const QRectF &target)
{
    SvgOptions options;
    options.width = size.width();
    options.height = size.height();
    std::vector<SvgLabel> labels;
    const QByteArray shapes = takeLabels(QByteArray::fromStdString(chartSvg(spec, options)), labels);
    QSvgRenderer renderer(shapes);
    if (shapes.isEmpty() || !renderer.isValid())
        return false;
    painter.save();
    renderer.render(&painter, target);
    painter.translate(target.topLeft());
    painter.scale(target.width() / size.width(), target.height() / size.height());
    for (const auto &label : labels)
        drawLabel(painter, label);
    painter.restore();
    return true;
}

} // namespace cs::ui
