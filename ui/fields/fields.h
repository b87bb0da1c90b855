// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/fields/field.h"

namespace cs::ui
{

/// Every editable property of a data type, in the order of the form.
const std::vector<Field<DataType>> &dataTypeFields();
/// Every property of a layer that the form shows.
const std::vector<Field<Layer>> &layerFields();
/// Every property of a rule that the form shows.
const std::vector<Field<Rule>> &ruleFields();
/// Run settings, origin, objectives and the scenario's own name; the ids start with run_, origin_, objective_,
/// scenario_.
const std::vector<Field<Scenario>> &scenarioFields();

/// "5min ±10 %, delete_on_write": a rule in a cell.
QString shortRule(const Rule &rule);

} // namespace cs::ui
