// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/layers_model.h"

#include "sim/core/quantity.h"
#include "sim/model/presets.h"
#include "ui/common/text.h"
#include "ui/document/document.h"
#include "ui/fields/fields.h"

namespace cs::ui
{

namespace
{

enum Column { name, kind, nodes, capacity, eviction, columns };

} // namespace

LayersModel::LayersModel(Document *document, QObject *parent)
    : QAbstractTableModel(parent)
    , m_document(document)
{
    m_rows = layersNow();
    connect(document, &Document::changed, this, &LayersModel::sync);
}

int LayersModel::layersNow() const
{
    const auto &strategies = m_document->scenario().strategies;
    return m_strategy < strategies.size() ? int(strategies[m_strategy].layers.size()) : 0;
}

void LayersModel::setStrategy(std::size_t strategy)
{
    beginResetModel();
    m_strategy = strategy;
    m_rows = layersNow();
    endResetModel();
}

void LayersModel::sync()
{
    const int rows = layersNow();
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
        Q_EMIT dataChanged(index(0, 0), index(m_rows - 1, columns - 1));
}

int LayersModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int LayersModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(columns);
}

QVariant LayersModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= layersNow() || role != Qt::DisplayRole)
        return {};
    const Layer &layer = m_document->scenario().strategies[m_strategy].layers[size_t(index.row())];
    const ResolvedLayer full = resolved(layer, m_document->scenario());
    switch (index.column()) {
    case name:
        return qs(layer.name);
    case kind:
        return qs(displayName(layer.kind));
    case nodes:
        return QString::number(full.nodes);
    case capacity:
        return fieldNamed(layerFields(), QStringLiteral("layer_capacity"))->get(layer);
    case eviction:
        return qs(nameOf(full.eviction));
    default:
        return {};
    }
}

QVariant LayersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::ToolTipRole && section == capacity)
        return tr("Room of one node");
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case name:
        return tr("Layer");
    case kind:
        return tr("Kind");
    case nodes:
        return tr("Nodes");
    case capacity:
        return tr("Capacity");
    case eviction:
        return tr("Eviction");
    default:
        return {};
    }
}

} // namespace cs::ui
