// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/pdf_table.h"

#include "sim/results/escape.h"
#include "ui/report/pdf_pages.h"

#include <QFontMetricsF>
#include <algorithm>
#include <numeric>

namespace cs::ui
{

namespace
{

constexpr double fontSize = 8.5;
constexpr double padding = 4;
constexpr double maxRowShare = 0.6; ///< of a page; longer cells are cut
const QColor textColour(31, 41, 55);
const QColor lineColour(209, 213, 219);
const QColor headColour(243, 244, 246);

using Cells = std::vector<std::unique_ptr<QTextLayout>>;

QString cellText(const std::vector<std::string> &cells, std::size_t column)
{
    return column < cells.size() ? QString::fromStdString(oneLine(cells[column])) : QString();
}

struct Columns {
    std::vector<std::size_t> which; ///< of the table
    std::vector<double> widths;
};

class TableDrawer
{
public:
    TableDrawer(PdfPages &pages, const ReportTable &table)
        : m_pages(pages)
        , m_table(table)
    {
        measure();
    }

    void draw()
    {
        std::size_t from = 1;
        do {
            const Columns columns = take(from);
            drawPart(columns);
            from = columns.which.size() > 1 ? columns.which.back() + 1 : m_table.header.size();
            if (from < m_table.header.size())
                m_pages.advance(10);
        } while (from < m_table.header.size());
    }

    double headHeight()
    {
        const Columns columns = take(1);
        double height = rowHeight(cells(columns, m_table.header, true));
        if (!m_table.rows.empty())
            height += rowHeight(cells(columns, m_table.rows.front(), false));
        return height;
    }

private:
    /// Width each column wants on one line, and the least that keeps its words whole (within reason).
    void measure()
    {
        const double most = m_pages.width() * 0.4;
        for (std::size_t column = 0; column < m_table.header.size(); ++column) {
            double natural = 0, least = 0;
            const auto look = [&](const QString &text, bool bold) {
                const QFontMetricsF metrics(m_pages.font(fontSize, bold));
                natural = std::max(natural, metrics.horizontalAdvance(text) / 10);
                for (const auto &word : text.split(QLatin1Char(' ')))
                    least = std::max(least, metrics.horizontalAdvance(word) / 10);
            };
            look(cellText(m_table.header, column), true);
            for (const auto &row : m_table.rows)
                look(cellText(row, column), false);
            m_natural.push_back(natural + 2 * padding + 1);
            m_least.push_back(std::min(least, most) + 2 * padding + 1);
        }
    }

    /// The first column and as many from `from` on as fit.
    Columns take(std::size_t from) const
    {
        Columns columns;
        columns.which.push_back(0);
        double least = m_least.empty() ? 0 : m_least[0];
        for (std::size_t column = from; column < m_table.header.size(); ++column) {
            least += m_least[column];
            if (least > m_pages.width() && columns.which.size() > 1)
                break;
            columns.which.push_back(column);
        }
        columns.widths = spread(columns.which);
        return columns;
    }

    /// Natural widths where they fit; else what is free beyond the least goes to columns by what they still want.
    std::vector<double> spread(const std::vector<std::size_t> &which) const
    {
        double natural = 0, least = 0;
        for (const auto column : which) {
            natural += m_natural[column];
            least += m_least[column];
        }
        std::vector<double> widths;
        const double room = m_pages.width();
        for (const auto column : which) {
            if (natural <= room)
                widths.push_back(m_natural[column]);
            else if (least <= room)
                widths.push_back(
                    m_least[column] + (m_natural[column] - m_least[column]) * (room - least) / (natural - least));
            else
                widths.push_back(m_least[column] * room / least);
        }
        return widths;
    }

    Cells cells(const Columns &columns, const std::vector<std::string> &row, bool bold) const
    {
        Cells result;
        for (std::size_t i = 0; i < columns.which.size(); ++i) {
            const auto column = columns.which[i];
            const bool right = column < m_table.rightAligned.size() && m_table.rightAligned[column];
            result.push_back(m_pages.layout(cellText(row, column), m_pages.font(fontSize, bold),
                columns.widths[i] - 2 * padding, right ? Qt::AlignRight : Qt::AlignLeft));
        }
        return result;
    }

    double rowHeight(const Cells &row) const
    {
        double height = 0;
        for (const auto &cell : row)
            height = std::max(height, PdfPages::heightOf(*cell, shownLines(*cell)));
        return height + 2 * padding - 1;
    }

    int shownLines(const QTextLayout &cell) const
    {
        int lines = cell.lineCount();
        while (lines > 1 && PdfPages::heightOf(cell, lines) > m_pages.height() * maxRowShare)
            --lines;
        return lines;
    }

    void drawRow(const Columns &columns, const Cells &row, bool head)
    {
        const double height = rowHeight(row);
        QPainter &painter = m_pages.painter();
        const double width = std::accumulate(columns.widths.begin(), columns.widths.end(), 0.0);
        const double y = m_pages.y();
        if (head)
            painter.fillRect(QRectF(0, y, width, height), headColour);
        painter.save();
        double x = 0;
        for (std::size_t i = 0; i < row.size(); ++i) {
            painter.save();
            if (shownLines(*row[i]) < row[i]->lineCount())
                painter.setClipRect(QRectF(x, y, columns.widths[i], height));
            m_pages.draw(*row[i], x + padding, y + padding - 1, textColour);
            painter.restore();
            x += columns.widths[i];
        }
        painter.setPen(QPen(lineColour, 0.6));
        painter.drawLine(QPointF(0, y + height), QPointF(width, y + height));
        if (head)
            painter.drawLine(QPointF(0, y), QPointF(width, y));
        painter.restore();
        m_pages.advance(height);
    }

    void drawPart(const Columns &columns)
    {
        const Cells head = cells(columns, m_table.header, true);
        const double headHeight = rowHeight(head);
        bool begun = false;
        for (const auto &row : m_table.rows) {
            const Cells line = cells(columns, row, false);
            const double height = rowHeight(line);
            if (!begun || m_pages.left() < height) {
                if (m_pages.left() < height + (begun ? 0 : headHeight) && !m_pages.atTop())
                    m_pages.newPage();
                drawRow(columns, head, true);
                begun = true;
            }
            drawRow(columns, line, false);
        }
        if (!begun) {
            m_pages.need(headHeight);
            drawRow(columns, head, true);
        }
    }

    PdfPages &m_pages;
    const ReportTable &m_table;
    std::vector<double> m_natural, m_least;
};

} // namespace

void drawTable(PdfPages &pages, const ReportTable &table)
{
    if (!table.header.empty())
        TableDrawer(pages, table).draw();
}

double tableHeadHeight(PdfPages &pages, const ReportTable &table)
{
    return table.header.empty() ? 0 : TableDrawer(pages, table).headHeight();
}

} // namespace cs::ui
