// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/pdf_export.h"

#include "sim/charts/charts.h"
#include "sim/io/files.h"
#include "sim/results/escape.h"
#include "ui/report/pdf_pages.h"
#include "ui/report/pdf_table.h"
#include "ui/report/svg_render.h"

#include <QBuffer>
#include <QFileInfo>
#include <QImage>
#include <QPageLayout>
#include <QPageSize>
#include <algorithm>

namespace cs::ui
{

namespace
{

constexpr int dpi = 300;
constexpr double bodySize = 10;
constexpr QSize chartSize(720, 282); // three to a page
const QColor textColour(31, 41, 55);
const QColor mutedColour(75, 85, 99);

QString plain(const std::string &text)
{
    return QString::fromStdString(oneLine(text));
}

double chartHeight(const PdfPages &pages)
{
    return pages.width() * chartSize.height() / chartSize.width();
}

void drawBlock(PdfPages &pages, const ReportText &block)
{
    pages.paragraph(plain(block.text), pages.font(bodySize), textColour);
    pages.advance(6);
}

void drawBlock(PdfPages &pages, const ReportList &block)
{
    for (const auto &item : block.items) {
        const auto lines = pages.layout(plain(item), pages.font(bodySize), pages.width() - 14);
        pages.need(PdfPages::heightOf(*lines, 2));
        pages.draw(*pages.layout(QStringLiteral("\u2022"), pages.font(bodySize), 12), 3, pages.y(), textColour);
        pages.paragraph(plain(item), pages.font(bodySize), textColour, 14);
        pages.advance(2);
    }
    pages.advance(5);
}

void drawBlock(PdfPages &pages, const ReportTable &block)
{
    drawTable(pages, block);
    pages.advance(10);
}

void drawBlock(PdfPages &pages, const ChartSpec &spec)
{
    const QFont small = pages.font(8.5);
    const auto caption = pages.layout(plain(spec.altText), small, pages.width());
    const double height = chartHeight(pages);
    // A caption of many lines may run on to the next page, its beginning stays with the chart.
    pages.need(height + 4 + PdfPages::heightOf(*caption, 4));
    paintChart(pages.painter(), spec, chartSize, QRectF(0, pages.y(), pages.width(), height));
    pages.advance(height + 2);
    pages.paragraph(plain(spec.altText), small, mutedColour);
    pages.advance(12);
}

/// Room that the beginning of block `i` needs to stay together; a line that announces a table stays with it.
double beginning(PdfPages &pages, const std::vector<ReportBlock> &blocks, std::size_t i)
{
    if (i >= blocks.size())
        return 0;
    if (std::holds_alternative<ChartSpec>(blocks[i]))
        return chartHeight(pages) + 40;
    if (const auto *table = std::get_if<ReportTable>(&blocks[i]))
        return std::min(tableHeadHeight(pages, *table), pages.height() * 0.7);
    const auto *text = std::get_if<ReportText>(&blocks[i]);
    if (!text || i + 1 >= blocks.size() || !std::holds_alternative<ReportTable>(blocks[i + 1]))
        return 3 * bodySize * 1.6;
    const auto lines = pages.layout(plain(text->text), pages.font(bodySize), pages.width());
    return std::min(PdfPages::heightOf(*lines) + 6 + beginning(pages, blocks, i + 1), pages.height() * 0.7);
}

void drawSection(PdfPages &pages, const ReportSection &section, const ReportSection *next)
{
    const bool chapter = section.level <= 1;
    const QFont font = pages.font(chapter ? 15 : 12, true);
    const QString title = plain(section.title);
    double room = PdfPages::heightOf(*pages.layout(title, font, pages.width())) + (chapter ? 22 : 18);
    // A chapter that is only a heading goes with the section below it.
    if (section.blocks.empty() && next)
        room += 60 + beginning(pages, next->blocks, 0);
    else
        room += beginning(pages, section.blocks, 0);
    pages.need(std::min(room, pages.height() * 0.9));
    if (!pages.atTop())
        pages.advance(chapter ? 14 : 8);
    pages.paragraph(title, font, textColour);
    pages.advance(chapter ? 6 : 4);
    for (std::size_t i = 0; i < section.blocks.size(); ++i) {
        if (std::holds_alternative<ReportText>(section.blocks[i]))
            pages.need(beginning(pages, section.blocks, i));
        std::visit([&pages](const auto &one) { drawBlock(pages, one); }, section.blocks[i]);
    }
}

/// Draws all of it; gives the number of pages.
int drawReport(QByteArray &bytes, const ReportDocument &document, int pageCount)
{
    bytes.clear();
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(dpi);
    writer.setPageLayout(QPageLayout(
        QPageSize(QPageSize::A4), QPageLayout::Portrait, QMarginsF(18, 14, 18, 12), QPageLayout::Millimeter));
    const QString title = plain(document.title);
    writer.setTitle(title);
    writer.setCreator(QStringLiteral("Cache Strategist"));
    PdfPages pages(writer, title, plain(document.date), pageCount);
    pages.paragraph(title, pages.font(20, true), textColour);
    pages.advance(2);
    pages.paragraph(plain(document.date), pages.font(bodySize), mutedColour);
    pages.advance(6);
    for (std::size_t i = 0; i < document.sections.size(); ++i)
        drawSection(
            pages, document.sections[i], i + 1 < document.sections.size() ? &document.sections[i + 1] : nullptr);
    return pages.pages();
}

QByteArray chartPdf(const ChartSpec &spec, QSize size)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(dpi);
    writer.setPageLayout(QPageLayout(QPageSize(QSizeF(size) * 0.75, QPageSize::Point, QString(), QPageSize::ExactMatch),
        QPageLayout::Portrait, QMarginsF()));
    writer.setTitle(plain(spec.title));
    writer.setCreator(QStringLiteral("Cache Strategist"));
    QPainter painter(&writer);
    const bool painted = paintChart(painter, spec, size, QRectF(0, 0, writer.width(), writer.height()));
    painter.end();
    return painted ? bytes : QByteArray();
}

QByteArray chartPng(const ChartSpec &spec, QSize size)
{
    QImage image(size * 2, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!paintChart(painter, spec, size, QRectF(QPointF(0, 0), QSizeF(image.size()))))
        return {};
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    return image.save(&buffer, "PNG") ? bytes : QByteArray();
}

Result<void> written(const QByteArray &bytes, const QString &path)
{
    if (bytes.isEmpty())
        return fail("the picture could not be drawn", path.toStdString());
    return writeFile(path.toStdString(), std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

QString endingOf(const QString &path)
{
    return QFileInfo(path).suffix().toLower();
}

} // namespace

QByteArray reportPdf(const ReportDocument &document)
{
    // Twice: only the first time tells how many pages there are.
    QByteArray bytes;
    const int pages = drawReport(bytes, document, 0);
    drawReport(bytes, document, pages);
    return bytes;
}

Result<void> exportReport(const ReportDocument &document, const QString &path)
{
    const QString ending = endingOf(path);
    if (ending == QLatin1String("pdf"))
        return written(reportPdf(document), path);
    if (ending == QLatin1String("html") || ending == QLatin1String("htm"))
        return writeFile(path.toStdString(), reportHtml(document, Pictures::inlineSvg));
    if (ending == QLatin1String("md") || ending == QLatin1String("markdown"))
        return writeFile(path.toStdString(), reportMarkdown(document));
    return fail("a report cannot be a file of this kind", path.toStdString(), "possible are .pdf, .html and .md");
}

Result<void> exportChart(const ChartSpec &spec, const QString &path, QSize size)
{
    const QSize fitting = size.expandedTo(QSize(400, 260)).boundedTo(QSize(8000, 8000));
    const QString ending = endingOf(path);
    if (ending == QLatin1String("png"))
        return written(chartPng(spec, fitting), path);
    if (ending == QLatin1String("pdf"))
        return written(chartPdf(spec, fitting), path);
    SvgOptions options;
    options.width = fitting.width();
    options.height = fitting.height();
    if (ending == QLatin1String("svg"))
        return writeFile(path.toStdString(), chartSvg(spec, options));
    if (ending == QLatin1String("csv"))
        return writeFile(path.toStdString(), chartCsv(spec));
    return fail("a chart cannot be a file of this kind", path.toStdString(), "possible are .png, .svg, .pdf and .csv");
}

} // namespace cs::ui
