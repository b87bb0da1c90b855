// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_view.h"

#include "sim/charts/charts.h"
#include "ui/charts/chart_painter.h"
#include "ui/common/icons.h"
#include "ui/common/settings.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/run/exports.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace cs::ui
{

namespace
{

constexpr QSize exportSize(960, 540);

} // namespace

ChartView::ChartView(ChartSpec spec, QWidget *parent)
    : QWidget(parent)
    , m_spec(std::move(spec))
{
    setObjectName(QStringLiteral("chart_") + qs(m_spec.id));
    setAccessibleName(qs(m_spec.title + (m_spec.subtitle.empty() ? "" : ", " + m_spec.subtitle)));
    setAccessibleDescription(qs(m_spec.altText));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    buildButtons();
}

void ChartView::buildButtons()
{
    auto *button = new QToolButton(this);
    button->setObjectName(objectName() + QStringLiteral("_menu"));
    button->setAccessibleName(tr("Copy or export %1").arg(qs(m_spec.title)));
    button->setToolTip(tr("Copy this chart or its data, or export it as PNG, SVG, PDF or CSV"));
    button->setIcon(symbolicIcon(QStringLiteral("export")));
    button->setAutoRaise(true);
    button->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(button);
    fillMenu(menu);
    button->setMenu(menu);
    button->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 6, 0);
    layout->addWidget(button, 0, Qt::AlignTop | Qt::AlignRight);
    layout->addStretch();
}

void ChartView::fillMenu(QMenu *menu)
{
    menu->addAction(symbolicIcon(QStringLiteral("copy")), tr("Copy image"), this, &ChartView::copyImage);
    menu->addAction(symbolicIcon(QStringLiteral("table")), tr("Copy data"), this, &ChartView::copyData);
    menu->addSeparator();
    for (const char *suffix : { "png", "svg", "pdf", "csv" }) {
        const QString ending = QString::fromLatin1(suffix);
        menu->addAction(
            tr("Export as %1...").arg(ending.toUpper()), this, [this, ending] { exportWithDialog(ending); });
    }
}

void ChartView::copyImage()
{
    constexpr int scale = 2;
    QImage image(exportSize * scale, QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    // Light whatever the screen is: it is going into a document.
    const ChartColours colours(lightPalette());
    QPainter painter(&image);
    ChartPainter(m_spec, QRectF(QPointF(), QSizeF(exportSize)), font(), colours).draw(painter);
    painter.end();
    QApplication::clipboard()->setImage(image);
    Q_EMIT message(tr("Copied the chart \"%1\" as an image.").arg(qs(m_spec.title)));
}

void ChartView::copyData()
{
    QApplication::clipboard()->setText(qs(chartCsv(m_spec)));
    Q_EMIT message(tr("Copied the data of \"%1\" as CSV.").arg(qs(m_spec.title)));
}

void ChartView::exportWithDialog(const QString &suffix)
{
    Settings settings;
    const QString name = QStringLiteral("%1/%2.%3").arg(settings.folder(), qs(m_spec.id), suffix);
    QString path = QFileDialog::getSaveFileName(
        this, tr("Export chart"), name, QStringLiteral("%1 (*.%2)").arg(suffix.toUpper(), suffix));
    if (path.isEmpty())
        return;
    if (QFileInfo(path).suffix().isEmpty())
        path += QLatin1Char('.') + suffix;
    settings.setFolder(QFileInfo(path).absolutePath());
    const auto done = writeChart(m_spec, path, exportSize);
    Q_EMIT message(done ? tr("Saved %1.").arg(path) : qs(done.error().text()));
}

QStringList ChartView::readOut() const
{
    const ChartColours colours(palette());
    return ChartPainter(m_spec, rect(), font(), colours).readOutLines(m_index);
}

void ChartView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const ChartColours colours(palette());
    const ChartPainter chart(m_spec, QRectF(rect()), font(), colours);
    chart.draw(painter);
    if (m_index >= 0)
        chart.drawReadOut(painter, m_index);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(hasFocus() ? palette().color(QPalette::Highlight) : colours.grid, 1));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

void ChartView::showIndex(int index)
{
    if (index == m_index)
        return;
    m_index = index;
    update();
}

void ChartView::mouseMoveEvent(QMouseEvent *event)
{
    const ChartColours colours(palette());
    showIndex(ChartPainter(m_spec, QRectF(rect()), font(), colours).indexAt(event->position()));
}

void ChartView::leaveEvent(QEvent *)
{
    showIndex(-1);
}

void ChartView::focusOutEvent(QFocusEvent *event)
{
    showIndex(-1);
    update();
    QWidget::focusOutEvent(event);
}

void ChartView::keyPressEvent(QKeyEvent *event)
{
    const ChartColours colours(palette());
    const int count = ChartPainter(m_spec, QRectF(rect()), font(), colours).indexCount();
    if (event->matches(QKeySequence::Copy))
        return copyImage();
    if (count > 0 && event->key() == Qt::Key_Right)
        return showIndex(std::min(count - 1, m_index + 1));
    if (count > 0 && event->key() == Qt::Key_Left)
        return showIndex(std::max(0, m_index - 1));
    if (event->key() == Qt::Key_Escape && m_index >= 0)
        return showIndex(-1);
    QWidget::keyPressEvent(event);
}

void ChartView::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    fillMenu(&menu);
    menu.exec(event->globalPos());
}

} // namespace cs::ui
