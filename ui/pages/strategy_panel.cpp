// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/strategy_panel.h"

#include "ui/common/edit_table.h"
#include "ui/common/text.h"
#include "ui/common/widgets.h"
#include "ui/document/document.h"
#include "ui/document/scenario_edits.h"
#include "ui/fields/field_form.h"
#include "ui/fields/fields.h"
#include "ui/models/layers_model.h"
#include "ui/models/rules_model.h"
#include "ui/pages/strategy_fields_binding.h"

#include "sim/engine/support.h"
#include "sim/model/presets.h"

#include <QComboBox>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

namespace cs::ui
{

StrategyPanel::StrategyPanel(Document *document, const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_document(document)
    , m_layersModel(new LayersModel(document, this))
    , m_rulesModel(new RulesModel(document, this))
    , m_combo(new QComboBox(this))
    , m_layers(new EditTable(this))
    , m_rules(new EditTable(this))
{
    setObjectName(name);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 6, 0);
    layout->addWidget(buildHead());
    layout->addWidget(buildLayers());
    layout->addWidget(buildRules());
    layout->addStretch();
    connect(document, &Document::changed, this, &StrategyPanel::refresh);
    connect(document, &Document::replaced, this, [this] { setStrategy(m_strategy); });
    connect(m_combo, &QComboBox::activated, this, [this](int index) { setStrategy(size_t(index)); });
    connect(m_layers->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        refresh();
        m_layerForm->retarget();
    });
    connect(m_rules->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        refresh();
        m_ruleForm->retarget();
        m_cachedForm->retarget();
    });
    setStrategy(0);
}

QWidget *StrategyPanel::buildHead()
{
    auto *head = new QWidget(this);
    auto *column = new QVBoxLayout(head);
    column->setContentsMargins(0, 0, 0, 0);
    auto *row = new QHBoxLayout;
    m_combo->setObjectName(objectName() + QStringLiteral("_combo"));
    m_combo->setAccessibleName(tr("Strategy shown here"));
    m_combo->setToolTip(tr("Choose which strategy is shown on this side"));
    m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_combo->setMinimumContentsLength(10);
    row->addWidget(m_combo, 1);
    auto *add = toolButton(QStringLiteral("addStrategy"), QStringLiteral("add"), {}, tr("Add an empty strategy"), head);
    auto *duplicate = toolButton(
        QStringLiteral("duplicateStrategy"), QStringLiteral("duplicate"), {}, tr("Duplicate this strategy"), head);
    m_removeStrategy
        = toolButton(QStringLiteral("removeStrategy"), QStringLiteral("remove"), {}, tr("Remove this strategy"), head);
    for (auto *button : { add, duplicate, m_removeStrategy })
        row->addWidget(button);
    column->addLayout(row);
    m_nameForm = new FieldForm(m_document, { strategyNameBinding([this] { return m_strategy; }) }, 1, head);
    column->addWidget(m_nameForm);
    m_problems = new QLabel(head);
    m_problems->setWordWrap(true);
    m_problems->setTextFormat(Qt::PlainText);
    m_problems->setObjectName(objectName() + QStringLiteral("_problems"));
    column->addWidget(m_problems);
    connect(add, &QToolButton::clicked, this, [this] {
        change(tr("Add strategy"), [](Scenario &s) { addStrategy(s); });
        setStrategy(m_document->scenario().strategies.size() - 1);
    });
    connect(duplicate, &QToolButton::clicked, this, [this] {
        const std::size_t index = m_strategy;
        change(tr("Duplicate strategy"), [index](Scenario &s) { duplicateStrategy(s, index); });
        setStrategy(index + 1);
    });
    connect(m_removeStrategy, &QToolButton::clicked, this,
        [this] { change(tr("Remove strategy"), [index = m_strategy](Scenario &s) { removeStrategy(s, index); }); });
    return head;
}

