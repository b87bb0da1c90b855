// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/evictions.h"
#include "app/cli/replications.h"
#include "app/cli/strategies.h"
#include "sim/analysis/curve/curve_text.h"
#include "sim/analysis/curve/scenario_curve.h"
#include "sim/analysis/curve/trace_curve.h"
#include "sim/charts/capacity_chart.h"
#include "sim/charts/charts.h"
#include "sim/core/quantity.h"
#include "sim/io/scenario_file.h"
#include "sim/replay/make_caches.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <thread>

namespace
{

using namespace cs;

struct Options {
    std::string input;
    std::vector<std::string> evictions, capacities;
    std::string count, ttl, sample;
    std::string strategy, layer;
    std::optional<std::uint64_t> points;
    std::optional<std::uint64_t> seed, replications;
    unsigned threads = 0;
    std::string traceFormat = "auto", logFormat;
    std::string format = "table", output;
};

unsigned threadsOf(const Options &options)
{
    return options.threads ? options.threads : std::max(1u, std::thread::hardware_concurrency());
}

bool isScenario(const Options &options)
{
    return options.traceFormat == "auto" && options.logFormat.empty() && options.input.ends_with(".json");
}

/// What traces and scenarios have in common, or everything that is wrong with it.
ResultAll<TraceCurveOptions> readOptions(const Options &options)
{
    TraceCurveOptions out;
    Errors errors;
    if (!options.evictions.empty())
        out.evictions.clear();
    for (const auto &name : options.evictions) {
        const auto eviction = parseEviction(name);
        if (!eviction)
            errors.push_back(eviction.error());
        else if (std::find(out.evictions.begin(), out.evictions.end(), *eviction) == out.evictions.end())
            out.evictions.push_back(*eviction);
    }
    std::optional<CapacityUnit> count;
    if (!options.count.empty())
        count = options.count == "bytes" ? CapacityUnit::bytes : CapacityUnit::entries;
    out.capacities.unit = count.value_or(CapacityUnit::entries);
    if (!options.capacities.empty()) {
        auto capacities = parseCapacities(options.capacities, count);
        if (capacities)
            out.capacities = std::move(*capacities);
        else
            errors.insert(errors.end(), capacities.error().begin(), capacities.error().end());
    }
    const auto share = sampleShare(options.sample);
    if (share)
        out.sample = *share;
    else
        errors.push_back(share.error());
    out.recordedTtls = options.ttl == "trace";
    if (!options.ttl.empty() && !out.recordedTtls) {
        const auto ttl = parseDuration(options.ttl);
        if (!ttl)
            errors.push_back({ "--ttl", ttl.error().message, ttl.error().hint });
        else if (ttl->ns <= 0)
            errors.push_back({ "--ttl", "must be longer than nothing", "without --ttl nothing expires" });
        else
            out.ttl = *ttl;
    }
    out.points = options.points.value_or(out.points);
    out.seed = options.seed.value_or(1);
    out.threads = threadsOf(options);
    if (!errors.empty())
        return tl::unexpected(errors);
    return out;
}

int write(const Options &options, const CapacityCurve &curve)
{
    if (options.output.ends_with(".svg"))
        return writeOutput(options.output, chartSvg(capacityChart(curve)));
    return writeOutput(options.output,
        options.format == "json"           ? curveJson(curve)
            : options.format == "csv"      ? curveCsv(curve)
            : options.format == "markdown" ? curveMarkdown(curve)
                                           : curveTable(curve));
}

/// At most four times a second: how much is done.
class Meter
{
public:
    void show(const std::string &text)
    {
        const auto now = Clock::now();
        if (now < m_next)
            return;
        m_next = now + std::chrono::milliseconds(250);
        m_line.show(text);
    }
    void clear() { m_line.clear(); }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point m_next = Clock::now() + std::chrono::milliseconds(250);
    ProgressLine m_line;
};

int usage(const std::string &place, const std::string &message, const std::string &hint = {})
{
    reportError({ place, message, hint });
    return exitUsage;
}

int curveOfTrace(const Options &options, const TraceCurveOptions &asked, std::stop_token stop)
{
    if (!options.strategy.empty() || !options.layer.empty() || options.replications)
        return usage(options.strategy.empty() ? options.layer.empty() ? "--replications" : "--layer" : "--strategy",
            "belongs to a scenario, and \"" + options.input + "\" is taken for a trace",
            "a scenario's name ends with .json");
    if (asked.sample < 1 && std::any_of(asked.evictions.begin(), asked.evictions.end(), isServerEviction))
        return usage("--sample", "cannot go with redis-* and memcached-slru: a server's memory does not scale");
    TraceSource trace;
    trace.file = options.input;
    trace.format = *valueOf<TraceFormat>(options.traceFormat);
    trace.logFormat = options.logFormat;
    Meter meter;
    const auto curve = traceCurve(
        trace, asked, stop, [&meter](double fraction) { meter.show(displayQuantity(fraction, Unit::share)); });
    meter.clear();
    if (stop.stop_requested())
        return exitInterrupted;
    return curve ? write(options, *curve) : reportError(curve.error());
}

/// The strategy and the layer that are meant: those named, else the first strategy with a layer that evicts and its
/// innermost one.
Result<void> chooseLayer(const Options &options, const Scenario &scenario, ScenarioCurveOptions &out)
{
    const auto strategies
        = chosen(scenario, options.strategy.empty() ? std::vector<std::string> {} : std::vector { options.strategy });
    if (!strategies)
        return tl::unexpected(strategies.error());
    std::string known;
    for (const std::size_t s : *strategies) {
        const auto &layers = scenario.strategies[s].layers;
        for (std::size_t l = layers.size(); l-- > 0;) {
            if (!hasCapacityCurve(layers[l]))
                continue;
            if (options.layer.empty() || options.layer == layers[l].name) {
                out.strategy = s;
                out.layer = l;
                return {};
            }
            known += (known.empty() ? "\"" : ", \"") + layers[l].name + "\"";
        }
    }
    if (known.empty())
        return fail("no layer of the scenario has a capacity", options.strategy.empty() ? "strategies" : "--strategy");
    return fail("no layer \"" + options.layer + "\" that evicts", "--layer", "there are " + known);
}

int curveOfScenario(const Options &options, const TraceCurveOptions &asked, std::stop_token stop)
{
    if (asked.sample < 1 || asked.ttl || asked.recordedTtls)
        return usage(asked.sample < 1 ? "--sample" : "--ttl",
            "belongs to a trace, and \"" + options.input + "\" is taken for a scenario",
            asked.sample < 1 ? "say --trace-format for a trace whose name ends with .json" : "its rules have the TTLs");
    const auto file = loadScenario(options.input);
    if (!file)
        return reportErrorsIn(options.input, file.error());
    ScenarioCurveOptions out;
    if (const auto chose = chooseLayer(options, file->scenario, out); !chose)
        return reportError(chose.error());
    if (const Errors missing = gapsOf(file->scenario, { out.strategy }); !missing.empty())
        return reportErrorsIn(options.input, missing);
    if (!options.evictions.empty())
        out.evictions = asked.evictions;
    if (!options.count.empty() || !options.capacities.empty())
        out.unit = asked.capacities.unit;
    out.capacities = asked.capacities.list;
    out.points = options.points.value_or(out.points);
    out.run.seed = options.seed;
    out.run.scenarioFolder = std::filesystem::path(options.input).parent_path().string();
    out.replications = options.replications;
    out.threads = threadsOf(options);
    Meter meter;
    const auto curve = scenarioCurve(
        file->scenario, out, stop, [&meter](const ExperimentProgress &now) { meter.show(progressText(now)); });
    meter.clear();
    if (stop.stop_requested())
        return exitInterrupted;
    return curve ? write(options, *curve) : reportError(curve.error());
}

int makeCurve(const Options &options)
{
    const std::stop_token stop = interruptToken();
    const auto asked = readOptions(options);
    if (!asked) {
        reportErrors(asked.error());
        return exitUsage;
    }
    return isScenario(options) ? curveOfScenario(options, *asked, stop) : curveOfTrace(options, *asked, stop);
}

std::string footer()
{
    return "Evictions:\n" + evictionLines()
        + "\nOf a trace: lru by entries is exact at every size, from one pass over the reads; lru by bytes, other "
          "evictions and\n"
          "TTLs play a cache of each capacity. --sample estimates from five samples of that share of the keys (SHARDS "
          "with\n"
          "its adjustment for lru, scaled-down caches for others): the mean, and ± the half width of the 95 % interval "
          "of\n"
          "Student over the samples. Scaled-down caches of fewer than 10 objects are left out.\n"
          "Of a scenario: one layer of a strategy (the innermost that evicts, of the first strategy that has one, "
          "where "
          "none is\n"
          "named). The scenario is simulated with every capacity on the same requests, so the layer sees what the "
          "layers\n"
          "before it let through, and TTLs and invalidation count.\n"
          "The working set is all that is ever held. The knee is where the curve lies highest above the straight line "
          "from\n"
          "nothing to the working set (Kneedle). Capacities are given as in replay.";
}

} // namespace

