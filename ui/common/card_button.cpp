// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/card_button.h"

#include "ui/common/theme.h"

#include <QPainter>
#include <QStyle>
#include <QStyleOption>

namespace cs::ui
{

namespace
{

constexpr int pad = 10;
constexpr int iconEdge = 24;

} // namespace

CardButton::CardButton(const QIcon &icon, const QString &title, const QString &text, QWidget *parent)
    : QAbstractButton(parent)
    , m_body(text)
{
    setIcon(icon);
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(text);
    setFocusPolicy(Qt::StrongFocus);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

QFont CardButton::titleFont() const
{
    QFont bold = font();
    bold.setBold(true);
    return bold;
}

QRect CardButton::textRect(int width) const
{
    const int left = pad + iconEdge + pad;
    const int top = pad + QFontMetrics(titleFont()).height() + 2;
    const QRect room(left, top, qMax(50, width - left - pad), 10000);
    return fontMetrics().boundingRect(room, Qt::AlignLeft | Qt::TextWordWrap, m_body).united(QRect(left, top, 1, 1));
}

int CardButton::heightForWidth(int width) const
{
    return qMax(textRect(width).bottom() + 1 + pad, iconEdge + 2 * pad);
}

QSize CardButton::sizeHint() const
{
    return { 320, heightForWidth(320) };
}

QSize CardButton::minimumSizeHint() const
{
    return { 180, iconEdge + 2 * pad };
}

void CardButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool lit = isDown() || underMouse();
    const QPalette::ColorRole edge = hasFocus() || lit ? QPalette::Highlight : QPalette::Midlight;
    painter.setPen(QPen(palette().color(edge), hasFocus() ? 1.6 : 1));
    painter.setBrush(palette().color(isDown() ? QPalette::Button : QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 5, 5);
    icon().paint(
        &painter, QRect(pad, pad, iconEdge, iconEdge), Qt::AlignCenter, isEnabled() ? QIcon::Normal : QIcon::Disabled);
    const QRect body = textRect(width());
    painter.setFont(titleFont());
    painter.setPen(palette().color(QPalette::Text));
    const int titleWidth = width() - body.left() - pad;
    painter.drawText(QRect(body.left(), pad, titleWidth, painter.fontMetrics().height()),
        Qt::AlignLeft | Qt::AlignVCenter, painter.fontMetrics().elidedText(text(), Qt::ElideRight, titleWidth));
    painter.setFont(font());
    painter.setPen(mutedColour(palette()));
    painter.drawText(
        QRect(body.left(), body.top(), titleWidth, height() - body.top()), Qt::AlignLeft | Qt::TextWordWrap, m_body);
}

void CardButton::enterEvent(QEnterEvent *event)
{
    update();
    QAbstractButton::enterEvent(event);
}

void CardButton::leaveEvent(QEvent *event)
{
    update();
    QAbstractButton::leaveEvent(event);
}

} // namespace cs::ui
