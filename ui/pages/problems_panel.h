// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"

#include <QFrame>

class QLabel;
class QListWidget;

namespace cs::ui
{

/// A list of errors with their places, below the page they are about; an entry leads to its place.
class ProblemsPanel : public QFrame
{
    Q_OBJECT
public:
    explicit ProblemsPanel(QWidget *parent = nullptr);

    void list(const QString &title, const Errors &errors);
    QStringList texts() const;

Q_SIGNALS:
    void placeChosen(const QString &place);

private:
    QLabel *m_title;
    QListWidget *m_list;
};

} // namespace cs::ui
