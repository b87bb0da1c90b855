// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/result_writer.h"

#include "sim/results/escape.h"
#include "sim/results/result_tables.h"

namespace cs
{

namespace
{

/// The lines that stand under the tables, one a finding or a note, with their run.
template <class Escape>
std::string remarks(std::span<const RunResultPtr> runs, Escape escape)
{
    std::string out;
    for (const auto &run : runs) {
        for (const auto &finding : run->findings)
            out += "- " + escape(run->strategy) + ": " + escape(finding.text) + "\n";
        for (const auto &note : run->notes)
            out += "- " + escape(run->strategy) + ": note: " + escape(note) + "\n";
    }
    return out;
}

template <class Escape>
std::string runList(std::span<const RunResultPtr> runs, Escape escape)
{
    std::string out;
    for (const auto &run : runs)
        out += "- " + escape(run->strategy) + ": " + escape(runSentence(*run)) + "\n";
    return out;
}

} // namespace

std::string resultTable(std::span<const RunResultPtr> runs)
{
    if (runs.empty())
        return "No runs.\n";
    std::string out = "Scenario: " + oneLine(runs.front()->scenario) + "\n" + runList(runs, oneLine) + "\n"
        + totalsTextTable(runs).aligned() + "\nData types\n\n" + dataTypesTextTable(runs).aligned();
    const TextTable layers = layersTextTable(runs);
    if (!layers.rows.empty())
        out += "\nLayers\n\n" + layers.aligned();
    const TextTable events = eventsTextTable(runs);
    if (!events.rows.empty())
        out += "\nEvents\n\n" + events.aligned();
    const TextTable more = moreFiguresTextTable(runs);
    if (!more.rows.empty())
        out += "\nMore figures\n\n" + more.aligned();
    const std::string below = remarks(runs, oneLine);
    return below.empty() ? out : out + "\nFindings\n\n" + below;
}

std::string resultMarkdown(std::span<const RunResultPtr> runs)
{
    if (runs.empty())
        return "No runs.\n";
    std::string out = "# " + markdownEscaped(runs.front()->scenario) + "\n\n" + runList(runs, markdownEscaped)
        + "\n## Totals\n\n" + totalsTextTable(runs).markdown() + "\n## Data types\n\n"
        + dataTypesTextTable(runs).markdown();
    const TextTable layers = layersTextTable(runs);
    if (!layers.rows.empty())
        out += "\n## Layers\n\n" + layers.markdown();
    const TextTable events = eventsTextTable(runs);
    if (!events.rows.empty())
        out += "\n## Events\n\n" + events.markdown();
    const TextTable more = moreFiguresTextTable(runs);
    if (!more.rows.empty())
        out += "\n## More figures\n\n" + more.markdown();
    const std::string below = remarks(runs, markdownEscaped);
    return below.empty() ? out : out + "\n## Findings\n\n" + below;
}

std::string writeResult(std::span<const RunResultPtr> runs, OutputFormat format)
{
    switch (format) {
    case OutputFormat::table:
        return resultTable(runs);
    case OutputFormat::json:
        return resultJson(runs);
    case OutputFormat::csv:
        return resultCsv(runs);
    case OutputFormat::markdown:
        return resultMarkdown(runs);
    }
    return {};
}

} // namespace cs
