// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/svg_render.h"

#include "sim/charts/charts.h"

#include <QByteArray>
#include <QFontDatabase>
#include <QPainter>
#include <QSvgRenderer>

namespace cs::ui
{

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
    options.fontFamily = printFamily().toStdString(); // a list of families is one unknown family to the renderer
    QSvgRenderer renderer(QByteArray::fromStdString(chartSvg(spec, options)));
    if (!renderer.isValid())
        return false;
    painter.save();
    renderer.render(&painter, target);
    painter.restore();
    return true;
}

} // namespace cs::ui
