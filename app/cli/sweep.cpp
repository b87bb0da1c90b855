// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/sweep/sweep.h"
#include "app/cli/command.h"
#include "app/cli/keep.h"
#include "app/cli/replications.h"
#include "app/cli/strategies.h"
#include "sim/analysis/experiment.h"
#include "sim/core/quantity.h"
#include "sim/io/files.h"
#include "sim/io/scenario_file.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <memory>
#include <mutex>
#include <thread>

using namespace cs;

namespace
{

struct Options {
    std::string scenario;
    std::vector<std::string> varies, strategies;
    std::optional<std::uint64_t> seed, latinHypercube, replications;
    std::string duration, shard, format = "table", output;
    unsigned threads = 0;
    KeepOptions keep;
};

Result<SweepShard> shardOf(const std::string &text)
{
    SweepShard shard;
    const char *end = text.data() + text.size();
    const auto index = std::from_chars(text.data(), end, shard.index);
    const bool slash = index.ec == std::errc() && index.ptr != end && *index.ptr == '/';
    const auto of = slash ? std::from_chars(index.ptr + 1, end, shard.of) : index;
    if (!slash || of.ec != std::errc() || of.ptr != end || shard.index < 1 || shard.index > shard.of)
        return fail("\"" + text + "\" is no part", "--shard", "expected i/n with i from 1 to n, such as 3/16");
    return shard;
}

/// The scenario with what the options say in its place.
Result<Scenario> asAsked(Scenario scenario, const Options &options)
{
    scenario.run.seed = options.seed.value_or(scenario.run.seed);
    if (options.replications) {
        scenario.run.replications = *options.replications;
        scenario.run.precision.reset();
    }
    if (options.duration.empty())
        return scenario;
    const auto duration = parseDuration(options.duration);
    if (!duration || duration->ns <= 0)
        return fail(duration ? "must be longer than nothing" : duration.error().message, "--duration");
    scenario.run.duration = *duration;
    return scenario;
}

Result<SweepRequest> requestOf(const Options &options, const Scenario &scenario)
{
    SweepRequest request;
    auto asked = asAsked(scenario, options);
    if (!asked)
        return tl::unexpected(asked.error());
    auto strategies = chosen(scenario, options.strategies);
    if (!strategies)
        return tl::unexpected(strategies.error());
    for (const auto &text : options.varies) {
        auto vary = parseVary(text);
        if (!vary)
            return fail(vary.error().message, "--vary " + vary.error().place, vary.error().hint);
        const bool given = (vary->path == "run.seed" && options.seed)
            || (vary->path == "run.duration" && !options.duration.empty())
            || (vary->path == "run.replications" && options.replications);
        if (given)
            return fail("is given by an option too", "--vary " + vary->path);
        request.varies.push_back(std::move(*vary));
    }
    request.scenario = std::move(*asked);
    request.scenarioFolder = std::filesystem::path(options.scenario).parent_path().string();
    request.strategies = std::move(*strategies);
    request.latinHypercube = options.latinHypercube;
    return request;
}

std::string progressText(const SweepProgress &now)
{
    return std::to_string(now.done) + " of " + std::to_string(now.points) + " points"
        + (now.kept ? " (" + std::to_string(now.kept) + " kept before)" : std::string()) + ", "
        + displayQuantity(now.fraction, Unit::share)
        + (now.secondsLeft > 0 ? ", " + displayQuantity(now.secondsLeft, Unit::time) + " left" : std::string());
}

std::string written(const SweepTable &table, const std::string &format)
{
    return format == "json"    ? sweepJson(table)
        : format == "csv"      ? sweepCsv(table)
        : format == "markdown" ? sweepMarkdown(table)
                               : sweepText(table);
}

std::optional<RunLibrary> openToKeep(const KeepOptions &keep)
{
    const auto path = keep.noKeep ? std::nullopt : libraryPath(keep.library);
    if (!path)
        return std::nullopt;
    auto library = RunLibrary::open(*path);
    if (!library) {
        warn({ "points are not kept", library.error().text(), {} });
        return std::nullopt;
    }
    if (library->setAside())
        warn(*library->setAside());
    return std::move(*library);
}

int runSweep(const Options &options, const Sweep &sweep, std::optional<SweepShard> shard, std::stop_token stop)
{
    std::optional<RunLibrary> library = openToKeep(options.keep);
    SweepOptions run;
    const unsigned asked = options.threads ? options.threads : std::max(1u, std::thread::hardware_concurrency());
    run.threads
        = static_cast<unsigned>(std::clamp<std::uint64_t>(availableMemoryBytes() / sweep.memoryBytes(), 1, asked));
    run.shard = shard;
    run.library = library ? &*library : nullptr;
    ProgressLine line;
    run.warn = [&line](const Error &error) {
        line.clear();
        warn(error);
    };
    const auto table = sweep.run(run, stop, [&line](const SweepProgress &now) { line.show(progressText(now)); });
    line.clear();
    if (stop.stop_requested())
        return exitInterrupted;
    if (!table)
        return reportError(table.error());
    const int done = writeOutput(options.output, written(*table, options.format));
    if (const auto failed = table->failedPoints(); failed > 0 && done == exitDone)
        return reportError(
            { {}, std::to_string(failed) + " of " + std::to_string(table->points) + " points could not be simulated",
                "see their rows" });
    return done;
}

int sweepScenario(const Options &options)
{
    const std::stop_token stop = interruptToken();
    std::optional<SweepShard> shard;
    if (!options.shard.empty()) {
        const auto read = shardOf(options.shard);
        if (!read)
            return reportError(read.error()), exitUsage;
        shard = *read;
    }
    const auto file = loadScenario(options.scenario);
    if (!file)
        return reportErrorsIn(options.scenario, file.error());
    auto request = requestOf(options, file->scenario);
    if (!request)
        return reportError(request.error());
    const auto sweep = Sweep::plan(std::move(*request));
    if (!sweep)
        return reportErrors(sweep.error());
    return runSweep(options, *sweep, shard, stop);
}

struct MergeOptions {
    std::vector<std::string> parts;
    std::string format = "json", output;
    bool partial = false;
};

int mergeParts(const MergeOptions &options)
{
    std::vector<SweepPart> parts;
    Errors errors;
    for (const auto &file : options.parts) {
        const auto text = readFile(file, std::uint64_t(1) << 32);
        auto table = text ? readSweepJson(*text, file) : Result<SweepTable>(tl::unexpected(text.error()));
        if (table)
            parts.push_back({ file, std::move(*table) });
        else
            errors.push_back(table.error());
    }
    if (!errors.empty())
        return reportErrors(errors);
    const auto merged = mergeSweeps(parts);
    if (!merged)
        return reportError(merged.error());
    for (const auto &twice : merged->doubles)
        warn({ {}, twice + ", alike", {} });
    if (!merged->missing.empty()) {
        reportError({ {},
            std::to_string(merged->missing.size()) + " of " + std::to_string(merged->table.points)
                + " points are missing: " + pointList(merged->missing),
            options.partial ? "" : "nothing is written; --partial writes what is there" });
        if (!options.partial)
            return exitBadInput;
    }
    const int done = writeOutput(options.output, written(merged->table, options.format));
    return done == exitDone && (!merged->missing.empty() || merged->table.failedPoints() > 0) ? exitBadInput : done;
}

void addSweepFormat(CLI::App &app, std::string &format, std::string &output)
{
    app.add_option("--format", format, "table, json, csv or markdown (" + format + ")")
        ->check(CLI::IsMember({ "table", "json", "csv", "markdown" }));
    app.add_option("-o,--output", output, "Write to this file instead of standard output");
}

} // namespace

