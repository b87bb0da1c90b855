// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPersistentModelIndex>
#include <QStyledItemDelegate>

namespace cs::ui
{

/// Roles that models of editable cells answer beside Qt's.
enum CellRole {
    ChoicesRole = Qt::UserRole + 1, ///< QStringList of values: edited with a list
    ChoiceLabelsRole, ///< QStringList, as long
    SortRole, ///< number behind a text with unit
};

/// A model whose cells are text that may be refused.
class CheckedCells
{
public:
    virtual ~CheckedCells() = default;
    /// Why this text cannot be set, or empty.
    virtual QString problem(const QModelIndex &index, const QString &text) const = 0;
};

/// Edits cells as text or from a list; text that the model refuses keeps the editor open and shows the reason.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;
    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override;

    static bool isRefused(const QWidget *editor);
    static QPersistentModelIndex indexOf(const QWidget *editor);
};

} // namespace cs::ui
