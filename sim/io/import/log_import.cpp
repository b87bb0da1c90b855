// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/log_import.h"

#include "sim/core/quantity.h"
#include "sim/io/import/log_scenario.h"
#include "sim/io/import/readers.h"
#include "sim/model/validate.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

constexpr std::uint64_t mostImageKeys = 20'000'000;

std::string points(double difference)
{
    return (difference < 0 ? "-" : "+") + formatFixed(std::abs(difference) * 100, 1) + " points";
}

HitComparison compareHits(const LogCensus &census, const std::vector<FittedEndpoint> &endpoints, std::stop_token stop)
{
    HitComparison result;
    result.reads = census.sequence.size();
    std::uint32_t largest = 0;
    for (const auto key : census.sequence)
        largest = std::max(largest, key);
    std::vector<bool> seen(result.reads > 0 ? largest + std::size_t { 1 } : 0, false);
    for (const auto key : census.sequence)
        if (!seen[key]) {
            seen[key] = true;
            ++result.keys;
        }
    result.capacity = result.keys / 10;
    if (result.capacity == 0) {
        result.text = "too few keys to compare the synthetic image with the log";
        return result;
    }
    LruCounter cache(seen.size(), result.capacity);
    for (const auto key : census.sequence)
        cache.read(key);
    result.logHitRatio = cache.hitRatio();
    result.shuffledHitRatio = shuffledHitRatio(census.sequence, seen.size(), result.capacity);
    std::vector<ImageType> types;
    std::uint64_t imageKeys = 0;
    for (const auto &endpoint : endpoints) {
        const auto keys = static_cast<std::uint64_t>(endpoint.population);
        types.push_back({ static_cast<double>(endpoint.report.reads), keys, endpoint.report.zipfExponent });
        imageKeys += keys;
    }
    if (imageKeys > mostImageKeys) {
        result.text
            = "the synthetic image has " + displayCount(imageKeys) + " keys, too many to compare it with the log here";
        return result;
    }
    result.imageHitRatio = imageHitRatio(types, result.reads, result.capacity, stop);
    const double difference = result.imageHitRatio - result.logHitRatio;
    result.text = "LRU with room for 10 % of the keys (" + displayCount(result.capacity)
        + " entries, no expiry): replay of the log hits " + formatFixed(result.logHitRatio * 100, 1)
        + " %, its synthetic image " + formatFixed(result.imageHitRatio * 100, 1) + " % (" + points(difference) + ")";
    if (!census.sequenceIsWhole)
        result.text += ", over the first " + displayCount(result.reads) + " reads";
    // The same reads in random order tell whether the law or the order in time makes the difference.
    const double order = result.logHitRatio - result.shuffledHitRatio;
    result.text += "; the same reads in random order hit " + formatFixed(result.shuffledHitRatio * 100, 1) + " %";
    if (order > 0.01)
        result.text += ": the log has bursts that independent draws lack";
    else if (order < -0.01)
        result.text += ": the log has scans, loops or a changing population that independent draws lack";
    if (std::abs(result.imageHitRatio - result.shuffledHitRatio) > 0.015)
        result.text += "; the fitted Zipf laws miss the log's popularity by "
            + points(result.imageHitRatio - result.shuffledHitRatio);
    return result;
}

Error noValidLine(const RecordReader &reader, const std::string &path)
{
    Error error { path, "no line of the file is a request of the format " + std::string(nameOf(reader.format())), {} };
    for (const auto &problem : reader.firstProblems())
        error.message += "\n  " + problem.text();
    if (reader.firstProblems().empty())
        error.message += ": it holds no records";
    error.hint = "name another format, or describe the lines with a log format";
    return error;
}

