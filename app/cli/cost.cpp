// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/baseline.h"
#include "app/cli/command.h"
#include "app/cli/replications.h"
#include "app/cli/simulated.h"
#include "sim/analysis/money/money.h"
#include "sim/core/names.h"
#include "sim/core/quantity.h"
#include "sim/io/price_sheet.h"
#include "sim/io/scenario_file.h"
#include "sim/results/escape.h"
#include "sim/results/text_table.h"

#include <algorithm>
#include <filesystem>
#include <memory>

namespace
{

using namespace cs;

struct Options {
    std::string scenario;
    std::vector<std::string> strategies;
    std::string baseline, prices, breakEven;
    SpanOptions span;
    ReplicationOptions replications;
    std::string format = "table";
    std::string output;
};

/// Where the prices of a sheet come from.
std::string sheetText(const PriceSheet &sheet, bool markdown)
{
    TextTable table;
    table.header = { "Price", sheet.currency, "What", "Source", "Date" };
    table.leftAligned = { 2, 3, 4 };
    for (const auto &item : sheet.items)
        table.rows.push_back({ item.key, formatNumber(item.price), item.what,
            item.assumption ? "assumption, to be replaced" : item.source, item.date });
    return (markdown ? markdownEscaped(sheet.name) : oneLine(sheet.name)) + "\n\n"
        + (markdown ? table.markdown() : table.aligned());
}

/// Every layer of that name in the strategies.
Result<std::vector<BreakEven>> breakEvens(
    const Options &options, const Scenario &scenario, const ExperimentOptions &experiment, std::stop_token stop)
{
    std::vector<BreakEven> out;
    std::vector<std::string_view> known;
    for (const std::size_t strategy : experiment.strategies) {
        const auto &layers = scenario.strategies[strategy].layers;
        for (std::size_t i = 0; i < layers.size(); ++i) {
            known.push_back(layers[i].name);
            if (layers[i].name != options.breakEven)
                continue;
            auto curve = simulatedBreakEven(scenario, strategy, i, experiment.run, experiment.threads, stop);
            if (!curve)
                return tl::unexpected(curve.error());
            out.push_back(std::move(*curve));
        }
    }
    if (!options.breakEven.empty() && out.empty()) {
        const std::string nearest = nearestName(options.breakEven, known);
        return fail("no strategy has a layer \"" + options.breakEven + "\"", "--break-even",
            nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
    }
    return out;
}

std::string textOf(const MoneyReport &report, std::span<const BreakEven> curves, const std::optional<PriceSheet> &sheet,
    const std::string &format)
{
    if (format == "json")
        return moneyJson(report, curves);
    if (format == "csv")
        return moneyCsv(report);
    const bool markdown = format == "markdown";
    return (markdown ? moneyMarkdown(report, curves) : moneyText(report, curves))
        + (sheet ? "\n" + sheetText(*sheet, markdown) : std::string());
}

/// The price sheet that was asked for, in place of the scenario's prices; an exit code.
int takePrices(const Options &options, Scenario &scenario, std::optional<PriceSheet> &sheet)
{
    if (options.prices.empty())
        return exitDone;
    auto loaded = loadPriceSheet(options.prices);
    if (!loaded)
        return reportErrorsIn(options.prices, loaded.error());
    sheet = std::move(*loaded);
    scenario.prices = sheet->prices();
    return exitDone;
}

/// What to simulate of the scenario; an exit code.
int takeExperiment(const Options &options, const Scenario &scenario, ExperimentOptions &experiment)
{
    experiment.run.scenarioFolder = std::filesystem::path(options.scenario).parent_path().string();
    if (const int wrong = takeSpan(options.span, scenario, experiment.run); wrong != exitDone)
        return wrong;
    if (const Errors missing = gapsOf(scenario, experiment.strategies); !missing.empty())
        return reportErrorsIn(options.scenario, missing);
    if (const auto taken = takeReplicationOptions(options.replications, scenario, experiment); !taken) {
        reportError(taken.error());
        return exitUsage;
    }
    return exitDone;
}

int costOf(const Options &options)
{
    const std::stop_token stop = interruptToken();
    const auto file = loadScenario(options.scenario);
    if (!file)
        return reportErrorsIn(options.scenario, file.error());
    Scenario scenario = file->scenario;
    std::optional<PriceSheet> sheet;
    if (const int wrong = takePrices(options, scenario, sheet); wrong != exitDone)
        return wrong;
    ExperimentOptions experiment;
    const auto baseline = takeStrategies(scenario, options.strategies, options.baseline, experiment);
    if (!baseline)
        return reportError(baseline.error());
    if (const int wrong = takeExperiment(options, scenario, experiment); wrong != exitDone)
        return wrong;
    ProgressLine line;
    const auto results = runExperiment(
        scenario, experiment, stop, [&line](const ExperimentProgress &now) { line.show(progressText(now)); });
    const auto curves = results ? breakEvens(options, scenario, experiment, stop)
                                : Result<std::vector<BreakEven>>(std::vector<BreakEven> {});
    line.clear();
    if (stop.stop_requested())
        return exitInterrupted;
    if (!results || !curves)
        return reportError(results ? curves.error() : results.error());
    const auto place = std::find(experiment.strategies.begin(), experiment.strategies.end(), *baseline);
    const MoneyReport report = moneyReport(
        scenario, experiment.strategies, *results, static_cast<std::size_t>(place - experiment.strategies.begin()));
    return writeOutput(options.output, textOf(report, *curves, sheet, options.format));
}

} // namespace

void setUpCost(CLI::App &app, int &exitCode)
{
    auto options = std::make_shared<Options>();
    app.add_option("SCENARIO", options->scenario, "A *.scenario.json file")->required();
    app.add_option("--strategy", options->strategies, "Only this strategy; may be given several times")
        ->take_all()
        ->expected(1);
    app.add_option("--baseline", options->baseline,
        "The strategy against which database capacity is saved (the first without layers, else the first)");
    app.add_option("--prices", options->prices,
        "A price sheet in place of the scenario's prices: \"default\" (list prices with their sources, and "
        "assumptions) or a file like it");
    app.add_option("--break-even", options->breakEven,
        "Also the size up to which this layer pays: simulates it at 1/16 to 16 times its capacity");
    addSpanOptions(app, options->span);
    addReplicationOptions(app, options->replications);
    app.add_option("--format", options->format, "table, json, csv or markdown")
        ->check(CLI::IsMember({ "table", "json", "csv", "markdown" }));
    app.add_option("-o,--output", options->output, "Write to this file instead of standard output");
    app.callback([options, &exitCode] { exitCode = costOf(*options); });
}
