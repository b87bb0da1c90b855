// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/text_table_model.h"

#include "ui/common/cell_delegate.h"
#include "ui/common/theme.h"

#include <QApplication>
#include <QBrush>

namespace cs::ui
{

void TextTableModel::setContent(std::vector<Column> columns, std::vector<std::vector<TextCell>> rows)
{
    beginResetModel();
    m_columns = std::move(columns);
    m_rows = std::move(rows);
    endResetModel();
}

int TextTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int TextTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_columns.size());
}

QVariant TextTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || size_t(index.column()) >= m_rows[size_t(index.row())].size())
        return {};
    const TextCell &cell = m_rows[size_t(index.row())][size_t(index.column())];
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case Qt::TextAlignmentRole:
        return int((cell.number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        if (cell.meaning == Meaning::plain)
            return {};
        return QBrush(
            cell.meaning == Meaning::better ? goodColour(QApplication::palette()) : badColour(QApplication::palette()));
    case Qt::ToolTipRole:
        return m_columns[size_t(index.column())].tip;
    case SortRole:
        return cell.number ? QVariant(*cell.number) : QVariant(cell.text);
    default:
        return {};
    }
}

QVariant TextTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const Column &column = m_columns[size_t(section)];
    switch (role) {
    case Qt::DisplayRole:
        return column.title;
    case Qt::ToolTipRole:
        return column.tip.isEmpty() ? QVariant() : QVariant(column.tip);
    case Qt::TextAlignmentRole:
        if (!m_rows.empty() && size_t(section) < m_rows.front().size() && m_rows.front()[size_t(section)].number)
            return int(Qt::AlignRight | Qt::AlignVCenter);
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    default:
        return {};
    }
}

} // namespace cs::ui
