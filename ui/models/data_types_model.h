// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "ui/common/cell_delegate.h"
#include "ui/fields/field.h"

#include <QAbstractTableModel>

namespace cs::ui
{

class Document;

/// The data types of the open scenario, a row each, units in the cells. Every edit is an undo step of the document.
class DataTypesModel : public QAbstractTableModel, public CheckedCells
{
    Q_OBJECT
public:
    explicit DataTypesModel(Document *document, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    QString problem(const QModelIndex &index, const QString &text) const override;

    int columnOf(const QString &fieldId) const;
    /// Tab-separated cells from `start` on, more rows than there are become new data types; all in one undo step.
    Result<void> paste(const QModelIndex &start, const QString &text);

private:
    void syncRows();

    Document *m_document;
    std::vector<const Field<DataType> *> m_columns;
    int m_rows = 0;
};

/// Sets a field of a data type; a name is changed wherever it is used.
Result<void> setDataTypeField(
    Scenario &scenario, std::size_t row, const Field<DataType> &field, const std::string &text);

} // namespace cs::ui
