// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/pdf_pages.h"

#include "ui/report/svg_render.h"

#include <QFontMetricsF>
#include <algorithm>

namespace cs::ui
{

namespace
{

constexpr double pointsPerInch = 72;
constexpr double headerRoom = 26;
constexpr double footerRoom = 26;
const QColor muted(75, 85, 99);
const QColor rule(209, 213, 219);

} // namespace

PdfPages::PdfPages(QPdfWriter &writer, QString title, QString date, int pageCount)
    : m_writer(writer)
    , m_painter(&writer)
    , m_title(std::move(title))
    , m_date(std::move(date))
    , m_family(printFamily())
    , m_pageCount(pageCount)
{
    const double scale = writer.logicalDpiX() / pointsPerInch;
    m_painter.scale(scale, scale);
    m_width = writer.width() / scale;
    m_height = writer.height() / scale - headerRoom - footerRoom;
    m_painter.translate(0, headerRoom);
    decorate();
}

QFont PdfPages::font(double size, bool bold) const
{
    // The painter counts in points, so a pixel of the font is a point; layouts must not hint to whole ones.
    QFont result(m_family);
    result.setPixelSize(qMax(1, qRound(size * 10)));
    result.setBold(bold);
    result.setHintingPreference(QFont::PreferNoHinting);
    return result;
}

void PdfPages::newPage()
{
    m_writer.newPage();
    ++m_page;
    m_y = 0;
    decorate();
}

void PdfPages::need(double points)
{
    if (left() < points && !atTop())
        newPage();
}

void PdfPages::decorate()
{
    const QFont small = font(8);
    const auto line = [&](const QString &text, double y, Qt::Alignment alignment) {
        const QFontMetricsF metrics(small);
        draw(*layout(metrics.elidedText(text, Qt::ElideRight, m_width * 7.5), small, m_width, alignment), 0, y, muted);
    };
    if (m_page > 1) {
        line(m_title, -headerRoom, Qt::AlignLeft);
        line(m_date, -headerRoom, Qt::AlignRight);
        m_painter.setPen(QPen(rule, 0.6));
        m_painter.drawLine(QPointF(0, -headerRoom + 14), QPointF(m_width, -headerRoom + 14));
    }
    const QString number = m_pageCount > 0 ? QStringLiteral("Page %1 of %2").arg(m_page).arg(m_pageCount)
                                           : QStringLiteral("Page %1").arg(m_page);
    line(number, m_height + footerRoom - 12, Qt::AlignRight);
}

std::unique_ptr<QTextLayout> PdfPages::layout(
    const QString &text, const QFont &font, double width, Qt::Alignment alignment) const
{
    auto result = std::make_unique<QTextLayout>(text, font);
    QTextOption option(alignment);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    result->setTextOption(option);
    result->beginLayout();
    double y = 0;
    for (QTextLine line = result->createLine(); line.isValid(); line = result->createLine()) {
        line.setLineWidth(std::max(1.0, width * 10));
        line.setPosition(QPointF(0, y));
        y += line.height() * 1.12;
    }
    result->endLayout();
    return result;
}

double PdfPages::heightOf(const QTextLayout &layout, int lines)
{
    const int count = lines < 0 ? layout.lineCount() : std::min(lines, layout.lineCount());
    return count == 0 ? 0 : (layout.lineAt(count - 1).y() + layout.lineAt(count - 1).height() * 1.12) / 10;
}

void PdfPages::draw(const QTextLayout &layout, double x, double y, const QColor &colour)
{
    m_painter.save();
    m_painter.setPen(colour);
    m_painter.translate(x, y);
    // Laid out at ten times the size, so that widths are not rounded to whole points.
    m_painter.scale(0.1, 0.1);
    layout.draw(&m_painter, QPointF(0, 0));
    m_painter.restore();
}

void PdfPages::paragraph(const QString &text, const QFont &font, const QColor &colour, double indent)
{
    const auto lines = layout(text, font, m_width - indent);
    const double first = heightOf(*lines, std::min(2, lines->lineCount()));
    need(first);
    m_painter.save();
    m_painter.setPen(colour);
    double from = 0;
    for (int i = 0; i < lines->lineCount(); ++i) {
        const QTextLine line = lines->lineAt(i);
        const double height = line.height() * 1.12 / 10;
        if (left() < height) {
            newPage();
            m_painter.setPen(colour);
        }
        from = line.y();
        m_painter.save();
        m_painter.translate(indent, m_y);
        m_painter.scale(0.1, 0.1);
        line.draw(&m_painter, QPointF(0, -from));
        m_painter.restore();
        m_y += height;
    }
    m_painter.restore();
}

} // namespace cs::ui
