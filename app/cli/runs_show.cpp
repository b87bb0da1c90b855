// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/keep.h"
#include "app/cli/runs.h"
#include "sim/core/quantity.h"
#include "sim/results/escape.h"
#include "sim/results/main_figures.h"

#include <cmath>

using namespace cs;

namespace
{

struct ShowOptions {
    RunsOptions runs;
    bool scenario = false, result = false;
};

std::string headText(const KeptRun &run)
{
    std::string out = "Run " + run.id + " of " + utcText(run.createdMs) + ", " + run.source + ", version " + run.version
        + "\nScenario: " + oneLine(run.scenario) + "\nStrategy: " + oneLine(run.strategy) + "\nSeed "
        + std::to_string(run.seed) + ", " + std::to_string(run.replications)
        + (run.replications == 1 ? " replication" : " replications") + ", fingerprint " + run.fingerprint + '\n';
    if (run.point)
        out += "Sweep " + run.point->sweep + ", point " + std::to_string(run.point->point) + '\n';
    std::string tags;
    for (const auto &tag : run.tags)
        tags += (tags.empty() ? "" : ", ") + oneLine(tag);
    if (!tags.empty())
        out += "Tags: " + tags + '\n';
    if (!run.note.empty())
        out += "Note: " + oneLine(run.note) + '\n';
    return out + '\n';
}

std::string rowName(const KeptFigures &row)
{
    return row.layer.empty() && row.dataType.empty() ? "Totals"
        : row.layer.empty()                          ? row.dataType
        : row.dataType.empty()                       ? row.layer
                                                     : row.layer + ": " + row.dataType;
}

TextTable figuresTable(const KeptRunWhole &kept)
{
    TextTable table { { "" }, {}, {} };
    for (const auto &figure : mainFigures())
        if (figure.brief)
            table.header.push_back(figure.label);
    for (const auto &row : kept.rows) {
        std::vector<std::string> cells { rowName(row) };
        for (const auto &figure : mainFigures()) {
            if (!figure.brief)
                continue;
            const auto found = row.figures.find(figure.field);
            cells.push_back(found == row.figures.end()
                    ? "-"
                    : fieldText(figure.field, found->second.value, found->second.halfWidth));
        }
        table.rows.push_back(std::move(cells));
    }
    return table;
}

/// Every figure of every row, a line each.
std::string figuresCsv(const KeptRunWhole &kept)
{
    TextTable table { { "id", "strategy", "scope", "layer", "data_type", "figure", "value", "ci95" }, {}, {} };
    for (const auto &row : kept.rows)
        for (const auto &[name, figure] : row.figures)
            table.rows.push_back(
                { kept.run.id, kept.run.strategy, row.scope, row.layer, row.dataType, name, formatNumber(figure.value),
                    std::isfinite(figure.halfWidth) ? formatNumber(figure.halfWidth) : std::string() });
    return tableText(table, "csv");
}

int showRuns(const ShowOptions &options)
{
    auto library = openRuns(options.runs);
    if (!library)
        return reportError(library.error());
    const auto ids = resolved(*library, options.runs);
    if (!ids)
        return reportError(ids.error());
    if (options.runs.format == "json" && !options.scenario && !options.result) {
        const auto text = library->exportJson(*ids);
        return text ? writeOutput(options.runs.output, *text) : reportError(text.error());
    }
    std::string out;
    for (const auto &id : *ids) {
        const auto kept = library->get(id);
        if (!kept)
            return reportError(kept.error());
        out += options.scenario ? kept->scenario
            : options.result    ? kept->result
            : options.runs.format == "csv"
            ? figuresCsv(*kept)
            : (out.empty() ? "" : "\n") + headText(kept->run) + tableText(figuresTable(*kept), options.runs.format);
    }
    return writeOutput(options.runs.output, out);
}

} // namespace

void setUpRunsShow(CLI::App &runs, int &exitCode)
{
    auto options = std::make_shared<ShowOptions>();
    CLI::App &app = *runs.add_subcommand("show", "Show runs: where they come from and what they measured");
    addLibraryOption(app, options->runs.library);
    app.add_option("ID", options->runs.ids, "Runs by their ids, or by beginnings of ids; \"last\" is the newest")
        ->required();
    auto *scenario = app.add_flag("--scenario", options->scenario, "Print the scenario that was simulated");
    app.add_flag("--result", options->result, "Print the whole result, as simulate --format json does")
        ->excludes(scenario);
    addFormat(app, options->runs, { "table", "json", "csv" });
    app.callback([options, &exitCode] { exitCode = showRuns(*options); });
}
