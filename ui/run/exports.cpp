// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/exports.h"

#include "sim/report/report.h"
#include "sim/report/report_date.h"
#include "ui/common/text.h"
#include "ui/report/pdf_export.h"

#include <QFileInfo>

namespace cs::ui
{

namespace
{

QString endingOf(const QString &path)
{
    return QFileInfo(path).suffix().toLower();
}

} // namespace

Result<void> writeChart(const ChartSpec &spec, const QString &path, QSize size)
{
    return exportChart(spec, path, size);
}

bool isReportPath(const QString &path)
{
    const QString ending = endingOf(path);
    return ending == QLatin1String("html") || ending == QLatin1String("pdf") || ending == QLatin1String("md");
}

Result<void> writeReport(const Scenario &scenario, std::span<const RunResultPtr> runs, const QString &path)
{
    const QString ending = endingOf(path);
    if (!isReportPath(path))
        return fail("a report ends in .pdf, .html or .md, not in \"." + ss(ending) + "\"", ss(path));
    return exportReport(buildReport(scenario, runs, reportDate()), path);
}

} // namespace cs::ui
