// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window_support.h"

#include "sim/charts/charts.h"
#include "ui/charts/chart_painter.h"
#include "ui/charts/chart_view.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/run/exports.h"

#include <QClipboard>
#include <QImage>
#include <QMimeData>
#include <QPainter>
#include <QSet>
#include <QSvgRenderer>

using namespace cs;
using namespace cs::ui;
using namespace cs::ui::test;

namespace
{

ChartSpec lines()
{
    ChartSpec spec;
    spec.id = "latency_over_time";
    spec.title = "Latency over time";
    spec.x = { "Time (h)", Unit::time, 1.0 / 3600, true, 0 };
    spec.y = { "Mean latency (ms)", Unit::time, 1000, true, 0 };
    spec.altText = "Latency falls from 100 ms to 1 ms.";
    ChartSeries a { "Redis", {}, {}, 0, false }, b { "No cache", {}, {}, 1, true };
    for (int i = 0; i < 49; ++i) {
        a.x.push_back(i * 1800.0);
        a.y.push_back(0.001 * (49 - i));
        b.x.push_back(i * 1800.0);
        b.y.push_back(0.1);
    }
    spec.series = { a, b };
    return spec;
}

ChartSpec bars()
{
    ChartSpec spec;
    spec.id = "hit_ratio_by_type";
    spec.title = "Hit ratio by data type";
    spec.kind = ChartKind::groupedBars;
    spec.y = { "Hit ratio (%)", Unit::share, 100, true, 1 };
    spec.categories = { "Users", "Pages <b>" };
    spec.series = { { "A", { 0, 1 }, { 0.5, 0.25 }, 0, false }, { "B", { 0, 1 }, { 1.0, 0 }, 1, false } };
    return spec;
}

QSet<QRgb> coloursOf(const QImage &image)
{
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            colours.insert(image.pixel(x, y));
    return colours;
}

QImage drawn(const ChartSpec &spec, const QPalette &palette)
{
    QImage image(600, 320, QImage::Format_RGB32);
    QPainter painter(&image);
    const ChartColours colours(palette);
    ChartPainter(spec, QRectF(image.rect()), QFont(), colours).draw(painter);
    return image;
}

} // namespace

class ChartsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scalesAreRoundAndHoldTheData_data();
    void scalesAreRoundAndHoldTheData();
    void stackedSeriesAddUp();
    void seriesAreDrawnInTheirColoursInBothThemes();
    void emptyChartSaysWhy();
    void readOutGivesEverySeriesWithUnit();
    void marksAreDrawnAndReadOut();
    void hoverAndArrowKeysReadTheSamePoint();
    void chartHasItsTextForScreenReaders();
    void copyGivesAnImageAndData();
    void exportedFilesAreWhatTheirEndingSays();
    void palettesAreReadable();
    void themeReachesThePaletteAndIcons();
};

void ChartsTest::scalesAreRoundAndHoldTheData_data()
{
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    const std::pair<double, double> ranges[]
        = { { 0, 1 }, { 0, 0.037 }, { 0, 99.5 }, { 0, 123456 }, { 0, 0 }, { -3, 7 }, { 0, 2.1e-7 } };
    for (const auto &[low, high] : ranges)
        QTest::addRow("%g to %g", low, high) << low << high;
}

void ChartsTest::scalesAreRoundAndHoldTheData()
{
    QFETCH(double, low);
    QFETCH(double, high);
    ChartSpec spec = lines();
    spec.y.displayFactor = 1;
    spec.series = { { "s", { 0, 1 }, { low, high }, 0, false } };
    const ChartScale scale = yScale(spec, 5);
    QVERIFY(scale.low <= low && scale.high >= high && scale.high > scale.low);
    const auto ticks = scale.ticks();
    QVERIFY(ticks.size() >= 2 && ticks.size() <= 12);
    QSet<QString> labels;
    for (const double tick : ticks) {
        const QString label = scale.label(tick);
        labels.insert(label);
        bool number = false;
        const double shown = QString(label).remove(QLatin1Char(',')).toDouble(&number);
        QVERIFY(number);
        QVERIFY2(std::abs(shown - tick) <= 1e-6 * scale.step, qPrintable(label));
    }
    QCOMPARE(labels.size(), qsizetype(ticks.size()));
}

