// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/edit_table.h"

#include "ui/common/cell_delegate.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QTimer>

namespace cs::ui
{

namespace
{

QString cellText(const QAbstractItemModel *model, int row, int column)
{
    const QModelIndex index = model->index(row, column);
    const QVariant edit = model->data(index, Qt::EditRole);
    QString text = (edit.isValid() ? edit : model->data(index, Qt::DisplayRole)).toString();
    return text.replace(QLatin1Char('\t'), QLatin1Char(' ')).replace(QLatin1Char('\n'), QLatin1Char(' '));
}

QString blockAsTsv(const QAbstractItemModel *model, int top, int left, int bottom, int right, bool withHeader)
{
    QStringList lines;
    for (int row = withHeader ? top - 1 : top; row <= bottom; ++row) {
        QStringList cells;
        for (int column = left; column <= right; ++column)
            cells << (row < top ? model->headerData(column, Qt::Horizontal).toString() : cellText(model, row, column));
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

} // namespace

EditTable::EditTable(QWidget *parent)
    : QTableView(parent)
{
    setItemDelegate(new CellDelegate(this));
    setAlternatingRowColors(true);
    setEditTriggers(
        QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTabKeyNavigation(true);
    setWordWrap(false);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 10);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

QString EditTable::selectionAsTsv(bool withHeader) const
{
    if (!model())
        return {};
    QItemSelection selection = selectionModel()->selection();
    if (selection.isEmpty() && currentIndex().isValid())
        selection.select(currentIndex(), currentIndex());
    if (selection.isEmpty())
        return {};
    int top = INT_MAX, left = INT_MAX, bottom = 0, right = 0;
    for (const auto &range : selection) {
        top = std::min(top, range.top());
        left = std::min(left, range.left());
        bottom = std::max(bottom, range.bottom());
        right = std::max(right, range.right());
    }
    return blockAsTsv(model(), top, left, bottom, right, withHeader);
}

QString EditTable::allAsTsv() const
{
    if (!model() || model()->columnCount() == 0)
        return {};
    return blockAsTsv(model(), 0, 0, model()->rowCount() - 1, model()->columnCount() - 1, true);
}

void EditTable::copySelection()
{
    const QString text = selectionAsTsv(false);
    if (!text.isEmpty())
        QApplication::clipboard()->setText(text);
}

void EditTable::paste()
{
    const QString text = QApplication::clipboard()->text();
    if (currentIndex().isValid() && !text.isEmpty())
        Q_EMIT pasted(currentIndex(), text);
}

void EditTable::keyPressEvent(QKeyEvent *event)
{
    const bool editable = editTriggers() != QAbstractItemView::NoEditTriggers;
    if (event->matches(QKeySequence::Copy))
        return copySelection();
    if (event->matches(QKeySequence::Paste) && editable)
        return paste();
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && editable && state() != QAbstractItemView::EditingState && currentIndex().isValid())
        return edit(currentIndex());
    QTableView::keyPressEvent(event);
}

void EditTable::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    menu.addAction(tr("Copy"), QKeySequence(QKeySequence::Copy), this, &EditTable::copySelection);
    menu.addAction(tr("Copy with header"), this, [this] { QApplication::clipboard()->setText(selectionAsTsv(true)); });
    menu.addAction(tr("Copy whole table"), this, [this] { QApplication::clipboard()->setText(allAsTsv()); });
    if (editTriggers() != QAbstractItemView::NoEditTriggers)
        menu.addAction(tr("Paste"), QKeySequence(QKeySequence::Paste), this, &EditTable::paste);
    menu.exec(event->globalPos());
}

void EditTable::closeEditor(QWidget *editor, QAbstractItemDelegate::EndEditHint hint)
{
    if (hint != QAbstractItemDelegate::RevertModelCache && CellDelegate::isRefused(editor)) {
        const QPersistentModelIndex index = CellDelegate::indexOf(editor);
        QTimer::singleShot(0, editor, [this, editor, index] {
            if (index.isValid())
                selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
            editor->setFocus();
        });
        return;
    }
    QTableView::closeEditor(editor, hint);
}

} // namespace cs::ui
