// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/compare/compare.h"

#include "sim/core/quantity.h"
#include "sim/results/escape.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace cs
{

namespace
{

using Json = nlohmann::ordered_json;

Json number(double value)
{
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

std::string cell(double value)
{
    return std::isfinite(value) ? formatNumber(value) : std::string();
}

Json figureJson(const ComparedFigure &figure, std::size_t baseline, std::size_t strategy)
{
    const PairedDifference &d = figure.differences[strategy];
    return { { "figure", figure.line.name }, { "label", figure.line.label },
        { "baseline", number(figure.values[baseline].value) }, { "value", number(figure.values[strategy].value) },
        { "difference", number(d.difference.value) }, { "difference_ci95", number(d.difference.halfWidth) },
        { "relative", number(d.relative.value) }, { "relative_ci95", number(d.relative.halfWidth) },
        { "unpaired_ci95", number(d.unpairedHalfWidth) }, { "variance_reduction", number(d.varianceReduction) },
        { "verdict", nameOf(d.verdict) } };
}

Json inputsJson(const ComparedInputs &inputs)
{
    const auto value
        = [](const std::string &text) { return text.empty() ? Json(nullptr) : Json::parse(text, nullptr, false); };
    Json out = Json::array();
    for (const auto &input : inputs.differences)
        out.push_back(
            Json { { "path", input.path }, { "baseline", value(input.before) }, { "value", value(input.after) } });
    return out;
}

} // namespace

std::string comparisonJson(const StrategyComparison &comparison)
{
    const RunResult &base = *comparison.results[comparison.baseline];
    Json json { { "format", "cache-strategist/comparison" }, { "version", 1 }, { "scenario", comparison.scenario },
        { "seed", comparison.seed }, { "replications", comparison.replications }, { "confidence", 0.95 },
        { "warm_up_s", base.warmUpSeconds }, { "duration_s", base.durationSeconds },
        { "currency", comparison.currency }, { "baseline", base.strategy }, { "strategies", Json::array() },
        { "comparisons", Json::array() } };
    for (std::size_t i = 0; i < comparison.results.size(); ++i) {
        Json figures = Json::object();
        for (const auto &figure : comparison.figures) {
            figures[figure.line.name] = number(figure.values[i].value);
            figures[std::string(figure.line.name) + "_ci95"] = number(figure.values[i].halfWidth);
        }
        json["strategies"].push_back(Json { { "name", comparison.results[i]->strategy }, { "figures", figures } });
        if (i == comparison.baseline)
            continue;
        Json differences = Json::array();
        for (const auto &figure : comparison.figures)
            differences.push_back(figureJson(figure, comparison.baseline, i));
        json["comparisons"].push_back(Json { { "strategy", comparison.results[i]->strategy },
            { "figures", differences }, { "inputs", inputsJson(comparison.inputs[i]) } });
    }
    json["notes"] = comparison.notes;
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string comparisonCsv(const StrategyComparison &comparison)
{
    const std::string base = csvField(comparison.results[comparison.baseline]->strategy);
    std::string out = "baseline,strategy,figure,baseline_value,value,difference,difference_ci95,relative,relative_ci95,"
                      "unpaired_ci95,variance_reduction,verdict\n";
    for (std::size_t i = 0; i < comparison.results.size(); ++i)
        for (const auto &figure : comparison.figures) {
            if (i == comparison.baseline)
                continue;
            const PairedDifference &d = figure.differences[i];
            out += base + ',' + csvField(comparison.results[i]->strategy) + ',' + figure.line.name;
            for (const double value : { figure.values[comparison.baseline].value, figure.values[i].value,
                     d.difference.value, d.difference.halfWidth, d.relative.value, d.relative.halfWidth,
                     d.unpairedHalfWidth, d.varianceReduction })
                out += ',' + cell(value);
            out += ',' + std::string(nameOf(d.verdict)) + '\n';
        }
    return out;
}

} // namespace cs
