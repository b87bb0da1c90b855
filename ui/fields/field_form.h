// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/fields/field.h"

#include <QWidget>

class QGridLayout;
class QLabel;

namespace cs::ui
{

class Document;
class FieldEdit;

/// Labelled fields in up to so many columns as fit, kept in step with the document.
class FieldForm : public QWidget
{
    Q_OBJECT
public:
    FieldForm(Document *document, const std::vector<BoundField> &fields, int columns, QWidget *parent = nullptr);

    /// Another object is selected: every field shows the document's value, wrong text is dropped.
    void retarget();
    FieldEdit *edit(const QString &id) const;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange(int columns);

    QGridLayout *m_grid;
    int m_mostColumns;
    int m_columns = 0;
    std::vector<QLabel *> m_labels; ///< nullptr where the editor carries its own
    std::vector<FieldEdit *> m_edits;
};

} // namespace cs::ui