void setUpSweep(CLI::App &app, int &exitCode)
{
    auto options = std::make_shared<Options>();
    app.add_option("SCENARIO", options->scenario, "A *.scenario.json file")->required();
    app.add_option("--vary", options->varies,
           "PATH=VALUES, as in 'strategies[\"Redis\"].layers[\"Cache\"].capacity=64MB..4GB*2'; ranges a..b*factor and "
           "a..b+step, lists a,b,c; may be given several times: all combinations are simulated")
        ->required()
        ->take_all()
        ->expected(1);
    addWholeNumber(app, "--lhs",
        "This many points of a Latin hypercube in place of all combinations; ranges need no steps: a..b, and a..b* "
        "even in "
        "the logarithm",
        [options](std::uint64_t count) {
            if (count < 1 || count > Sweep::mostPoints)
                throw CLI::ValidationError("--lhs", "expected 1 to " + displayCount(Sweep::mostPoints));
            options->latinHypercube = count;
        });
    app.add_option("--strategy", options->strategies,
           "Only this strategy; may be given several times. Others are simulated at every point, also where nothing of "
           "them varies")
        ->take_all()
        ->expected(1);
    addWholeNumber(app, "--seed", "Seed in place of the scenario's; all points have it",
        [options](std::uint64_t seed) { options->seed = seed; });
    addWholeNumber(app, "--replications", "Simulate every point this often, in place of what the scenario says",
        [options](std::uint64_t count) {
            if (count < 1 || count > 10'000)
                throw CLI::ValidationError("--replications", "expected 1 to 10,000");
            options->replications = count;
        });
    app.add_option("--duration", options->duration, "Simulated time in place of the scenario's, such as 2h");
    app.add_option("--threads", options->threads, "Points that are simulated at the same time (all processors)")
        ->check(CLI::Range(1u, 1024u));
    app.add_option("--shard", options->shard, "Only part i of n, as in 3/16; \"cachestrat merge\" joins the parts");
    addKeepOptions(app, options->keep);
    addSweepFormat(app, options->format, options->output);
    app.callback([options, &exitCode] { exitCode = sweepScenario(*options); });
}

void setUpMerge(CLI::App &app, int &exitCode)
{
    auto options = std::make_shared<MergeOptions>();
    app.add_option("PART", options->parts, "JSON files of \"cachestrat sweep --shard i/n --format json -o PART\"")
        ->required();
    app.add_flag("--partial", options->partial, "Write what is there although points are missing");
    addSweepFormat(app, options->format, options->output);
    app.callback([options, &exitCode] { exitCode = mergeParts(*options); });
}