void setUpCurve(CLI::App &app, int &exitCode)
{
    auto options = std::make_shared<Options>();
    app.add_option("INPUT", options->input, "A trace or an access log, plain, .gz or .zst; or a *.scenario.json file")
        ->required();
    app.add_option("--eviction", options->evictions, "One or more, separated by commas (lru, or the layer's own)")
        ->delimiter(',');
    app.add_option("--capacity", options->capacities, "Only these, separated by commas: 10%, 2GB, 100")->delimiter(',');
    app.add_option("--points", options->points,
           "How many capacities up to the working set (trace 50, from 0.01 %; scenario 20, from 1 %)")
        ->check(CLI::Range(2u, 2000u));
    app.add_option("--count", options->count, "objects: capacities are numbers of entries; bytes: sizes count")
        ->check(CLI::IsMember({ "objects", "bytes" }));
    app.add_option("--sample", options->sample, "Trace: estimate from this share of the keys, such as 0.01 or 1%");
    app.add_option("--ttl", options->ttl, "Trace: how long an entry is fresh, such as 60s; trace: as it records");
    app.add_option("--strategy", options->strategy, "Scenario: the strategy");
    app.add_option("--layer", options->layer, "Scenario: the layer of the strategy");
    addWholeNumber(app, "--replications", "Scenario: simulate this often; the curve gets 95 % intervals",
        [options](std::uint64_t count) {
            if (count < 1 || count > 1000)
                throw CLI::ValidationError("--replications", "expected 1 to 1,000");
            options->replications = count;
        });
    addWholeNumber(app, "--seed", "Seed of evictions and samples (1), or in place of the scenario's",
        [options](std::uint64_t seed) { options->seed = seed; });
    app.add_option("--threads", options->threads, "Caches or runs at the same time (all processors)")
        ->check(CLI::Range(1u, 1024u));
    std::vector<std::string> formats;
    for (const auto &entry : NameTable<TraceFormat>::table)
        formats.emplace_back(entry.name);
    app.add_option("--trace-format", options->traceFormat, "Format of the trace (auto)")->check(CLI::IsMember(formats));
    app.add_option("--log-format", options->logFormat, "Apache LogFormat or nginx log_format string of an access log");
    app.add_option("--format", options->format, "table, json, csv or markdown")
        ->check(CLI::IsMember({ "table", "json", "csv", "markdown" }));
    app.add_option(
        "-o,--output", options->output, "Write to this file instead of standard output; FILE.svg gets a chart");
    app.footer(footer());
    app.callback([options, &exitCode] { exitCode = makeCurve(*options); });
}
