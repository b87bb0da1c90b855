// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "ui/common/cell_delegate.h"
#include "ui/document/document.h"

#include <QAbstractTableModel>

namespace cs::ui
{

/// Data types x layers of one strategy: what each layer does with each type. A cell is edited as its TTL ("5min";
/// "none" caches without expiry) and emptied to cache no longer.
class RulesModel : public QAbstractTableModel, public CheckedCells
{
    Q_OBJECT
public:
    explicit RulesModel(Document *document, QObject *parent = nullptr);

    void setStrategy(std::size_t strategy);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    QString problem(const QModelIndex &index, const QString &text) const override;

    /// Column 0 names the data type; layer columns follow.
    static int columnOfLayer(int layer) { return layer + 1; }

private:
    const Rule *ruleAt(const QModelIndex &index) const;
    Change changeFor(const QModelIndex &index, const QString &text) const;
    int layersNow() const;
    void sync();

    Document *m_document;
    std::size_t m_strategy = 0;
    int m_rows = 0;
    int m_layers = 0;
};

} // namespace cs::ui
