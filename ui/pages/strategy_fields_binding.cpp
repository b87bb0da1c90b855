// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/strategy_fields_binding.h"

#include "sim/engine/support.h"
#include "ui/common/text.h"
#include "ui/document/scenario_edits.h"
#include "ui/fields/fields.h"

#include <QCoreApplication>

namespace cs::ui
{

namespace
{

Layer *layerAt(Scenario &scenario, std::pair<std::size_t, int> position)
{
    const auto [strategy, layer] = position;
    if (strategy >= scenario.strategies.size() || layer < 0)
        return nullptr;
    auto &layers = scenario.strategies[strategy].layers;
    return size_t(layer) < layers.size() ? &layers[size_t(layer)] : nullptr;
}

} // namespace

BoundField strategyNameBinding(std::function<std::size_t()> strategy)
{
    Field<Strategy> field;
    field.id = QStringLiteral("strategy_name");
    field.label = QCoreApplication::translate("Fields", "Name");
    field.tip = QCoreApplication::translate("Fields", "Name of the strategy; unique within the scenario.");
    field.get = [](const Strategy &s) { return qs(s.name); };
    field.set = [](Strategy &s, const std::string &text) -> Result<void> {
        s.name = text;
        return {};
    };
    return bind(field, [strategy](Scenario &scenario) -> Strategy * {
        return strategy() < scenario.strategies.size() ? &scenario.strategies[strategy()] : nullptr;
    });
}

std::vector<BoundField> layerFieldBindings(const LayerPosition &position, const std::function<QString()> &owner)
{
    std::vector<BoundField> all;
    for (const Field<Layer> &field : layerFields()) {
        BoundField bound = bind(field, [position](Scenario &scenario) { return layerAt(scenario, position()); });
        if (field.id == QLatin1String("layer_name")) {
            bound.set = [position](Scenario &scenario, const std::string &text) -> Result<void> {
                const auto [strategy, layer] = position();
                if (!layerAt(scenario, { strategy, layer }))
                    return fail("no layer is selected");
                renameLayer(scenario, strategy, size_t(layer), text);
                return {};
            };
        }
        bound.owner = owner;
        bound.simulated
            = [position](const Scenario &scenario) { return unsupported(scenario, position().first).empty(); };
        all.push_back(std::move(bound));
    }
    return all;
}

std::vector<BoundField> ruleFieldBindings(const std::function<Rule *(Scenario &)> &target,
    const std::function<QString()> &owner, const std::function<std::size_t()> &strategy)
{
    std::vector<BoundField> all;
    for (const Field<Rule> &field : ruleFields()) {
        BoundField bound = bind(field, target);
        bound.owner = owner;
        bound.simulated = [strategy](const Scenario &scenario) { return unsupported(scenario, strategy()).empty(); };
        all.push_back(std::move(bound));
    }
    return all;
}

BoundField cachedBinding(const LayerPosition &position, const std::function<int()> &dataType)
{
    BoundField bound;
    bound.id = QStringLiteral("rule_cached");
    bound.label = QCoreApplication::translate("Fields", "Cached in this layer");
    bound.tip = QCoreApplication::translate("Fields", "Whether this layer keeps values of this data type.");
    bound.editor = EditorKind::flag;
    const auto nameOfType = [dataType](const Scenario &scenario) -> std::optional<std::string> {
        const int row = dataType();
        if (row < 0 || size_t(row) >= scenario.workload.dataTypes.size())
            return std::nullopt;
        return scenario.workload.dataTypes[size_t(row)].name;
    };
    bound.get = [position, nameOfType](const Scenario &scenario) -> std::optional<QString> {
        const Layer *layer = layerAt(const_cast<Scenario &>(scenario), position());
        const auto name = nameOfType(scenario);
        if (!layer || !name)
            return std::nullopt;
        return layer->ruleFor(*name) ? QStringLiteral("yes") : QStringLiteral("no");
    };
    bound.set = [position, nameOfType](Scenario &scenario, const std::string &text) -> Result<void> {
        Layer *layer = layerAt(scenario, position());
        const auto name = nameOfType(scenario);
        if (!layer || !name)
            return fail("no cell is selected");
        setCached(*layer, *name, text == "yes");
        return {};
    };
    bound.applies = [](const Scenario &) { return true; };
    bound.hint = [](const Scenario &) { return QString(); };
    return bound;
}

} // namespace cs::ui
