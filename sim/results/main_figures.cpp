// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/main_figures.h"

#include "sim/core/names.h"
#include "sim/results/figure_text.h"
#include "sim/results/result_fields.h"

#include <charconv>
#include <cmath>
#include <vector>

namespace cs
{

namespace
{

constexpr MainFigure figures[] = {
    { "reads", "Reads", false },
    { "writes", "Writes", false },
    { "hit_ratio", "Hit ratio", true },
    { "byte_hit_ratio", "Byte hit ratio", false },
    { "stale_ratio", "Stale reads", true },
    { "violation_ratio", "Violations", false },
    { "failed", "Failed reads", true },
    { "latency_mean_s", "Mean latency", true },
    { "latency_p50_s", "p50 latency", false },
    { "latency_p95_s", "p95 latency", false },
    { "latency_p99_s", "p99 latency", true },
    { "latency_p999_s", "p99.9 latency", false },
    { "db_queries_per_s", "Database queries", true },
    { "db_queries_per_s_peak", "Database queries, peak", false },
    { "db_utilization", "Database utilisation", true },
    { "app_utilization", "App utilisation", false },
    { "evictions", "Evictions", false },
    { "bytes_peak", "Memory, peak", true },
    { "egress_bytes", "Egress", false },
    { "cost_per_month", "Cost per month", true },
    { "cost_per_million_requests", "Cost per million requests", false },
};

} // namespace

std::span<const MainFigure> mainFigures()
{
    return figures;
}

Unit fieldUnit(std::string_view field)
{
    if (field.ends_with("_per_s") || field.ends_with("_per_s_peak"))
        return Unit::rate;
    if (field.ends_with("_ratio") || field.ends_with("_utilization"))
        return Unit::share;
    if (field.ends_with("_s"))
        return Unit::time;
    if (field == "bytes" || field == "bytes_peak" || field == "egress_bytes")
        return Unit::bytes;
    return Unit::number;
}

std::string fieldText(std::string_view field, double value, double halfWidth)
{
    if (!std::isfinite(value))
        return "-";
    if (field.starts_with("cost_per_"))
        return groupedNumber(value, 2)
            + (std::isfinite(halfWidth) && halfWidth > 0 ? " ± " + groupedNumber(halfWidth, 2) : std::string());
    const Unit unit = fieldUnit(field);
    if (std::isfinite(halfWidth))
        return intervalText(value, halfWidth, unit);
    if (unit == Unit::number && value >= 0 && value < 1e15 && value == std::floor(value))
        return displayCount(static_cast<std::uint64_t>(value));
    return figureText(value, unit);
}

Result<double> parseFieldValue(std::string_view field, std::string_view text)
{
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec == std::errc() && read.ptr == text.data() + text.size() && std::isfinite(value))
        return value;
    return parseQuantity(text, fieldUnit(field));
}

Result<std::string> knownField(std::string_view name)
{
    std::vector<std::string_view> known;
    for (const auto &field : resultFields()) {
        if ((field.scopes & static_cast<unsigned>(Scope::totals)) == 0)
            continue;
        if (field.name == name)
            return std::string(name);
        known.push_back(field.name);
    }
    const std::string nearest = nearestName(name, known);
    return fail("is no figure of a result", std::string(name),
        nearest.empty() ? "such as hit_ratio, latency_p99_s, db_queries_per_s" : "did you mean " + nearest + "?");
}

} // namespace cs
