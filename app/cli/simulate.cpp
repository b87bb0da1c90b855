// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/strategies.h"
#include "sim/core/quantity.h"
#include "sim/engine/simulation.h"
#include "sim/engine/support.h"
#include "sim/io/scenario_file.h"
#include "sim/results/result_writer.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <unistd.h>

namespace
{

using namespace cs;

struct Options {
    std::string scenario;
    std::vector<std::string> strategies;
    std::optional<std::uint64_t> seed;
    std::string duration;
    unsigned threads = 0;
    std::string format = "table";
    std::string output;
};

/// Runs strategies on several threads and shows how far they all are.
class Batch
{
public:
    Batch(const Scenario &scenario, std::vector<std::size_t> strategies, RunOptions options)
        : m_scenario(scenario)
        , m_strategies(std::move(strategies))
        , m_options(std::move(options))
        , m_results(m_strategies.size())
        , m_progress(m_strategies.size())
    {
    }

    void run(unsigned threads, std::stop_token stop)
    {
        round(threads, stop);
        // One span of time for all: who cut off less as warm-up runs again.
        if (const auto runs = results(); runs && (m_options.automaticWarmUp = alignedWarmUp(*runs)))
            round(threads, stop);
    }

    Result<std::vector<RunResultPtr>> results()
    {
        std::vector<RunResultPtr> out;
        for (const auto &result : m_results) {
            if (!*result)
                return tl::unexpected(result->error());
            out.push_back(**result);
        }
        return out;
    }

private:
    void round(unsigned threads, std::stop_token stop)
    {
        std::atomic<std::size_t> next = 0;
        const auto work = [&] {
            for (std::size_t i = next++; i < m_strategies.size(); i = next++)
                m_results[i] = std::make_unique<Result<RunResultPtr>>(simulate(
                    m_scenario, m_strategies[i], m_options, stop, [this, i](const Progress &now) { show(i, now); }));
        };
        std::vector<std::jthread> others;
        for (unsigned i = 1; i < std::min<std::size_t>(threads, m_strategies.size()); ++i)
            others.emplace_back(work);
        work();
        others.clear();
        m_line.clear();
    }

    void show(std::size_t which, const Progress &now)
    {
        const std::lock_guard lock(m_mutex);
        m_progress[which] = now;
        double fraction = 0, rate = 0, left = 0;
        std::uint64_t requests = 0;
        for (std::size_t i = 0; i < m_progress.size(); ++i) {
            fraction += m_progress[i].fraction / static_cast<double>(m_progress.size());
            requests += m_progress[i].requestsDone;
            rate = std::max(rate, m_progress[i].requestsPerSecond);
            left = std::max(left, m_progress[i].secondsLeft);
        }
        m_line.show(displayQuantity(fraction, Unit::share) + ", " + displayCount(requests) + " requests, "
            + displayCount(static_cast<std::uint64_t>(rate)) + "/s, " + displayQuantity(left, Unit::time) + " left");
    }

    const Scenario &m_scenario;
    std::vector<std::size_t> m_strategies;
    RunOptions m_options;
    std::vector<std::unique_ptr<Result<RunResultPtr>>> m_results;
    std::vector<Progress> m_progress;
    std::mutex m_mutex;
    ProgressLine m_line;
};

/// Says how much memory a run needs; returns how many may run at once.
unsigned sayMemory(const Scenario &scenario, const std::vector<std::size_t> &strategies, const RunOptions &options)
{
    std::uint64_t most = 1;
    for (const auto strategy : strategies)
        most = std::max(most, estimateRun(scenario, strategy, options).memoryBytes);
    std::fprintf(
        stderr, "needs up to %s of memory a run\n", displayQuantity(static_cast<double>(most), Unit::bytes).c_str());
    return static_cast<unsigned>(std::clamp<std::uint64_t>(availableMemoryBytes() / most, 1, 1024));
}

int simulateScenario(const Options &options)
{
    const std::stop_token stop = interruptToken();
    const auto file = loadScenario(options.scenario);
    if (!file)
        return reportErrorsIn(options.scenario, file.error());
    const Scenario &scenario = file->scenario;
    const auto strategies = chosen(scenario, options.strategies);
    if (!strategies)
        return reportError(strategies.error());
    RunOptions run;
    run.seed = options.seed;
    run.scenarioFolder = std::filesystem::path(options.scenario).parent_path().string();
    if (!options.duration.empty()) {
        const auto duration = parseDuration(options.duration);
        if (!duration || duration->ns <= 0) {
            reportError({ "--duration", duration ? "must be longer than nothing" : duration.error().message, {} });
            return exitUsage;
        }
        if (scenario.run.warmUp && *scenario.run.warmUp >= *duration)
            return reportError({ "--duration",
                formatDuration(*duration) + " is not longer than the warm-up of "
                    + formatDuration(*scenario.run.warmUp),
                {} });
        run.duration = *duration;
    }
    if (const Errors missing = gapsOf(scenario, *strategies); !missing.empty())
        return reportErrorsIn(options.scenario, missing);
    const unsigned atOnce = sayMemory(scenario, *strategies, run);
    Batch batch(scenario, *strategies, run);
    const unsigned threads = options.threads ? options.threads : std::max(1u, std::thread::hardware_concurrency());
    batch.run(std::min(threads, atOnce), stop);
    const auto results = batch.results();
    if (stop.stop_requested())
        return exitInterrupted;
    if (!results)
        return reportError(results.error());
    static const std::map<std::string, OutputFormat> formats { { "table", OutputFormat::table },
        { "json", OutputFormat::json }, { "csv", OutputFormat::csv }, { "markdown", OutputFormat::markdown } };
    return writeOutput(options.output, writeResult(*results, formats.at(options.format)));
}

} // namespace

void setUpSimulate(CLI::App &app, int &exitCode)
{
    auto options = std::make_shared<Options>();
    app.add_option("SCENARIO", options->scenario, "A *.scenario.json file")->required();
    app.add_option("--strategy", options->strategies, "Only this strategy; may be given several times")
        ->take_all()
        ->expected(1);
    addWholeNumber(
        app, "--seed", "Seed in place of the scenario's", [options](std::uint64_t seed) { options->seed = seed; });
    app.add_option("--duration", options->duration, "Simulated time in place of the scenario's, such as 2h");
    app.add_option("--threads", options->threads, "Strategies that run at the same time (all processors)")
        ->check(CLI::Range(1u, 1024u));
    app.add_option("--format", options->format, "table, json, csv or markdown")
        ->check(CLI::IsMember({ "table", "json", "csv", "markdown" }));
    app.add_option("-o,--output", options->output, "Write to this file instead of standard output");
    app.callback([options, &exitCode] { exitCode = simulateScenario(*options); });
}
