// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/results/run_result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
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
    std::size_t index = 0; ///< among figureRows()
    const LayerResult *ofLayer = nullptr; ///< a layer's own row
};

/// How a figure of several replications comes about, and its interval.
enum class Pooling {
    mean, ///< mean of the replications' values
    ratio, ///< of the merged counts; interval by the ratio estimator
    quantile, ///< of the merged histogram; interval from the replications' quantiles
};

struct ResultField {
    const char *name; ///< with its unit, as the file format has it
    unsigned scopes;
    FieldValue (*value)(const FigureRow &row);
    Pooling pooling = Pooling::mean;
    double (*weight)(const FigureRow &row) = nullptr; ///< of a ratio: what it is a part of
    double (*events)(const FigureRow &row) = nullptr; ///< what the figure rests on; too few and it has no interval

    bool appliesTo(const FigureRow &row) const;
};
std::span<const ResultField> resultFields();

/// All rows of a run: totals, data types, then each layer and its data types.
std::vector<FigureRow> figureRows(const RunResult &run);

/// The figure as of one run, with its interval where there are replications.
Estimate estimateOf(const ResultField &field, const FigureRow &row);
/// The same for the totals by the field's name.
Estimate totalsEstimate(const RunResult &run, std::string_view field);

/// A count of a run as it is shown: of merged replications the mean of one, rounded.
std::uint64_t shownCount(const RunResult &run, std::uint64_t count);

/// Fewer events than this in all replications and a rare figure has no interval.
inline constexpr double fewestEvents = 100;

FigureRow totalsRow(const RunResult &run);
FigureRow dataTypeRow(const RunResult &run, const TypeResult &type);
FigureRow layerRow(const RunResult &run, const LayerResult &layer);
FigureRow layerDataTypeRow(const RunResult &run, const LayerResult &layer, const TypeResult &type);

/// Length of the measured span.
double measuredSeconds(const RunResult &run);

/// Sum over the layers of their peaks: the memory to provide, at least what was held at any one time.
std::uint64_t memoryPeakBytes(const RunResult &run);

} // namespace cs
