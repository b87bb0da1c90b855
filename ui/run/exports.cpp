// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/exports.h"

#include "sim/io/files.h"
#include "sim/report/report.h"
#include "ui/common/text.h"
#if __has_include("ui/report/pdf_export.h")
#include "ui/report/pdf_export.h"
#endif

#include <QDate>
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
#if __has_include("ui/report/pdf_export.h")
    return exportChart(spec, path, size);
#else
    (void)spec, (void)size;
    return fail("charts cannot be exported by this build", ss(path));
#endif
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
    const auto document = buildReport(scenario, runs, ss(QDate::currentDate().toString(Qt::ISODate)));
    if (ending == QLatin1String("html"))
        return writeFile(ss(path), reportHtml(document, Pictures::inlineSvg));
    if (ending == QLatin1String("md"))
        return writeFile(ss(path), reportMarkdown(document));
#if __has_include("ui/report/pdf_export.h")
    return exportReport(document, path);
#else
    return fail("PDF cannot be written by this build", ss(path));
#endif
}

} // namespace cs::ui
