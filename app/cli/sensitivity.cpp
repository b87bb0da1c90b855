// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/sensitivity/sensitivity.h"
#include "app/cli/command.h"
#include "app/cli/simulated.h"
#include "app/cli/strategies.h"
#include "sim/core/names.h"
#include "sim/io/scenario_file.h"
#include "sim/results/figure_text.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <thread>

namespace
{

using namespace cs;

struct Options {
    std::string scenario;
    std::string strategy;
    std::string by = "20%";
    std::string sort;
    std::uint64_t replications = 3;
    unsigned threads = 0;
    SpanOptions span;
    std::string format = "table";
    std::string output;
};

/// The strategy that was named, else the last of the scenario: the one that is proposed.
Result<std::size_t> strategyOf(const Options &options, const Scenario &scenario)
{
    if (options.strategy.empty())
        return scenario.strategies.size() - 1;
    const auto named = chosen(scenario, { options.strategy });
    if (!named)
        return tl::unexpected(named.error());
    return named->front();
}

Result<void> takeChange(const Options &options, SensitivityOptions &out)
{
    const auto by = parseQuantity(options.by, Unit::share);
    if (!by)
        return fail(by.error().message, "--by", by.error().hint);
    if (!(*by > 0 && *by < 1))
        return fail(
            "\"" + options.by + "\" is no change", "--by", "expected more than 0 and less than 100 %, such as 20%");
    out.by = *by;
    if (options.sort.empty())
        return {};
    std::vector<std::string_view> known;
    for (const auto &figure : sensitivityFigures())
        known.push_back(figure.name);
    if (std::find(known.begin(), known.end(), options.sort) == known.end()) {
        const std::string nearest = nearestName(options.sort, known);
        return fail("\"" + options.sort + "\" is no figure of the table", "--sort",
            nearest.empty() ? "such as hit_ratio or latency_p99_s" : "did you mean " + nearest + "?");
    }
    out.sortBy = options.sort;
    return {};
}

std::string textOf(const SensitivityTable &table, const std::string &format)
{
    return format == "json"    ? sensitivityJson(table)
        : format == "csv"      ? sensitivityCsv(table)
        : format == "markdown" ? sensitivityMarkdown(table)
                               : sensitivityText(table);
}

/// No more runs at once than there is memory for, the largest change included.
unsigned threadsFor(const Options &options, const Scenario &scenario, const SensitivityOptions &out)
{
    ExperimentOptions one;
    one.run = out.run;
    one.strategies = { out.strategy };
    const auto memory = static_cast<std::uint64_t>(static_cast<double>(memoryOfARun(scenario, one)) * (1 + out.by));
    return threadsWithin(memory, options.threads ? options.threads : std::max(1U, std::thread::hardware_concurrency()));
}

int sensitivityOf(const Options &options)
{
    const std::stop_token stop = interruptToken();
    const auto file = loadScenario(options.scenario);
    if (!file)
        return reportErrorsIn(options.scenario, file.error());
    const Scenario &scenario = file->scenario;
    SensitivityOptions out;
    out.replications = options.replications;
    if (const auto taken = takeChange(options, out); !taken) {
        reportError(taken.error());
        return exitUsage;
    }
    const auto strategy = strategyOf(options, scenario);
    if (!strategy)
        return reportError(strategy.error());
    out.strategy = *strategy;
    out.run.scenarioFolder = std::filesystem::path(options.scenario).parent_path().string();
    if (const int wrong = takeSpan(options.span, scenario, out.run); wrong != exitDone)
        return wrong;
    if (const Errors missing = gapsOf(scenario, { out.strategy }); !missing.empty())
        return reportErrorsIn(options.scenario, missing);
    out.threads = threadsFor(options, scenario, out);
    ProgressLine line;
    const auto table = simulatedSensitivity(scenario, out, stop, [&line](std::uint64_t done, std::uint64_t all) {
        line.show(displayCount(done) + " of " + displayCount(all) + " variants");
    });
    line.clear();
    if (stop.stop_requested())
        return exitInterrupted;
    if (!table)
        return reportError(table.error());
    return writeOutput(options.output, textOf(*table, options.format));
}

} // namespace

void setUpSensitivity(CLI::App &app, int &exitCode)
{
    auto options = std::make_shared<Options>();
    app.add_option("SCENARIO", options->scenario, "A *.scenario.json file")->required();
    app.add_option("--strategy", options->strategy, "Of this strategy (the last of the scenario)");
    app.add_option("--by", options->by, "How much less and more, such as 10% (20%)");
    app.add_option("--sort", options->sort,
        "By the effect on hit_ratio, latency_p99_s, db_queries_per_s, db_utilization or cost_per_month (the largest of "
        "all)");
    addWholeNumber(
        app, "--replications", "Simulate every variant this often, at least 2 (3)", [options](std::uint64_t count) {
            if (count < 2 || count > 10'000)
                throw CLI::ValidationError("--replications", "is " + std::to_string(count) + "; expected 2 to 10,000");
            options->replications = count;
        });
    app.add_option("--threads", options->threads, "Runs that are simulated at the same time (all processors)")
        ->check(CLI::Range(1u, 1024u));
    addSpanOptions(app, options->span);
    app.add_option("--format", options->format, "table, json, csv or markdown")
        ->check(CLI::IsMember({ "table", "json", "csv", "markdown" }));
    app.add_option("-o,--output", options->output, "Write to this file instead of standard output");
    app.callback([options, &exitCode] { exitCode = sensitivityOf(*options); });
}
