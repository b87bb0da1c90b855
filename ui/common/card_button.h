// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace cs::ui
{

/// A button with an icon, a title and some lines of text, as high as the text needs at its width.
class CardButton : public QAbstractButton
{
    Q_OBJECT
public:
    CardButton(const QIcon &icon, const QString &title, const QString &text, QWidget *parent = nullptr);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    QFont titleFont() const;
    QRect textRect(int width) const;

    QString m_body;
};

} // namespace cs::ui
