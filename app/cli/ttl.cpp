// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/replications.h"
#include "app/cli/strategies.h"
#include "sim/analysis/ttl_text.h"
#include "sim/charts/charts.h"
#include "sim/charts/ttl_chart.h"
#include "sim/core/quantity.h"
#include "sim/io/scenario_file.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <thread>

namespace
{

using namespace cs;

struct Options {
    std::string scenario, strategy;
    std::vector<std::string> layers, dataTypes, ttls;
    std::uint64_t points = TtlOptions {}.points;
    std::string limit, duration;
    std::optional<std::uint64_t> seed, replications;
    unsigned threads = 0;
    std::string format = "table", output;
};

/// Times and shares of the command line.
ResultAll<TtlOptions> readOptions(const Options &options)
{
    TtlOptions out;
    Errors errors;
    const auto time = [&errors](const std::string &text, const char *place) {
        const auto value = parseDuration(text);
        if (!value)
            errors.push_back({ place, value.error().message, value.error().hint });
        else if (value->ns <= 0)
            errors.push_back({ place, "must be longer than nothing", {} });
        return value.value_or(Duration {});
    };
    for (const auto &text : options.ttls)
        out.ttls.push_back(time(text, "--ttl"));
    if (!options.duration.empty())
        out.run.duration = time(options.duration, "--duration");
    if (!options.limit.empty()) {
        const auto share = parseQuantity(options.limit, Unit::share);
        if (!share || *share < 0 || *share > 1)
            errors.push_back({ "--limit", "\"" + options.limit + "\" is no share of the reads", "such as 1%" });
        else
            out.limit = *share;
    }
    out.points = options.points;
    out.layers = options.layers;
    out.dataTypes = options.dataTypes;
    out.run.seed = options.seed;
    out.run.scenarioFolder = std::filesystem::path(options.scenario).parent_path().string();
    out.replications = options.replications;
    out.threads = options.threads ? options.threads : std::max(1u, std::thread::hardware_concurrency());
    if (!errors.empty())
        return tl::unexpected(errors);
    return out;
}

/// Names that were given and that the strategy does not know.
Result<void> checkNames(const Options &options, const Strategy &strategy)
{
    std::vector<std::string_view> layers, types;
    for (const Layer &layer : strategy.layers) {
        layers.push_back(layer.name);
        for (const auto &[type, rule] : layer.rules)
            if (rule)
                types.push_back(type);
    }
    const auto check = [](const std::vector<std::string> &given, const std::vector<std::string_view> &known,
                           const char *place, const char *what) -> Result<void> {
        for (const auto &name : given) {
            if (std::find(known.begin(), known.end(), name) != known.end())
                continue;
            const std::string nearest = nearestName(name, known);
            return fail("the strategy " + std::string(what) + " \"" + name + "\"", place,
                nearest.empty() ? std::string() : "did you mean \"" + nearest + "\"?");
        }
        return {};
    };
    if (const auto known = check(options.layers, layers, "--layer", "has no layer"); !known)
        return known;
    return check(options.dataTypes, types, "--data-type", "does not cache a data type");
}

/// The strategy that is named, else the first that caches anything.
Result<std::size_t> chooseStrategy(const Options &options, const Scenario &scenario)
{
    if (!options.strategy.empty()) {
        const auto strategies = chosen(scenario, { options.strategy });
        if (!strategies)
            return tl::unexpected(strategies.error());
        return strategies->front();
    }
    for (std::size_t i = 0; i < scenario.strategies.size(); ++i)
        if (!scenario.strategies[i].layers.empty())
            return i;
    return fail("no strategy of the scenario has a layer", "strategies");
}

int write(const Options &options, const TtlReport &report)
{
    if (options.output.ends_with(".svg")) {
        if (report.tradeoffs.size() == 1)
            return writeOutput(options.output, chartSvg(ttlChart(report, report.tradeoffs.front())));
        reportError({ "--output",
            "a chart shows one data type at one layer, and there are " + displayCount(report.tradeoffs.size()),
            "choose with --data-type and --layer" });
        return exitUsage;
    }
    return writeOutput(options.output,
        options.format == "json"           ? ttlJson(report)
            : options.format == "csv"      ? ttlCsv(report)
            : options.format == "markdown" ? ttlMarkdown(report)
                                           : ttlTable(report));
}

int tradeOff(const Options &options)
{
    const std::stop_token stop = interruptToken();
    auto asked = readOptions(options);
    if (!asked) {
        reportErrors(asked.error());
        return exitUsage;
    }
    const auto file = loadScenario(options.scenario);
    if (!file)
        return reportErrorsIn(options.scenario, file.error());
    const Scenario &scenario = file->scenario;
    const auto strategy = chooseStrategy(options, scenario);
    if (!strategy)
        return reportError(strategy.error());
    asked->strategy = *strategy;
    if (const auto known = checkNames(options, scenario.strategies[*strategy]); !known)
        return reportError(known.error());
    if (options.limit.empty() && scenario.objectives.staleReads)
        asked->limit = *scenario.objectives.staleReads;
    if (const Errors missing = gapsOf(scenario, { *strategy }); !missing.empty())
        return reportErrorsIn(options.scenario, missing);
    ProgressLine line;
    const auto report
        = ttlTradeoff(scenario, *asked, stop, [&line](const ExperimentProgress &now) { line.show(progressText(now)); });
    line.clear();
    if (stop.stop_requested())
        return exitInterrupted;
    return report ? write(options, *report) : reportError(report.error());
}

} // namespace

