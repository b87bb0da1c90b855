// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/exports.h"

#include "sim/report/report.h"
#include "ui/common/text.h"
#include "ui/report/pdf_export.h"

#include <QDateTime>
#include <QFileInfo>
#include <charconv>
#include <cstdlib>
#include <string_view>

namespace cs::ui
{

namespace
{

QString endingOf(const QString &path)
{
    return QFileInfo(path).suffix().toLower();
}

/// Today in UTC, or the day of SOURCE_DATE_EPOCH for reports that must come out the same.
QDate reportDate()
{
    constexpr qint64 lastSecondOfYear9999 = 253402300799;
    if (const char *epoch = std::getenv("SOURCE_DATE_EPOCH")) {
        const std::string_view text(epoch);
        const char *const end = text.data() + text.size();
        qint64 seconds = 0;
        const auto read = std::from_chars(text.data(), end, seconds);
        if (read.ec == std::errc() && read.ptr == end && seconds >= 0 && seconds <= lastSecondOfYear9999)
            return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).date();
    }
    return QDateTime::currentDateTimeUtc().date();
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
    return exportReport(buildReport(scenario, runs, ss(reportDate().toString(Qt::ISODate))), path);
}

} // namespace cs::ui
