// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/replay.h"
#include "app/cli/command.h"
#include "app/cli/evictions.h"
#include "sim/core/quantity.h"
#include "sim/replay/node_cache.h"
#include "sim/replay/report_text.h"
#include "sim/replay/sampled.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <thread>

namespace
{

using namespace cs;

struct Options {
    std::string trace;
    std::vector<std::string> evictions;
    std::vector<std::string> capacities;
    std::string count;
    std::string ttl;
    std::string sample;
    std::uint64_t warmUp = 0;
    std::uint64_t seed = 1;
    std::uint32_t keySize = ReplayOptions {}.keyBytes;
    unsigned threads = 0;
    std::string traceFormat = "auto";
    std::string logFormat;
    std::string format = "table";
    std::string output;
};

template <class E>
std::vector<std::string> namesOf()
{
    std::vector<std::string> names;
    for (const auto &entry : NameTable<E>::table)
        names.emplace_back(entry.name);
    return names;
}

/// What was asked for on the command line, or everything that is wrong with it.
ResultAll<ReplayOptions> readOptions(const Options &options)
{
    ReplayOptions out;
    Errors errors;
    for (const auto &name : options.evictions) {
        const auto eviction = parseEviction(name);
        if (eviction)
            out.evictions.push_back(*eviction);
        else
            errors.push_back(eviction.error());
    }
    std::optional<CapacityUnit> count;
    if (!options.count.empty())
        count = options.count == "bytes" ? CapacityUnit::bytes : CapacityUnit::entries;
    auto capacities = parseCapacities(options.capacities, count);
    if (capacities)
        out.capacities = std::move(*capacities);
    else
        errors.insert(errors.end(), capacities.error().begin(), capacities.error().end());
    if (options.ttl == "trace") {
        out.recordedTtls = true;
    } else if (!options.ttl.empty()) {
        const auto ttl = parseDuration(options.ttl);
        if (!ttl)
            errors.push_back({ "--ttl", ttl.error().message, ttl.error().hint });
        else if (ttl->ns <= 0)
            errors.push_back({ "--ttl", "must be longer than nothing", "without --ttl nothing expires" });
        else
            out.ttl = *ttl;
    }
    out.warmUpReads = options.warmUp;
    out.seed = options.seed;
    out.keyBytes = options.keySize;
    out.threads = options.threads ? options.threads : std::max(1u, std::thread::hardware_concurrency());
    if (!errors.empty())
        return tl::unexpected(errors);
    return out;
}

void saySkipped(const ReplayReport &report)
{
    if (report.skipped == 0)
        return;
    std::fprintf(
        stderr, "cachestrat: %s malformed records were skipped, such as\n", displayCount(report.skipped).c_str());
    for (const auto &problem : report.firstProblems)
        std::fprintf(stderr, "  %s\n", problem.text().c_str());
}

/// What the trace does not record and the caches need.
void saySaidNothing(const ReplayOptions &asked, const ReplayReport &report)
{
    const bool server = std::any_of(asked.evictions.begin(), asked.evictions.end(), isServerEviction);
    if ((asked.ttl || server) && report.format == TraceFormat::keys)
        std::fprintf(stderr, "cachestrat: a list of keys has no times: one request a second is assumed%s\n",
            asked.ttl ? " for the TTL" : "");
    if (server && report.assumedKeySizes > 0 && report.unit == CapacityUnit::bytes)
        std::fprintf(stderr,
            "cachestrat: no length is recorded of %s keys: %u bytes are assumed for a server's memory\n",
            displayCount(report.assumedKeySizes).c_str(), asked.keyBytes);
}

/// At most four times a second: how much is done and how long the rest may take.
class Meter
{
public:
    void show(double fraction)
    {
        const auto now = Clock::now();
        if (now < m_next)
            return;
        m_next = now + std::chrono::milliseconds(250);
        const double spent = std::chrono::duration<double>(now - m_begin).count();
        const double left = fraction > 0 ? spent / fraction - spent : 0;
        m_line.show(
            displayQuantity(fraction, Unit::share) + ", " + displayQuantity(std::ceil(left), Unit::time) + " left");
    }
    void clear() { m_line.clear(); }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point m_begin = Clock::now();
    Clock::time_point m_next = m_begin + std::chrono::milliseconds(250);
    ProgressLine m_line;
};

int replayTrace(const Options &options)
{
    const std::stop_token stop = interruptToken();
    if (const int code = checkOutput(options.output); code != exitDone)
        return code;
    const auto asked = readOptions(options);
    if (!asked) {
        reportErrors(asked.error());
        return exitUsage;
    }
    TraceSource trace;
    trace.file = options.trace;
    trace.format = *valueOf<TraceFormat>(options.traceFormat);
    trace.logFormat = options.logFormat;
    Meter meter;
    const auto share = sampleShare(options.sample);
    if (!share) {
        reportError(share.error());
        return exitUsage;
    }
    if (*share < 1 && options.warmUp > 0) {
        reportError({ "--warm-up", "cannot go with --sample: a sample does not know the first requests of all", {} });
        return exitUsage;
    }
    if (*share < 1 && std::any_of(asked->evictions.begin(), asked->evictions.end(), isServerEviction)) {
        reportError({ "--sample", "cannot go with redis-* and memcached-slru: a server's memory does not scale", {} });
        return exitUsage;
    }
    const auto show = [&meter](double fraction) { meter.show(fraction); };
    const auto report
        = *share < 1 ? replaySampled(trace, *asked, *share, stop, show) : replay(trace, *asked, stop, show);
    meter.clear();
    if (stop.stop_requested())
        return exitInterrupted;
    if (!report)
        return reportError(report.error());
    saySkipped(*report);
    saySaidNothing(*asked, *report);
    const std::string text = options.format == "json" ? replayJson(*report, options.trace)
        : options.format == "csv"                     ? replayCsv(*report)
                                                      : replayTable(*report, options.trace);
    return writeOutput(options.output, text);
}

std::string footer()
{
    return "Evictions:\n" + evictionLines()
        + "\nA read hits when the object is in the cache; one that misses is stored. In formats that tell operations "
          "apart a\n"
          "write stores or replaces the object and makes it recent, a remove takes it out; neither counts as a "
          "request. An\n"
          "object larger than the cache is not stored. When the size of an object in the cache changes, others leave "
          "until it\n"
          "fits. With --ttl an entry is fresh for that long from when it was stored; a read exactly at its end "
          "misses.\n"
          "With --ttl trace it is the TTL last recorded for the object, and for ever before there is one.\n"
          "redis-* and memcached-slru count memory as the server does: a capacity in bytes is its maxmemory or -m. A "
          "hit\n"
          "there leaves the value as it was stored, whatever size the trace records with the read.\n"
          "A percentage is of the different objects in the trace, or with --count bytes of their total size (the "
          "first\n"
          "that is recorded for each).";
}

} // namespace

