// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/fields/field.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace cs::ui
{

class Document;
class LawEdit;

/// The editor of one field: what is typed goes into the document at once (as one undo step per visit), what is wrong
/// stays in the editor with the reason below it and leaves the document as it was.
class FieldEdit : public QWidget
{
    Q_OBJECT
public:
    FieldEdit(BoundField field, Document *document, QWidget *parent = nullptr);

    ~FieldEdit() override;

    const BoundField &field() const { return m_field; }
    bool isInvalid() const { return m_invalid; }
    QString problem() const;
    /// Shows the document's value; text that is wrong stays unless the value itself has changed or `force` is set.
    void refresh(bool force = false);
    void focusEditor();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildEditor();
    QWidget *editor() const;
    void commit(const QString &text);
    void finish();
    void showText(const QString &text);
    void setProblem(const QString &text);
    void markUnsimulated();
    QString undoText() const;

    BoundField m_field;
    Document *m_document;
    QLineEdit *m_line = nullptr;
    QComboBox *m_combo = nullptr;
    QCheckBox *m_check = nullptr;
    LawEdit *m_law = nullptr;
    QLabel *m_problem;
    QString m_value;
    int m_visit = 0;
    bool m_invalid = false;
    bool m_committing = false;
};

} // namespace cs::ui
