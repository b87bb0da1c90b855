// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/sensitivity/sensitivity.h"

#include "sim/results/escape.h"
#include "sim/results/figure_text.h"
#include "sim/results/text_table.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace cs
{

namespace
{

using Json = nlohmann::ordered_json;

std::string changeText(const Estimate &change, Unit unit)
{
    if (std::isnan(change.value))
        return "-";
    const double half = std::isnan(change.halfWidth) ? 0 : change.halfWidth;
    if (change.value == 0 && half == 0)
        return "0";
    return differenceIntervalText(change.value, half, unit);
}

bool applies(const SensitivityTable &table, std::size_t figure)
{
    return !std::isnan(table.unchanged[figure].value);
}

bool isListed(const SensitivityRow &row)
{
    return row.error.empty() && !row.isInert;
}

TextTable tornado(const SensitivityTable &table)
{
    TextTable out;
    out.header = { "Parameter", "Value", "less", "more" };
    for (std::size_t i = 0; i < table.figures.size(); ++i)
        if (applies(table, i)) {
            out.header.push_back(std::string(table.figures[i].label) + " with less");
            out.header.push_back("with more");
        }
    for (const auto &row : table.rows) {
        if (!isListed(row))
            continue;
        std::vector<std::string> cells { row.path, row.value, row.low, row.high };
        for (std::size_t i = 0; i < table.figures.size(); ++i)
            if (applies(table, i)) {
                cells.push_back(changeText(row.effects[i].low, table.figures[i].unit));
                cells.push_back(changeText(row.effects[i].high, table.figures[i].unit));
            }
        out.rows.push_back(std::move(cells));
    }
    return out;
}

template <class Escape>
std::string remarks(const SensitivityTable &table, Escape escape)
{
    std::string out = "\n"
        + escape("Less and more are " + figureText(table.by, Unit::share)
            + ", of whole numbers at least 1. By simulation, " + std::to_string(table.replications)
            + " replications from seed " + std::to_string(table.seed)
            + " on, the same for all; ± is the half width of the 95 % interval of a change, "
            + "\"unclear\" where it holds zero. Shares change by points, all else by per cent of its value.")
        + "\n";
    std::string inert;
    for (const auto &row : table.rows)
        if (row.error.empty() && row.isInert)
            inert += "- " + escape(row.path + " = " + row.value) + "\n";
    if (!inert.empty())
        out += "\nWithout any effect:\n\n" + inert;
    std::string impossible;
    for (const auto &row : table.rows)
        if (!row.error.empty())
            impossible += "- " + escape(row.path + " = " + row.value + ": " + row.error) + "\n";
    if (!impossible.empty())
        out += "\nCannot be changed by that much:\n\n" + impossible;
    return out;
}

template <class Escape>
std::string unchanged(const SensitivityTable &table, Escape escape)
{
    std::string out;
    for (std::size_t i = 0; i < table.figures.size(); ++i)
        if (applies(table, i))
            out += (out.empty() ? "" : ", ") + std::string(table.figures[i].label) + " "
                + (table.figures[i].unit == Unit::number ? groupedNumber(table.unchanged[i].value, 2)
                                                         : figureText(table.unchanged[i].value, table.figures[i].unit));
    return escape("Strategy \"" + table.strategy + "\": " + out);
}

Json number(double value)
{
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

std::string cell(double value)
{
    return std::isfinite(value) ? formatNumber(value) : std::string();
}

} // namespace

std::string sensitivityText(const SensitivityTable &table)
{
    return "Scenario: " + oneLine(table.scenario) + "\n" + unchanged(table, oneLine) + "\n\n" + tornado(table).aligned()
        + remarks(table, oneLine);
}

std::string sensitivityMarkdown(const SensitivityTable &table)
{
    return "# " + markdownEscaped(table.scenario) + "\n\n" + unchanged(table, markdownEscaped) + "\n\n"
        + tornado(table).markdown() + remarks(table, markdownEscaped);
}

std::string sensitivityCsv(const SensitivityTable &table)
{
    std::string out = "path,value,low,high,inert,error";
    for (const auto &figure : table.figures)
        for (const char *end : { "_low", "_low_ci95", "_high", "_high_ci95" })
            out += std::string(",") + figure.name + end;
    out += '\n';
    for (const auto &row : table.rows) {
        out += csvField(row.path) + ',' + csvField(row.value) + ',' + csvField(row.low) + ',' + csvField(row.high) + ','
            + (row.isInert ? "true" : "false") + ',' + csvField(row.error);
        for (std::size_t i = 0; i < table.figures.size(); ++i) {
            const SensitivityEffect effect = row.effects.empty() ? SensitivityEffect {} : row.effects[i];
            for (const double value :
                { effect.low.value, effect.low.halfWidth, effect.high.value, effect.high.halfWidth })
                out += ',' + cell(value);
        }
        out += '\n';
    }
    return out;
}

std::string sensitivityJson(const SensitivityTable &table)
{
    Json json { { "format", "cache-strategist/sensitivity" }, { "version", 1 }, { "scenario", table.scenario },
        { "strategy", table.strategy }, { "method", "simulation" }, { "by", table.by }, { "seed", table.seed },
        { "replications", table.replications }, { "confidence", 0.95 }, { "warm_up_s", table.warmUpSeconds },
        { "duration_s", table.durationSeconds }, { "unchanged", Json::object() }, { "parameters", Json::array() } };
    for (std::size_t i = 0; i < table.figures.size(); ++i)
        json["unchanged"][table.figures[i].name] = number(table.unchanged[i].value);
    for (const auto &row : table.rows) {
        Json entry { { "path", row.path }, { "value", row.value }, { "low", row.low }, { "high", row.high },
            { "inert", row.isInert } };
        if (!row.error.empty())
            entry["error"] = row.error;
        entry["effects"] = Json::object();
        for (std::size_t i = 0; i < row.effects.size(); ++i) {
            const SensitivityEffect &effect = row.effects[i];
            entry["effects"][table.figures[i].name]
                = Json { { "measure", table.figures[i].unit == Unit::share ? "difference" : "relative" },
                      { "low", number(effect.low.value) }, { "low_ci95", number(effect.low.halfWidth) },
                      { "high", number(effect.high.value) }, { "high_ci95", number(effect.high.halfWidth) } };
        }
        json["parameters"].push_back(std::move(entry));
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace cs
