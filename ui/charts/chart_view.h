// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/charts/chart_spec.h"

#include <QWidget>

namespace cs::ui
{

/// One chart on the screen: drawn in the palette's colours, values under the pointer (or the arrow keys), a menu to
/// copy and export it. Its alt text is its accessible description.
class ChartView : public QWidget
{
    Q_OBJECT
public:
    explicit ChartView(ChartSpec spec, QWidget *parent = nullptr);

    const ChartSpec &spec() const { return m_spec; }
    QSize sizeHint() const override { return { 520, 320 }; }
    QSize minimumSizeHint() const override { return { 300, 240 }; }

    /// What the read-out shows at the moment; empty when it shows nothing.
    QStringList readOut() const;

    void copyImage();
    void copyData();
    /// Asks for a file; the ending says what it becomes.
    void exportWithDialog(const QString &suffix);

Q_SIGNALS:
    void message(const QString &text); ///< "Saved chart.svg", or what went wrong

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void buildButtons();
    void fillMenu(class QMenu *menu);
    void showIndex(int index);

    ChartSpec m_spec;
    int m_index = -1;
};

} // namespace cs::ui