std::vector<std::string> notesOf(const LogCensus &census, const RecordReader &reader, const LogFacts &facts,
    const std::vector<FittedEndpoint> &endpoints)
{
    std::vector<std::string> notes;
    const bool isLog = facts.format == TraceFormat::combined || facts.format == TraceFormat::common
        || facts.format == TraceFormat::jsonLines;
    notes.push_back(
        "keys of a data type: the population that most likely stands behind the reads seen (a finite log shows only "
        "part of it), so that an image of this length meets as many different keys as the log did");
    if (isLog) {
        notes.push_back(
            "a key is path and query without tracking parameters (utm_*, gclid, fbclid, ...); POST, PUT, PATCH and "
            "DELETE of a path are writes of what GET reads there");
        notes.push_back("requests of one whole second are spread evenly over it");
    }
    notes.push_back(facts.hasLatency ? "the whole request time is taken for time at the database"
                                     : "no request times: 10 ms at the database per miss are assumed");
    if (std::any_of(
            endpoints.begin(), endpoints.end(), [](const auto &e) { return e.report.reads > 0 && !e.sizeKnown; }))
        notes.push_back("no sizes recorded for some data types: 1 kB assumed");
    if (std::any_of(endpoints.begin(), endpoints.end(), [](const auto &e) { return e.report.diurnal.has_value(); }))
        notes.push_back("hours of the day are UTC; a run begins at midnight");
    if (!reader.timesRecorded())
        notes.push_back("the format has no times: one request a second");
    if (census.keys.isSampled())
        notes.push_back("more keys than are counted one by one: numbers of keys are estimates from a sample of 1 in "
            + formatFixed(census.keys.scale(), 0));
    const double minutes = std::ceil(static_cast<double>(census.lastNs + 1) / 60e9);
    const double expected = minutes * -std::expm1(-static_cast<double>(census.requests) / minutes);
    if (census.requests >= 1000 && static_cast<double>(census.busyMinutes) < 0.7 * expected)
        notes.push_back("requests stand in only " + displayCount(census.busyMinutes) + " of " + formatFixed(minutes, 0)
            + " minutes (steady arrivals would reach " + formatFixed(expected, 0)
            + "): with a short TTL a replay hits more than the synthetic image, whose arrivals are steady");
    if (reader.outOfOrder() > 0)
        notes.push_back(displayCount(reader.outOfOrder())
            + " requests are dated earlier than one before them (by up to "
            + formatDuration(Duration { reader.largestStepBackNs() })
            + "); the file's order was kept and their times moved up");
    return notes;
}

double spanOf(const LogCensus &census)
{
    // Whole seconds, so that the last request lies inside the run.
    return std::floor(static_cast<double>(census.lastNs) * 1e-9) + 1;
}

} // namespace

Result<ImportReport> importLog(const std::string &path, const ImportOptions &options, std::stop_token stop,
    const std::function<void(double fraction)> &progress)
{
    auto reader = openRecords(path, options.format, options.logFormat, options.timeUnit);
    if (!reader)
        return tl::unexpected(reader.error());
    const auto census = takeCensus(**reader, stop, progress);
    if (!census)
        return tl::unexpected(census.error());
    if (census->requests == 0)
        return tl::unexpected(noValidLine(**reader, path));
    ImportReport report;
    report.spanSeconds = spanOf(*census);
    auto endpoints = fitEndpoints(
        *census, (*reader)->typeNames(), std::max<std::size_t>(1, options.maxEndpoints), report.spanSeconds);
    LogFacts facts { path, (*reader)->describe(), (*reader)->format(), options.logFormat, options.replay,
        report.spanSeconds, census->clients.count(), census->requests, false };
    for (const auto &endpoint : endpoints)
        facts.hasLatency = facts.hasLatency || endpoint.report.latency.has_value();
    report.scenario = scenarioOf(facts, endpoints);
    if (const auto wrong = validate(report.scenario); !wrong.empty())
        return fail("the scenario of this log would not be valid: " + joined(wrong), path);
    report.comparison = compareHits(*census, endpoints, stop);
    if (stop.stop_requested())
        return fail("cancelled");
    report.notes = notesOf(*census, **reader, facts, endpoints);
    for (auto &endpoint : endpoints)
        report.endpoints.push_back(std::move(endpoint.report));
    report.format = facts.format;
    report.formatText = facts.formatText;
    report.lines = (*reader)->linesRead();
    report.requests = census->requests;
    report.others = census->others;
    report.clients = facts.clients;
    report.malformed = (*reader)->skipped();
    report.firstProblems = (*reader)->firstProblems();
    return report;
}

} // namespace cs
