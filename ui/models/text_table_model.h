// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <optional>
#include <vector>

namespace cs::ui
{

/// How a cell is to be taken beside its text.
enum class Meaning { plain, better, worse };

struct TextCell {
    QString text;
    std::optional<double> number; ///< sorted by; right-aligned
    Meaning meaning = Meaning::plain;
};

/// A table of finished texts: results, previews. Read-only; a new content replaces the whole.
class TextTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    struct Column {
        QString title;
        QString tip;
    };
    using QAbstractTableModel::QAbstractTableModel;

    void setContent(std::vector<Column> columns, std::vector<std::vector<TextCell>> rows);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<Column> m_columns;
    std::vector<std::vector<TextCell>> m_rows;
};

} // namespace cs::ui
