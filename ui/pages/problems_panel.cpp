// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/problems_panel.h"

#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/common/widgets.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QToolButton>

namespace cs::ui
{

ProblemsPanel::ProblemsPanel(QWidget *parent)
    : QFrame(parent)
    , m_title(heading({}, this, 1.0))
    , m_list(new QListWidget(this))
{
    setFrameShape(QFrame::StyledPanel);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 6, 8, 6);
    auto *row = new QHBoxLayout;
    auto *icon = new QLabel(this);
    icon->setPixmap(symbolicIcon(QStringLiteral("warning")).pixmap(18, 18));
    row->addWidget(icon);
    row->addWidget(m_title, 1);
    auto *copy
        = toolButton(QStringLiteral("copyProblems"), QStringLiteral("copy"), tr("Copy"), tr("Copy this list"), this);
    auto *close = toolButton(
        QStringLiteral("closeProblems"), QStringLiteral("remove"), tr("Close"), tr("Close this list"), this);
    row->addWidget(copy);
    row->addWidget(close);
    layout->addLayout(row);
    m_list->setObjectName(QStringLiteral("problemsList"));
    m_list->setAccessibleName(tr("Problems"));
    m_list->setToolTip(tr("Enter or a double click leads to the place"));
    m_list->setWordWrap(true);
    m_list->setMaximumHeight(130);
    layout->addWidget(m_list);
    connect(copy, &QToolButton::clicked, this,
        [this] { QApplication::clipboard()->setText(texts().join(QLatin1Char('\n'))); });
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    const auto choose = [this](QListWidgetItem *item) { Q_EMIT placeChosen(item->data(Qt::UserRole).toString()); };
    connect(m_list, &QListWidget::itemActivated, this, choose);
    connect(m_list, &QListWidget::itemClicked, this, choose);
    hide();
}

void ProblemsPanel::list(const QString &title, const Errors &errors)
{
    m_title->setText(title);
    m_list->clear();
    for (const Error &error : errors) {
        auto *item = new QListWidgetItem(qs(error.text()), m_list);
        item->setData(Qt::UserRole, qs(error.place));
    }
    setVisible(!errors.empty());
}

QStringList ProblemsPanel::texts() const
{
    QStringList all;
    for (int row = 0; row < m_list->count(); ++row)
        all << m_list->item(row)->text();
    return all;
}

} // namespace cs::ui
