// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/escape.h"
#include "sim/results/result_fields.h"
#include "sim/results/result_writer.h"

#include "sim/core/quantity.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

std::string cell(const FieldValue &value)
{
    if (const auto *count = std::get_if<std::uint64_t>(&value))
        return std::to_string(*count);
    if (const auto *real = std::get_if<double>(&value); real && std::isfinite(*real))
        return formatNumber(*real);
    return {};
}

std::string_view scopeName(Scope scope)
{
    switch (scope) {
    case Scope::totals:
        return "totals";
    case Scope::dataType:
        return "data_type";
    case Scope::layer:
        return "layer";
    case Scope::layerDataType:
        return "layer_data_type";
    }
    return "?";
}

std::string csvLine(const FigureRow &row, bool intervals)
{
    std::string line = csvField(row.run->strategy) + ',' + std::string(scopeName(row.scope)) + ',' + csvField(row.layer)
        + ',' + csvField(row.dataType);
    for (const auto &field : resultFields()) {
        const bool applies = field.appliesTo(row) && row.run->tells(field.name);
        const bool merged = applies && !row.run->estimates.empty();
        const Estimate estimate = merged ? estimateOf(field, row) : Estimate {};
        line += ',' + (merged ? cell(estimate.value) : applies ? cell(field.value(row)) : std::string());
        if (intervals)
            line += ',' + (merged ? cell(estimate.halfWidth) : std::string());
    }
    return line + '\n';
}

/// The unit of a field in words of a header; counts have none.
std::string columnName(std::string_view name, std::string_view ending = {})
{
    const bool bytes = name == "bytes" || name == "bytes_peak" || name == "egress_bytes";
    return std::string(name) + std::string(ending)
        + (bytes                                                             ? " (B)"
                : name.ends_with("_ratio") || name.ends_with("_utilization") ? " (0..1)"
                                                                             : "");
}

} // namespace

std::string resultCsv(std::span<const RunResultPtr> runs)
{
    std::string out = "strategy,scope,layer,data_type";
    const bool intervals
        = std::any_of(runs.begin(), runs.end(), [](const RunResultPtr &run) { return !run->estimates.empty(); });
    for (const auto &field : resultFields()) {
        out += ',' + columnName(field.name);
        if (intervals)
            out += ',' + columnName(field.name, "_ci95");
    }
    out += '\n';
    for (const auto &run : runs)
        for (const auto &row : figureRows(*run))
            out += csvLine(row, intervals);
    return out;
}

} // namespace cs
