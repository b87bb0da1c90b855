// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/charts/chart_spec.h"
#include "sim/core/error.h"
#include "sim/model/scenario.h"
#include "sim/results/run_result.h"

#include <QSize>
#include <QString>
#include <span>

namespace cs::ui
{

/// Writes a chart; the ending says what it becomes: png, svg, pdf or csv.
Result<void> writeChart(const ChartSpec &spec, const QString &path, QSize size);

/// Writes the illustrated report of these runs (the first is the baseline); the ending says what it becomes: html, pdf
/// or md. Beside and renamed: a failure leaves an existing file as it was.
Result<void> writeReport(const Scenario &scenario, std::span<const RunResultPtr> runs, const QString &path);

/// The endings that writeReport knows.
bool isReportPath(const QString &path);

} // namespace cs::ui
