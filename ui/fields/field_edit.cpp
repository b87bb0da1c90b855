// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fields/field_edit.h"

#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/document/document.h"
#include "ui/fields/law_edit.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace cs::ui
{

FieldEdit::FieldEdit(BoundField field, Document *document, QWidget *parent)
    : QWidget(parent)
    , m_field(std::move(field))
    , m_document(document)
    , m_problem(new QLabel(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    buildEditor();
    layout->addWidget(editor());
    editor()->setObjectName(m_field.id);
    editor()->setToolTip(m_field.tip);
    editor()->setAccessibleName(m_field.label);
    editor()->setAccessibleDescription(m_field.tip);
    setFocusProxy(editor());
    m_problem->setObjectName(m_field.id + QStringLiteral("_problem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    layout->addWidget(m_problem);
}

FieldEdit::~FieldEdit()
{
    // An editor that dies with the focus says "finished" once more, when there is no field left to finish.
    for (QObject *child : findChildren<QObject *>()) {
        child->disconnect(this);
        child->removeEventFilter(this);
    }
}

void FieldEdit::buildEditor()
{
    switch (m_field.editor) {
    case EditorKind::text:
        m_line = new QLineEdit(this);
        m_line->installEventFilter(this);
        connect(m_line, &QLineEdit::textEdited, this, &FieldEdit::commit);
        connect(m_line, &QLineEdit::editingFinished, this, &FieldEdit::finish);
        break;
    case EditorKind::law:
        m_law = new LawEdit(m_field.unit, this);
        connect(m_law, &LawEdit::edited, this, &FieldEdit::commit);
        connect(m_law, &LawEdit::finished, this, &FieldEdit::finish);
        for (auto *line : m_law->findChildren<QLineEdit *>())
            line->installEventFilter(this);
        break;
    case EditorKind::flag:
        m_check = new QCheckBox(m_field.label, this);
        connect(m_check, &QCheckBox::clicked, this, [this](bool on) {
            ++m_visit;
            commit(on ? QStringLiteral("yes") : QStringLiteral("no"));
            refresh(true);
        });
        break;
    case EditorKind::choice:
        m_combo = new QComboBox(this);
        m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        m_combo->setMinimumContentsLength(8);
        m_combo->installEventFilter(this);
        for (const Choice &choice : m_field.choices)
            m_combo->addItem(choice.label, choice.value);
        connect(m_combo, &QComboBox::activated, this, [this](int index) {
            ++m_visit;
            commit(m_combo->itemData(index).toString());
        });
        break;
    }
}

QWidget *FieldEdit::editor() const
{
    if (m_line)
        return m_line;
    if (m_law)
        return m_law;
    return m_check ? static_cast<QWidget *>(m_check) : m_combo;
}

QString FieldEdit::undoText() const
{
    const QString owner = m_field.owner ? m_field.owner() : QString();
    return owner.isEmpty() ? tr("Edit %1").arg(m_field.label) : tr("Edit %1 of %2").arg(m_field.label, owner);
}

void FieldEdit::commit(const QString &text)
{
    m_committing = true;
    const auto set = [this, value = ss(text)](Scenario &scenario) { return m_field.set(scenario, value); };
    const QString key = QStringLiteral("%1/%2/%3").arg(m_field.id).arg(quintptr(this)).arg(m_visit);
    const auto done = m_document->edit(undoText(), set, key);
    m_committing = false;
    setProblem(done ? QString()
                    : qs(done.error().message + (done.error().hint.empty() ? "" : " (" + done.error().hint + ")")));
    if (done)
        m_value = m_field.get(m_document->scenario()).value_or(QString());
}

void FieldEdit::finish()
{
    if (!m_invalid)
        refresh(true);
}

void FieldEdit::refresh(bool force)
{
    if (m_committing)
        return;
    const auto value = m_field.get(m_document->scenario());
    setEnabled(value && m_field.applies(m_document->scenario()));
    if (m_line)
        m_line->setPlaceholderText(m_field.hint(m_document->scenario()));
    if (m_law)
        m_law->setHint(m_field.hint(m_document->scenario()));
    if (m_combo && !m_field.choices.empty() && m_field.choices.front().value.isEmpty()) {
        const QString hint = m_field.hint(m_document->scenario());
        m_combo->setItemText(0, hint.isEmpty() ? tr("default") : hint);
    }
    if (!force && m_invalid && value == m_value)
        return;
    m_value = value.value_or(QString());
    setProblem({});
    showText(m_value);
}

void FieldEdit::showText(const QString &text)
{
    if (m_line && m_line->text() != text)
        m_line->setText(text);
    if (m_law)
        m_law->setText(text);
    if (m_check)
        m_check->setChecked(text == QLatin1String("yes"));
    if (!m_combo)
        return;
    int index = m_combo->findData(text);
    if (index < 0) {
        m_combo->addItem(text, text);
        index = m_combo->count() - 1;
    }
    m_combo->setCurrentIndex(index);
}

QString FieldEdit::problem() const
{
    return m_invalid ? m_problem->text() : QString();
}

void FieldEdit::setProblem(const QString &text)
{
    m_invalid = !text.isEmpty();
    m_problem->setText(text);
    m_problem->setVisible(m_invalid);
    QPalette palette;
    if (m_invalid)
        palette.setColor(QPalette::WindowText, badColour(this->palette()));
    m_problem->setPalette(palette);
    if (m_line) {
        QPalette line;
        if (m_invalid)
            line.setColor(QPalette::Text, badColour(this->palette()));
        m_line->setPalette(line);
    }
    editor()->setAccessibleDescription(m_invalid ? text : m_field.tip);
}

void FieldEdit::focusEditor()
{
    editor()->setFocus(Qt::OtherFocusReason);
    if (m_line)
        m_line->selectAll();
}

void FieldEdit::markUnsimulated()
{
    auto *model = qobject_cast<QStandardItemModel *>(m_combo->model());
    if (!m_field.simulated || !model)
        return;
    for (int row = 0; row < m_combo->count(); ++row) {
        Scenario candidate = m_document->scenario();
        const QString value = m_combo->itemData(row).toString();
        const bool fine = m_field.set(candidate, ss(value)).has_value() && m_field.simulated(candidate);
        const QString plain = row < int(m_field.choices.size()) ? m_field.choices[size_t(row)].label : value;
        if (row > 0 || !value.isEmpty())
            m_combo->setItemText(row, fine ? plain : tr("%1 – not simulated yet").arg(plain));
        model->item(row)->setForeground(fine ? QBrush() : QBrush(mutedColour(palette())));
        model->item(row)->setToolTip(
            fine ? QString() : tr("Kept in the file; a run with it is refused by this version."));
    }
}

bool FieldEdit::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn)
        ++m_visit;
    if (m_combo && watched == m_combo) {
        if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::FocusIn)
            markUnsimulated();
        // A wheel over a form that scrolls must not change values.
        if (event->type() == QEvent::Wheel) {
            event->ignore();
            return true;
        }
    } else if (event->type() == QEvent::ShortcutOverride) {
        // Undo is the document's: one history, not one per field.
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return true;
        }
    } else if (event->type() == QEvent::KeyPress && m_invalid
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        refresh(true);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void FieldEdit::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_invalid)
        setProblem(m_problem->text());
}

} // namespace cs::ui