QWidget *StrategyPanel::buildLayers()
{
    auto *box = new QGroupBox(tr("Layers, from the client inward"), this);
    auto *column = new QVBoxLayout(box);
    auto *row = new QHBoxLayout;
    auto *add = toolButton(
        QStringLiteral("addLayer"), QStringLiteral("add"), tr("Add layer"), tr("Add a cache layer of a kind"), box);
    fillAddMenu(add);
    m_removeLayer = toolButton(
        QStringLiteral("removeLayer"), QStringLiteral("remove"), tr("Remove"), tr("Remove the selected layer"), box);
    m_up
        = toolButton(QStringLiteral("layerUp"), QStringLiteral("up"), {}, tr("Move the layer towards the client"), box);
    m_down = toolButton(
        QStringLiteral("layerDown"), QStringLiteral("down"), {}, tr("Move the layer towards the database"), box);
    for (auto *button : { add, m_removeLayer, m_up, m_down })
        row->addWidget(button);
    row->addStretch();
    column->addLayout(row);
    m_layers->setModel(m_layersModel);
    m_layers->setObjectName(objectName() + QStringLiteral("_layers"));
    m_layers->setAccessibleName(tr("Layers"));
    m_layers->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_layers->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_layers->setSelectionMode(QAbstractItemView::SingleSelection);
    m_layers->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_layers->setFixedHeight(m_layers->verticalHeader()->defaultSectionSize() * 4 + 12);
    column->addWidget(m_layers);
    m_layerBox = new QWidget(box);
    auto *form = new QVBoxLayout(m_layerBox);
    form->setContentsMargins(0, 0, 0, 0);
    m_layerForm = new FieldForm(m_document, layerBindings(), 2, m_layerBox);
    form->addWidget(m_layerForm);
    column->addWidget(m_layerBox);
    connect(m_removeLayer, &QToolButton::clicked, this, [this] {
        const int index = currentLayer();
        change(tr("Remove layer %1").arg(layerName()),
            [strategy = m_strategy, index](Scenario &s) { removeLayer(s, strategy, size_t(index)); });
        selectLayer(std::max(0, index - 1));
    });
    connect(m_up, &QToolButton::clicked, this, [this] { moveBy(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { moveBy(1); });
    return box;
}

QWidget *StrategyPanel::buildRules()
{
    auto *box = new QGroupBox(tr("Rules: data type × layer"), this);
    auto *column = new QVBoxLayout(box);
    m_rules->setModel(m_rulesModel);
    m_rules->setObjectName(objectName() + QStringLiteral("_rules"));
    m_rules->setAccessibleName(tr("Rules, data types by layers"));
    m_rules->setToolTip(
        tr("Type a TTL such as 5min into a cell, \"none\" for no expiry; empty a cell to stop caching there"));
    m_rules->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_rules->horizontalHeader()->setMinimumSectionSize(70);
    column->addWidget(m_rules);
    m_ruleTitle = heading({}, box, 1.0);
    m_ruleTitle->setWordWrap(true);
    column->addWidget(m_ruleTitle);
    m_ruleBox = new QWidget(box);
    auto *form = new QVBoxLayout(m_ruleBox);
    form->setContentsMargins(0, 0, 0, 0);
    const auto layerAt = [this] { return std::pair(m_strategy, m_rules->currentIndex().column() - 1); };
    m_cachedForm = new FieldForm(
        m_document, { cachedBinding(layerAt, [this] { return m_rules->currentIndex().row(); }) }, 1, m_ruleBox);
    form->addWidget(m_cachedForm);
    m_ruleForm = new FieldForm(m_document, ruleBindings(), 2, m_ruleBox);
    form->addWidget(m_ruleForm);
    column->addWidget(m_ruleBox);
    connect(m_rules, &EditTable::pasted, this, [this](const QModelIndex &start, const QString &text) {
        const QString value = text.section(QLatin1Char('\n'), 0, 0).section(QLatin1Char('\t'), 0, 0);
        const QString problem
            = start.column() > 0 ? m_rulesModel->problem(start, value) : tr("choose a cell of a layer");
        if (problem.isEmpty())
            m_rulesModel->setData(start, value, Qt::EditRole);
        else
            Q_EMIT message(tr("Nothing was pasted: %1").arg(problem));
    });
    return box;
}

void StrategyPanel::fillAddMenu(QToolButton *button)
{
    auto *menu = new QMenu(button);
    for (const auto &entry : NameTable<LayerKind>::table) {
        auto *action = menu->addAction(qs(displayName(entry.value)), this, [this, kind = entry.value] {
            std::size_t index = 0;
            change(tr("Add layer"), [&](Scenario &s) { index = addLayer(s, m_strategy, kind); });
            selectLayer(int(index));
        });
        Scenario probe = newScenario();
        probe.strategies[1].layers.clear();
        addLayer(probe, 1, entry.value);
        if (!unsupported(probe, 1).empty()) {
            action->setText(tr("%1 – not simulated yet").arg(action->text()));
            action->setEnabled(false);
        }
    }
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
}

std::vector<BoundField> StrategyPanel::layerBindings()
{
    return layerFieldBindings([this] { return std::pair(m_strategy, currentLayer()); }, [this] { return layerName(); });
}

std::vector<BoundField> StrategyPanel::ruleBindings()
{
    return ruleFieldBindings([this](Scenario &scenario) { return currentRule(scenario); },
        [this] { return m_ruleTitle->text(); }, [this] { return m_strategy; });
}

void StrategyPanel::change(const QString &text, const std::function<void(Scenario &)> &edit)
{
    const auto done = m_document->edit(text, [&edit](Scenario &scenario) -> Result<void> {
        edit(scenario);
        return {};
    });
    if (!done)
        Q_EMIT message(qs(done.error().text()));
}

void StrategyPanel::moveBy(int step)
{
    const int from = currentLayer();
    const int to = from + step;
    if (from < 0 || to < 0 || to >= m_layersModel->rowCount())
        return;
    change(tr("Move layer %1").arg(layerName()),
        [strategy = m_strategy, from, to](Scenario &s) { moveLayer(s, strategy, size_t(from), size_t(to)); });
    selectLayer(to);
}

int StrategyPanel::currentLayer() const
{
    return m_layers->currentIndex().isValid() ? m_layers->currentIndex().row() : -1;
}

const Layer *StrategyPanel::layer(const Scenario &scenario, int index) const
{
    if (m_strategy >= scenario.strategies.size() || index < 0)
        return nullptr;
    const auto &layers = scenario.strategies[m_strategy].layers;
    return size_t(index) < layers.size() ? &layers[size_t(index)] : nullptr;
}

QString StrategyPanel::layerName() const
{
    const Layer *current = layer(m_document->scenario(), currentLayer());
    return current ? qs(current->name) : QString();
}

Rule *StrategyPanel::currentRule(Scenario &scenario) const
{
    const QModelIndex index = m_rules->currentIndex();
    const auto *target = const_cast<Layer *>(layer(scenario, index.column() - 1));
    if (!index.isValid() || !target || size_t(index.row()) >= scenario.workload.dataTypes.size())
        return nullptr;
    return ruleOf(const_cast<Layer &>(*target), scenario.workload.dataTypes[size_t(index.row())].name);
}

void StrategyPanel::setStrategy(std::size_t strategy)
{
    const std::size_t count = m_document->scenario().strategies.size();
    m_strategy = count == 0 ? 0 : std::min(strategy, count - 1);
    m_layersModel->setStrategy(m_strategy);
    m_rulesModel->setStrategy(m_strategy);
    refreshCombo();
    selectLayer(0);
    selectFirstRule();
    refresh();
    m_nameForm->retarget();
    Q_EMIT strategyChanged();
}

void StrategyPanel::selectLayer(int layer)
{
    if (layer >= 0 && layer < m_layersModel->rowCount())
        m_layers->setCurrentIndex(m_layersModel->index(layer, 0));
    m_layerForm->retarget();
    refresh();
}

void StrategyPanel::selectRule(int dataType, int layer)
{
    const int column = RulesModel::columnOfLayer(layer);
    if (dataType >= 0 && dataType < m_rulesModel->rowCount() && column < m_rulesModel->columnCount())
        m_rules->setCurrentIndex(m_rulesModel->index(dataType, column));
    m_ruleForm->retarget();
    m_cachedForm->retarget();
    refresh();
}

void StrategyPanel::selectFirstRule()
{
    const Scenario &scenario = m_document->scenario();
    for (int type = 0; type < m_rulesModel->rowCount(); ++type) {
        for (int index = 0; const Layer *candidate = layer(scenario, index); ++index)
            if (candidate->ruleFor(scenario.workload.dataTypes[size_t(type)].name))
                return selectRule(type, index);
    }
    selectRule(0, 0);
}

void StrategyPanel::refreshCombo()
{
    const auto &strategies = m_document->scenario().strategies;
    QStringList names;
    for (const Strategy &strategy : strategies)
        names << qs(strategy.name);
    QStringList shown;
    for (int index = 0; index < m_combo->count(); ++index)
        shown << m_combo->itemText(index);
    if (shown != names) {
        m_combo->clear();
        m_combo->addItems(names);
    }
    m_combo->setCurrentIndex(int(m_strategy));
}

void StrategyPanel::refresh()
{
    const Scenario &scenario = m_document->scenario();
    if (m_strategy >= scenario.strategies.size() && !scenario.strategies.empty())
        return setStrategy(scenario.strategies.size() - 1);
    refreshCombo();
    const Layer *current = layer(scenario, currentLayer());
    m_layerBox->setVisible(current);
    m_removeStrategy->setEnabled(scenario.strategies.size() > 1);
    m_removeLayer->setEnabled(current);
    m_up->setEnabled(current && currentLayer() > 0);
    m_down->setEnabled(current && currentLayer() + 1 < m_layersModel->rowCount());
    const int rows = std::clamp(m_rulesModel->rowCount(), 1, 12);
    m_rules->setFixedHeight(m_rules->verticalHeader()->defaultSectionSize() * (rows + 1) + 16);
    const QModelIndex rule = m_rules->currentIndex();
    const Layer *ruleLayer = layer(scenario, rule.column() - 1);
    m_ruleBox->setVisible(rule.isValid() && ruleLayer);
    m_ruleTitle->setText(m_layersModel->rowCount() == 0 ? tr("No layers: every read goes to the database.")
            : rule.isValid() && ruleLayer && size_t(rule.row()) < scenario.workload.dataTypes.size()
            ? tr("%1 in %2").arg(qs(scenario.workload.dataTypes[size_t(rule.row())].name), qs(ruleLayer->name))
            : tr("Choose a cell to see its rule"));
    const Errors refused = m_strategy < scenario.strategies.size() ? unsupported(scenario, m_strategy) : Errors();
    m_problems->setVisible(!refused.empty());
    m_problems->setText(
        refused.empty() ? QString() : tr("Not simulated by this version:\n%1").arg(qs(joined(refused)).trimmed()));
}

} // namespace cs::ui
