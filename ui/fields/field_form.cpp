// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fields/field_form.h"

#include "ui/document/document.h"
#include "ui/fields/field_edit.h"

#include <QGridLayout>
#include <QLabel>

namespace cs::ui
{

FieldForm::FieldForm(Document *document, const std::vector<BoundField> &fields, int columns, QWidget *parent)
    : QWidget(parent)
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    const int rows = (int(fields.size()) + columns - 1) / columns;
    int index = 0;
    for (const BoundField &field : fields) {
        auto *edit = new FieldEdit(field, document, this);
        const int column = 3 * (index / rows);
        const int row = index % rows;
        if (field.editor != EditorKind::flag) {
            auto *label = new QLabel(field.label, this);
            label->setBuddy(edit);
            label->setToolTip(field.tip);
            grid->addWidget(label, row, column, Qt::AlignTop | Qt::AlignLeft);
            label->setContentsMargins(0, 4, 0, 0);
        }
        grid->addWidget(edit, row, column + 1, Qt::AlignTop);
        m_edits.push_back(edit);
        ++index;
    }
    for (int column = 0; column < columns; ++column) {
        grid->setColumnStretch(3 * column + 1, 1);
        if (column + 1 < columns)
            grid->setColumnMinimumWidth(3 * column + 2, 12);
    }
    connect(document, &Document::changed, this, [this] {
        for (auto *edit : m_edits)
            edit->refresh();
    });
    connect(document, &Document::replaced, this, &FieldForm::retarget);
    retarget();
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
