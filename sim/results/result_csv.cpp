// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/escape.h"
#include "sim/results/result_fields.h"
#include "sim/results/result_writer.h"

#include "sim/core/quantity.h"

namespace cs
{

namespace
{

std::string cell(const FieldValue &value)
{
    if (const auto *count = std::get_if<std::uint64_t>(&value))
        return std::to_string(*count);
    if (const auto *real = std::get_if<double>(&value))
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

std::string csvLine(const FigureRow &row)
{
    std::string line = csvField(row.run->strategy) + ',' + std::string(scopeName(row.scope)) + ',' + csvField(row.layer)
        + ',' + csvField(row.dataType);
    for (const auto &field : resultFields())
        line += ',' + (field.appliesTo(row) ? cell(field.value(row)) : std::string());
    return line + '\n';
}

/// The unit of a field in words of a header; counts have none.
std::string columnName(std::string_view name)
{
    const bool bytes = name == "bytes" || name == "bytes_peak" || name == "egress_bytes";
    return std::string(name)
        + (bytes                                                             ? " (B)"
                : name.ends_with("_ratio") || name.ends_with("_utilization") ? " (0..1)"
                                                                             : "");
}

} // namespace

std::string resultCsv(std::span<const RunResultPtr> runs)
{
    std::string out = "strategy,scope,layer,data_type";
    for (const auto &field : resultFields())
        out += ',' + columnName(field.name);
    out += '\n';
    for (const auto &run : runs) {
        out += csvLine(totalsRow(*run));
        for (const auto &type : run->dataTypes)
            out += csvLine(dataTypeRow(*run, type));
        for (const auto &layer : run->layers) {
            out += csvLine(layerRow(*run, layer));
            for (const auto &type : layer.dataTypes)
                out += csvLine(layerDataTypeRow(*run, layer, type));
        }
    }
    return out;
}

} // namespace cs
