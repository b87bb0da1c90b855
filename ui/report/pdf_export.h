// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/charts/chart_spec.h"
#include "sim/core/error.h"
#include "sim/report/report.h"

#include <QSize>
#include <QString>

/// Reports and charts as files. Everything is made in memory, written beside and renamed, always in the light theme.
/// Needs a QGuiApplication, but no window and no display.
namespace cs::ui
{

/// By the ending of the path: .pdf (A4, vector charts), .html (one file, inline charts) or .md.
Result<void> exportReport(const ReportDocument &document, const QString &path);

/// By the ending of the path: .png (at twice the size), .svg, .pdf (a page of the chart's size) or .csv.
Result<void> exportChart(const ChartSpec &spec, const QString &path, QSize size);

/// The report as PDF.
QByteArray reportPdf(const ReportDocument &document);

} // namespace cs::ui
