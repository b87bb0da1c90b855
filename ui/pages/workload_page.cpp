// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/workload_page.h"

#include "ui/common/edit_table.h"
#include "ui/common/text.h"
#include "ui/common/widgets.h"
#include "ui/document/document.h"
#include "ui/document/scenario_edits.h"
#include "ui/fields/field_form.h"
#include "ui/fields/fields.h"
#include "ui/models/data_types_model.h"

#include <QGroupBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QShortcut>
#include <QSplitter>
#include <QToolButton>
#include <algorithm>
#include <set>

namespace cs::ui
{

namespace
{

struct Group {
    const char *title;
    std::vector<const char *> fields;
};

const std::vector<Group> &groups()
{
    static const std::vector<Group> all = {
        { QT_TRANSLATE_NOOP("cs::ui::WorkloadPage", "What it is"),
            { "name", "endpoint", "keys", "staleness_tolerance", "scope", "deterministic" } },
        { QT_TRANSLATE_NOOP("cs::ui::WorkloadPage", "Reads"),
            { "reads_rate", "arrivals", "peak_to_trough", "peak_at" } },
        { QT_TRANSLATE_NOOP("cs::ui::WorkloadPage", "Popularity of keys"),
            { "popularity", "exponent", "hot_keys", "hot_reads", "decay" } },
        { QT_TRANSLATE_NOOP("cs::ui::WorkloadPage", "Writes"), { "writes_per_read", "writes_rate", "write_keys" } },
        { QT_TRANSLATE_NOOP("cs::ui::WorkloadPage", "Sizes"), { "key_size", "value_size" } },
        { QT_TRANSLATE_NOOP("cs::ui::WorkloadPage", "Cost of a miss"),
            { "db_time", "db_queries", "app_time", "serialize_time" } },
    };
    return all;
}

} // namespace

WorkloadPage::WorkloadPage(Document *document, QWidget *parent)
    : QWidget(parent)
    , m_document(document)
    , m_model(new DataTypesModel(document, this))
    , m_table(new EditTable(this))
    , m_formTitle(heading({}, this, 1.1))
    , m_trace(note({}, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(buildToolBar());
    layout->addWidget(m_trace);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    m_table->setModel(m_model);
    m_table->setObjectName(QStringLiteral("dataTypesTable"));
    m_table->setAccessibleName(tr("Data types"));
    m_table->setMinimumHeight(120);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    splitter->addWidget(m_table);
    splitter->addWidget(scrolling(buildForm(), this));
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 3);
    splitter->setSizes({ 235, 500 });
    layout->addWidget(splitter, 1);

    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &WorkloadPage::retarget);
    connect(m_table, &EditTable::pasted, this, &WorkloadPage::paste);
    connect(document, &Document::changed, this, &WorkloadPage::refreshState);
    connect(document, &Document::replaced, this, [this] {
        QMetaObject::invokeMethod(
            this, [this] { select(0); }, Qt::QueuedConnection);
    });
    auto *removeKey = new QShortcut(QKeySequence::Delete, m_table, nullptr, nullptr, Qt::WidgetShortcut);
    connect(removeKey, &QShortcut::activated, this, &WorkloadPage::removeSelected);
    select(0);
    refreshState();
}

QWidget *WorkloadPage::buildToolBar()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(heading(tr("Data types"), bar));
    row->addStretch();
    auto *addButton
        = toolButton(QStringLiteral("addDataType"), QStringLiteral("add"), tr("Add"), tr("Add a data type"), bar);
    m_duplicate = toolButton(QStringLiteral("duplicateDataType"), QStringLiteral("duplicate"), tr("Duplicate"),
        tr("Duplicate the current data type with its rules"), bar);
    m_remove = toolButton(QStringLiteral("removeDataType"), QStringLiteral("remove"), tr("Remove"),
        tr("Remove the selected data types and their rules (Delete)"), bar);
    auto *copyButton = toolButton(QStringLiteral("copyDataTypes"), QStringLiteral("copy"), tr("Copy table"),
        tr("Copy all data types as tab-separated text"), bar);
    connect(addButton, &QToolButton::clicked, this, &WorkloadPage::add);
    connect(m_duplicate, &QToolButton::clicked, this, &WorkloadPage::duplicate);
    connect(m_remove, &QToolButton::clicked, this, &WorkloadPage::removeSelected);
    connect(copyButton, &QToolButton::clicked, this, [this] {
        m_table->selectAll();
        m_table->copySelection();
        Q_EMIT message(counted(m_model->rowCount(), tr("Copied one data type as tab-separated text."),
            tr("Copied %1 data types as tab-separated text.")));
    });
    for (auto *button : { addButton, m_duplicate, m_remove, copyButton })
        row->addWidget(button);
    return bar;
}

