// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QPainter>
#include <QPdfWriter>
#include <QString>
#include <QTextLayout>
#include <memory>

namespace cs::ui
{

/// Pages that fill from top to bottom: knows how much room is left, begins pages, and draws their header and footer.
/// Lengths are in points.
class PdfPages
{
public:
    /// `pageCount` is what the footer says; 0 while it is not known yet.
    PdfPages(QPdfWriter &writer, QString title, QString date, int pageCount);

    QPainter &painter() { return m_painter; }
    double width() const { return m_width; }
    double y() const { return m_y; }
    double left() const { return m_height - m_y; } ///< room left on this page
    double height() const { return m_height; }
    int pages() const { return m_page; }
    bool atTop() const { return m_y <= 0; }

    void advance(double points) { m_y += points; }
    void newPage();
    /// Begins a page if less than `points` are left, unless the page is empty anyway.
    void need(double points);

    QFont font(double size, bool bold = false) const;

    /// Text of one paragraph in lines of this width, ready to draw.
    std::unique_ptr<QTextLayout> layout(
        const QString &text, const QFont &font, double width, Qt::Alignment alignment = Qt::AlignLeft) const;
    /// Height of the first `lines` lines, or of all.
    static double heightOf(const QTextLayout &layout, int lines = -1);
    void draw(const QTextLayout &layout, double x, double y, const QColor &colour);

    /// A paragraph from here on; breaks between lines where the page ends, never leaving a single line alone.
    void paragraph(const QString &text, const QFont &font, const QColor &colour, double indent = 0);

private:
    void decorate();

    QPdfWriter &m_writer;
    QPainter m_painter;
    QString m_title, m_date, m_family;
    int m_pageCount;
    int m_page = 1;
    double m_width = 0, m_height = 0, m_y = 0;
};

} // namespace cs::ui
