// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/widgets.h"

#include "ui/common/icons.h"
#include "ui/common/theme.h"

#include <QEvent>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>

namespace cs::ui
{

namespace
{

/// Follows the theme without a style sheet.
class NoteLabel : public QLabel
{
public:
    using QLabel::QLabel;

protected:
    void changeEvent(QEvent *event) override
    {
        QLabel::changeEvent(event);
        if (event->type() == QEvent::PaletteChange && palette().color(QPalette::WindowText) != mutedColour(palette()))
            recolour();
    }
    void showEvent(QShowEvent *event) override
    {
        recolour();
        QLabel::showEvent(event);
    }

private:
    void recolour()
    {
        QPalette own;
        own.setColor(QPalette::WindowText, mutedColour(own));
        setPalette(own);
    }
};

/// As wide as its content needs at least, so that nothing is cut off at the side.
class VerticalScroll : public QScrollArea
{
public:
    using QScrollArea::QScrollArea;
    QSize minimumSizeHint() const override
    {
        const int width
            = widget() ? widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width() : 100;
        return { width, 120 };
    }
};

} // namespace

QLabel *heading(const QString &text, QWidget *parent, double factor)
{
    auto *label = new QLabel(text, parent);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * factor);
    font.setBold(true);
    label->setFont(font);
    label->setTextFormat(Qt::PlainText);
    return label;
}

QLabel *note(const QString &text, QWidget *parent)
{
    auto *label = new NoteLabel(text, parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    return label;
}

QToolButton *toolButton(
    const QString &name, const QString &icon, const QString &text, const QString &tip, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(name);
    button->setIcon(symbolicIcon(icon));
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(text.isEmpty() ? tip : text);
    button->setAccessibleDescription(tip);
    button->setToolButtonStyle(text.isEmpty() ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

QScrollArea *scrolling(QWidget *content, QWidget *parent)
{
    auto *area = new VerticalScroll(parent);
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    area->viewport()->setBackgroundRole(QPalette::Window);
    return area;
}

} // namespace cs::ui
