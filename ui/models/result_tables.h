// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/log_import.h"
#include "sim/results/run_result.h"
#include "sim/results/text_table.h"
#include "ui/models/text_table_model.h"

#include <span>

namespace cs::ui
{

/// The totals of the runs; from the second run on with the difference to the first, an arrow and a colour that says
/// whether it is better or worse.
void fillTotals(TextTableModel &model, std::span<const RunResultPtr> runs);

/// A row for each data type of each run.
void fillDataTypes(TextTableModel &model, std::span<const RunResultPtr> runs);
/// A row for each layer of each run, and below it one for each data type that it caches.
void fillLayers(TextTableModel &model, std::span<const RunResultPtr> runs);

/// A finished table as it is.
void fillText(TextTableModel &model, const TextTable &table);

/// What an import found.
void fillEndpoints(TextTableModel &model, std::span<const ImportedEndpoint> endpoints);

} // namespace cs::ui