void ChartsTest::stackedSeriesAddUp()
{
    ChartSpec spec = lines();
    spec.kind = ChartKind::stackedAreas;
    const auto tops = stacked(spec);
    for (std::size_t i = 0; i < tops[1].size(); ++i)
        QCOMPARE(tops[1][i], spec.series[0].y[i] + spec.series[1].y[i]);
    QVERIFY(yScale(spec, 5).high >= 149);
}

void ChartsTest::seriesAreDrawnInTheirColoursInBothThemes()
{
    for (const QPalette &palette : { lightPalette(), darkPalette() }) {
        const ChartColours colours(palette);
        const auto seen = coloursOf(drawn(bars(), palette));
        QVERIFY(seen.contains(colours.background.rgb()));
        QVERIFY(seen.contains(colours.series(0).rgb()));
        QVERIFY(seen.contains(colours.series(1).rgb()));
    }
    QVERIFY(drawn(lines(), lightPalette()) != drawn(lines(), darkPalette()));
}

void ChartsTest::emptyChartSaysWhy()
{
    ChartSpec spec = lines();
    spec.series.clear();
    QVERIFY(spec.empty());
    spec.emptyText = "No layer holds anything.";
    const QImage said = drawn(spec, lightPalette());
    spec.emptyText = "Something else.";
    QVERIFY(said != drawn(spec, lightPalette()));
}

void ChartsTest::readOutGivesEverySeriesWithUnit()
{
    const ChartSpec spec = lines();
    const ChartColours colours(lightPalette());
    const ChartPainter painter(spec, QRectF(0, 0, 600, 320), QFont(), colours);
    const QStringList lines = painter.readOutLines(48);
    QCOMPARE(lines.size(), 3);
    QVERIFY2(lines[0].contains(QLatin1Char('h')) || lines[0].contains(QLatin1Char('d')), qPrintable(lines[0]));
    QVERIFY2(lines[1].startsWith(QStringLiteral("Redis: 1")) && lines[1].endsWith(QStringLiteral("ms")),
        qPrintable(lines[1]));
    QVERIFY2(lines[2].startsWith(QStringLiteral("No cache: 100")), qPrintable(lines[2]));
    QVERIFY(painter.readOutLines(49).isEmpty());
    QVERIFY(painter.readOutLines(-1).isEmpty());
    QCOMPARE(painter.indexAt(QPointF(1, 1)), -1);
    QCOMPARE(painter.indexAt(painter.plot().topLeft()), 0);
    QCOMPARE(painter.indexAt(painter.plot().bottomRight()), 48);
}

void ChartsTest::marksAreDrawnAndReadOut()
{
    ChartSpec spec = lines();
    const QImage before = drawn(spec, lightPalette());
    const double at = spec.series[0].x[20];
    spec.marks = { { at, "restart Redis" } };
    for (const QPalette &palette : { lightPalette(), darkPalette() }) {
        const ChartColours colours(palette);
        const QImage image = drawn(spec, palette);
        const ChartPainter painter(spec, QRectF(QPointF(), QSizeF(image.size())), QFont(), colours);
        QVERIFY(painter.readOutLines(20).last().contains(QStringLiteral("restart Redis")));
        QCOMPARE(painter.readOutLines(21).size(), 3);
        // The line goes all the way from above the plot to its foot, in the colour of text.
        const QRectF plot = painter.plot();
        const double share = at / spec.series[0].x.back();
        int dark = 0;
        for (int y = int(plot.top()) - 10; y < int(plot.bottom()) - 2; ++y)
            for (int dx = -2; dx <= 2; ++dx)
                if (image.pixelColor(int(plot.left() + share * plot.width()) + dx, y) == colours.text) {
                    ++dark;
                    break;
                }
        QVERIFY2(dark >= int(plot.height()) + 4, qPrintable(QString::number(dark)));
    }
    QVERIFY(drawn(spec, lightPalette()) != before);
    // Marks take their room from the plot.
    const ChartColours colours(lightPalette());
    const ChartPainter marked(spec, QRectF(0, 0, 600, 320), QFont(), colours);
    spec.marks.clear();
    const ChartPainter plain(spec, QRectF(0, 0, 600, 320), QFont(), colours);
    QVERIFY(marked.plot().top() > plain.plot().top());
    QCOMPARE(marked.plot().bottom(), plain.plot().bottom());
}

