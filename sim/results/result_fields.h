// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/results/run_result.h"

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

/// The figures of a result by the names of the file format: one table that JSON and CSV are written from.
namespace cs
{

/// What a row of figures is about.
enum class Scope : unsigned { totals = 1, dataType = 2, layer = 4, layerDataType = 8 };

/// No value: the field applies, but there is nothing to tell ("p99 of no reads").
using FieldValue = std::variant<std::monostate, std::uint64_t, double>;

struct FigureRow {
    Scope scope = Scope::totals;
    const RunResult *run = nullptr;
    std::string layer;
    std::string dataType;
    Figures figures; ///< for totals and data types with the sums over the layers of what only layers count
};

struct ResultField {
    const char *name; ///< with its unit, as the file format has it
    unsigned scopes;
    FieldValue (*value)(const FigureRow &row);

    bool appliesTo(const FigureRow &row) const;
};
std::span<const ResultField> resultFields();

FigureRow totalsRow(const RunResult &run);
FigureRow dataTypeRow(const RunResult &run, const TypeResult &type);
FigureRow layerRow(const RunResult &run, const LayerResult &layer);
FigureRow layerDataTypeRow(const RunResult &run, const LayerResult &layer, const TypeResult &type);

/// Length of the measured span.
double measuredSeconds(const RunResult &run);

/// Sum over the layers of their peaks: the memory to provide, at least what was held at any one time.
std::uint64_t memoryPeakBytes(const RunResult &run);

} // namespace cs
