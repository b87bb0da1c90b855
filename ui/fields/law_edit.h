// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/quantity.h"

#include <QWidget>
#include <vector>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;

namespace cs::ui
{

/// A law as its kind and its parameters, each in a small field; in and out it is the one line of law_text.h.
class LawEdit : public QWidget
{
    Q_OBJECT
public:
    explicit LawEdit(Unit unit, QWidget *parent = nullptr);

    void setText(const QString &text);
    QString text() const;
    void setHint(const QString &hint);

Q_SIGNALS:
    void edited(const QString &text);
    void finished();

private:
    struct Parameter {
        const char *word;
        const char *label;
    };
    void chooseKind(int index);
    void showParameters(int kind, const QString &text);
    static const std::vector<Parameter> &parametersOf(int kind);

    Unit m_unit;
    QComboBox *m_kind;
    QLabel *m_labels[3];
    QLineEdit *m_lines[3];
    QString m_shown;
};

} // namespace cs::ui
