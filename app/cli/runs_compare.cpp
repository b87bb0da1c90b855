// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/keep.h"
#include "app/cli/runs.h"
#include "sim/io/scenario_file.h"
#include "sim/io/scenario_tree.h"
#include "sim/results/figure_text.h"
#include "sim/results/main_figures.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

using namespace cs;

namespace
{

using Json = nlohmann::ordered_json;

/// Inputs of a run as one tree: the scenario, with the run's own strategy in place of all.
Result<JsonTree> inputsOf(const KeptRunWhole &kept)
{
    const auto scenario = readScenario(kept.scenario);
    if (!scenario)
        return fail("its scenario cannot be read any more: " + scenario.error().front().text(), kept.run.id);
    JsonTree tree = scenarioTree(*scenario);
    JsonTree own = JsonTree::unsayable();
    for (auto &child : tree.children)
        if (child.key == "strategies")
            for (auto &strategy : child.children)
                if (nameIn(strategy) == kept.run.strategy)
                    own = strategy;
    std::erase_if(tree.children, [](const JsonTree &child) { return child.key == "strategies"; });
    tree.add("strategy", std::move(own));
    return tree;
}

/// What one of the runs has otherwise than the first: a path, and the value of each run.
struct InputRow {
    std::string path;
    std::vector<std::string> values;
};

std::vector<InputRow> inputDifferences(const std::vector<JsonTree> &inputs)
{
    std::vector<InputRow> rows;
    for (std::size_t i = 1; i < inputs.size(); ++i)
        for (auto &difference : differences(inputs.front(), inputs[i])) {
            auto at = std::find_if(
                rows.begin(), rows.end(), [&](const InputRow &row) { return row.path == difference.path; });
            if (at == rows.end())
                at = rows.insert(
                    rows.end(), { difference.path, std::vector<std::string>(inputs.size(), difference.before) });
            at->values[i] = std::move(difference.after);
        }
    return rows;
}

struct Compared {
    std::vector<KeptRunWhole> runs;
    std::vector<FiguresByName> totals;
    std::vector<InputRow> inputs;
};

double valueOfField(const FiguresByName &figures, const std::string &field)
{
    const auto found = figures.find(field);
    return found == figures.end() ? std::nan("") : found->second.value;
}

TextTable figuresTable(const Compared &all)
{
    TextTable table { { "" }, {}, {} };
    for (std::size_t i = 0; i < all.runs.size(); ++i) {
        const KeptRun &run = all.runs[i].run;
        table.header.push_back(run.id.substr(0, RunLibrary::shownIdDigits) + ' ' + run.strategy);
        if (i > 0)
            table.header.push_back("difference");
    }
    for (const auto &figure : mainFigures()) {
        const double base = valueOfField(all.totals.front(), figure.field);
        std::vector<std::string> row { figure.label };
        for (std::size_t i = 0; i < all.runs.size(); ++i) {
            const double value = valueOfField(all.totals[i], figure.field);
            row.push_back(fieldText(figure.field, value, std::nan("")));
            if (i > 0)
                row.push_back(std::isfinite(base) && std::isfinite(value)
                        ? differenceText(base, value, fieldUnit(figure.field))
                        : "-");
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

TextTable inputsTable(const Compared &all)
{
    TextTable table { { "Input" }, {}, {} };
    for (const auto &kept : all.runs)
        table.header.push_back(kept.run.id.substr(0, RunLibrary::shownIdDigits));
    for (std::size_t column = 1; column < table.header.size(); ++column)
        table.leftAligned.push_back(column);
    for (const auto &input : all.inputs) {
        std::vector<std::string> row { input.path };
        for (const auto &value : input.values)
            row.push_back(value.empty() ? "-" : value);
        table.rows.push_back(std::move(row));
    }
    return table;
}

std::string compareJson(const Compared &all)
{
    Json json { { "format", "cache-strategist/run-comparison" }, { "version", 1 }, { "runs", Json::array() },
        { "totals", Json::object() }, { "inputs", Json::array() } };
    for (const auto &kept : all.runs)
        json["runs"].push_back(Json { { "id", kept.run.id }, { "scenario", kept.run.scenario },
            { "strategy", kept.run.strategy }, { "fingerprint", kept.run.fingerprint } });
    for (const auto &[field, figure] : all.totals.front()) {
        Json values = Json::array(), changes = Json::array();
        for (const auto &totals : all.totals) {
            const double value = valueOfField(totals, field);
            values.push_back(std::isfinite(value) ? Json(value) : Json(nullptr));
            changes.push_back(std::isfinite(value) ? Json(value - figure.value) : Json(nullptr));
        }
        json["totals"][field] = Json { { "values", values }, { "differences", changes } };
    }
    for (const auto &input : all.inputs) {
        Json values = Json::array();
        for (const auto &value : input.values)
            values.push_back(value.empty() ? Json(nullptr) : Json::parse(value, nullptr, false));
        json["inputs"].push_back(Json { { "path", input.path }, { "values", values } });
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string compareText(const Compared &all, const std::string &format)
{
    if (format == "json")
        return compareJson(all);
    std::string out = tableText(figuresTable(all), format);
    if (format == "csv")
        return out;
    if (all.inputs.empty())
        return out + "\nThe inputs are the same.\n";
    return out + "\nInputs that differ\n\n" + tableText(inputsTable(all), format);
}

int compareRuns(const RunsOptions &options)
{
    auto library = openRuns(options);
    if (!library)
        return reportError(library.error());
    const auto ids = resolved(*library, options);
    if (!ids)
        return reportError(ids.error());
    Compared all;
    std::vector<JsonTree> inputs;
    for (const auto &id : *ids) {
        auto kept = library->get(id);
        if (!kept)
            return reportError(kept.error());
        auto totals = library->totals(kept->run);
        auto tree = inputsOf(*kept);
        if (!totals || !tree)
            return reportError(totals ? tree.error() : totals.error());
        all.runs.push_back(std::move(*kept));
        all.totals.push_back(std::move(*totals));
        inputs.push_back(std::move(*tree));
    }
    all.inputs = inputDifferences(inputs);
    return writeOutput(options.output, compareText(all, options.format));
}

} // namespace

void setUpRunsCompare(CLI::App &runs, int &exitCode)
{
    auto options = std::make_shared<RunsOptions>();
    CLI::App &app = *runs.add_subcommand("compare", "Two to six runs side by side: figures, and inputs that differ");
    addLibraryOption(app, options->library);
    app.add_option("ID", options->ids, "Runs by their ids, or by beginnings of ids; the first is the baseline")
        ->required()
        ->expected(2, 6);
    addFormat(app, *options, { "table", "json", "csv", "markdown" });
    app.callback([options, &exitCode] { exitCode = compareRuns(*options); });
}
