// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings_page.h"

#include "ui/common/text.h"
#include "ui/common/widgets.h"
#include "ui/document/document.h"
#include "ui/fields/field_edit.h"
#include "ui/fields/field_form.h"
#include "ui/fields/fields.h"

#include <QGroupBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QVBoxLayout>

namespace cs::ui
{

namespace
{

/// The description is prose: it is edited as a whole and taken over when the focus leaves.
class DescriptionEdit : public QPlainTextEdit
{
public:
    DescriptionEdit(Document *document, QWidget *parent)
        : QPlainTextEdit(parent)
        , m_document(document)
    {
        setObjectName(QStringLiteral("scenario_description"));
        setAccessibleName(tr("Description"));
        setToolTip(tr("What this scenario is about and what to look at."));
        setTabChangesFocus(true);
        connect(document, &Document::changed, this, [this] { show(); });
        connect(this, &QPlainTextEdit::textChanged, this, [this] {
            if (!m_showing)
                commit();
        });
        show();
    }

private:
    void show()
    {
        const QString text = qs(m_document->scenario().description);
        if (text == toPlainText())
            return;
        m_showing = true;
        setPlainText(text);
        m_showing = false;
    }
    void commit()
    {
        const auto done = m_document->edit(
            tr("Edit description"),
            [text = ss(toPlainText())](Scenario &scenario) -> Result<void> {
                scenario.description = text;
                return {};
            },
            QStringLiteral("description"));
        setAccessibleDescription(done ? QString() : qs(done.error().text()));
    }

    Document *m_document;
    bool m_showing = false;
};

} // namespace

SettingsPage::SettingsPage(Document *document, QWidget *parent)
    : QWidget(parent)
    , m_document(document)
    , m_estimate(note({}, this))
{
    auto *outer = new QVBoxLayout(this);
    outer->addWidget(heading(tr("Run, origin and objectives"), this));
    auto *content = new QWidget(this);
    auto *columns = new QHBoxLayout(content);
    columns->setContentsMargins(0, 0, 6, 0);
    auto *left = new QVBoxLayout;
    auto *right = new QVBoxLayout;
    columns->addLayout(left, 1);
    columns->addLayout(right, 1);
    left->addWidget(group(tr("Run"), QStringLiteral("run_"), {}));
    left->addWidget(m_estimate);
    auto *about = new QGroupBox(tr("Scenario"), content);
    auto *aboutLayout = new QVBoxLayout(about);
    std::vector<BoundField> name { bind(
        *fieldNamed(scenarioFields(), QStringLiteral("scenario_name")), [](Scenario &s) { return &s; }) };
    m_forms.push_back(new FieldForm(document, name, 1, about));
    aboutLayout->addWidget(m_forms.back());
    auto *description = new DescriptionEdit(document, about);
    description->setMinimumHeight(140);
    aboutLayout->addWidget(description);
    left->addWidget(about);
    left->addStretch();
    right->addWidget(group(tr("Origin: app servers and database"), QStringLiteral("origin_"),
        tr("What answers the reads that no cache answers.")));
    right->addWidget(group(tr("Objectives"), QStringLiteral("objective_"),
        tr("Every result says which of these are met. Leave empty what does not matter.")));
    right->addStretch();
    outer->addWidget(scrolling(content, this), 1);
}

QWidget *SettingsPage::group(const QString &title, const QString &prefix, const QString &text)
{
    auto *box = new QGroupBox(title, this);
    auto *layout = new QVBoxLayout(box);
    if (!text.isEmpty())
        layout->addWidget(note(text, box));
    std::vector<BoundField> fields;
    for (const Field<Scenario> &field : scenarioFields())
        if (field.id.startsWith(prefix))
            fields.push_back(bind(field, [](Scenario &scenario) { return &scenario; }));
    m_forms.push_back(new FieldForm(m_document, fields, 1, box));
    layout->addWidget(m_forms.back());
    return box;
}

void SettingsPage::focusField(const QString &id)
{
    for (auto *form : m_forms)
        if (auto *edit = form->edit(id))
            edit->focusEditor();
}

void SettingsPage::setEstimate(const QString &text)
{
    m_estimate->setText(text);
    m_estimate->setVisible(!text.isEmpty());
}

} // namespace cs::ui