void setUpReplay(CLI::App &app, int &exitCode)
{
    auto options = std::make_shared<Options>();
    app.add_option("TRACE", options->trace, "A trace or an access log, plain, .gz or .zst")->required();
    app.add_option("--eviction", options->evictions, "One or more of those below, separated by commas")
        ->delimiter(',')
        ->required();
    app.add_option("--capacity", options->capacities, "One or more, separated by commas: 10%, 2GB, 100")
        ->delimiter(',')
        ->required();
    app.add_option("--count", options->count,
           "objects: capacities are numbers of entries; bytes: sizes count (bytes if a capacity is in bytes)")
        ->check(CLI::IsMember({ "objects", "bytes" }));
    app.add_option("--ttl", options->ttl,
        "How long an entry is fresh, such as 60s (for ever); trace: as long as the trace records");
    app.add_option("--sample", options->sample,
        "Estimate from this share of the objects, such as 0.01 or 1%, in caches scaled by it; tells the error");
    addWholeNumber(app, "--warm-up", "Requests at the start that are played but not counted (0)",
        [options](std::uint64_t requests) { options->warmUp = requests; });
    addWholeNumber(
        app, "--seed", "Seed of random, lhd and redis-* (1)", [options](std::uint64_t seed) { options->seed = seed; });
    app.add_option("--key-size", options->keySize,
           "Bytes of a key whose length the trace does not record, for redis-* and memcached-slru (32)")
        ->check(CLI::Range(1u, 1u << 20));
    app.add_option("--threads", options->threads, "Caches that are played at the same time (all processors)")
        ->check(CLI::Range(1u, 1024u));
    app.add_option("--trace-format", options->traceFormat, "Format of the trace (auto)")
        ->check(CLI::IsMember(namesOf<TraceFormat>()));
    app.add_option("--log-format", options->logFormat, "Apache LogFormat or nginx log_format string of an access log");
    app.add_option("--format", options->format, "table, json or csv")->check(CLI::IsMember({ "table", "json", "csv" }));
    app.add_option("-o,--output", options->output, "Write to this file instead of standard output");
    app.footer(footer());
    app.callback([options, &exitCode] { exitCode = replayTrace(*options); });
}