void setUpTtl(CLI::App &app, int &exitCode)
{
    auto options = std::make_shared<Options>();
    app.add_option("SCENARIO", options->scenario, "A *.scenario.json file")->required();
    app.add_option("--strategy", options->strategy, "The strategy (the first that has a layer)");
    app.add_option("--layer", options->layers, "Only this layer; may be given several times")->take_all()->expected(1);
    app.add_option("--data-type", options->dataTypes, "Only this data type; may be given several times")
        ->take_all()
        ->expected(1);
    app.add_option("--ttl", options->ttls, "Only these TTLs, separated by commas: 1s,1min,1h")->delimiter(',');
    app.add_option("--points", options->points, "How many TTLs, from a hundredth to 100 times the rule's (13)")
        ->check(CLI::Range(1u, 500u));
    app.add_option("--limit", options->limit,
        "Largest share of violations, and of stale reads (the objective stale_reads, else 1%)");
    app.add_option("--duration", options->duration, "Simulated time in place of the scenario's");
    addWholeNumber(
        app, "--replications", "Simulate this often; shares get 95 % intervals", [options](std::uint64_t count) {
            if (count < 1 || count > 1000)
                throw CLI::ValidationError("--replications", "expected 1 to 1,000");
            options->replications = count;
        });
    addWholeNumber(
        app, "--seed", "Seed in place of the scenario's", [options](std::uint64_t seed) { options->seed = seed; });
    app.add_option("--threads", options->threads, "Runs at the same time (all processors)")
        ->check(CLI::Range(1u, 1024u));
    app.add_option("--format", options->format, "table, json, csv or markdown")
        ->check(CLI::IsMember({ "table", "json", "csv", "markdown" }));
    app.add_option("-o,--output", options->output,
        "Write to this file instead of standard output; FILE.svg gets a chart of one type at one layer");
    app.footer("One rule's TTL is varied at a time, everything else stays; the scenario is simulated with each TTL on "
               "the same\n"
               "requests. Stale reads were served a value older than the newest committed one, violations one that was "
               "outdated\n"
               "for longer than the type's tolerance; both are shares of all reads of the type, at all layers. The "
               "longest TTL\n"
               "is the longest of those simulated up to which every one keeps within the limit.");
    app.callback([options, &exitCode] { exitCode = tradeOff(*options); });
}
