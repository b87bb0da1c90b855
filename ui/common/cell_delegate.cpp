// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/cell_delegate.h"

#include "ui/common/theme.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QLineEdit>
#include <QToolTip>

namespace cs::ui
{

namespace
{

constexpr const char *refusedProperty = "cellRefused";
constexpr const char *indexProperty = "cellIndex";

} // namespace

bool CellDelegate::isRefused(const QWidget *editor)
{
    return editor && !editor->property(refusedProperty).toString().isEmpty();
}

QPersistentModelIndex CellDelegate::indexOf(const QWidget *editor)
{
    return editor->property(indexProperty).value<QPersistentModelIndex>();
}

QWidget *CellDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const QStringList values = index.data(ChoicesRole).toStringList();
    QWidget *editor = nullptr;
    if (!values.isEmpty()) {
        auto *combo = new QComboBox(parent);
        const QStringList labels = index.data(ChoiceLabelsRole).toStringList();
        for (int row = 0; row < values.size(); ++row)
            combo->addItem(labels.value(row, values[row]), values[row]);
        auto *delegate = const_cast<CellDelegate *>(this);
        connect(combo, &QComboBox::activated, delegate, [delegate, combo] {
            Q_EMIT delegate->commitData(combo);
            Q_EMIT delegate->closeEditor(combo);
        });
        editor = combo;
    } else {
        auto *line = new QLineEdit(parent);
        line->setFrame(false);
        connect(line, &QLineEdit::textEdited, line, [line] {
            line->setProperty(refusedProperty, QString());
            line->setPalette(QPalette());
            QToolTip::hideText();
        });
        editor = line;
    }
    editor->setObjectName(QStringLiteral("cellEditor"));
    editor->setAutoFillBackground(true);
    editor->setAccessibleName(index.model()->headerData(index.column(), Qt::Horizontal).toString());
    editor->setProperty(indexProperty, QVariant::fromValue(QPersistentModelIndex(index)));
    return editor;
}

void CellDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    if (isRefused(editor))
        return;
    if (auto *combo = qobject_cast<QComboBox *>(editor))
        combo->setCurrentIndex(std::max(0, combo->findData(index.data(Qt::EditRole))));
    else if (auto *line = qobject_cast<QLineEdit *>(editor); line && !line->isModified())
        line->setText(index.data(Qt::EditRole).toString());
}

void CellDelegate::setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const
{
    const auto *combo = qobject_cast<QComboBox *>(editor);
    auto *line = qobject_cast<QLineEdit *>(editor);
    const QString text = combo ? combo->currentData().toString() : line ? line->text() : QString();
    if (text == index.data(Qt::EditRole).toString() && !isRefused(editor))
        return;
    const auto *checked = dynamic_cast<const CheckedCells *>(model);
    const QString problem = checked ? checked->problem(index, text) : QString();
    editor->setProperty(refusedProperty, problem);
    if (problem.isEmpty()) {
        editor->setProperty(refusedProperty, QString());
        model->setData(index, text, Qt::EditRole);
        return;
    }
    if (line) {
        QPalette palette;
        palette.setColor(QPalette::Text, badColour(palette));
        line->setPalette(palette);
    }
    editor->setAccessibleDescription(problem);
    editor->setToolTip(problem);
    QToolTip::showText(editor->mapToGlobal(QPoint(0, editor->height())), problem, editor, {}, 10000);
}

} // namespace cs::ui
