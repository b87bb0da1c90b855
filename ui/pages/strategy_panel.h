// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/model/scenario.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QToolButton;

namespace cs::ui
{

class Document;
class EditTable;
class FieldForm;
class LayersModel;
class RulesModel;

/// One strategy: its layers in order with a form for the selected one, and what each layer does with each data type
/// with a form for the selected rule.
class StrategyPanel : public QWidget
{
    Q_OBJECT
public:
    StrategyPanel(Document *document, const QString &name, QWidget *parent = nullptr);

    std::size_t strategy() const { return m_strategy; }
    void setStrategy(std::size_t strategy);
    void selectLayer(int layer);
    void selectRule(int dataType, int layer);

Q_SIGNALS:
    void message(const QString &text);
    void strategyChanged();

private:
    QWidget *buildHead();
    QWidget *buildLayers();
    QWidget *buildRules();
    std::vector<struct BoundField> layerBindings();
    std::vector<struct BoundField> ruleBindings();
    void change(const QString &text, const std::function<void(Scenario &)> &edit);
    void refresh();
    void selectFirstRule();
    void refreshCombo();
    void fillAddMenu(QToolButton *button);
    void moveBy(int step);
    int currentLayer() const;
    QString layerName() const;
    const Layer *layer(const Scenario &scenario, int index) const;
    Rule *currentRule(Scenario &scenario) const;

    Document *m_document;
    std::size_t m_strategy = 0;
    LayersModel *m_layersModel;
    RulesModel *m_rulesModel;
    QComboBox *m_combo;
    EditTable *m_layers;
    EditTable *m_rules;
    QLabel *m_problems = nullptr;
    QLabel *m_ruleTitle = nullptr;
    QToolButton *m_removeStrategy = nullptr, *m_removeLayer = nullptr, *m_up = nullptr, *m_down = nullptr;
    FieldForm *m_layerForm = nullptr;
    FieldForm *m_ruleForm = nullptr;
    FieldForm *m_nameForm = nullptr;
    FieldForm *m_cachedForm = nullptr;
    QWidget *m_layerBox = nullptr, *m_ruleBox = nullptr;
};

} // namespace cs::ui