QWidget *WorkloadPage::buildForm()
{
    auto *content = new QWidget(this);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 4, 6, 4);
    layout->addWidget(m_formTitle);
    auto *columns = new QHBoxLayout;
    layout->addLayout(columns);
    layout->addStretch();
    QVBoxLayout *sides[] = { new QVBoxLayout, new QVBoxLayout };
    for (auto *side : sides)
        columns->addLayout(side, 1);
    int index = 0;
    for (const Group &group : groups()) {
        std::vector<BoundField> fields;
        for (const char *id : group.fields) {
            const Field<DataType> &field = *fieldNamed(dataTypeFields(), QString::fromLatin1(id));
            auto bound = bind(field, [this](Scenario &scenario) -> DataType * {
                const int row = currentRow();
                return row >= 0 && size_t(row) < scenario.workload.dataTypes.size()
                    ? &scenario.workload.dataTypes[size_t(row)]
                    : nullptr;
            });
            bound.set = [this, &field](Scenario &scenario, const std::string &text) -> Result<void> {
                if (currentRow() < 0)
                    return fail("no data type is selected");
                return setDataTypeField(scenario, size_t(currentRow()), field, text);
            };
            bound.owner = [this] { return m_formTitle->text(); };
            fields.push_back(std::move(bound));
        }
        auto *box = new QGroupBox(tr(group.title), content);
        auto *boxLayout = new QVBoxLayout(box);
        m_forms.push_back(new FieldForm(m_document, fields, 1, box));
        boxLayout->addWidget(m_forms.back());
        sides[index++ % 2 == 0 ? 0 : 1]->addWidget(box);
    }
    for (auto *side : sides)
        side->addStretch();
    return content;
}

int WorkloadPage::currentRow() const
{
    return m_table->currentIndex().isValid() ? m_table->currentIndex().row() : -1;
}

void WorkloadPage::select(int row)
{
    if (m_model->rowCount() == 0)
        return retarget();
    m_table->setCurrentIndex(m_model->index(std::clamp(row, 0, m_model->rowCount() - 1), 0));
    m_table->resizeColumnsToContents();
    retarget();
}

void WorkloadPage::retarget()
{
    refreshState();
    for (auto *form : m_forms)
        form->retarget();
}

void WorkloadPage::refreshState()
{
    const auto &types = m_document->scenario().workload.dataTypes;
    const int row = currentRow();
    const bool any = row >= 0 && size_t(row) < types.size();
    m_formTitle->setText(any ? qs(types[size_t(row)].name) : tr("No data type is selected"));
    m_duplicate->setEnabled(any);
    m_remove->setEnabled(any);
    refreshTraceNote();
}

void WorkloadPage::refreshTraceNote()
{
    const auto &trace = m_document->scenario().workload.trace;
    m_trace->setVisible(trace.has_value());
    if (trace)
        m_trace->setText(tr("The requests come from the recorded trace %1; rates and popularity below describe it but "
                            "do not drive the run.")
                             .arg(qs(trace->file)));
}

void WorkloadPage::add()
{
    const auto done = m_document->edit(tr("Add data type"), [](Scenario &scenario) -> Result<void> {
        addDataType(scenario);
        return {};
    });
    if (!done)
        return Q_EMIT message(qs(done.error().text()));
    m_table->setCurrentIndex(m_model->index(m_model->rowCount() - 1, 0));
    m_table->setFocus();
    m_table->edit(m_table->currentIndex());
}

void WorkloadPage::duplicate()
{
    const int row = currentRow();
    const auto done
        = m_document->edit(tr("Duplicate %1").arg(m_formTitle->text()), [row](Scenario &scenario) -> Result<void> {
              duplicateDataType(scenario, size_t(row));
              return {};
          });
    if (!done)
        return Q_EMIT message(qs(done.error().text()));
    m_table->setCurrentIndex(m_model->index(row + 1, 0));
}

void WorkloadPage::removeSelected()
{
    std::set<int, std::greater<>> rows;
    for (const QModelIndex &index : m_table->selectionModel()->selectedIndexes())
        rows.insert(index.row());
    if (rows.empty() && currentRow() >= 0)
        rows.insert(currentRow());
    if (rows.empty())
        return;
    const auto done
        = m_document->edit(counted(qsizetype(rows.size()), tr("Remove data type"), tr("Remove %1 data types")),
            [&rows](Scenario &scenario) -> Result<void> {
                for (const int row : rows)
                    removeDataType(scenario, size_t(row));
                return {};
            });
    if (!done)
        return Q_EMIT message(tr("Not removed: %1").arg(qs(done.error().text())));
    select(*rows.rbegin());
}

void WorkloadPage::paste(const QModelIndex &start, const QString &text)
{
    const auto done = m_model->paste(start, text);
    Q_EMIT message(done ? tr("Pasted.") : tr("Nothing was pasted: %1").arg(qs(done.error().text())));
}

} // namespace cs::ui