void ChartsTest::hoverAndArrowKeysReadTheSamePoint()
{
    ChartView view(bars());
    view.resize(600, 320);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QVERIFY(view.readOut().isEmpty());
    QTest::mouseMove(&view, QPoint(500, 180));
    QTRY_VERIFY(!view.readOut().isEmpty());
    QCOMPARE(view.readOut().front(), QStringLiteral("Pages <b>"));
    const QStringList hovered = view.readOut();
    QVERIFY2(
        hovered[1].contains(QStringLiteral("25")) && hovered[1].contains(QLatin1Char('%')), qPrintable(hovered[1]));
    QTest::keyClick(&view, Qt::Key_Left);
    QCOMPARE(view.readOut().front(), QStringLiteral("Users"));
    QTest::keyClick(&view, Qt::Key_Right);
    QCOMPARE(view.readOut(), hovered);
    QTest::keyClick(&view, Qt::Key_Escape);
    QVERIFY(view.readOut().isEmpty());
}

void ChartsTest::chartHasItsTextForScreenReaders()
{
    ChartView view(lines());
    QCOMPARE(view.accessibleName(), QStringLiteral("Latency over time"));
    QCOMPARE(view.accessibleDescription(), QStringLiteral("Latency falls from 100 ms to 1 ms."));
}

void ChartsTest::copyGivesAnImageAndData()
{
    ChartView view(lines());
    view.copyImage();
    QVERIFY(QApplication::clipboard()->mimeData()->hasImage());
    view.copyData();
    const QString csv = QApplication::clipboard()->text();
    QCOMPARE(csv, qs(chartCsv(view.spec())));
    QCOMPARE(csv.trimmed().count(QLatin1Char('\n')), 49);
}

void ChartsTest::exportedFilesAreWhatTheirEndingSays()
{
    QTemporaryDir folder;
    for (const ChartSpec &spec : { lines(), bars() }) {
        const auto write = [&](const char *ending) {
            const QString path = folder.filePath(qs(spec.id) + QLatin1Char('.') + QLatin1String(ending));
            const auto done = writeChart(spec, path, QSize(960, 540));
            return done ? contents(path) : QByteArray("FAILED: ") + done.error().text().c_str();
        };
        const QImage png = QImage::fromData(write("png"), "PNG");
        QVERIFY(!png.isNull());
        QVERIFY(coloursOf(png).size() > 20);
        QVERIFY(QSvgRenderer(write("svg")).isValid());
        QVERIFY(write("pdf").startsWith("%PDF-"));
        QCOMPARE(write("csv"), QByteArray::fromStdString(chartCsv(spec)));
    }
    QVERIFY(!writeChart(lines(), folder.filePath(QStringLiteral("chart.doc")), QSize(960, 540)).has_value());
    QVERIFY(!writeChart(lines(), folder.filePath(QStringLiteral("no/such/chart.png")), QSize(960, 540)).has_value());
}

void ChartsTest::palettesAreReadable()
{
    using R = QPalette;
    const std::pair<R::ColorRole, R::ColorRole> pairs[] = {
        { R::WindowText, R::Window },
        { R::Text, R::Base },
        { R::Text, R::AlternateBase },
        { R::ButtonText, R::Button },
        { R::HighlightedText, R::Highlight },
        { R::ToolTipText, R::ToolTipBase },
        { R::Link, R::Base },
        { R::PlaceholderText, R::Base },
    };
    for (const QPalette &palette : { lightPalette(), darkPalette() }) {
        for (const auto &[text, ground] : pairs)
            QVERIFY2(contrastRatio(palette.color(text), palette.color(ground)) >= 4.5,
                qPrintable(palette.color(text).name()));
        for (const QColor &text : { goodColour(palette), badColour(palette), mutedColour(palette) })
            for (const auto ground : { R::Base, R::AlternateBase, R::Window })
                QVERIFY2(contrastRatio(text, palette.color(ground)) >= 4.5, qPrintable(text.name()));
    }
    QVERIFY(isDark(darkPalette()) && !isDark(lightPalette()));
}

void ChartsTest::themeReachesThePaletteAndIcons()
{
    applyTheme(ThemeChoice::dark);
    QVERIFY(isDark(QApplication::palette()));
    const QImage dark = symbolicIcon(QStringLiteral("save")).pixmap(24, 24).toImage();
    applyTheme(ThemeChoice::light);
    QVERIFY(!isDark(QApplication::palette()));
    const QImage light = symbolicIcon(QStringLiteral("save")).pixmap(24, 24).toImage();
    QVERIFY(dark != light);
    QVERIFY(symbolicIcon(QStringLiteral("no such icon")).isNull());
}

int main(int argc, char **argv)
{
    return runTest<ChartsTest>(argc, argv);
}
#include "charts_test.moc"
