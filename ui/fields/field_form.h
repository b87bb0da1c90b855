// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/fields/field.h"

#include <QWidget>

class QGridLayout;

namespace cs::ui
{

class Document;
class FieldEdit;

/// A titled group of labelled fields in one or more columns, kept in step with the document.
class FieldForm : public QWidget
{
    Q_OBJECT
public:
    FieldForm(Document *document, const std::vector<BoundField> &fields, int columns, QWidget *parent = nullptr);

    /// Another object is selected: every field shows the document's value, wrong text is dropped.
    void retarget();
    FieldEdit *edit(const QString &id) const;

private:
    std::vector<FieldEdit *> m_edits;
};

} // namespace cs::ui
