// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/charts/charts.h"
#include "sim/results/findings.h"
#include "tests/support/sample_runs.h"
#include "tests/ui/test_main.h"
#include "ui/report/pdf_export.h"

#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace cs;

namespace
{

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

int pageCount(const QByteArray &pdf)
{
    static const QRegularExpression count(QStringLiteral("/Count (\\d+)"));
    const auto match = count.match(QString::fromLatin1(pdf));
    return match.hasMatch() ? match.captured(1).toInt() : 0;
}

ReportDocument report(std::size_t strategies = 2)
{
    const Scenario scenario = test::sampleScenario();
    std::vector<RunResultPtr> runs { test::sampleBaseline() };
    while (runs.size() < strategies) {
        auto run = test::sampleCached();
        run->strategy += " " + std::to_string(runs.size());
        addFindings(*run, scenario);
        runs.push_back(run);
    }
    return buildReport(scenario, runs, "2024-05-17");
}

} // namespace

class ExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reportByEnding();
    void unknownEndingAndFolder();
    void manyStrategiesAndRows();
    void chartByEnding();

private:
    QTemporaryDir m_folder;
};

void ExportTest::reportByEnding()
{
    const ReportDocument document = report();
    for (const char *ending : { "pdf", "html", "md" })
        QVERIFY(ui::exportReport(document, m_folder.filePath(QStringLiteral("r.") + QLatin1String(ending))));
    const QByteArray pdf = contents(m_folder.filePath(QStringLiteral("r.pdf")));
    QVERIFY(pdf.startsWith("%PDF-"));
    QVERIFY(pdf.trimmed().endsWith("%%EOF"));
    QVERIFY(pageCount(pdf) >= 4);
    QVERIFY2(pdf.contains("/FontFile2"), "fonts are embedded");
    QVERIFY2(!pdf.contains("/Subtype /Image"), "charts are vectors");
    QVERIFY2(pdf.size() < 500'000, "texts of charts are text, not outlines");
    QVERIFY(contents(m_folder.filePath(QStringLiteral("r.html"))).contains("<svg "));
    QVERIFY(contents(m_folder.filePath(QStringLiteral("r.md"))).startsWith("# Caching strategy"));
}

void ExportTest::unknownEndingAndFolder()
{
    const ReportDocument document = report();
    const auto unknown = ui::exportReport(document, m_folder.filePath(QStringLiteral("r.docx")));
    QVERIFY(!unknown);
    QVERIFY(QString::fromStdString(unknown.error().text()).contains(QStringLiteral(".pdf")));
    QVERIFY(!QFileInfo::exists(m_folder.filePath(QStringLiteral("r.docx"))));
    QVERIFY(!ui::exportReport(document, m_folder.filePath(QStringLiteral("none/r.pdf"))));
    QVERIFY(!ui::exportChart(ChartSpec(), m_folder.filePath(QStringLiteral("c.gif")), QSize(760, 380)));
}

void ExportTest::manyStrategiesAndRows()
{
    ReportDocument document = report(9);
    ReportTable table;
    table.header = { "Key", "Value" };
    table.rightAligned = { false, true };
    for (int i = 0; i < 300; ++i)
        table.rows.push_back({ "row " + std::to_string(i), std::string(static_cast<std::size_t>(i) * 4, 'x') });
    table.rows.push_back({ std::string(20000, 'y'), "higher than a page" });
    ReportSection section { 1, std::string(500, 'T'), {} };
    section.blocks.emplace_back(std::move(table));
    document.sections.push_back(std::move(section));
    QVERIFY(pageCount(ui::reportPdf(document)) > 10);
}

void ExportTest::chartByEnding()
{
    const RunResultPtr runs[] = { test::sampleBaseline(), test::sampleCached() };
    const ChartSpec spec = buildCharts(runs)[1];
    for (const char *ending : { "png", "svg", "pdf", "csv" })
        QVERIFY(
            ui::exportChart(spec, m_folder.filePath(QStringLiteral("c.") + QLatin1String(ending)), QSize(760, 380)));
    const QImage image(m_folder.filePath(QStringLiteral("c.png")));
    QCOMPARE(image.size(), QSize(1520, 760));
    QCOMPARE(image.pixelColor(2, 2), QColor(Qt::white));
    bool coloured = false; // the area of the first layer
    for (int y = 0; y < image.height() && !coloured; y += 4)
        coloured = image.pixelColor(image.width() / 2, y).hslSaturation() > 150;
    QVERIFY(coloured);
    QVERIFY(contents(m_folder.filePath(QStringLiteral("c.svg"))).startsWith("<svg "));
    QVERIFY(contents(m_folder.filePath(QStringLiteral("c.csv"))).startsWith("Time (s),CDN (0..1),Redis (0..1)\n"));
    QCOMPARE(pageCount(contents(m_folder.filePath(QStringLiteral("c.pdf")))), 1);
}

int main(int argc, char **argv)
{
    return cs::ui::test::runTest<ExportTest>(argc, argv);
}
#include "export_test.moc"
