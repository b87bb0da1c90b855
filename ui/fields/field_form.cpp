// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fields/field_form.h"

#include "ui/document/document.h"
#include "ui/fields/field_edit.h"

#include <QGridLayout>
#include <QLabel>

namespace cs::ui
{

namespace
{

constexpr int twoColumnsFrom = 480;

} // namespace

FieldForm::FieldForm(Document *document, const std::vector<BoundField> &fields, int columns, QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
    , m_mostColumns(columns)
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(6);
    for (const BoundField &field : fields) {
        auto *edit = new FieldEdit(field, document, this);
        QLabel *label = nullptr;
        if (field.editor != EditorKind::flag) {
            label = new QLabel(field.label, this);
            label->setBuddy(edit);
            label->setToolTip(field.tip);
            label->setContentsMargins(0, 4, 0, 0);
        }
        m_labels.push_back(label);
        m_edits.push_back(edit);
    }
    arrange(1);
    connect(document, &Document::changed, this, [this] {
        for (auto *edit : m_edits)
            edit->refresh();
    });
    connect(document, &Document::replaced, this, &FieldForm::retarget);
    retarget();
}

void FieldForm::arrange(int columns)
{
    if (columns == m_columns)
        return;
    m_columns = columns;
    const int rows = (int(m_edits.size()) + columns - 1) / columns;
    for (int index = 0; index < int(m_edits.size()); ++index) {
        const int column = 3 * (index / rows);
        if (m_labels[size_t(index)])
            m_grid->addWidget(m_labels[size_t(index)], index % rows, column, Qt::AlignTop | Qt::AlignLeft);
        m_grid->addWidget(m_edits[size_t(index)], index % rows, column + 1, Qt::AlignTop);
    }
    for (int column = 0; column < m_mostColumns; ++column) {
        m_grid->setColumnStretch(3 * column + 1, column < columns ? 1 : 0);
        m_grid->setColumnMinimumWidth(3 * column + 2, column + 1 < columns ? 10 : 0);
    }
}

void FieldForm::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange(width() >= twoColumnsFrom ? m_mostColumns : 1);
}

QSize FieldForm::minimumSizeHint() const
{
    // It folds into one column before it asks for more width.
    return { 240, m_grid->minimumSize().height() };
}

void FieldForm::retarget()
{
    for (auto *edit : m_edits)
        edit->refresh(true);
}

FieldEdit *FieldForm::edit(const QString &id) const
{
    for (auto *edit : m_edits)
        if (edit->field().id == id)
            return edit;
    return nullptr;
}

} // namespace cs::ui
