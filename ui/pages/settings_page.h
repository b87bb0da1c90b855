// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <vector>

class QLabel;

namespace cs::ui
{

class Document;
class FieldEdit;
class FieldForm;

/// Run settings, origin and objectives of the scenario.
class SettingsPage : public QWidget
{
    Q_OBJECT
public:
    explicit SettingsPage(Document *document, QWidget *parent = nullptr);

    /// Puts the focus into the field, for example "run_seed".
    void focusField(const QString &id);
    /// What a run takes, shown below the run settings.
    void setEstimate(const QString &text);

private:
    QWidget *group(const QString &title, const QString &prefix, const QString &text);

    Document *m_document;
    QLabel *m_estimate;
    std::vector<FieldForm *> m_forms;
};

} // namespace cs::ui
