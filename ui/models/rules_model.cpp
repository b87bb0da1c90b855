// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/rules_model.h"

#include "sim/core/quantity.h"
#include "ui/common/text.h"
#include "ui/document/scenario_edits.h"
#include "ui/fields/fields.h"

namespace cs::ui
{

RulesModel::RulesModel(Document *document, QObject *parent)
    : QAbstractTableModel(parent)
    , m_document(document)
{
    m_rows = int(document->scenario().workload.dataTypes.size());
    m_layers = layersNow();
    connect(document, &Document::changed, this, &RulesModel::sync);
}

int RulesModel::layersNow() const
{
    const auto &strategies = m_document->scenario().strategies;
    return m_strategy < strategies.size() ? int(strategies[m_strategy].layers.size()) : 0;
}

void RulesModel::setStrategy(std::size_t strategy)
{
    beginResetModel();
    m_strategy = strategy;
    m_rows = int(m_document->scenario().workload.dataTypes.size());
    m_layers = layersNow();
    endResetModel();
}

void RulesModel::sync()
{
    const int rows = int(m_document->scenario().workload.dataTypes.size());
    if (rows != m_rows || layersNow() != m_layers) {
        setStrategy(m_strategy);
        return;
    }
    if (m_rows == 0)
        return;
    Q_EMIT dataChanged(index(0, 0), index(m_rows - 1, columnCount() - 1));
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

int RulesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int RulesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_layers + 1;
}

const Rule *RulesModel::ruleAt(const QModelIndex &index) const
{
    const Scenario &scenario = m_document->scenario();
    if (index.column() < 1 || index.column() > layersNow() || size_t(index.row()) >= scenario.workload.dataTypes.size())
        return nullptr;
    const Layer &layer = scenario.strategies[m_strategy].layers[size_t(index.column() - 1)];
    return layer.ruleFor(scenario.workload.dataTypes[size_t(index.row())].name);
}

QVariant RulesModel::data(const QModelIndex &index, int role) const
{
    const auto &types = m_document->scenario().workload.dataTypes;
    if (!index.isValid() || size_t(index.row()) >= types.size())
        return {};
    if (index.column() == 0)
        return role == Qt::DisplayRole || role == Qt::EditRole ? QVariant(qs(types[size_t(index.row())].name))
                                                               : QVariant();
    const Rule *rule = ruleAt(index);
    switch (role) {
    case Qt::DisplayRole:
        return rule ? shortRule(*rule) : QStringLiteral("–");
    case Qt::EditRole:
        if (!rule)
            return QString();
        return rule->ttl ? qs(formatDuration(*rule->ttl)) : QStringLiteral("none");
    case Qt::ToolTipRole:
        return tr("%1\nType a TTL such as 5min, \"none\" for no expiry, or empty the cell to stop caching here.")
            .arg(rule ? tr("Cached: %1").arg(shortRule(*rule)) : tr("Not cached in this layer."));
    default:
        return {};
    }
}

QVariant RulesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section > layersNow())
        return {};
    if (section == 0)
        return tr("Data type");
    return qs(m_document->scenario().strategies[m_strategy].layers[size_t(section - 1)].name);
}

Qt::ItemFlags RulesModel::flags(const QModelIndex &index) const
{
    const auto flags = QAbstractTableModel::flags(index);
    return index.column() > 0 ? flags | Qt::ItemIsEditable : flags;
}

Change RulesModel::changeFor(const QModelIndex &index, const QString &text) const
{
    return [strategy = m_strategy, layer = size_t(index.column() - 1), row = size_t(index.row()),
               text = ss(text.trimmed())](Scenario &scenario) -> Result<void> {
        Layer &target = scenario.strategies[strategy].layers[layer];
        const std::string &type = scenario.workload.dataTypes[row].name;
        setCached(target, type, !text.empty());
        Rule *rule = ruleOf(target, type);
        if (!rule)
            return {};
        if (text == "none") {
            rule->ttl.reset();
            return {};
        }
        const auto ttl = parseDuration(text);
        if (!ttl)
            return tl::unexpected(ttl.error());
        rule->ttl = *ttl;
        return {};
    };
}

QString RulesModel::problem(const QModelIndex &index, const QString &text) const
{
    const auto possible = m_document->tryOut(changeFor(index, text));
    if (possible)
        return {};
    return qs(possible.error().message + (possible.error().hint.empty() ? "" : " (" + possible.error().hint + ")"));
}

bool RulesModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || index.column() < 1 || index.column() > layersNow())
        return false;
    const Scenario &scenario = m_document->scenario();
    const QString type = qs(scenario.workload.dataTypes[size_t(index.row())].name);
    const QString layer = qs(scenario.strategies[m_strategy].layers[size_t(index.column() - 1)].name);
    return m_document->edit(tr("Edit TTL of %1 in %2").arg(type, layer), changeFor(index, value.toString()))
        .has_value();
}

} // namespace cs::ui
