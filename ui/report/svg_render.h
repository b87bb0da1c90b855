// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/charts/chart_spec.h"

#include <QSize>
#include <QString>

class QPainter;
class QRectF;

namespace cs::ui
{

/// A family for printed text that this machine has.
QString printFamily();

/// Paints a chart, laid out for `size` pixels, as vectors into `target` of the same proportions. False if the picture
/// could not be read.
bool paintChart(QPainter &painter, const ChartSpec &spec, QSize size, const QRectF &target);

} // namespace cs::ui
