// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace cs::ui
{

class DataTypesModel;
class Document;
class EditTable;
class FieldForm;

/// The data types as a table, and everything about the selected one in a form below.
class WorkloadPage : public QWidget
{
    Q_OBJECT
public:
    explicit WorkloadPage(Document *document, QWidget *parent = nullptr);

    void select(int row);
    int currentRow() const;

Q_SIGNALS:
    void message(const QString &text);

private:
    QWidget *buildToolBar();
    QWidget *buildForm();
    void add();
    void duplicate();
    void removeSelected();
    void paste(const QModelIndex &start, const QString &text);
    void retarget();
    void refreshState();
    void refreshTraceNote();

    Document *m_document;
    DataTypesModel *m_model;
    EditTable *m_table;
    QLabel *m_formTitle;
    QLabel *m_trace;
    QToolButton *m_duplicate = nullptr, *m_remove = nullptr;
    std::vector<FieldForm *> m_forms;
};

} // namespace cs::ui
