// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

namespace cs::ui
{

class Document;

/// The layers of one strategy in the order a read asks them.
class LayersModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    explicit LayersModel(Document *document, QObject *parent = nullptr);

    void setStrategy(std::size_t strategy);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    int layersNow() const;
    void sync();

    Document *m_document;
    std::size_t m_strategy = 0;
    int m_rows = 0;
};

} // namespace cs::ui
