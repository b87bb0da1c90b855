// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/compare/compare.h"

#include "sim/results/escape.h"
#include "sim/results/figure_text.h"
#include "sim/results/main_figures.h"
#include "sim/results/result_tables.h"

#include <array>
#include <cmath>

namespace cs
{

namespace
{

constexpr std::size_t longestInput = 72; ///< characters of a value in a table; files have it whole

bool isCost(const TotalsLine &line)
{
    return std::string_view(line.name) == "cost_per_month";
}

std::string valueText(const TotalsLine &line, const Estimate &value, const std::string &currency)
{
    if (std::isnan(value.value))
        return "-";
    if (isCost(line))
        return moneyText(value.value, currency);
    return intervalText(value.value, value.halfWidth > 0 ? value.halfWidth : std::nan(""), line.unit);
}

/// "+82.1 ± 0.2 points", "-93.1 ± 1.2 ms".
std::string absoluteText(const TotalsLine &line, const Estimate &difference, const std::string &currency)
{
    if (std::isnan(difference.value))
        return "-";
    if (line.unit == Unit::share) {
        const std::string text = differenceIntervalText(difference.value, difference.halfWidth, Unit::share);
        return text.substr(0, text.find(", unclear"));
    }
    const std::string sign = difference.value < 0 ? "-" : difference.value > 0 ? "+" : "";
    if (isCost(line))
        return sign + moneyText(std::abs(difference.value), currency)
            + (difference.halfWidth > 0 ? " ± " + groupedNumber(difference.halfWidth, 2) : std::string());
    return sign
        + intervalText(
            std::abs(difference.value), difference.halfWidth > 0 ? difference.halfWidth : std::nan(""), line.unit);
}

std::string relativeText(const TotalsLine &line, const Estimate &relative)
{
    if (line.unit == Unit::share || std::isnan(relative.value))
        return "-";
    const std::string text = differenceIntervalText(relative.value, relative.halfWidth, Unit::number);
    return text.substr(0, text.find(", unclear"));
}

std::string savedText(double reduction)
{
    if (std::isnan(reduction))
        return "-";
    const std::string text = groupedNumber(reduction * 100, std::abs(reduction) > 0.99 ? 2 : 0);
    return (text == "-0" ? "0" : text) + " %";
}

TextTable figuresTable(const StrategyComparison &all, std::size_t strategy)
{
    TextTable table;
    table.header = { "", all.results[all.baseline]->strategy, all.results[strategy]->strategy, "difference", "relative",
        "verdict", "variance saved" };
    table.leftAligned = { 5 };
    for (const auto &figure : all.figures) {
        const PairedDifference &d = figure.differences[strategy];
        table.rows.push_back({ figure.line.label, valueText(figure.line, figure.values[all.baseline], all.currency),
            valueText(figure.line, figure.values[strategy], all.currency),
            absoluteText(figure.line, d.difference, all.currency), relativeText(figure.line, d.relative),
            std::string(nameOf(d.verdict)), savedText(d.varianceReduction) });
    }
    return table;
}

std::string shortened(const std::string &value)
{
    if (value.empty())
        return "-";
    if (value.size() <= longestInput)
        return value;
    std::string out = oneLine(value);
    std::size_t end = 0, pos = 0;
    while (pos < out.size() && pos < longestInput) {
        nextCodePoint(out, pos);
        end = pos;
    }
    return out.substr(0, end) + "...";
}

TextTable inputsTable(const StrategyComparison &all, std::size_t strategy)
{
    TextTable table;
    table.header = { "Input", all.results[all.baseline]->strategy, all.results[strategy]->strategy };
    table.leftAligned = { 1, 2 };
    for (const auto &input : all.inputs[strategy].differences)
        table.rows.push_back({ input.path, shortened(input.before), shortened(input.after) });
    return table;
}

/// "Redis against No cache: better in hit ratio (+82.1 ± 0.2 points), ...; indistinguishable in failed reads."
std::string verdictSentence(const StrategyComparison &all, std::size_t strategy)
{
    struct Group {
        Verdict verdict;
        const char *words;
    };
    constexpr std::array groups { Group { Verdict::better, "better in" }, Group { Verdict::worse, "worse in" },
        Group { Verdict::higher, "higher in" }, Group { Verdict::lower, "lower in" },
        Group { Verdict::indistinguishable, "indistinguishable in" }, Group { Verdict::same, "the same in" },
        Group { Verdict::tooFewEvents, "too few events to tell about" } };
    std::string text;
    for (const auto &group : groups) {
        std::string names;
        for (const auto &figure : all.figures) {
            const PairedDifference &d = figure.differences[strategy];
            if (d.verdict != group.verdict)
                continue;
            std::string label = figure.line.label;
            if (label.size() > 1 && label[0] >= 'A' && label[0] <= 'Z')
                label[0] = static_cast<char>(label[0] - 'A' + 'a');
            names += (names.empty() ? "" : ", ") + label;
            if (group.verdict == Verdict::better || group.verdict == Verdict::worse)
                names += " (" + absoluteText(figure.line, d.difference, all.currency) + ")";
        }
        if (!names.empty())
            text += std::string(text.empty() ? "" : "; ") + group.words + " " + names;
    }
    return "\"" + all.results[strategy]->strategy + "\" against \"" + all.results[all.baseline]->strategy
        + "\": " + text + ".";
}

std::string explanation(const StrategyComparison &all)
{
    return "All strategies saw the same requests in each of " + std::to_string(all.replications)
        + " replications. A figure is the mean of the replications; a difference is that of the pairs, ± the half "
          "width "
          "of its 95 % interval (Student's t). A verdict is given only where the interval leaves out zero; each "
          "interval "
          "is one by itself, so of 20 figures that do not differ one is expected to look as if it did. \"Variance "
          "saved\" "
          "is the part of the difference's variance that the pairing took away.";
}

template <class Escape, class Print>
std::string written(
    const StrategyComparison &all, const std::string &heading, const std::string &end, Escape escape, Print print)
{
    std::string out;
    for (std::size_t i = 0; i < all.results.size(); ++i) {
        if (i == all.baseline)
            continue;
        out += heading + escape(all.results[i]->strategy) + end + "\n" + print(figuresTable(all, i)) + "\n"
            + escape(verdictSentence(all, i)) + "\n";
        const TextTable inputs = inputsTable(all, i);
        out += inputs.rows.empty() ? "\nThe inputs are the same.\n" : "\n" + print(inputs);
    }
    out += "\n" + escape(explanation(all)) + "\n";
    if (!all.notes.empty())
        out += "\n";
    for (const auto &note : all.notes)
        out += "- " + escape(note) + "\n";
    return out;
}

} // namespace

std::string comparisonText(const StrategyComparison &comparison)
{
    const RunResult &base = *comparison.results[comparison.baseline];
    return "Scenario: " + oneLine(comparison.scenario) + "\nBaseline: " + oneLine(base.strategy) + "; "
        + runSentence(base) + "\n"
        + written(comparison, "\n", "\n", oneLine, [](const TextTable &table) { return table.aligned(); });
}

std::string comparisonMarkdown(const StrategyComparison &comparison)
{
    const RunResult &base = *comparison.results[comparison.baseline];
    return "# " + markdownEscaped(comparison.scenario) + "\n\nBaseline: " + markdownEscaped(base.strategy) + "; "
        + markdownEscaped(runSentence(base)) + "\n"
        + written(comparison, "\n## ", "\n", markdownEscaped, [](const TextTable &table) { return table.markdown(); });
}

} // namespace cs
