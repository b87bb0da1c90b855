// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace cs::ui
{

/// A table that is edited from the keyboard, whose editor stays open with the reason while its text is wrong, and whose
/// cells go to and come from the clipboard as tab-separated text.
class EditTable : public QTableView
{
    Q_OBJECT
public:
    explicit EditTable(QWidget *parent = nullptr);

    /// The selected block (the current cell when nothing is selected); header line first when `withHeader`.
    QString selectionAsTsv(bool withHeader) const;
    void copySelection();
    /// Sets cells from the current one on; stops at the first refused cell and says why.
    void paste();
    /// All rows and columns with the header: what "copy data" means for a whole table.
    QString allAsTsv() const;

Q_SIGNALS:
    void refused(const QString &reason);
    void pasted(const QModelIndex &start, const QString &text);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void closeEditor(QWidget *editor, QAbstractItemDelegate::EndEditHint hint) override;
};

} // namespace cs::ui
