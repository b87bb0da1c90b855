// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/data_types_model.h"

#include "ui/common/text.h"
#include "ui/document/document.h"
#include "ui/document/scenario_edits.h"
#include "ui/fields/fields.h"

#include <QStringList>

namespace cs::ui
{

namespace
{

constexpr const char *columnIds[] = { "name", "endpoint", "reads_rate", "writes_per_read", "keys", "popularity",
    "exponent", "value_size", "db_time", "db_queries", "app_time", "staleness_tolerance", "key_size" };

QString textOf(const Error &error)
{
    return qs(error.message + (error.hint.empty() ? "" : " (" + error.hint + ")"));
}

} // namespace

Result<void> setDataTypeField(
    Scenario &scenario, std::size_t row, const Field<DataType> &field, const std::string &text)
{
    if (field.id != QLatin1String("name"))
        return field.set(scenario.workload.dataTypes[row], text);
    renameDataType(scenario, row, text);
    return {};
}

DataTypesModel::DataTypesModel(Document *document, QObject *parent)
    : QAbstractTableModel(parent)
    , m_document(document)
{
    for (const char *id : columnIds)
        m_columns.push_back(fieldNamed(dataTypeFields(), QString::fromLatin1(id)));
    m_rows = int(document->scenario().workload.dataTypes.size());
    connect(document, &Document::changed, this, &DataTypesModel::syncRows);
}

void DataTypesModel::syncRows()
{
    const int rows = int(m_document->scenario().workload.dataTypes.size());
    if (rows > m_rows) {
        beginInsertRows({}, m_rows, rows - 1);
        m_rows = rows;
        endInsertRows();
    } else if (rows < m_rows) {
        beginRemoveRows({}, rows, m_rows - 1);
        m_rows = rows;
        endRemoveRows();
    }
    if (m_rows > 0)
        Q_EMIT dataChanged(index(0, 0), index(m_rows - 1, columnCount() - 1));
}

int DataTypesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int DataTypesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_columns.size());
}

int DataTypesModel::columnOf(const QString &fieldId) const
{
    for (int column = 0; column < columnCount(); ++column)
        if (m_columns[size_t(column)]->id == fieldId)
            return column;
    return -1;
}

QVariant DataTypesModel::data(const QModelIndex &index, int role) const
{
    // Between an edit and its signal the scenario may have other rows than the view knows.
    const auto &types = m_document->scenario().workload.dataTypes;
    if (!index.isValid() || size_t(index.row()) >= types.size())
        return {};
    const DataType &type = types[size_t(index.row())];
    const Field<DataType> &field = *m_columns[size_t(index.column())];
    const bool applies = !field.applies || field.applies(type);
    switch (role) {
    case Qt::DisplayRole: {
        const QString text = !applies ? QString() : field.display ? field.display(type) : field.get(type);
        return text.isEmpty() ? QStringLiteral("–") : text;
    }
    case Qt::EditRole:
        return applies ? field.get(type) : QString();
    case Qt::ToolTipRole:
        return field.tip;
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1: %2").arg(field.label, field.get(type));
    case ChoicesRole:
    case ChoiceLabelsRole: {
        QStringList list;
        for (const Choice &choice : field.choices)
            list << (role == ChoicesRole ? choice.value : choice.label);
        return list;
    }
    default:
        return {};
    }
}

QVariant DataTypesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == Qt::DisplayRole)
        return m_columns[size_t(section)]->label;
    return role == Qt::ToolTipRole ? QVariant(m_columns[size_t(section)]->tip) : QVariant();
}

Qt::ItemFlags DataTypesModel::flags(const QModelIndex &index) const
{
    const auto &types = m_document->scenario().workload.dataTypes;
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid() || size_t(index.row()) >= types.size())
        return flags;
    const auto &applies = m_columns[size_t(index.column())]->applies;
    if (!applies || applies(types[size_t(index.row())]))
        flags |= Qt::ItemIsEditable;
    return flags;
}

QString DataTypesModel::problem(const QModelIndex &index, const QString &text) const
{
    const Field<DataType> &field = *m_columns[size_t(index.column())];
    const auto possible = m_document->tryOut(
        [&](Scenario &scenario) { return setDataTypeField(scenario, size_t(index.row()), field, ss(text)); });
    return possible ? QString() : textOf(possible.error());
}

bool DataTypesModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !index.isValid() || !(flags(index) & Qt::ItemIsEditable))
        return false;
    const Field<DataType> &field = *m_columns[size_t(index.column())];
    const QString owner = qs(m_document->scenario().workload.dataTypes[size_t(index.row())].name);
    const auto change = [&](Scenario &scenario) {
        return setDataTypeField(scenario, size_t(index.row()), field, ss(value.toString()));
    };
    return m_document->edit(tr("Edit %1 of %2").arg(field.label, owner), change).has_value();
}

Result<void> DataTypesModel::paste(const QModelIndex &start, const QString &text)
{
    QStringList lines = text.split(QLatin1Char('\n'));
    while (!lines.isEmpty() && lines.last().trimmed().isEmpty())
        lines.removeLast();
    const auto change = [&](Scenario &scenario) -> Result<void> {
        for (int line = 0; line < lines.size(); ++line) {
            const size_t row = size_t(start.row() + line);
            if (row >= scenario.workload.dataTypes.size())
                addDataType(scenario);
            const QStringList cells = lines[line].split(QLatin1Char('\t'));
            for (int cell = 0; cell < cells.size() && start.column() + cell < columnCount(); ++cell) {
                const Field<DataType> &field = *m_columns[size_t(start.column() + cell)];
                const DataType &type = scenario.workload.dataTypes[row];
                const QString value = cells[cell].trimmed();
                if ((field.applies && !field.applies(type)) || value == field.get(type))
                    continue;
                if (auto done = setDataTypeField(scenario, row, field, ss(value)); !done)
                    return fail(ss(tr("line %1, %2: ").arg(line + 1).arg(field.label)) + done.error().message);
            }
        }
        return {};
    };
    return m_document->edit(counted(lines.size(), tr("Paste one row"), tr("Paste %1 rows")), change);
}

} // namespace cs::ui
